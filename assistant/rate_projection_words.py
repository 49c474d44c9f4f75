"""How a price and wage projection is said: in all, of each year, or year by year, and which years are its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from assistant.rate_projection import Projection
from assistant.rate_tokens import Token
from assistant.rate_years import assign, distance

# "2 pct. om året" is a projection of each year, not of all of them.
_EACH_YEAR = re.compile(
    r"\bom året\b|\bårligt?\b|\bårlige\b|\bpr\.? år\b|\bper år\b|\b(?:hvert|hver) (?:eneste )?år\b"
    r"|\bhvert af årene\b",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r"\bi alt\b|\bialt\b|\bsamle[td]\w*|\bhele perioden\b|\btilsammen\b", re.IGNORECASE)
_ONE_YEAR_AFTER = re.compile(
    r"^\s*\(?(?:(?:p/?l|i pl)\s+)?(?:i|for|pr\.?)\s+(?:år\s+)?$",
    re.IGNORECASE,
)
_ONE_YEAR_BEFORE = re.compile(
    r"^\s*(?:(?:er|var|bliver|blev|udgør|på|til|kun|bare|blot|nu|faktisk|i stedet)\s+)*"
    r"(?:(?:p/?l|pl'en|fremskrivning\w*)\s+)?"
    r"(?:(?:er|var|bliver|blev|udgør|på|til|kun|bare|blot|nu|faktisk|i stedet)\s+|[:=]\s*)*$",
    re.IGNORECASE,
)
_PL_BEFORE_YEAR = re.compile(
    r"\b(?:p/?l|pl-\w+|fremskrivning\w*)[\s:,]*(?:i|for)?\s*(?:år\s+)?$", re.IGNORECASE
)
_PL_SINCE = re.compile(
    r"\b(?:p/?l|pl-\w+|fremskrivning\w*|pris- og løn\w*)\b(?:(?!\btakst|\bpris\b|\budgift)[^.?!;]|\.\d){0,40}?"
    r"\b(?:siden|fra|fra (?:19|20)\d\d til)\s+(?:år\s+)?$",
    re.IGNORECASE,
)
_SPAN_GAP = re.compile(
    r"^\s*\(?(?:(?:er|var|på|for|i|fra|om|udgør|årene|perioden|alt|samlet|gælder|dækker|pl)\s+)*\(?$",
    re.IGNORECASE,
)
_PL_NEAR = re.compile(
    r"\b(?:p/?l|pl-\w+|fremskrivning\w*|pris- og løn\w*)\s+(?:(?:for|i|fra|årene|perioden)\s+)*$",
    re.IGNORECASE,
)
_YEAR_LIST = re.compile(
    r"^\s*\(?(?:i|for)\s+(?:både\s+)?20\d\d(?:,\s*20\d\d)*\s+og\s+(?:i\s+)?20\d\d\b(?!\s*[:=]?\s*\d)",
    re.IGNORECASE,
)
_IN_BEFORE_YEAR = re.compile(r"\b(?:i|for)\s+(?:år\s+)?$", re.IGNORECASE)


def said_of(text: str) -> str:
    """ "hvert_aar" or "i_alt", as the text says of a pl; "" where it says neither."""
    return "hvert_aar" if _EACH_YEAR.search(text) else "i_alt" if _IN_ALL.search(text) else ""


def of_projection(text: str, year: Token) -> bool:
    """Whether a year is that of a projection, not of a rate: "pl er 4 % siden 2019", "pl fra 2019 til 2022"."""
    return bool(_PL_SINCE.search(text[: year.start]))


def read_projection(
    text: str, tokens: Sequence[Token], found: Sequence[Token], known: bool = False
) -> tuple[Projection | None, set[int]]:
    """The projection that the percentages `found` say, and the starts of the years that belong to them.

    `known`: the text goes on from a case with a pl, so that a year right before a percentage is that of the pl.
    """
    if not found:
        return None, set()
    flat = [v for t in found for v in (t.value if isinstance(t.value, tuple) else (t.decimal,))]
    shown = " ".join(text[found[0].start : found[-1].end].split())
    years = [t for t in tokens if t.kind == "year"]
    if len(flat) == 1 and (listed := _listed(text, found, years, known)):
        return Projection(rows=listed[0], words=shown), listed[1]
    if len(flat) == 1:
        around = text[max(0, found[0].start - 30) : found[0].end + 25]
        if _EACH_YEAR.search(around):
            return Projection(each=flat[0], words=shown), set()
        if (span := _own_span(text, found[0], years)) is not None:
            others = {y.year for y in years} - {y.year for y in span}
            bound = Projection(
                total=flat[0],
                span=(span[0].year, span[1].year),
                words=shown,
                of_years=re.search(r"\bfra\s*$", text[: span[0].start], re.IGNORECASE) is None,
            )
            return bound, {y.start for y in span} if others else set()
        since = next((y for y in years if _since(text, found[0], y)), None)
        if since is not None:
            others = {y.year for y in years} - {since.year}
            bound = Projection(total=flat[0], span=(since.year, None), words=shown)
            return bound, set() if len(others) < 2 else {since.start}
        year = None if _IN_ALL.search(around) else _own_year(text, found[0], years, known)
        if year is not None:
            return Projection(rows={year.year: flat[0]}, words=shown), {year.start}
        return Projection(total=flat[0], words=shown), set()
    if all(t.kind == "percent" for t in found) and (listed := _listed(text, found, years, known)):
        return Projection(rows=listed[0], words=shown), listed[1]
    if all(t.kind == "percent" for t in found):
        pairs = assign(text, found, years)
        near = {i: y for i, y in pairs.items() if distance(text, found[i], years[y]) < 6}
        if len(near) == len(found):
            yearly = {years[near[i]].year: found[i].decimal for i in range(len(found))}
            if len(yearly) == len(found):
                return Projection(rows=yearly, words=shown), {years[y].start for y in near.values()}
    return Projection(series=tuple(flat), words=shown), set()


def _since(text: str, value: Token, year: Token) -> bool:
    """Whether a year is that which a projection is counted from: "pl er 5 % siden 2019"."""
    gap = text[value.end : year.start] if year.start >= value.end else ""
    return bool(re.fullmatch(r"\s*(?:i alt|samlet)?\s*siden\s+(?:år\s+)?", gap, re.IGNORECASE))


def _listed(
    text: str, found: Sequence[Token], years: Sequence[Token], known: bool
) -> tuple[dict[int, Decimal], set[int]] | None:
    """The rows of "2 % i 2020 og 2021 og 1 % i 2022", and the starts of their years; None without such a list."""
    rows: dict[int, Decimal] = {}
    used: set[int] = set()
    lists = 0
    for value in found:
        list_ = _YEAR_LIST.match(text[value.end :])
        if list_:
            lists += 1
            own = [y for y in years if value.end <= y.start < value.end + list_.end()]
        else:
            single = _own_year(text, value, years, known)
            own = [single] if single else []
        if not own:
            return None
        rows |= {year.year: value.decimal for year in own}
        used |= {year.start for year in own}
    return (rows, used) if lists else None


def _own_span(text: str, value: Token, years: Sequence[Token]) -> tuple[Token, Token] | None:
    """The first and the last year that a projection in all is told of: "4,2 % for 2019-2022"; None for none."""
    for first, last in pairwise(years):
        joined = (first.ranged and last.ranged) or re.fullmatch(
            r"\s*(?:til|-|–)\s*", text[first.end : last.start]
        )
        if not joined or first.year >= last.year:
            continue
        gap = text[value.end : first.start] if first.start >= value.end else text[last.end : value.start]
        if _SPAN_GAP.match(gap) and (first.start >= value.end or _PL_NEAR.search(text[: first.start])):
            return first, last
    return None


def _own_year(text: str, value: Token, years: Sequence[Token], known: bool) -> Token | None:
    """The year that a single percentage is said of: "2 pct. i 2022", "pl i 2022 var 2 pct."; None for none."""
    for year in years:
        if year.ranged:
            continue
        if year.start >= value.end and _ONE_YEAR_AFTER.match(text[value.end : year.start]):
            return year
        if known and year.end <= value.start and _PL_BEFORE_YEAR.search(text[: year.start]):
            return year
        if year.end <= value.start and _ONE_YEAR_BEFORE.match(text[year.end : value.start]):
            lead, gap = text[: year.start], text[year.end : value.start]
            spoken = re.search(r"p/?l|fremskriv", gap, re.IGNORECASE) and _IN_BEFORE_YEAR.search(lead)
            if known or spoken or _PL_BEFORE_YEAR.search(lead):
                return year
    return None
