"""A follow-up to a rate question: what it changes in the call before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assistant.rate_call import RateCall
from assistant.rate_cases import over_under, overhead
from assistant.rate_change import RateChange, change_of
from assistant.rate_change_takst import change_rate
from assistant.rate_events import event_date, open_date
from assistant.rate_family import RATE_WORDS, TOPIC, family_of
from assistant.rate_tokens import Token, read_tokens, with_bare_percents, with_bare_steps
from assistant.rate_unmoved import UNMOVED
from assistant.rules.figures import MONTH, DateSpan, FigureError, amount

MARK = re.compile(
    r"^\s*(?:og\b|men\b|ok\w*[ ,]|så\b|hvad (?:så"
    r" )?(?:hvis|med|nu|om|så)\b|hvis\b|nu\b|altså\b|ellers\b|nej\b|undskyld|ups\b|hov\b|beklager\b"
    r"|jeg (?:mente|mener)|ret(?:tes)?\b|det (?:er|var|skulle|skal)\b|den (?:er|var|skulle|skal)\b|i"
    r" stedet\b|samme)|\bi stedet\b|\bi steden\b|\bhvad nu hvis\b"
    r"|\bsamme (?:spørgsmål|igen)\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "i og med på pr for hvad hvis den det er var så så vi tog tager kr kroner pct"
    " procent pl år året siden til fra nu om dag"
    " dagen ca cirka ja nej tak det var en et i stedet taksten udgiften region"
    " regionen pladser plads belægning dato"
    " basistakst overhead underskud prisen ny nye gamle samlet hver"
    " ligger lå eller hører bor kommune kommunen altså jeg mente mener ups skulle være at nej undskyld skal men"
    " døgn uge måned time alt uden fremskrivning hov igen".split()
)
# What asks for something else than another figure: it goes on from a computation only with figures of a rate.
ELSEWHERE = re.compile(
    r"\b(?:hvem|hvilke[nt]?|hvilket|hvornår|hvor mange|hvorfor|hvordan|hvad (?:er|betyder|siger|står|gælder))\b",
    re.IGNORECASE,
)
_REPLACED = re.compile(r"\b(?:i stedet for|fremfor|frem for)\s+(?:\w+\s+){0,2}(?:kr\.?\s*)?$", re.IGNORECASE)
_NOT = re.compile(r"\bikke\s+(?:(?!men\b)\w+\s+){0,2}(?:kr\.?\s*)?$", re.IGNORECASE)
_MONTH = re.compile(rf"\b{MONTH}\b", re.IGNORECASE)
_GROUPS = (
    {"basistakst", "takst", "aendring_pct", "skridt"},
    {"aar", "basisaar"},
    {"underskud", "overskud"},
    {"pl", "pl_pct", "pl_aar"},
)


def follow_up(
    text: str, tokens: Sequence[Token], regions: Sequence[str], previous: RateCall
) -> RateCall | None:
    """The changed call, or None where the text does not go on from the previous one."""
    tokens = with_bare_percents(text, tokens, _reads_bare(text, previous))
    if "skridt" in previous.kept:
        tokens = with_bare_steps(text, tokens)
    tokens, replaced = _without_replaced(text, tokens)
    amounts = sum(token.kind == "amount" for token in tokens)
    if not _goes_on(text, tokens, regions, previous) or (amounts > 1 and regions):
        return None
    change = change_of(previous)
    change.replaced = replaced
    region = previous.region
    if len(regions) == 1 and regions[0] != region:
        region = regions[0]
        change.changed.add("region")
    if previous.family == "takst":
        change_rate(text, tokens, change)
    elif previous.family in ("sundhedslov", "boernehus", "krisecenter", "standardkontrakt", "gaeldende"):
        found = open_date(text, tokens) or _month(text, previous)
        if found:
            change.put("dato", *found)
    else:
        _other(text, tokens, previous, change)
    if not change.changed and not change.unclear:
        return None
    kept = {**change.kept, "uklar": {**_still_unclear(change), **change.unclear}}
    kept["sidst"] = sorted(change.changed)
    kept.pop("andet", None)
    return replace(
        previous, inputs=change.inputs, words=change.words, region=region, asks=change.asks, kept=kept
    )


def _without_replaced(text: str, tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The tokens that hold, and those they take the place of: "1.950 kr. i stedet for 1.990 kr.", "ikke 2022, men 2021"."""
    gone = [
        token
        for token in tokens
        if _REPLACED.search(text[: token.start])
        or (_NOT.search(text[: token.start]) and _given_instead(text, token, tokens))
    ]
    return ([t for t in tokens if t not in gone], gone) if len(gone) < len(tokens) else (list(tokens), [])


def _given_instead(text: str, gone: Token, tokens: Sequence[Token]) -> bool:
    """Whether another figure of its kind stands where one is denied: "ikke 2022, men 2021", "2021, ikke 2022"."""
    others = [t for t in tokens if t.kind == gone.kind and not _NOT.search(text[: t.start])]
    return bool(others) or re.search(r"\bmen\b", text[gone.end :], re.IGNORECASE) is not None


def _month(text: str, previous: RateCall) -> tuple[DateSpan, str] | None:
    """ "marts" or "den 1. marts" after a question on 2022: that month or day of the same year."""
    years = re.findall(r"\b(?:19|20)\d\d\b", str(previous.inputs.get("dato", "")))
    if len(set(years)) != 1 or re.search(r"\d{4}", text) or not _MONTH.search(text):
        return None
    return event_date(read_tokens(f"{text.strip(' ?.!')} {years[0]}"))


def _still_unclear(change: RateChange) -> dict[str, str]:
    """What was left open before and has not been cleared up by this turn."""
    cleared = change.changed | change.cleared
    for group in _GROUPS:
        if group & cleared:
            cleared |= group
    if "overhead_pct" in cleared:
        cleared |= {"indirekte", "direkte"}
    former = change.previous.kept.get("uklar", {})
    return {name: text for name, text in former.items() if name not in cleared}


def _reads_bare(text: str, previous: RateCall) -> bool:
    """Whether a bare number up to a hundred can only be a percentage in the case at hand."""
    inputs, missing = previous.inputs, previous.missing
    if "vent" in previous.kept:
        return True
    if previous.family == "takst":
        try:
            small = any(amount(inputs[name]) < 300 for name in ("basistakst", "takst") if name in inputs)
        except FigureError:
            return False
        return not small and bool(
            {"pl_pct", "pl_aar"} & set(missing) or {"pl_pct", "pl_aar", "aendring_pct"} & set(inputs)
        )
    if previous.family in ("overhead", "oekonomimodel"):
        return True
    if previous.family == "over_underskud":
        return "belægning" in text.lower() or ("belaegning_pct" in missing and "pladser" not in missing)
    return False


def _goes_on(text: str, tokens: Sequence[Token], regions: Sequence[str], previous: RateCall) -> bool:
    """Marked as a follow-up, or nothing but figures, a region and small words."""
    words = re.findall(r"[a-zæøå]{2,}(?:-[a-zæøå]+)*", text.lower())
    extra = [w for w in words if w not in _SMALL]
    named = len(regions) > 0
    figures = any(t.kind in ("amount", "percent", "percents", "places", "days") for t in tokens)
    own = family_of(text, tokens)
    if own is not None and own != previous.family:
        return (
            own == "takst"
            and previous.family in ("oekonomimodel", "over_underskud")
            and not MARK.search(text)
        )
    if ELSEWHERE.search(text) and not (
        figures and (RATE_WORDS.search(text) or TOPIC.search(text) or MARK.search(text))
    ):
        return False
    if not tokens and not named:
        taken_back = previous.family == "takst" and UNMOVED.search(text)
        return bool(MARK.search(text) or taken_back or len(extra) <= 1) and len(words) <= 9
    if not tokens:
        # a region alone changes the call only in "og i Hovedstaden?"; a longer question is a new one
        return len(extra) <= 1 and len(words) <= 7
    if previous.missing and figures and len(words) <= 8:
        return True  # the answer to what was asked for
    if MARK.search(text):
        # "og er der krav om standardkontrakt i 2022?" names a year, but asks of something else
        return figures or len(extra) <= 2 + (1 if named else 0) + sum(t.kind == "date" for t in tokens)
    return len(extra) <= (1 if named else 0) + sum(t.kind == "date" for t in tokens) + 1 and len(words) <= 9


def _other(text: str, tokens: Sequence[Token], previous: RateCall, change: RateChange) -> None:
    """Overhead, deficits and the rest: by the kind of the figure and the word beside it."""
    lowered, inputs = text.lower(), change.inputs
    if sum(t.kind == "amount" for t in tokens) > 1:
        _several(text, tokens, previous, change)
        return
    sign = _sign(lowered)
    if previous.family == "over_underskud" and sign and not any(t.kind == "amount" for t in tokens):
        other = "overskud" if sign == "underskud" else "underskud"
        if other in inputs and sign not in inputs:
            change.put(sign, inputs[other], change.words.get(other, ""))
            change.drop(other)
    for token in tokens:
        name: str | None = None
        value: Any = token.value
        if token.kind == "amount":
            if previous.family == "overhead":
                plain_direct = re.search(r"(?<!in)direkte", lowered)
                indirect = "indirekte" in lowered
                name = (
                    "direkte"
                    if plain_direct or ("direkte" in previous.missing and not indirect)
                    else "indirekte"
                )
                change.drop("overhead_pct")
            elif previous.family in ("oekonomimodel", "over_underskud"):
                surplus = sign == "overskud" or ("overskud" in inputs and sign != "underskud")
                if (
                    previous.family == "over_underskud"
                    and re.search(r"\btakst\w*|\bdagspris", lowered)
                    and not sign
                ):
                    name = "takst"
                else:
                    name = "overskud" if surplus and previous.family == "over_underskud" else "underskud"
                    change.drop("underskud" if name == "overskud" else "overskud")
        elif token.kind in ("percent", "percents"):
            name = {
                "overhead": "overhead_pct",
                "over_underskud": "belaegning_pct",
                "oekonomimodel": "procenter",
            }.get(previous.family)
            if name == "procenter" and token.kind == "percent":
                value = (token.decimal,)
            elif name == "procenter":
                change.drop("antal_aar")
            cost = re.search(r"\b(?:in)?direkte\b", lowered)
            if name == "overhead_pct" and cost and not re.search(r"%|pct|procent", lowered):
                # "og hvis de indirekte er 1,3": millions, thousands or per cent
                change.unclear[cost.group()] = (
                    f"de {cost.group()} omkostninger i kr.; skriv fx {token.text} mio. kr."
                )
                return
            if name == "overhead_pct":
                change.drop("indirekte", "direkte")
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
            change.put(name, value, token.text)


def _several(text: str, tokens: Sequence[Token], previous: RateCall, change: RateChange) -> None:
    """Several amounts in one turn: each where the words beside it put it, or as the deficits of the years."""
    if previous.family == "oekonomimodel":
        amounts = [t for t in tokens if t.kind == "amount"]
        change.put("underskud", tuple(t.decimal for t in amounts), ", ".join(t.text for t in amounts))
        return
    slots = (overhead if previous.family == "overhead" else over_under)(text, tokens)
    if previous.family == "overhead" and slots.inputs:
        change.drop("overhead_pct")
    elif {"underskud", "overskud"} & set(slots.inputs):
        change.drop("underskud", "overskud")
    for name, value in slots.inputs.items():
        change.put(name, value, slots.words.get(name, ""))
    change.unclear |= {name: text for name, text in slots.unclear.items() if name not in change.inputs}


def _sign(lowered: str) -> str:
    """ "underskud" or "overskud", the one the text means; "" where it names none or leaves it open."""
    plain = re.sub(r"\bikke (?:et )?(?:under|over)skud\w*", " ", lowered)
    named = set(re.findall(r"\b(underskud|overskud)", plain))
    return named.pop() if len(named) == 1 else ""
