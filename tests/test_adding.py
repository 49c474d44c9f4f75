"""A large collection is added to rather than built anew, and finds what a whole one would find."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.postgres_server import postgres_server
from eval.torture.damage import truncate
from eval.torture.small_library import ADDING, NORD, QUESTION, HashedWords, agreement, small_library, write
from index.change import Change
from index.errors import BrokenView
from index.library import Library
from index.plan import Adding, planned
from tests.left_in_files import holding

WORDS = "xylofonbrandslukker"
QUESTIONS = (QUESTION, "varsel opsigelse", "pladser i Sjælland", "sekretariatet på hverdage", WORDS)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres_server() as server:
        yield server.new_database()


def foundation_of(library: Library) -> str | None:
    return library.views.manifest(library.store.generation() or "").foundation


def found(library: Library) -> list[object]:
    """All that both views find, unfiltered, in one document and in half of them: ids and scores."""
    generation, embedder = library.ensure().generation, library.embedder
    every = sorted(set(generation.groups))
    hits: list[object] = []
    for question in QUESTIONS:
        for groups in (None, every[-1:], every[::2]):
            among = None if groups is None else generation.members(groups)
            nearest = generation.nearest(embedder.query(question), 100, among)
            worded = generation.lexical.search(question, 100, groups)
            hits += [
                {generation.ids[number]: round(score, 3) for number, score in ranking}
                for ranking in (nearest, worded)
            ]
    terms = sorted(generation.lexical.query_terms(" ".join(QUESTIONS)))
    return [*hits, [(term, generation.lexical.document_frequency(term)) for term in terms]]


def test_adding_finds_in_both_stores_what_whole_views_find(tmp_path: Path, url: str) -> None:
    whole = small_library(tmp_path / "hel")
    added = small_library(tmp_path / "mappe", adding=ADDING)
    served = small_library(tmp_path / "server", adding=ADDING, url=url)
    every = (whole, added, served)

    def holds(on_foundation: bool) -> None:
        expected = found(whole)
        for library in (added, served):
            assert found(library) == expected
            assert (foundation_of(library) is not None) == on_foundation
            assert library.check() == [] and len(library.views.kept()) == 1

    def ingest(**texts: str) -> None:
        for library in every:
            library.ingest(write(tmp_path / "ind", **texts))

    ingest(nord=agreement(), sj=agreement("Sjælland", "2023-24", "990 kr."))
    holds(on_foundation=False)
    first = added.store.generation()
    ingest(syd=agreement("Syddanmark", "2021-22", f"700 kr. for en {WORDS}"))
    holds(on_foundation=True)
    ingest(midt=agreement("Midtjylland", "2025-26"))
    holds(on_foundation=True)
    assert foundation_of(added) == first
    # A new version of what was added, and a title of it corrected.
    ingest(midt=agreement("Midtjylland", "2025-26", "1.888 kr."))
    for library in every:
        library.correct("midtjylland-rammeaftale-2025-26", {"title": f"Aftale om {WORDS}"})
    holds(on_foundation=True)
    assert any(folder.name == first for folder in (tmp_path / "mappe" / "generations").iterdir())
    assert holding(tmp_path / "mappe" / "generations", WORDS)
    for library in every:
        library.remove("midtjylland-rammeaftale-2025-26")
        library.remove("syddanmark-rammeaftale-2021-22")
    # What was added is gone from every file, and the foundation alone is left.
    assert added.store.generation() == first
    assert holding(tmp_path / "mappe", WORDS) == []
    holds(on_foundation=False)
    # What the foundation holds must leave the disk: everything is built anew.
    ingest(syd=agreement("Syddanmark", "2021-22"))
    for library in every:
        library.remove(NORD)
    holds(on_foundation=False)
    assert holding(tmp_path / "mappe", "Nordjylland") == []
    for library in every:
        library.close()


def test_a_database_of_a_former_edition_is_brought_up_to_date(url: str, tmp_path: Path) -> None:
    former = small_library(tmp_path / "a", url=url)
    with former.store.engine.begin() as connection:
        connection.exec_driver_sql("alter table search_generations drop documents, drop foundation")
        connection.exec_driver_sql("update search_generations set format = 4")
    former.close()
    library = small_library(tmp_path / "b", adding=ADDING, url=url)
    library.ingest(write(tmp_path / "ind", sj=agreement("Sjælland")))
    assert foundation_of(library) is None and library.check() == []
    library.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one document in the foundation and one added."""
    folder = tmp_path_factory.mktemp("stor")
    library = small_library(folder / "data", adding=ADDING)
    for name, region in (("nord", "Nordjylland"), ("syd", "Syddanmark")):
        library.ingest(write(folder / "ind", **{name: agreement(region)}))
    assert foundation_of(library) is not None
    library.close()
    return folder / "data"


@pytest.mark.parametrize("name", ["dense/vectors.npy", "passages.json", "lexical/vocabulary.json"])
def test_a_damaged_foundation_is_found_and_healed(large: Path, tmp_path: Path, name: str) -> None:
    data = Path(shutil.copytree(large, tmp_path / "data"))
    library = small_library(data, adding=ADDING)
    foundation = foundation_of(library)
    assert foundation is not None
    expected = [hit.passage_id for hit in small_library(large).ensure().search(QUESTION)]
    truncate(data / "generations" / foundation / name)
    (fault,) = library.check()
    assert "ødelagte filer" in fault and name in fault
    with pytest.raises(BrokenView):
        library.snapshot()
    assert [hit.passage_id for hit in library.ensure().search(QUESTION)] == expected
    assert library.check() == [] and foundation_of(library) is None
    library.close()


def test_nothing_is_added_to_a_damaged_foundation(large: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(large, tmp_path / "data"))
    library = small_library(data, adding=ADDING)
    # A reader has it open, and does not notice.
    library.ensure()
    foundation = foundation_of(library)
    assert foundation is not None
    truncate(data / "generations" / foundation / "lexical" / "vocabulary.json")
    library.ingest(write(tmp_path / "ind", midt=agreement("Midtjylland")))
    assert foundation_of(library) is None and library.check() == []
    library.close()


def test_a_small_collection_is_built_whole_and_so_is_a_large_addition(large: Path, tmp_path: Path) -> None:
    library = small_library(Path(shutil.copytree(large, tmp_path / "data")), adding=ADDING)
    store, views = library.store, library.views
    passages = library.views.manifest(store.generation() or "").passages
    model = library.embedder.model
    change = Change()
    assert planned(store, views, model, change, ADDING).foundation is not None
    for adding in (None, Adding(), Adding(1, passages // 2 - 1, 2.0), Adding(1, 100, 0.9)):
        assert len(planned(store, views, model, change, adding).passages) == passages
    assert planned(store, views, "en anden", change, ADDING).foundation is None
    # Whole or not, a state has one name for its content.
    assert {planned(store, views, model, change, adding).content for adding in (None, ADDING)} == {
        (store.generation() or "")[:20]
    }
    embedder = library.embedder
    assert isinstance(embedder, HashedWords) and embedder.embedded == []
    library.close()
