"""Taking documents in, correcting them, taking them out: what a caseworker may rely on."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from filelock import FileLock

from eval.torture.small_library import NORD, QUESTION, HashedWords, agreement, small_library, write
from index import schema
from index.errors import IndexFault, IngestRunning, UnknownDocument
from index.library import Library
from ingest.errors import IngestError
from ingest.limits import Limits
from tests.left_in_files import holding


@pytest.fixture
def loaded(library: Library, tmp_path: Path) -> Library:
    library.ingest(
        write(tmp_path / "ind", nord=agreement(), syd=agreement("Syddanmark", "2023-24", "990 kr."))
    )
    return library


def embedded(library: Library) -> list[str]:
    assert isinstance(library.embedder, HashedWords)
    return library.embedder.embedded


def search(library: Library, question: str = QUESTION) -> list[tuple[str, float]]:
    return [(hit.passage_id, hit.score) for hit in library.ensure().search(question)]


def test_an_unchanged_file_costs_no_embedding_and_leaves_the_state_alone(
    loaded: Library, tmp_path: Path
) -> None:
    before, edition = len(embedded(loaded)), loaded.store.edition()
    report = loaded.ingest([tmp_path / "ind"])
    assert (report.unchanged, report.changed) == (["nord.md", "syd.md"], False)
    assert len(embedded(loaded)) == before
    assert loaded.store.edition() == edition


def test_a_changed_file_replaces_its_document_and_embeds_only_what_is_new(
    loaded: Library, tmp_path: Path
) -> None:
    before = len(embedded(loaded))
    report = loaded.ingest(write(tmp_path / "ind", nord=agreement(rate="1.300 kr.")))
    assert (report.replaced, report.added) == (["nord.md"], [])
    fresh = embedded(loaded)[before:]
    assert fresh and all("1.300 kr." in text for text in fresh)
    snapshot = loaded.ensure()
    assert "1.300 kr." in snapshot.texts[NORD] and "1.250 kr." not in snapshot.texts[NORD]
    assert loaded.check() == []


def test_a_changed_file_keeps_what_a_person_confirmed(loaded: Library, tmp_path: Path) -> None:
    loaded.correct(NORD, {"title": "Aftalen for Nordjylland", "valid_to": date(2027, 12, 31)})
    loaded.ingest(write(tmp_path / "ind", nord=agreement(rate="1.300 kr.")))
    kept = loaded.ensure().documents[NORD].metadata
    assert (kept.title, kept.valid_to, kept.confirmed) == (
        "Aftalen for Nordjylland",
        date(2027, 12, 31),
        True,
    )


def test_a_wrong_guess_is_corrected_and_searched_by_its_new_words(loaded: Library) -> None:
    loaded.correct(NORD, {"region": "Sjælland", "title": "Aftalen om Gulerodshuset"})
    snapshot = loaded.ensure()
    assert snapshot.select(regions=["Sjælland"]) == {NORD}
    assert snapshot.search("Gulerodshuset")[0].group == NORD
    assert loaded.check() == []


def test_a_period_that_ends_before_it_begins_is_refused(loaded: Library) -> None:
    with pytest.raises(IndexFault, match="Gyldig fra 2029-01-01 er efter gyldig til 2026-12-31"):
        loaded.correct(NORD, {"valid_from": date(2029, 1, 1)})
    assert loaded.ensure().documents[NORD].metadata.valid_from == date(2025, 1, 1)


def test_the_same_content_under_two_names_is_one_document(library: Library, tmp_path: Path) -> None:
    report = library.ingest(write(tmp_path / "ind", a=agreement(), b=agreement()))
    assert (report.added, report.unchanged) == ([NORD], ["b.md"])
    again = library.ingest_bytes(agreement().encode(), "c.md")
    assert again.unchanged == ["c.md"]
    assert set(library.ensure().documents) == {NORD}


def test_two_files_of_one_name_are_not_taken_for_one_another(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "ind" / "nord", aftale=agreement())
    write(tmp_path / "ind" / "syd", aftale=agreement("Syddanmark"))
    report = library.ingest([tmp_path / "ind"])
    assert report.added == [NORD]
    assert "To forskellige filer hedder »aftale.md«" in report.failed["aftale.md"]


def test_a_removed_document_is_gone_from_every_file(loaded: Library, tmp_path: Path) -> None:
    secret = "Gulerodshuset"
    loaded.ingest(
        write(tmp_path / "ind", hemmelig=f"# Notat om {secret}\n\n{secret} har 12 pladser i alt.\n")
    )
    removed = next(iter(set(loaded.ensure().documents) - {NORD, "syddanmark-rammeaftale-2023-24"}))
    assert loaded.ensure().search(secret)[0].group == removed
    assert holding(tmp_path / "data", secret)
    vectors = sa.select(sa.func.count()).select_from(schema.vectors)
    with loaded.store.engine.connect() as connection:
        before = connection.execute(vectors).scalar_one()
    loaded.remove(removed)
    assert removed not in loaded.ensure().documents
    assert holding(tmp_path / "data", secret) == []
    with loaded.store.engine.connect() as connection:
        assert connection.execute(vectors).scalar_one() < before


def test_a_library_without_documents_opens_searches_and_is_whole(library: Library, tmp_path: Path) -> None:
    assert search(library) == []
    assert library.check() == []
    library.ingest(write(tmp_path / "ind", nord=agreement()))
    assert search(library)
    library.remove(NORD)
    assert search(library) == []
    assert library.check() == []
    library.close()
    opened = small_library(tmp_path / "data")
    assert opened.snapshot().search(QUESTION) == []
    opened.close()


def test_an_unknown_id_names_those_there_are(loaded: Library) -> None:
    with pytest.raises(UnknownDocument, match=f"»findes-ikke«.*{NORD}"):
        loaded.remove("findes-ikke")


def test_a_second_writer_is_refused_at_once_and_reading_goes_on(loaded: Library, tmp_path: Path) -> None:
    found = search(loaded)
    with FileLock(tmp_path / "data" / "ingest.lock"):
        for write_something in (
            lambda: loaded.remove(NORD),
            lambda: loaded.correct(NORD, {"title": "Andet"}),
            lambda: loaded.ingest([tmp_path / "ind"]),
            lambda: loaded.ingest_bytes(b"# Nyt\n\nNoget helt nyt om alt.\n", "ny.md"),
        ):
            with pytest.raises(IngestRunning, match="En anden indlæsning er i gang"):
                write_something()
        assert search(loaded) == found
    assert set(loaded.ensure().documents) == {NORD, "syddanmark-rammeaftale-2023-24"}


def test_a_refused_file_changes_nothing_and_does_not_stop_the_others(
    library: Library, tmp_path: Path
) -> None:
    paths = write(tmp_path / "ind", nord=agreement(), tom="", stor="ord " * 2000)
    (tmp_path / "ind" / "billede.pdf").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    library.limits = Limits(max_bytes=5_000)
    report = library.ingest([tmp_path / "ind"])
    assert report.added == [NORD]
    reasons = {Path(path).name: reason for path, reason in report.failed.items()}
    assert reasons.keys() == {"tom.md", "stor.md", "billede.pdf"}
    assert "»tom.md« er tom" in reasons["tom.md"] and "fylder" in reasons["stor.md"]
    with pytest.raises(IngestError, match=r"»tom\.md« er tom"):
        library.ingest_bytes(b"", "tom.md")
    assert set(library.ensure().documents) == {NORD}
    assert len(paths) == 3


def test_the_shipped_documents_are_taken_in_once_and_stay_removed(library: Library, tmp_path: Path) -> None:
    write(tmp_path / "ind", nord=agreement())
    assert library.seed(tmp_path / "ind").added == [NORD]
    library.remove(NORD)
    assert library.seed(tmp_path / "ind").added == []
    assert library.ensure().documents == {}


def test_a_reader_goes_on_answering_while_documents_come_and_go(loaded: Library, tmp_path: Path) -> None:
    held = loaded.ensure()
    other = small_library(tmp_path / "data")

    def scores() -> dict[str, float]:
        return {hit.passage_id: hit.score for hit in held.search(QUESTION)}

    expected, stop = pytest.approx(scores(), abs=1e-4), threading.Event()

    def read() -> int:
        rounds = 0
        while not stop.is_set():
            assert scores() == expected
            assert other.ensure().search(QUESTION)
            rounds += 1
        return rounds

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        try:
            for number in range(4):
                loaded.ingest_bytes(agreement("Hovedstaden", "2021-22", f"{number} kr.").encode(), "hoved.md")
            loaded.remove("hovedstaden-rammeaftale-2021-22")
        finally:
            stop.set()
        assert all(reader.result() > 2 for reader in readers)
    assert scores() == expected
    assert len(list((tmp_path / "data" / "generations").iterdir())) == 1
    other.close()


def test_progress_tells_what_is_being_done(library: Library, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    library.ingest(write(tmp_path / "ind", nord=agreement()), lambda *step: told.append(step))
    assert {what for _, _, what in told} == {
        "Læser filer",
        "Beregner betydningsvektorer",
        "Bygger søgeindeks",
    }
    assert all(0 <= done <= of for done, of, _ in told)


def test_another_agreement_of_the_same_file_name_is_kept_apart(loaded: Library, tmp_path: Path) -> None:
    report = loaded.ingest(write(tmp_path / "andet", nord=agreement("Sjælland", "2025-26")))
    assert report.added == ["sjaelland-rammeaftale-2025-26"]
    assert list(report.apart) == ["nord (2).md"]
    assert "den ene er fra Nordjylland, den anden fra Sjælland" in report.apart["nord (2).md"]
    later = loaded.ingest(write(tmp_path / "senere", nord=agreement("Nordjylland", "2027-28")))
    assert later.added == ["nordjylland-rammeaftale-2027-28"]
    assert {NORD, *report.added, *later.added} <= set(loaded.ensure().documents)
    # A new version of the second is known as one, though it comes under the name that both had.
    changed = loaded.ingest(
        write(tmp_path / "andet", nord=agreement("Sjælland", "2025-26", rate="1.300 kr."))
    )
    assert changed.replaced == ["nord (2).md"]
    texts = loaded.ensure().texts
    assert "1.300 kr." in texts["sjaelland-rammeaftale-2025-26"] and "1.250 kr." in texts[NORD]
