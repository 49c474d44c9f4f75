"""Both views, one ranking: filters hold, scores mean what they say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.torture.small_library import QUESTION, agreement, small_library
from index.fusion import minmax, reciprocal_rank, weighted_sum
from index.library import Library
from index.retriever import Depth
from index.snapshot import Snapshot

PERIODS = {"Nordjylland": "2025-26", "Sjælland": "2023-24", "Syddanmark": "2023-24", "Hovedstaden": "2021-22"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    opened = small_library(tmp_path_factory.mktemp("søgning"))
    for region, period in PERIODS.items():
        taken = opened.ingest_bytes(agreement(region, period).encode(), f"{region}.md")
        opened.correct(taken.documents[0], {})
    opened.ingest_bytes(b"# Notat\n\nNoter om roer, gulerod og selleri uden region og periode.\n", "notat.md")
    yield opened
    opened.close()


@pytest.fixture
def snapshot(library: Library) -> Snapshot:
    return library.ensure()


def test_the_passage_that_says_it_comes_first_and_scores_fall(snapshot: Snapshot) -> None:
    hits = snapshot.search(QUESTION, k=8)
    (first,) = snapshot.passages([hits[0].passage_id])
    assert "må højst stige" in first.passage.text
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True) and all(0 <= score <= 1 for score in scores)
    assert len(hits) == 8 and len({hit.passage_id for hit in hits}) == 8


def test_cosines_are_exact_and_bm25_is_nothing_where_no_word_is_shared(library: Library) -> None:
    snapshot = library.ensure()
    vector = snapshot.embed(QUESTION)
    by_id = {found: n for n, found in enumerate(snapshot.generation.ids)}
    stored = np.load(snapshot.generation.folder / "dense" / "vectors.npy")
    for hit in snapshot.search(QUESTION, k=20, vector=vector):
        assert hit.cosine == pytest.approx(float(stored[by_id[hit.passage_id]] @ vector), abs=1e-5)
    assert all(hit.bm25 == 0 for hit in snapshot.search("kvorpelfnadder"))


@pytest.mark.parametrize(
    ("filters", "regions"),
    [
        ({"regions": ["Sjælland"]}, {"Sjælland"}),
        ({"regions": ["Sjælland", "Nordjylland"]}, {"Sjælland", "Nordjylland"}),
        ({"on": date(2023, 1, 1)}, {"Sjælland", "Syddanmark"}),
        ({"on": date(2024, 12, 31)}, {"Sjælland", "Syddanmark"}),
        ({"on": date(2025, 1, 1)}, {"Nordjylland"}),
        ({"on": date(2020, 12, 31)}, set()),
        ({"kinds": ["rammeaftale"], "on": date(2022, 6, 1)}, {"Hovedstaden"}),
        ({"documents": ["syddanmark-rammeaftale-2023-24"]}, {"Syddanmark"}),
        ({"regions": ["Sjælland"], "on": date(2025, 1, 1)}, set()),
    ],
)
def test_filters_on_region_kind_document_and_date_hold(
    snapshot: Snapshot, filters: dict[str, Any], regions: set[str]
) -> None:
    documents = snapshot.select(**filters)
    hits = snapshot.search(QUESTION, k=30, documents=documents)
    assert {snapshot.documents[hit.group].metadata.region for hit in hits} == regions


def test_a_filtered_search_finds_what_the_whole_one_finds_there(snapshot: Snapshot) -> None:
    everything = Depth(lexical=1_000, dense=1_000)
    for document in snapshot.documents:
        inside = snapshot.search(QUESTION, 100, [document], everything)
        whole = [hit for hit in snapshot.search(QUESTION, 100, None, everything) if hit.group == document]
        assert {hit.passage_id for hit in inside} == {hit.passage_id for hit in whole}
        # The whole is searched by an approximate graph, the part exactly.
        assert {hit.passage_id: hit.cosine for hit in inside} == pytest.approx(
            {hit.passage_id: hit.cosine for hit in whole}, abs=1e-5
        )


def test_no_filter_and_an_empty_filter_are_different(snapshot: Snapshot) -> None:
    assert snapshot.search(QUESTION) and snapshot.search(QUESTION, documents=[]) == []
    assert snapshot.search(QUESTION, documents=["findes-ikke"]) == []


@pytest.mark.parametrize("question", ["", " ", "?", "\x00", "ø" * 3_000, "selleri\ngulerod"])
def test_any_question_gets_an_answer_or_none(snapshot: Snapshot, question: str) -> None:
    hits = snapshot.search(question, k=3)
    assert len(hits) <= 3


RANKINGS = st.lists(
    st.tuples(st.integers(0, 30), st.floats(-5, 50)), unique_by=lambda pair: pair[0], max_size=20
)


@given(RANKINGS, RANKINGS, st.floats(0.1, 10))
def test_a_fused_score_lies_between_nothing_and_one(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]], weight: float
) -> None:
    fused = weighted_sum(lexical, dense, weight)
    assert {item for item, _ in fused} == {item for item, _ in [*lexical, *dense]}
    assert all(-1e-9 <= score <= 1 + 1e-9 for _, score in fused)
    assert [score for _, score in fused] == sorted((score for _, score in fused), reverse=True)


@given(RANKINGS, RANKINGS)
def test_what_leads_both_rankings_leads_the_fused_one(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]]
) -> None:
    first = [(99, 60.0)]
    assert weighted_sum([*first, *lexical], [*first, *dense])[0] == (99, pytest.approx(1))


def test_fusion_does_its_sums() -> None:
    assert minmax([(1, 4.0), (2, 3.0), (3, 2.0)]) == {1: 1, 2: 0.5, 3: 0}
    assert minmax([(1, 4.0), (2, 4.0)]) == {1: 1, 2: 1}
    assert minmax([]) == {}
    assert weighted_sum([(1, 4.0), (2, 2.0)], [(2, 0.9), (3, 0.8)], 2.0) == [(2, 2 / 3), (1, 1 / 3), (3, 0.0)]
    assert reciprocal_rank([[(1, 9.0), (2, 8.0)], [(2, 0.9)]]) == [
        (2, 1 / (60 + 2) + 1 / (60 + 1)), (1, 1 / (60 + 1))
    ]  # fmt: skip


def test_the_built_in_model_finds_by_meaning_where_no_word_is_shared(tmp_path: Path) -> None:
    with_model = Library.open(tmp_path / "data")
    text = "# Notat\n\n## Pris\n\nEt ophold på bostedet koster 900 kr. dagligt.\n\n## Mad\n\nDer serveres roer og selleri.\n\n## Vej\n\nBussen kører forbi hver time.\n"
    with_model.ingest_bytes(text.encode(), "notat.md")
    snapshot = with_model.ensure()
    hit = snapshot.search("Hvad er betalingen for at bo der?")[0]
    (found,) = snapshot.passages([hit.passage_id])
    assert "900 kr." in found.passage.text
    with_model.close()
