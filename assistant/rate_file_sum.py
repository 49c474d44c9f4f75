"""The count of a checked rate list: every row is either a verdict or an error."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from assistant.rate_file_outcome import Decided, Outcome
from assistant.rules.figures import OERE

WORDS: dict[Decided, str] = {
    "overholdt": "overholdt",
    "ikke_overholdt": "ikke overholdt",
    "beregnet": "beregnet",
    "maal": "mål",
    "kan_ikke_afgoeres": "kan ikke afgøres",
    "fejl": "fejl",
}
_SHOWN: tuple[Decided, ...] = ("overholdt", "ikke_overholdt", "kan_ikke_afgoeres", "beregnet", "fejl")


@dataclass
class RateSum:
    """`blank` are empty lines and `before` lines above the header; neither is a row."""

    rows: int = 0
    blank: int = 0
    before: int = 0
    counts: Counter[Decided] = field(default_factory=Counter)
    groups: dict[tuple[str, str], Counter[Decided]] = field(default_factory=dict)
    over: dict[tuple[str, str], Decimal] = field(default_factory=dict)

    def add(self, outcome: Outcome) -> None:
        verdict = outcome.verdict
        self.counts[verdict] += 1
        group = (outcome.region or "ukendt", outcome.year or "ukendt")
        if group not in self.groups and len(self.groups) >= 1_000:
            # A column of rubbish must not grow without bound.
            group = ("øvrige", "øvrige")
        self.groups.setdefault(group, Counter())[verdict] += 1
        if verdict == "ikke_overholdt" and outcome.margin is not None and outcome.margin < 0:
            self.over[group] = self.over.get(group, Decimal(0)) - outcome.margin

    @property
    def errors(self) -> int:
        return self.counts["fejl"]

    @property
    def verdicts(self) -> int:
        return sum(self.counts.values()) - self.errors

    def line(self) -> str:
        """ "3 rækker: 1 overholdt, 1 ikke overholdt, 1 fejl."."""
        parts = [f"{_whole(self.counts[v])} {WORDS[v]}" for v in _SHOWN if self.counts[v]]
        text = (
            f"{_whole(self.rows)} {'række' if self.rows == 1 else 'rækker'}: {', '.join(parts) or 'ingen'}."
        )
        if self.blank:
            text += f" Tomme linjer: {_whole(self.blank)}."
        return text

    def table(self) -> Iterator[list[Any]]:
        """Header, a line for each region and year, and all together."""
        yield ["Region", "År", "Rækker", *(WORDS[v].capitalize() for v in _SHOWN), "Over loftet i alt (kr.)"]
        for (region, year), counts in sorted(self.groups.items()):
            over = self.over.get((region, year), Decimal(0)).quantize(OERE, ROUND_HALF_UP)
            yield [region, year, sum(counts.values()), *(counts[v] for v in _SHOWN), over]
        every = sum(self.over.values(), Decimal(0)).quantize(OERE, ROUND_HALF_UP)
        yield ["I alt", "", self.rows, *(self.counts[v] for v in _SHOWN), every]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        lines = list(self.table())[1:]
        return {
            "rows": self.rows,
            "verdicts": self.verdicts,
            "errors": self.errors,
            "blank": self.blank,
            "before_header": self.before,
            "counts": {verdict: self.counts[verdict] for verdict in _SHOWN},
            "line": self.line(),
            "groups": [
                {
                    "region": line[0],
                    "year": line[1],
                    "rows": line[2],
                    **dict(zip(_SHOWN, line[3:-1], strict=True)),
                    "over_ceiling": f"{line[-1]:f}",
                }
                for line in lines[:-1]
            ],
        }


def _whole(value: int) -> str:
    return f"{value:,}".replace(",", ".")
