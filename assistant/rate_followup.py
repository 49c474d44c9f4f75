"""A follow-up to a rate question: what it changes in the call before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.rate_call import RateCall
from assistant.rate_events import event_date
from assistant.rate_percent import percent_roles
from assistant.rate_takst import fill_slots
from assistant.rate_tokens import Token

_MARK = re.compile(
    r"^\s*(?:og\b|men\b|ok\w*[ ,]|så\b|hvad (?:så"
    r" )?(?:hvis|med|nu|om|så)\b|hvis\b|nu\b|altså\b|ellers\b|nej\b|undskyld"
    r"|jeg mente|ret(?:tes)?\b|det (?:er|var)\b|den (?:er|var)\b|i"
    r" stedet\b|samme)|\bi stedet\b|\bi steden\b|\bhvad nu hvis\b"
    r"|\bsamme (?:spørgsmål|igen)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "i og med på pr for hvad hvis den det er var så så vi tog tager kr kroner pct"
    " procent pl år året siden til fra nu om dag"
    " dagen ca cirka ja nej tak det var en et i stedet taksten udgiften region"
    " regionen pladser plads belægning dato"
    " basistakst overhead underskud prisen ny nye gamle samlet hver".split()
)
_BASE = re.compile(
    r"\b(?:basistakst\w*|basis\w*|udgangspunkt\w*|startede|oprindelig\w*|før|dengang)\b", re.IGNORECASE
)


def follow_up(
    text: str, tokens: Sequence[Token], regions: Sequence[str], previous: RateCall
) -> RateCall | None:
    """The changed call, or None where the text does not go on from the previous one."""
    amounts = sum(token.kind == "amount" for token in tokens)
    if not _goes_on(text, tokens, regions) or (amounts > 1 and regions):
        return None
    inputs, words = dict(previous.inputs), dict(previous.words)
    region = previous.region
    changed = False
    if len(regions) == 1 and regions[0] != region:
        region, changed = regions[0], True
    if previous.family == "takst":
        changed |= _rate(text, tokens, previous, inputs, words)
    elif previous.family in ("sundhedslov", "boernehus", "krisecenter", "standardkontrakt", "gaeldende"):
        found = event_date(tokens)
        if found:
            inputs["dato"], words["dato"] = found
            changed = True
    else:
        changed |= _other(text, tokens, previous, inputs, words)
    return replace(previous, inputs=inputs, words=words, region=region) if changed else None


def _goes_on(text: str, tokens: Sequence[Token], regions: Sequence[str]) -> bool:
    """Marked as a follow-up, or nothing but figures, a region and small words."""
    words = re.findall(r"[a-zæøå]{2,}", text.lower())
    extra = [w for w in words if w not in _SMALL]
    named = len(regions) > 0
    if not tokens and not named:
        return False
    if not tokens:
        # a region alone changes the call only in "og i Hovedstaden?"; a longer question is a new one
        return len(extra) <= 1 and len(words) <= 6
    if _MARK.search(text):
        return True
    return len(extra) <= (1 if named else 0) + sum(t.kind == "date" for t in tokens) + 1 and len(words) <= 9


def _rate(
    text: str, tokens: Sequence[Token], previous: RateCall, inputs: dict[str, Any], words: dict[str, str]
) -> bool:
    changed = False
    roles = percent_roles(text, tokens)
    amounts = [t for t in tokens if t.kind == "amount"]
    years = [t for t in tokens if t.kind == "year"]
    base_year = inputs.get("basisaar")
    if len(amounts) > 1:
        slots = fill_slots(text, tokens)
        if slots.unclear:
            return False
        _drop(inputs, words, "aendring_pct")
        inputs.update(slots.inputs)
        words.update(slots.words)
        return True
    if len(amounts) == 1:
        year = years[0].year if len(years) == 1 else None
        name = _which(text, year, base_year, previous)
        inputs[name], words[name] = amounts[0].decimal, amounts[0].text
        if name == "takst" or name == "basistakst":
            _drop(inputs, words, "aendring_pct")
        if year is not None:
            when = (
                "basisaar"
                if name == "basistakst" and (previous.asks != "ceiling" or year == base_year)
                else "aar"
            )
            inputs[when], words[when] = year, years[0].text
        changed = True
    elif not amounts and len(years) == 1:
        when = "aar"
        if "aar" in inputs and re.search(r"\b(?:basis\w*|siden|fra)\b", text, re.IGNORECASE):
            when = "basisaar"
        inputs[when], words[when] = years[0].year, years[0].text
        changed = True
    for at, role in roles.items():
        token = tokens[at]
        if token.kind != "percent":
            continue
        value = token.decimal
        if role in ("up", "down"):
            inputs["aendring_pct"], words["aendring_pct"] = (
                (abs(value) if role == "up" else -abs(value)),
                token.text,
            )
            _drop(inputs, words, "takst")
        elif role == "earlier":
            inputs["tidligere_reduktion_pct"], words["tidligere_reduktion_pct"] = value, token.text
        elif role == "pl" or "pl_pct" in inputs or "pl_aar" in inputs or "pl_pct" in previous.missing:
            inputs["pl_pct"], words["pl_pct"] = value, token.text
            _drop(inputs, words, "pl_aar")
        elif "aendring_pct" in inputs:
            sign = -1 if _is_fall(inputs["aendring_pct"]) else 1
            inputs["aendring_pct"], words["aendring_pct"] = sign * abs(value), token.text
        else:
            inputs["pl_pct"], words["pl_pct"] = value, token.text
        changed = True
    return changed


def _is_fall(value: Any) -> bool:
    """Whether a stored change, a Decimal or Danish text, is a fall."""
    return str(value).strip().startswith(("-", "−"))


def _which(text: str, year: int | None, base_year: Any, previous: RateCall) -> str:
    if _BASE.search(text) or (year is not None and base_year is not None and year == int(base_year)):
        return "basistakst"
    if "basistakst" in previous.missing:
        return "basistakst"
    if previous.asks == "ceiling" and "takst" not in previous.inputs:
        return "basistakst"
    return "takst"


def _drop(inputs: dict[str, Any], words: dict[str, str], name: str) -> None:
    inputs.pop(name, None)
    words.pop(name, None)


def _other(
    text: str, tokens: Sequence[Token], previous: RateCall, inputs: dict[str, Any], words: dict[str, str]
) -> bool:
    """Overhead, deficits and the rest: by the kind of the figure and the word beside it."""
    changed = False
    lowered = text.lower()
    for token in tokens:
        name: str | None = None
        value: Any = token.value
        if token.kind == "amount":
            if previous.family == "overhead":
                plain_direct = re.search(r"(?<!in)direkte", lowered)
                name = "direkte" if plain_direct or "direkte" in previous.missing else "indirekte"
                _drop(inputs, words, "overhead_pct")
            elif previous.family in ("oekonomimodel", "over_underskud"):
                surplus = "overskud" in lowered or ("overskud" in inputs and "underskud" not in lowered)
                name = "overskud" if surplus and previous.family == "over_underskud" else "underskud"
                _drop(inputs, words, "underskud" if name == "overskud" else "overskud")
        elif token.kind in ("percent", "percents"):
            name = {
                "overhead": "overhead_pct",
                "over_underskud": "belaegning_pct",
                "oekonomimodel": "procenter",
            }.get(previous.family)
            if name == "procenter" and token.kind == "percent":
                value = (token.decimal,)
            if name == "overhead_pct":
                _drop(inputs, words, "indirekte")
                _drop(inputs, words, "direkte")
        elif token.kind == "places":
            name = "pladser" if previous.family == "over_underskud" else None
        elif token.kind == "days":
            name = "dage" if previous.family == "over_underskud" else None
        elif token.kind == "years":
            name, value = (
                ("antal_aar", int(token.decimal)) if previous.family == "oekonomimodel" else (None, None)
            )
        elif token.kind == "year":
            name = "aar"
        if name is not None:
            inputs[name], words[name] = value, token.text
            changed = True
    return changed
