"""What is deleted, or past its time, is gone from every file of the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.conversation import UnknownConversation
from assistant.removal import remove_document
from assistant.retention import clean
from assistant.stored_questions import StoredQuestion, add_stored, read_questions
from index import erasure
from index.database import now
from index.withdrawal import NOTE
from tests.conftest import Server
from tests.left_in_files import holding

WORDS = "xylofonbrandslukker"
KLIMA = "midt-klimakonference-2020"


@pytest.fixture
def own(data_copy: Path) -> Iterator[Assistant]:
    with Assistant.open(data_copy) as opened:
        yield opened


def test_a_deleted_conversation_is_gone_from_every_file(own_server: Server, data_copy: Path) -> None:
    with own_server.client() as client:
        first, second = (
            client.post("/api/chat", json={"message": f"Hvad er en {WORDS}{n}?"}).json() for n in (1, 2)
        )
        said = {"helpful": False, "comment": f"{WORDS}1 mangler"}
        assert client.post(f"/api/messages/{first['message_id']}/feedback", json=said).status_code == 204
        assert holding(data_copy, WORDS)
        assert client.delete(f"/api/conversations/{first['conversation_id']}").status_code == 204
        assert holding(data_copy, f"{WORDS}1") == []
        assert client.delete("/api/conversations").status_code == 204
        assert client.get("/api/conversations").json() == []
        assert client.get(f"/api/conversations/{second['conversation_id']}").status_code == 404
        assert holding(data_copy, WORDS) == []


def test_a_conversation_not_used_for_longer_than_is_kept_is_erased(own: Assistant, data_copy: Path) -> None:
    kept = own.ask(f"Hvad er en {WORDS}?").conversation_id
    assert kept is not None
    store, day = own.library.store, timedelta(days=1)
    assert clean(store, 0, at=now() + 5_000 * day) == 0
    assert clean(store, 30, at=now() + 29 * day) == 0
    assert own.conversations.turns(kept)
    assert clean(store, 30, at=now() + 31 * day) >= 1
    with pytest.raises(UnknownConversation):
        own.conversations.turns(kept)
    assert holding(data_copy, WORDS) == []


def test_a_deletion_that_a_reader_is_in_the_way_of_is_finished_by_the_clean_up(
    own: Assistant, data_copy: Path
) -> None:
    kept = own.ask(f"Hvad er en {WORDS}?").conversation_id
    assert kept is not None
    store = own.library.store
    with store.transaction() as connection:
        erasure.begin(connection)
    assert erasure.finish(store) and store.state("erasing") is None
    with store.engine.connect() as reader:
        reader.exec_driver_sql("pragma busy_timeout=0")
        reader.exec_driver_sql("begin")
        reader.exec_driver_sql("select count(*) from messages").one()
        with store.transaction() as connection:
            connection.exec_driver_sql("delete from conversations")
            erasure.begin(connection)
        assert holding(data_copy, WORDS)
    clean(store, 0)
    assert store.state("erasing") is None
    assert holding(data_copy, WORDS) == []


def test_a_removed_document_is_gone_with_the_answers_that_quoted_it(own: Assistant, data_copy: Path) -> None:
    answer = own.ask("Hvad handler klimakonferencen om?", documents=[KLIMA])
    other = own.ask("Hvem er formand for KKR Midtjylland?")
    assert answer.citations and answer.conversation_id and other.conversation_id
    quote = max((made.quote for made in answer.citations), key=len)
    words = max(quote.split("\n"), key=len).strip()
    title = own.answering.snapshot.documents[KLIMA].metadata.title
    add_stored(data_copy, [StoredQuestion(id="egen", question="Hvad?", evidence=[words])])
    assert holding(data_copy, words)
    remove_document(own.library, KLIMA)
    turn = own.conversations.turns(answer.conversation_id)[0]
    assert turn.question == "Hvad handler klimakonferencen om?"
    assert turn.answer.answer == NOTE and not turn.answer.citations and turn.answer.status == "not_found"
    assert own.conversations.turns(other.conversation_id)[0].answer.citations == other.citations
    assert read_questions(data_copy / "test-questions.jsonl") == []
    assert holding(data_copy, words) == []
    assert holding(data_copy, title) == []
    # What was asked before can still be asked about.
    assert own.ask("Og hvornår?", answer.conversation_id).conversation_id == answer.conversation_id


def test_the_help_page_tells_how_long_from_the_setting(client: httpx.Client) -> None:
    assert "I 365 dage, efter at samtalen sidst er brugt" in client.get("/hjaelp").text
