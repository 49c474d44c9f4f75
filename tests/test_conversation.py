"""Conversations are kept, resumed, found, renamed, and gone to the last byte when deleted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from assistant.answer import Answer
from assistant.conversation import Conversations, UnknownConversation
from index.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def conversations(store: Store) -> Conversations:
    return Conversations(store)


def said(text: str = "Det fremgår ikke.") -> Answer:
    return Answer(status="not_found", answer=text, as_of=date(2026, 11, 22))


def test_a_first_question_begins_a_conversation_and_both_ids_are_in_the_answer(
    conversations: Conversations,
) -> None:
    kept = conversations.add(None, "Hvem er formand?", {"regions": ["Midtjylland"]}, said())
    assert kept.conversation_id and kept.message_id
    (turn,) = conversations.turns(kept.conversation_id)
    assert (turn.question, turn.understood, turn.answer) == (
        "Hvem er formand?",
        {"regions": ["Midtjylland"]},
        kept,
    )
    assert conversations.turn(kept.message_id) == turn


def test_turns_come_back_in_the_order_they_were_said(conversations: Conversations) -> None:
    first = conversations.add(None, "spørgsmål 0", {}, said())
    for number in range(1, 12):
        conversations.add(first.conversation_id, f"spørgsmål {number}", {}, said(f"svar {number}"))
    turns = conversations.turns(str(first.conversation_id))
    assert [turn.question for turn in turns] == [f"spørgsmål {number}" for number in range(12)]
    assert turns[11].answer.answer == "svar 11"


def test_a_conversation_is_resumed_after_a_restart(store: Store, tmp_path: Path) -> None:
    kept = Conversations(store).add(None, "Hvad gælder?", {"subject": ["takst"]}, said())
    store.close()
    opened = Store.open(tmp_path)
    try:
        (turn,) = Conversations(opened).turns(str(kept.conversation_id))
        assert turn.understood == {"subject": ["takst"]} and turn.answer == kept
    finally:
        opened.close()


def test_the_latest_used_conversation_is_listed_first(conversations: Conversations) -> None:
    older = conversations.add(None, "ældre", {}, said())
    newer = conversations.add(None, "nyere", {}, said())
    assert [each.id for each in conversations.list()] == [newer.conversation_id, older.conversation_id]
    conversations.add(older.conversation_id, "igen", {}, said())
    listed = conversations.list()
    assert [(each.title, each.turns) for each in listed] == [("ældre", 2), ("nyere", 1)]
    assert len(conversations.list(limit=1)) == 1


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("takst", {"takster i 2023"}),
        ("TAKST", {"takster i 2023"}),
        ("100%", {"100% sikkert"}),
        ("_", {"a_b"}),
    ],
)
def test_a_search_takes_every_sign_as_it_is(
    conversations: Conversations, search: str, found: set[str]
) -> None:
    for question in ("takster i 2023", "100% sikkert", "1000 pladser", "a_b", "a b"):
        conversations.add(None, question, {}, said())
    assert {each.title for each in conversations.list(search)} == found


def test_a_later_question_is_found_too(conversations: Conversations) -> None:
    first = conversations.add(None, "Hvem er formand?", {}, said())
    conversations.add(first.conversation_id, "Og i Sølund?", {}, said())
    assert [each.id for each in conversations.list("sølund")] == [first.conversation_id]
    assert conversations.list("findes ikke") == []


def test_a_renamed_conversation_keeps_its_turns(conversations: Conversations) -> None:
    kept = conversations.add(None, "Hvem er formand?", {}, said())
    conversations.rename(str(kept.conversation_id), "  Sagen om Koglen ")
    (listed,) = conversations.list()
    assert listed.title == "Sagen om Koglen" and listed.turns == 1


def test_a_long_question_is_kept_whole_and_its_title_short(conversations: Conversations) -> None:
    question = "Hvad gælder, når " + "borgeren flytter, og " * 400
    kept = conversations.add(None, question, {}, said())
    assert conversations.turns(str(kept.conversation_id))[0].question == question
    assert len(conversations.list()[0].title) <= 120


def test_a_deleted_conversation_is_gone_and_the_others_stay(conversations: Conversations) -> None:
    gone, stays = (conversations.add(None, text, {}, said()) for text in ("slettes", "bliver"))
    conversations.add_feedback(str(gone.message_id), False, "forkert", "hemmelig bemærkning")
    conversations.delete(str(gone.conversation_id))
    assert not conversations.exists(str(gone.conversation_id))
    assert [each.id for each in conversations.list()] == [stays.conversation_id]
    with pytest.raises(UnknownConversation):
        conversations.turns(str(gone.conversation_id))
    with pytest.raises(UnknownConversation):
        conversations.turn(str(gone.message_id))


def test_the_bytes_of_a_deleted_conversation_are_in_no_file(
    conversations: Conversations, tmp_path: Path
) -> None:
    words = {
        kind: f"{kind}{uuid4().hex}" for kind in ("spørgsmål", "svar", "forstået", "bemærkning", "titel")
    }
    kept = conversations.add(None, words["spørgsmål"], {"x": words["forstået"]}, said(words["svar"]))
    conversations.add_feedback(str(kept.message_id), True, "", words["bemærkning"])
    conversations.rename(str(kept.conversation_id), words["titel"])

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert words["spørgsmål"].encode()[-32:] in everything()
    conversations.delete(str(kept.conversation_id))
    left = everything()
    assert [kind for kind, word in words.items() if word.encode()[-32:] in left] == []


def test_an_unknown_conversation_or_message_is_named(conversations: Conversations) -> None:
    for call in (
        lambda: conversations.turns("nr-7"),
        lambda: conversations.turn("nr-7"),
        lambda: conversations.rename("nr-7", "x"),
        lambda: conversations.delete("nr-7"),
        lambda: conversations.add_feedback("nr-7", True),
    ):
        with pytest.raises(UnknownConversation, match="nr-7"):
            call()
