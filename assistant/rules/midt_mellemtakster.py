"""Rates of years between the base year and the year asked about: rises from one year to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assistant.rules.context import Context
from assistant.rules.figures import kroner, kroner_exact, kroner_step
from assistant.rules.midt_takst_terms import rate_ceiling
from assistant.rules.projection import Projected
from assistant.rules.rate_inputs import HUNDRED
from assistant.rules.result import Figure, RuleInputError


@dataclass(slots=True)
class Rises:
    """What the years in between show. `broken`: one of them already lies above the base."""

    broken: bool = False
    results: list[Figure] = field(default_factory=list)
    reservations: list[str] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)


def between(rates: Mapping[int, Decimal], base_year: int, year: int) -> list[tuple[int, Decimal]]:
    """The rates in order of years. Raises RuleInputError for a year that is not in between."""
    for each in rates:
        if not base_year < each < year:
            raise RuleInputError("mellemtakster", each, f"år mellem {base_year} og {year}")
    return sorted(rates.items())


def rises(
    context: Context,
    rates: list[tuple[int, Decimal]],
    projected: Projected | None,
    base: tuple[int, Decimal],
    last: tuple[int, Decimal],
) -> Rises:
    """Rises from year to year, in prices of the later year; `base` and `last` are (year, kroner)."""
    found = Rises()
    if not rates:
        return found
    (before_year, before), before_factor = base, Decimal(1)
    for year, value in [*rates, last]:
        total = projected.upto(year) if projected else Decimal(1)
        if value * before_factor > before * total:
            grown = (value * before_factor / (before * total) - 1) * HUNDRED
            found.results.append(Figure(f"Stigning fra {before_year} til {year}", grown, "pct."))
            found.reservations.append(
                f"Taksten steg fra {kroner(before)} i {before_year} til {kroner(value)} i {year}. Læst år for"
                " år er det en stigning i perioden, også hvor taksten ligger under basistaksten."
            )
        rise = context.at("maks_stigning", date(year, 12, 31)) if year != last[0] else None
        if rise is not None and value > rate_ceiling(base[1] * total, rise.number):
            found.broken = True
            limit = kroner_step(rate_ceiling(base[1] * total, rise.number))
            found.steps.append(
                f"{year}: {kroner_exact(value)} > {limit}: taksten er steget over basistaksten"
            )
        before_year, before, before_factor = year, value, total
    return found
