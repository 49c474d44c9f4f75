"""The whole answer of a warm server beside embedding the question alone, which no answer can do without."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from eval.bench.shipped import shipped_data
from eval.figures import Figure
from eval.speed import Timed, timed_answers

_MOST = 1.3
_MEMORY = 600.0


def measure() -> list[Figure]:
    """Every question of dev.jsonl three times, over the five shipped files."""
    with shipped_data() as data:
        return figures(timed_answers(str(data)))


def figures(timed: Timed) -> list[Figure]:
    return [
        Figure("svar", _milliseconds(timed.answers)),
        Figure("indlejring af spørgsmålet alene", _milliseconds(timed.floor)),
        Figure("svar i forhold til indlejring", f"{timed.ratio:.2f}", f"højst {_MOST}", timed.ratio <= _MOST),
        Figure("forskel", f"{_difference(timed):.1f} ms"),
        Figure(
            "serverens hukommelse", f"{timed.memory:.0f} MB", f"højst {_MEMORY:.0f}", timed.memory <= _MEMORY
        ),
    ]


def _difference(timed: Timed) -> float:
    """Median milliseconds an answer takes beyond the embedding of its own question."""
    pairs = zip(timed.answers, timed.floor, strict=True)
    return statistics.median(answer - floor for answer, floor in pairs) * 1000


def _milliseconds(times: Sequence[float]) -> str:
    slow = sorted(times)[int(0.95 * (len(times) - 1))]
    return f"median {statistics.median(times) * 1000:.1f} ms, p95 {slow * 1000:.1f} ms"
