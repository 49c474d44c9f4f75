"""What decides a rate in Midtjylland apart from its kroner: the same for all rates of one year, base and pl.

Source: Rammeaftale 2021-22, Midtjylland, "Takstafte for perioden 2019-2022"; for 2023-24 the agreement's
unfinished text and the case file about it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.rules.context import Context
from assistant.rules.parameters import DatedValue
from assistant.rules.projection import Projected, projection
from assistant.rules.rate_inputs import HUNDRED
from assistant.rules.result import RuleInputError, Verdict


def required_reduction(least: Decimal, earlier: Decimal, threshold: Decimal) -> Decimal:
    """The reduction in per cent still owed: max(0, least - max(0, earlier - threshold))."""
    return max(Decimal(0), least - max(Decimal(0), earlier - threshold))


def rate_ceiling(base: Decimal, change_pct: Decimal) -> Decimal:
    """The largest rate after a change in per cent; -2 reduces by two per cent. Kroner, unrounded."""
    return base * (1 + change_pct / HUNDRED)


def verdict_of(rate: Decimal, ceiling: Decimal) -> Verdict:
    """`overholdt` at or under the ceiling; both unrounded."""
    return "overholdt" if rate <= ceiling else "ikke_overholdt"


@dataclass(frozen=True, slots=True)
class Period:
    """The rate period that holds a year, and the base year read into it."""

    status: DatedValue
    base_year: int
    last: int

    @property
    def settled(self) -> bool:
        """Whether the agreement itself fixes the development."""
        return self.status.value == "aftalt"


@dataclass(frozen=True, slots=True)
class Terms:
    """Period, projection and percentages that the ceiling follows from."""

    period: Period
    projected: Projected | None
    rise: DatedValue
    least: DatedValue | None
    threshold: DatedValue | None
    required: Decimal
    at_end: bool

    def level(self, base: Decimal) -> Decimal:
        """The base rate in prices of the year asked about."""
        return base * (self.projected.total if self.projected else 1)

    def ceiling(self, base: Decimal) -> Decimal:
        """The largest permitted rate of the year, from the base rate; kroner, unrounded."""
        level = self.level(base)
        highest = rate_ceiling(level, self.rise.number)
        if self.least is not None and self.at_end:
            return min(highest, rate_ceiling(level, -self.required))
        return highest

    def verdict(self, base: Decimal, rate: Decimal) -> Verdict:
        """The verdict where no rates of years in between are known."""
        return verdict_of(rate, self.ceiling(base)) if self.period.settled else "kan_ikke_afgoeres"


def period_of(context: Context, year: int, base_year: int | None) -> Period:
    """The rate period. Raises RuleInputError for a year outside every period or a base year that does not fit."""
    status = context.period("status", "aar", date(year, 1, 1), date(year, 12, 31))
    first = status.valid_from.year
    last = status.valid_to.year if status.valid_to else year
    used = base_year if base_year is not None else (first if year > first else first - 1)
    if not first - 1 <= used < year:
        raise RuleInputError(
            "basisaar", used, f"et år før {year} og tidligst {first - 1} (takstperioden {first}-{last})"
        )
    return Period(status, used, last)


def terms_of(
    context: Context,
    period: Period,
    year: int,
    pl_pct: Decimal | None,
    pl_aar: Mapping[int, Decimal],
    earlier: Decimal | None,
) -> Terms:
    """The terms of one year. Raises NeedsInput and RuleInputError for a projection that does not fit."""
    day = date(year, 12, 31)
    projected = projection(context.rule, pl_pct, pl_aar, period.base_year, year)
    least = context.find("min_reduktion", day)
    threshold = context.find("fradrag_over", day)
    limit = threshold.number if threshold else HUNDRED
    required = required_reduction(least.number, earlier or Decimal(0), limit) if least else Decimal(0)
    rise = context.at("maks_stigning", day)
    return Terms(period, projected, rise, least, threshold, required, year == period.last)
