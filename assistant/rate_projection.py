"""The price and wage projection (pl) as it was said: in all, of each year, or year by year.

What was said is kept beside the inputs it gives, because the years may change under it: a projection in all holds
for the years it was said of and no others, one of each year for any years, and a year's own stays that year's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from assistant.rules.figures import pct_exact, percent


@dataclass(frozen=True)
class Projection:
    """A pl as said. `span` are the years (from, to) that a pl in all holds for, once they are known.

    `of_years`: the span was said as the years of the pl, so that "pl for 2020-2022" may be counted from 2019.
    """

    total: Decimal | None = None
    span: tuple[int | None, int | None] | None = None
    each: Decimal | None = None
    rows: Mapping[int, Decimal] = field(default_factory=dict)
    series: tuple[Decimal, ...] = ()
    words: str = ""
    of_years: bool = False

    def plain(self) -> dict[str, Any]:
        """What `of_plain` reads back; only what there is."""
        told: dict[str, Any] = {"ord": self.words}
        if self.total is not None:
            told["i_alt"] = self.total
        if self.span is not None:
            told["fra_til"] = [*self.span]
        if self.of_years:
            told["aarenes"] = True
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
            of_years=bool(told.get("aarenes")),
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
        if self.total is not None and self.span is not None and self.span[1] is None and last is not None:
            return replace(self, span=(self.span[0], last))
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
            # The pl of a year leads to it.
            after = first + 1 if first is not None and self.of_years else first
            if (
                self.span is None
                or None in (last, self.span[1])
                or self.span in ((first, last), (after, last))
            ):
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
