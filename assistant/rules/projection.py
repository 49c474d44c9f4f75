"""Price and wage projection (pl): one total percentage, or one per year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.rules.figures import factor, pct_exact
from assistant.rules.result import NeedsInput, RuleInputError


@dataclass(frozen=True, slots=True)
class Projected:
    """The factor from the base year to the year asked about; `yearly` is empty where a total is known."""

    base_year: int
    year: int
    total: Decimal
    yearly: tuple[tuple[int, Decimal], ...]

    def upto(self, year: int) -> Decimal:
        """The factor from the base year to `year`; the total where no yearly figures are known."""
        if year <= self.base_year:
            return Decimal(1)
        if not self.yearly:
            return self.total
        result = Decimal(1)
        for each, percentage in self.yearly:
            if each <= year:
                result *= 1 + percentage / 100
        return result


def projection(
    rule: str, total: Decimal | None, yearly: Mapping[int, Decimal], base_year: int, year: int
) -> Projected | None:
    """Product of (1 + pl/100) over the years after the base year. None where no pl is given.

    Raises NeedsInput for a year without pl, RuleInputError for a year outside and for both forms at once.
    """
    if total is not None and yearly:
        raise RuleInputError(
            "pl_pct", pct_exact(total), "enten en samlet pl eller pl for hvert år, ikke begge"
        )
    if total is not None:
        return Projected(base_year, year, 1 + total / 100, ())
    if not yearly:
        return None
    outside = sorted(y for y in yearly if not base_year < y <= year)
    if outside:
        raise RuleInputError("pl_aar", outside[0], f"år fra {base_year + 1} til {year}")
    missing = [y for y in range(base_year + 1, year + 1) if y not in yearly]
    if missing:
        raise NeedsInput(rule, {"pl_aar": "pl mangler for " + ", ".join(str(y) for y in missing)})
    used = tuple((y, yearly[y]) for y in range(base_year + 1, year + 1))
    result = Decimal(1)
    for _, percentage in used:
        result *= 1 + percentage / 100
    return Projected(base_year, year, result, used)


def describe_projection(projected: Projected) -> list[str]:
    """The steps in Danish, without numbers."""
    span = f"{projected.base_year}-{projected.year}"
    if not projected.yearly:
        return [f"Pl-faktor {span} = 1 + {pct_exact((projected.total - 1) * 100).removesuffix(' pct.')}/100"
                f" = {factor(projected.total)}"]  # fmt: skip
    parts = " x ".join(factor(1 + p / 100) for _, p in projected.yearly)
    return [f"Pl-faktor {span} = {parts} = {factor(projected.total)}"]
