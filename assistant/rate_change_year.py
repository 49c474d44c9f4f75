"""What a year in a follow-up to a rate question is: that of the new rate, of the one before, or of one between."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.rate_change import RateChange, whole
from assistant.rate_correction import choose_by_figure, corrected_year, puts_right, side_said
from assistant.rate_settle import LEVEL
from assistant.rate_tokens import Token
from assistant.rules.figures import amount

_BASE_YEAR = re.compile(r"\b(?:basis\w*|siden|fra|i forhold til|ift\.?|end i)\b", re.IGNORECASE)
_WITHOUT_YEAR = re.compile(r"\b(?:uden|fjern|drop|glem)\s+(?:året?\s+|(?:taksten\s+)?i\s+)?$", re.IGNORECASE)
_GOES_ON = re.compile(r"^\W*(?:og|men|så|ok\w*)\b|\bhvis\b|\bhvad\b|\?", re.IGNORECASE)


def change_years(text: str, years: Sequence[Token], change: RateChange) -> None:
    """Put the year, or the two years, that a turn without an amount names."""
    distinct = sorted({y.year: y for y in years}.values(), key=lambda y: y.year)
    if len(distinct) == 2:
        change.put("basisaar", distinct[0].year, distinct[0].text)
        change.put("aar", distinct[1].year, distinct[1].text)
        return
    if len(distinct) > 2:
        change.unclear["aar"] = "hvilket år det nye tal gælder for; der står flere år"
        return
    missing, year = change.previous.missing, distinct[0]
    if choose_by_figure(year.year, change):
        return
    between = {int(y): value for y, value in change.inputs.get("mellemtakster", {}).items()}
    if _WITHOUT_YEAR.search(text[: year.start]):
        if year.year in between:
            kept = {y: value for y, value in between.items() if y != year.year}
            change.put("mellemtakster", kept, year.text)
        return
    level = change.previous.rule == "hovedstaden.prisloft" and year.year == LEVEL
    first = ("basisaar" in missing and "aar" not in missing) or (level and "basisaar" not in change.inputs)
    if year.year == whole(change.inputs.get("basisaar")):
        first = True  # said again
    held = change.held_as("year", ("aar", "basisaar"))
    asked = bool({"aar", "basisaar"} & set(missing)) and "valg" not in change.kept
    name: str | None
    since = _BASE_YEAR.search(text[: year.start])
    bare = "basisaar" not in change.inputs and not since and not _GOES_ON.search(text)
    if held or (not asked and (bare or puts_right(text))):
        name = held or corrected_year(text, year.year, change)
        if name is None:
            return
    else:
        basis = "aar" in change.inputs and (since or side_said(text) == "old")
        name = "basisaar" if first or basis else "aar"
    change.put(name, year.year, year.text)
    if between and "aar" in change.changed:
        # the rate of that year is known; what comes after it is no longer asked about
        if year.year in between:
            change.put("takst", amount(between[year.year]), year.text)
        change.inputs["mellemtakster"] = {y: value for y, value in between.items() if y < year.year}
