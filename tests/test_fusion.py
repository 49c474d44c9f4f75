"""Two rankings become one: bounds, order and sums that can be checked by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fusion import minmax, reciprocal_rank, weighted_sum

rankings = st.dictionaries(st.integers(0, 30), st.floats(-100, 100), max_size=12).map(
    lambda scores: sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
)


def test_scores_are_stretched_between_the_least_and_the_most() -> None:
    assert minmax([(1, 9.0), (2, 6.0), (3, 1.0)]) == pytest.approx({1: 1.0, 2: (6 - 1) / (9 - 1), 3: 0.0})
    assert minmax([(7, 4.0), (8, 4.0)]) == {7: 1.0, 8: 1.0}
    assert minmax([]) == {}


def test_the_weighted_sum_counts_the_dense_ranking_as_often_as_told() -> None:
    lexical, dense = [(1, 10.0), (2, 0.0)], [(2, 0.9), (3, 0.5), (1, 0.1)]
    found = dict(weighted_sum(lexical, dense, 2.0))
    assert found == pytest.approx(
        {1: (1 + 2 * 0) / 3, 2: (0 + 2 * 1) / 3, 3: (0 + 2 * (0.5 - 0.1) / (0.9 - 0.1)) / 3}
    )


def test_reciprocal_rank_adds_one_over_sixty_and_the_rank() -> None:
    found = dict(reciprocal_rank([[(1, 9.0), (2, 8.0)], [(2, 0.9), (3, 0.8)]]))
    assert found == pytest.approx({1: 1 / (60 + 1), 2: 1 / (60 + 2) + 1 / (60 + 1), 3: 1 / (60 + 2)})
    assert dict(reciprocal_rank([[(5, 1.0)]], k=0)) == {5: 1.0}


@given(rankings, rankings, st.floats(0, 10))
def test_fused_scores_lie_between_nothing_and_one_and_fall(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]], weight: float
) -> None:
    fused = weighted_sum(lexical, dense, weight)
    scores = [score for _, score in fused]
    assert all(0.0 <= score <= 1.0 + 1e-9 for score in scores)
    assert scores == sorted(scores, reverse=True)
    assert {item for item, _ in fused} == {item for item, _ in (*lexical, *dense)}


@given(rankings, st.floats(0.5, 20), st.integers(-50, 50))
def test_another_scale_of_the_scores_changes_nothing(
    ranking: list[tuple[int, float]], times: float, more: int
) -> None:
    moved = [(item, score * times + more) for item, score in ranking]
    spread = max((s for _, s in ranking), default=0.0) - min((s for _, s in ranking), default=0.0)
    if spread > 1e-6 or not ranking:
        assert minmax(moved) == pytest.approx(minmax(ranking), abs=1e-3)


@given(st.lists(rankings, max_size=3))
def test_the_order_alone_counts_for_reciprocal_rank(lists: list[list[tuple[int, float]]]) -> None:
    flat = [[(item, 0.0) for item, _ in ranking] for ranking in lists]
    assert reciprocal_rank(flat) == reciprocal_rank(lists)
    assert all(0 < score <= len(lists) / 61 + 1e-12 for _, score in reciprocal_rank(lists))
