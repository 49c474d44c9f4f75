"""What a follow-up changes in a question on a rate: an amount, a step, a year, what the figure is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.rate_call import RateCall
from assistant.rate_change import RateChange, whole
from assistant.rate_change_percent import change_percent, change_projection
from assistant.rate_change_year import change_years
from assistant.rate_correction import OLD, choose, choose_by_figure, corrected_rate, puts_right
from assistant.rate_percent import CHANGE, percent_roles
from assistant.rate_place import NEW_CUE
from assistant.rate_settle import LEVEL, spoken_kind
from assistant.rate_takst import fill_slots, steps_in
from assistant.rate_tokens import Token
from assistant.rate_unit import unit_of
from assistant.rate_unmoved import leave_unmoved
from assistant.rules.figures import DateSpan, amount, kroner

_MEANT = re.compile(
    r"\b(?:mente|mener|i stedet|er en|var en|ikke|drejer sig|handler|det er)\b|^\W*(?:nej|ups|undskyld)\b",
    re.IGNORECASE,
)
_STEP_BY = re.compile(r"\b(?:med|på)\s*(?:kun\s+|kr\.?\s*)?$", re.IGNORECASE)
_WAS = re.compile(r"\b(?:var|kostede|tog|betalte|lå)\b(?:\W+\w+){0,3}\W*$", re.IGNORECASE)
_PAST = re.compile(r"\b(?:var|kostede|tog|betalte|lå)\b", re.IGNORECASE)
_ORDERED = re.compile(r"\b(?:fra|til|før|nu|nye?|var|basis\w*|gammel|gamle|op|ned)\b", re.IGNORECASE)
_TRIED = re.compile(r"\bhvis\b|\bhvad\b", re.IGNORECASE)
_FROM = re.compile(r"\bfra\s*(?:kr\.?\s*)?$", re.IGNORECASE)
_YES = re.compile(r"^\W*(?:ja|jo|jep|jamen ja|korrekt|præcis|det er (?:den|det)|rigtigt)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*(?:nej|næ|nix)\b|\b(?:sidste|forrige) år\b|\båret før\b|\bi fjor\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:er|bliver|nu|tager|sætter|kræver|bruger|betaler|koster|ligger|lander|ender|opkræver|forlanger)\b",
    re.IGNORECASE,
)


def change_rate(text: str, tokens: Sequence[Token], change: RateChange) -> None:
    """Put what the text says into the change. Nothing is changed that the text does not speak of."""
    roles = percent_roles(text, tokens)
    used = change_projection(text, tokens, roles, change)
    _art(text, tokens, change)
    steps = _steps(text, tokens, change)
    amounts = [t for t in tokens if t.kind == "amount" and t not in steps]
    years = [t for t in tokens if t.kind == "year" and t.start not in used]
    years += [
        Token("year", t.start, t.end, t.text, t.value.start.year)
        for t in tokens
        if isinstance(t.value, DateSpan)
    ]
    _confirmed(text, amounts, years, change)
    if len(amounts) > 1:
        _several(text, [t for t in tokens if t.start not in used], change)
    elif amounts:
        _amount(text, amounts[0], years, change)
    elif years:
        change_years(text, years, change)
    elif not tokens and not choose(text, change):
        leave_unmoved(text, change)
    for step in steps[:1]:
        _step(text, step, change)
    change_percent(tokens, roles, change)
    _stepped_anew(change)


def _confirmed(text: str, amounts: Sequence[Token], years: Sequence[Token], change: RateChange) -> None:
    """ "ja" and "nej" to whether the rate before is that of the year the agreement measures from."""
    if "basisaar" not in change.previous.missing or any(y.year == LEVEL for y in years):
        return
    if _YES.search(text):
        change.put("basisaar", LEVEL, str(LEVEL))
    elif _NO.search(text) and not amounts and not years:
        change.drop("basistakst", "aendring_pct")
        change.changed |= {"basistakst", "aendring_pct"}


def _several(text: str, tokens: Sequence[Token], change: RateChange) -> None:
    if not _ORDERED.search(text) and not any(t.kind == "year" for t in tokens):
        change.unclear["takst"] = (
            "hvilket af de to tal der er den nye takst; skriv fx »fra 1.000 kr. til 1.050 kr.«"
        )
        return
    slots = fill_slots(text, tokens)
    if slots.unclear:
        change.unclear |= slots.unclear
    if not slots.inputs:
        return
    change.drop("aendring_pct")
    change.kept.pop("skridt", None)
    for name, value in slots.inputs.items():
        change.put(name, value, slots.words.get(name, ""))
    if "enhed" in slots.kept or "enhed" in change.kept:
        change.kept["enhed"] = slots.kept.get("enhed", {})


def _amount(text: str, amount_: Token, years: Sequence[Token], change: RateChange) -> None:
    inputs = change.inputs
    year = years[0].year if len(years) == 1 else None
    between = {int(y): value for y, value in inputs.get("mellemtakster", {}).items()}
    if year in between:
        change.put("mellemtakster", {**between, year: amount_.decimal}, amount_.text)
        return
    base_year = whole(inputs.get("basisaar"))
    if choose_by_figure(amount_.decimal, change) or _one_more_year(text, amount_, year, base_year, change):
        return
    name = _which(text, amount_, year, base_year, change)
    if name is None:
        return
    if name == "basistakst" and base_year is None and _told_backwards(text, change):
        # "før var det 2.050 kr.": what was told before is the new rate
        change.put("takst", amount(inputs["basistakst"]), change.words.get("basistakst", ""))
    change.put(name, amount_.decimal, amount_.text)
    change.drop("aendring_pct")
    if name == "takst":
        change.kept.pop("skridt", None)
        change.asks = "check"
    if year is not None:
        change.put("basisaar" if name == "basistakst" else "aar", year, years[0].text)
    elif name == "basistakst" and _asked_for_level(change.previous) and not OLD.search(text):
        change.put("basisaar", LEVEL, str(LEVEL))
    unit, own = unit_of(text, amount_)
    units = dict(change.kept.get("enhed", {}))
    if unit:
        units[name] = [unit, own]
    elif "takst" in change.previous.missing and "basistakst" in units and "takst" in units:
        units[name] = units["basistakst" if name == "takst" else "takst"]  # the answer to which of two units
    if units:
        change.kept["enhed"] = units


def _one_more_year(
    text: str, amount_: Token, year: int | None, base_year: int | None, change: RateChange
) -> bool:
    """The rate of one more year beside the two held ("i 2020 var den 2.000 kr."): no figure held is lost by it."""
    last, held = whole(change.inputs.get("aar")), change.inputs
    whole_case = {"basistakst", "takst"} <= set(held) and change.previous.rule == "midt.takstudvikling"
    if year is None or base_year is None or last is None or not whole_case:
        return False
    if _TRIED.search(text) and year <= last:
        return False
    said = f"{year}: {amount_.text}"
    rates = {int(y): value for y, value in held.get("mellemtakster", {}).items()}
    if year < base_year and not puts_right(text):
        change.put("mellemtakster", {**rates, base_year: amount(held["basistakst"])}, said)
        change.put("basistakst", amount_.decimal, amount_.text)
        change.put("basisaar", year, str(year))
        return True
    if year > last and not puts_right(text):
        # "and then up to 1.470 kr. in 2022": the rate of 2021 is still known
        change.put("mellemtakster", {**rates, last: amount(held["takst"])}, said)
        change.put("takst", amount_.decimal, amount_.text)
        change.put("aar", year, str(year))
        change.kept.pop("skridt", None)
        return True
    if base_year < year < last and _PAST.search(text) and not puts_right(text):
        change.put("mellemtakster", {**rates, year: amount_.decimal}, said)
        return True
    return False


def _told_backwards(text: str, change: RateChange) -> bool:
    """Whether the rate before is told after the one that is to be judged, which was taken for it."""
    asked = "takst" in change.previous.missing and "takst" not in change.inputs
    return asked and "basistakst" in change.inputs and bool(OLD.search(text))


def _asked_for_level(previous: RateCall) -> bool:
    """Whether the call before asked for the rate of the year that the agreement measures from."""
    if previous.rule != "hovedstaden.prisloft":
        return False
    return bool({"basisaar", "basistakst"} & set(previous.missing))


def _which(
    text: str, token: Token, year: int | None, base_year: int | None, change: RateChange
) -> str | None:
    """The input that an amount is for; None where it was asked instead."""
    missing, inputs = change.previous.missing, change.inputs
    if held := change.held_as("amount", ("takst", "basistakst")) or _spoken_of(token, inputs, year):
        return held
    last = whole(inputs.get("aar"))
    if _asked_for_level(change.previous) and year in (None, LEVEL) and "takst" in inputs:
        return "basistakst"
    if OLD.search(text) or (year is not None and base_year is not None and year <= base_year):
        return "basistakst"
    if year is not None and ((base_year is not None and year > base_year) or year == last):
        return "takst"
    past = _WAS.search(text[: token.start])
    if "takst" in inputs and "basistakst" not in inputs and past and (year is None or year != last):
        return "basistakst"
    new = "takst" in missing and NEW_CUE.search(text[: token.start])
    if "basistakst" in missing or "basisaar" in missing:
        return "takst" if new and "basistakst" in missing else "basistakst"
    if year is not None and "basistakst" in inputs and "takst" in inputs and last is not None and year < last:
        # "i 2018 var den 1.260 kr.", where the year of the base was not known
        return "basistakst" if base_year is None else "takst"
    if change.previous.asks == "ceiling" and "takst" not in inputs:
        return "takst" if _NOW.search(text[: token.start]) else "basistakst"
    if year is None and not missing and {"basistakst", "takst"} <= set(inputs):
        if _FROM.search(text[: token.start]):
            return "basistakst"
        if puts_right(text) and not _NOW.search(text[: token.start]):
            return corrected_rate(text, token.decimal, change)
    return "takst"


def _spoken_of(token: Token, inputs: Mapping[str, Any], year: int | None) -> str | None:
    """The input that holds the very amount that another year is told of: "de 1.000 kr. var i 2020"."""
    if year in (whole(inputs.get("aar")), whole(inputs.get("basisaar"))):
        return None
    held = [
        name for name in ("basistakst", "takst") if name in inputs and amount(inputs[name]) == token.value
    ]
    return held[0] if year is not None and len(held) == 1 else None


def _steps(text: str, tokens: Sequence[Token], change: RateChange) -> list[Token]:
    """The amounts the rate is to move by; "og med 20 kr.?" moves it as it was moved before."""
    steps = steps_in(text, tokens)
    if steps or "skridt" not in change.kept:
        return steps
    base = amount(change.inputs["basistakst"]) if "basistakst" in change.inputs else None
    return [
        t
        for t in tokens
        # "eller 35 kr.?" of a rate of 1.950 kr. is no rate
        if t.kind == "amount"
        and (_STEP_BY.search(text[: t.start]) or (base is not None and t.decimal * 4 < base))
    ]


def _step(text: str, step: Token, change: RateChange) -> None:
    verbs = list(CHANGE.finditer(text[: step.start]))
    former = change.kept.get("skridt")
    down = bool(verbs[-1]["down"]) if verbs else former is not None and amount(former) < 0
    if former is None and {"basistakst", "takst"} <= set(change.inputs):
        old, new = (kroner(amount(change.inputs[name])) for name in ("basistakst", "takst"))
        change.unclear["takst"] = f"den nye takst i kr.; skal de {step.text} regnes fra {old} eller fra {new}"
        change.changed.add("skridt")
        return
    if "basistakst" not in change.inputs and "takst" in change.inputs:
        change.inputs["basistakst"] = change.inputs.pop("takst")
        change.words["basistakst"] = change.words.pop("takst", "")
    change.kept["skridt"] = -step.decimal if down else step.decimal
    change.drop("takst", "aendring_pct")
    change.changed.add("takst")


def _stepped_anew(change: RateChange) -> None:
    """The new rate is the old one and the step, whichever of them a turn has changed."""
    if "skridt" in change.kept and "basistakst" in change.inputs and {"basistakst", "takst"} & change.changed:
        step = amount(change.kept["skridt"])
        base = amount(change.inputs["basistakst"])
        if base + step > 0:
            change.inputs["takst"] = base + step
            change.words["takst"] = f"{kroner(base)} {'+' if step >= 0 else '-'} {kroner(abs(step))}"
            change.asks = "check"
            change.changed.add("takst")


def _art(text: str, tokens: Sequence[Token], change: RateChange) -> None:
    """ "nej jeg mente udgiften pr. dag": what the figure is, where the text is about just that."""
    if any(t.kind in ("amount", "percent", "percents", "year") for t in tokens):
        return
    found = spoken_kind(re.sub(r"\bikke\s+(?:en\s+|et\s+|om\s+)?\w+", " ", text, flags=re.IGNORECASE))
    if found and _MEANT.search(text):
        change.put("art", *found)
