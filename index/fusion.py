"""One ranking out of two."""

from __future__ import annotations

from collections.abc import Sequence

Ranking = Sequence[tuple[int, float]]


def minmax(ranking: Ranking) -> dict[int, float]:
    """Scores stretched to [0, 1] within the ranking; a ranking of equals gets 1."""
    if not ranking:
        return {}
    low = min(score for _, score in ranking)
    high = max(score for _, score in ranking)
    return {item: (score - low) / (high - low) if high > low else 1.0 for item, score in ranking}


def weighted_sum(lexical: Ranking, dense: Ranking, dense_weight: float = 1.0) -> list[tuple[int, float]]:
    """Min-max scores added, the dense ones `dense_weight` times, divided so that 1 is the most.

    Equal weight and min-max scores were the best of what was tried on Danish questions; see eval/README.md.
    """
    a, b = minmax(lexical), minmax(dense)
    total = 1.0 + dense_weight
    fused = {item: (a.get(item, 0.0) + dense_weight * b.get(item, 0.0)) / total for item in {**a, **b}}
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))


def reciprocal_rank(rankings: Sequence[Ranking], k: int = 60) -> list[tuple[int, float]]:
    """Cormack, Clarke and Buettcher 2009: the sum of 1 / (k + rank), ranks from 1."""
    fused: dict[int, float] = {}
    for ranking in rankings:
        for rank, (item, _) in enumerate(ranking, 1):
            fused[item] = fused.get(item, 0.0) + 1.0 / (k + rank)
    return sorted(fused.items(), key=lambda pair: (-pair[1], pair[0]))
