"""The price and wage projection (pl) as it was said: in all, of each year, or year by year.

What was said is kept beside the inputs it gives, because the years may change under it: a projection in all holds
for the years it was said of and no others, one of each year for any years, and a year's own stays that year's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from assistant.rate_tokens import Token
from assistant.rate_years import assign, distance
from assistant.rules.figures import pct_exact, percent

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


@dataclass(frozen=True)
class Projection:
    """A pl as said. `span` are the years (from, to) that a pl in all holds for, once they are known."""

    total: Decimal | None = None
    span: tuple[int | None, int | None] | None = None
    each: Decimal | None = None
    rows: Mapping[int, Decimal] = field(default_factory=dict)
    series: tuple[Decimal, ...] = ()
    words: str = ""

    def plain(self) -> dict[str, Any]:
        """What `of_plain` reads back; only what there is."""
        told: dict[str, Any] = {"ord": self.words}
        if self.total is not None:
            told["i_alt"] = self.total
        if self.span is not None:
            told["fra_til"] = [*self.span]
        if self.each is not None:
            told["hvert_aar"] = self.each
        if self.rows:
            told["aar"] = dict(self.rows)
        if self.series:
            told["raekke"] = self.series
        return told

    @classmethod
    def of_plain(cls, told: Mapping[str, Any]) -> Projection:
        span = told.get("fra_til")
        return cls(
            total=percent(told["i_alt"]) if "i_alt" in told else None,
            span=(span[0], span[1]) if span else None,
            each=percent(told["hvert_aar"]) if "hvert_aar" in told else None,
            rows={int(year): percent(value) for year, value in told.get("aar", {}).items()},
            series=tuple(percent(value) for value in told.get("raekke", ())),
            words=str(told.get("ord", "")),
        )

    def changed_by(self, new: Projection) -> Projection:
        """The projection after something new was said of it: single years take the place of their own rows."""
        if new.rows and new.total is None and new.each is None and not new.series and self.total is None:
            return replace(self, rows={**self.rows, **new.rows}, words=new.words)
        return new

    def between(self, first: int | None, last: int | None) -> Projection:
        """What is kept once the years from `first` to `last` are known."""
        if self.total is not None and self.span is None and last is not None:
            return replace(self, span=(first, last))
        if self.series and first is not None and last is not None and len(self.series) == last - first:
            return replace(self, series=(), rows=dict(enumerate(self.series, first + 1)))
        return self

    def lacking(self, first: int | None, last: int | None) -> tuple[int, ...]:
        """The years that a table of single years says nothing of."""
        if first is None or last is None or self.each is not None or self.total is not None:
            return ()
        return tuple(year for year in range(first + 1, last + 1) if year not in self.rows)

    @property
    def by_year(self) -> bool:
        """Whether it was said of single years, not in all."""
        return self.total is None and (self.each is not None or bool(self.rows))

    def inputs(self, first: int | None, last: int | None) -> tuple[dict[str, Any], dict[str, str]]:
        """The rule's pl inputs for those years, and what is missing of them in Danish."""
        if self.total is not None:
            # The pl of a year leads to it: one "for 2020-2022" is counted from 2019.
            after = first + 1 if first is not None else None
            if self.span is None or last is None or self.span in ((first, last), (after, last)):
                return {"pl_pct": self.total}, {}
            start, end = self.span
            held = f"{start}-{end}" if start is not None else f"årene til og med {end}"
            asked = f"fra {first} til {last}" if first is not None else f"til og med {last}"
            return {}, {
                "pl_pct": f"den samlede pl {asked}, i pct.; de {pct_exact(self.total)} var oplyst for {held}"
            }
        if self.series:
            return {}, {"pl_aar": "pl for hvert år, med årstal, eller én samlet pl"}
        if self.each is not None and (first is None or last is None):
            if last is None:
                return {}, {}
            return {}, {"basisaar": "hvilket år den gamle takst gælder for, så pl kan regnes år for år"}
        if first is None or last is None:
            return {"pl_aar": dict(self.rows)}, {}
        asked_years = range(first + 1, last + 1)
        rows = {year: self.each for year in asked_years if self.each is not None} | {
            year: value for year, value in self.rows.items() if year in asked_years
        }
        lacking = [str(year) for year in asked_years if year not in rows]
        if lacking:
            told = "; oplyst er " + ", ".join(f"{y}: {pct_exact(v)}" for y, v in rows.items()) if rows else ""
            return {"pl_aar": rows} if rows else {}, {"pl_aar": f"pl mangler for {_and(lacking)}{told}"}
        if len(rows) == 1 and self.each is None:
            return {"pl_pct": rows[last]}, {}
        return {"pl_aar": rows}, {}


def _and(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " og " + parts[-1]


def kept_projection(kept: Mapping[str, Any], inputs: Mapping[str, Any]) -> Projection | None:
    """The projection behind the inputs of a call; the inputs decide where a form has changed them since."""
    said = Projection.of_plain(kept["pl"]) if "pl" in kept else None
    years = (_year(inputs.get("basisaar")), _year(inputs.get("aar")))
    if inputs.get("pl_pct") is not None:
        total = percent(inputs["pl_pct"])
        if said is not None and (said.total == total or list(said.rows.values()) == [total]):
            return said
        return Projection(total=total, span=years if years[1] is not None else None)
    if inputs.get("pl_aar"):
        if isinstance(inputs["pl_aar"], str):
            pairs = [part.split(":") for part in inputs["pl_aar"].split(";") if ":" in part]
            table = {int(year): percent(value.strip()) for year, value in pairs}
        else:
            table = {int(year): percent(value) for year, value in inputs["pl_aar"].items()}
        if said is not None and said.total is None:
            derived = {year: said.each for year in table if said.each is not None} | dict(said.rows)
            if all(derived.get(year) == value for year, value in table.items()):
                return said
        return Projection(rows=table)
    return said


def _year(value: Any) -> int | None:
    return int(value) if value is not None and str(value).strip().isdigit() else None


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
            bound = Projection(total=flat[0], span=(span[0].year, span[1].year), words=shown)
            return bound, {y.start for y in span} if others else set()
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
