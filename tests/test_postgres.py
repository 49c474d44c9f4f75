"""Truth and search in PostgreSQL: the same answers, one writer at a time, and faults said so that they can be mended."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant.answer import Answer
from assistant.assistant import Assistant
from eval.copied import copy_documents
from eval.postgres_server import PostgresServer, postgres_server
from eval.questions import Question, load_questions
from eval.torture.small_library import HashedWords, agreement, write
from index import postgres_connection, postgres_vectors, schema
from index.errors import DatabaseGone, IndexFault, IngestRunning, StaleView
from index.library import Library
from index.store import Store

ROOT = Path(__file__).parent.parent
DAY = date(2026, 11, 22)
SECRET = "hemmeligt-kodeord"


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="module")
def moved(
    library_data: Path, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Assistant]:
    """The five files in a database, with the vectors they had."""
    url, scratch = postgres.new_database(), tmp_path_factory.mktemp("moved")
    copy_documents(library_data, url, scratch)
    with Assistant.open(scratch, database_url=url, clock=lambda: DAY) as opened:
        yield opened


@pytest.fixture
def url(postgres: PostgresServer) -> str:
    return postgres.new_database()


def library(url: str, scratch: Path) -> Library:
    return Library(scratch, Store.open(scratch, url), embedder=HashedWords())


def cited(answer: Answer) -> tuple[object, ...]:
    places = [(each.document, each.start, each.end, each.quote) for each in answer.citations]
    return answer.status, answer.answer, places


def asked(assistant: Assistant, question: Question) -> Answer:
    return assistant.answer(question.question, question.history)


def test_every_question_is_answered_with_the_same_citations(assistant: Assistant, moved: Assistant) -> None:
    questions = load_questions([ROOT / "eval" / "questions" / "dev.jsonl"])
    assert moved.library.check() == []
    differing = [each.id for each in questions if cited(asked(moved, each)) != cited(asked(assistant, each))]
    assert questions and differing == []


def test_words_weigh_the_same_as_in_a_data_folder(assistant: Assistant, moved: Assistant) -> None:
    here, there = assistant.library.ensure().generation, moved.library.ensure().generation
    for question in ("Hvad er overhead?", "opsigelsesvarsel sikrede afdelinger", "belægningsprosent"):
        for groups in (None, set(here.groups[:1])):
            ours = here.lexical.search(question, 50, groups)
            theirs = there.lexical.search(question, 50, groups)
            assert [number for number, _ in theirs] == [number for number, _ in ours]
            assert [score for _, score in theirs] == pytest.approx([score for _, score in ours], abs=1e-3)


def test_documents_come_change_and_go(url: str, tmp_path: Path) -> None:
    first, second = library(url, tmp_path / "a"), library(url, tmp_path / "b")
    first.ingest(write(tmp_path / "ind", nord=agreement(), syd=agreement("Syddanmark", "2023-24", "990 kr.")))
    assert len(second.ensure().documents) == 2
    before = second.snapshot()
    first.ingest(write(tmp_path / "ind", nord=agreement(rate="1.777 kr.")))
    # What the other machine still held is gone; asked again it reads the new state.
    with pytest.raises(StaleView):
        before.search("opsigelse varsel")
    found = second.snapshot().search("takst for et døgntilbud")
    assert any(
        "1.777" in each.passage.text for each in second.snapshot().passages([h.passage_id for h in found])
    )
    gone = next(each for each in second.snapshot().documents if "syd" in each)
    first.remove(gone)
    assert gone not in second.snapshot().documents
    assert {hit.group for hit in second.snapshot().search("Syddanmark takst 990")} == set(
        second.snapshot().documents
    )
    assert len(first.views.kept()) == 1 and first.check() == []
    first.close()
    second.close()


def test_a_second_ingest_is_refused_at_once(url: str, tmp_path: Path) -> None:
    first, second = library(url, tmp_path / "a"), library(url, tmp_path / "b")
    files = write(tmp_path / "ind", nord=agreement())
    with first.views.writing(), pytest.raises(IngestRunning, match="En anden indlæsning er i gang"):
        second.ingest(files)
    second.ingest(files)
    first.close()
    second.close()


def test_machines_that_start_together_take_the_documents_in_once(url: str, tmp_path: Path) -> None:
    write(tmp_path / "ind", nord=agreement())
    opened = [library(url, tmp_path / name) for name in "ab"]
    added: list[list[str]] = []

    def start(each: Library) -> None:
        added.append(each.seed(tmp_path / "ind").added)
        each.ensure()

    starting = [threading.Thread(target=start, args=(each,)) for each in opened]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    assert sorted(map(len, added)) == [0, 1]
    assert [len(each.snapshot().documents) for each in opened] == [1, 1]
    for each in opened:
        each.close()


def test_what_was_asked_with_a_nul_or_a_percent_sign_is_kept(url: str, tmp_path: Path) -> None:
    with Assistant(library(url, tmp_path)) as assistant:
        assistant.library.ingest(write(tmp_path / "ind", nord=agreement()))
        answer = assistant.ask("Hvad er 100 % af \0 taksten?")
        assert answer.conversation_id is not None
        assert [each.id for each in assistant.conversations.list("100 %")] == [answer.conversation_id]
        assert (
            assistant.conversations.turns(answer.conversation_id)[0].question == "Hvad er 100 % af  taksten?"
        )


def test_turns_that_come_at_once_each_have_their_place(url: str, tmp_path: Path) -> None:
    with Assistant(library(url, tmp_path)) as assistant:
        assistant.library.ingest(write(tmp_path / "ind", nord=agreement()))
        first = assistant.ask("Hvad er taksten?")
        asking = [
            threading.Thread(
                target=assistant.ask, args=(f"Hvad er taksten for plads {n}?", first.conversation_id)
            )
            for n in range(6)
        ]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        numbers = sa.select(schema.messages.c.number).order_by(schema.messages.c.number)
        with assistant.library.store.engine.connect() as connection:
            assert connection.execute(numbers).scalars().all() == [1, 2, 3, 4, 5, 6, 7]


def test_a_server_that_goes_away_is_named_and_found_again(tmp_path: Path) -> None:
    with postgres_server() as server:
        url = server.new_database().replace("postgres:@", f"postgres:{SECRET}@")
        opened = library(url, tmp_path)
        opened.ingest(write(tmp_path / "ind", nord=agreement()))
        server.stop()
        with pytest.raises(DatabaseGone, match="svarer ikke") as said:
            opened.ensure().search("takst")
        assert SECRET not in str(said.value) + str(said.value.__cause__)
        with pytest.raises(DatabaseGone, match="svarer ikke"):
            Store.open(tmp_path, url)
        server.start()
        assert opened.ensure().search("takst")
        opened.close()


def test_what_the_server_lacks_is_said_with_the_remedy(
    postgres: PostgresServer, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = sa.engine.make_url(url).database
    postgres.execute(f"create role gaest_{name} login")
    guest = postgres.url(name, f"gaest_{name}", SECRET)

    def refused(address: str = url) -> str:
        with pytest.raises(IndexFault) as said:
            Store.open(tmp_path, address)
        assert SECRET not in str(said.value)
        return str(said.value)

    assert "mangler udvidelsen vector" in refused(guest) and "CREATE EXTENSION vector" in refused(guest)
    postgres.execute("create extension vector", database=name)
    assert f"Brugeren »gaest_{name}« mangler rettigheder" in refused(guest)
    assert "kan ikke læses" in refused(f"postgresql://bo:{SECRET}@vært:port/navn")
    assert "skal begynde med postgresql://" in refused(f"mysql://bo:{SECRET}@vært/navn")
    assert "findes_ikke" in refused(postgres.url("findes_ikke"))
    with monkeypatch.context() as patched:
        patched.setattr(postgres_connection, "LEAST_SERVER", 990_000)
        assert "der kræves mindst version 99" in refused()
    with monkeypatch.context() as patched:
        patched.setattr(postgres_connection, "LEAST_EXTENSION", (99, 0))
        assert "ALTER EXTENSION vector UPDATE" in refused()
    with monkeypatch.context() as patched:
        patched.setattr(postgres_connection, "EXTENSION", "findes_heller_ikke")
        assert "Installér pgvector" in refused()


def test_nothing_of_postgresql_is_loaded_unless_the_address_asks_for_it(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from index.library import Library; "
        "Library.open(Path(sys.argv[1])).close(); print({'psycopg', 'pgvector'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    assert ran.stdout.strip() == "set()", ran.stderr


def test_many_passages_are_found_by_the_signs_of_their_vectors(
    assistant: Assistant, moved: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_vectors, "_SCANNED", 20)
    monkeypatch.setattr(postgres_vectors, "_COMPARED", 1)
    snapshot, views = assistant.library.ensure(), moved.library.views
    generation = views.open(moved.library.store.generation() or "")
    questions = ("Hvad er overhead?", "Hvor langt er opsigelsesvarslet?", "Hvem fører tilsyn?")
    for vector in moved.library.embedder.queries(questions):
        for groups in (None, set(generation.groups[:1])):
            among = None if groups is None else generation.members(groups)
            here = dict(snapshot.generation.nearest(vector, 10, among))
            there = dict(generation.nearest(vector, 10, among))
            assert len(here.keys() & there.keys()) >= 9
            assert all(
                there[number] == pytest.approx(here[number], abs=1e-5) for number in here.keys() & there
            )
