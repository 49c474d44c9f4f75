"""A data folder that is used in any order, and beside it what it must hold.

hypothesis chooses the steps. After each step what the store holds is what the list says: no turn lost or doubled, the
order kept, nothing left of what was deleted. Tiny documents and hashed words, but the real answers and the real SQLite.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from api.conversation_export import as_json, markdown
from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.conversation import UnknownConversation
from assistant.removal import remove_document
from eval.torture.kept import Done, Kept, Said
from eval.torture.small_library import HashedWords, agreement, small_library

_TODAY = date(2026, 11, 22)
_OWNERS = ("en", "anden")
_REGIONS = ("Nordjylland", "Syddanmark", "Sjælland")
_MOST_DELETED = 5
Chosen = st.integers(0, 10**6)
"""One of what is there, by its number when counted round."""


class Life(RuleBasedStateMachine):
    """A data folder in use, and beside it what it must hold."""

    empty: ClassVar[Path]
    """A data folder to begin with."""
    done: ClassVar[Done]

    def __init__(self) -> None:
        super().__init__()
        self.done.runs += 1
        self._folder = Path(tempfile.mkdtemp(prefix="ture-"))
        self._data = Path(shutil.copytree(self.empty, self._folder / "data"))
        self._embedder = HashedWords()
        self._kept: dict[str, Kept] = {}
        self._deleted: list[tuple[str, Kept]] = []
        self._documents: dict[str, str] = {}
        self._number = 0
        self._started = 0
        self._open()

    def teardown(self) -> None:
        self._assistant.close()
        shutil.rmtree(self._folder)

    def _open(self) -> None:
        library = small_library(self._data, self._embedder)
        self._assistant = Assistant(library, lambda: _TODAY)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _mine(self, owner: str) -> Assistant:
        return self._assistant.of(owner)

    def _one(self, chosen: int) -> tuple[str, Kept]:
        return list(self._kept.items())[chosen % len(self._kept)]

    def _question(self) -> str:
        number = self._next()
        return f"Hvor meget må taksten stige i {_REGIONS[number % 3]}? mrk{number:04d}ende"

    # --- conversations -----------------------------------------------------------------------------------

    @rule(owner=st.sampled_from(_OWNERS))
    def ask(self, owner: str) -> None:
        question = self._question()
        answer = self._mine(owner).ask(question)
        assert answer.conversation_id and answer.conversation_id not in self._kept
        self._kept[answer.conversation_id] = Kept(owner, question, 0)
        self._said(answer, question)

    @rule(owner=st.sampled_from(_OWNERS))
    def begin_and_ask(self, owner: str) -> None:
        question = self._question()
        begun = self._mine(owner).conversations.begin(question)
        assert all(found.id != begun for found in self._mine(owner).conversations.list())
        self._kept[begun] = Kept(owner, question, 0)
        self._said(self._mine(owner).ask(question, begun), question)

    @precondition(lambda self: self._kept)
    @rule(chosen=Chosen)
    def follow_up(self, chosen: int) -> None:
        key, kept = self._one(chosen)
        question = self._question()
        self._said(self._mine(kept.owner).ask(question, key), question)

    @precondition(lambda self: self._kept)
    @rule(chosen=Chosen)
    def ask_twice_at_once(self, chosen: int) -> None:
        key, kept = self._one(chosen)
        questions = [self._question(), self._question()]
        with ThreadPoolExecutor(2) as threads:
            answers = list(threads.map(lambda asked: self._mine(kept.owner).ask(asked, key), questions))
        # Which came first is not promised; that each is there once is.
        order = [turn.message_id for turn in self._mine(kept.owner).conversations.turns(key)]
        both = sorted(
            zip(answers, questions, strict=True), key=lambda one: order.index(str(one[0].message_id))
        )
        for answer, question in both:
            self._said(answer, question)

    def _said(self, answer: Answer, question: str) -> None:
        kept = self._kept[str(answer.conversation_id)]
        kept.said.append(Said(str(answer.message_id), question, answer.answer))
        kept.used = self._next()
        self.done.turns += 1

    @precondition(lambda self: self._kept)
    @rule(chosen=Chosen)
    def rename(self, chosen: int) -> None:
        key, kept = self._one(chosen)
        kept.title = f"Titel mrk{self._next():04d}ende"
        self._mine(kept.owner).conversations.rename(key, kept.title)

    @precondition(lambda self: self._kept)
    @rule(chosen=Chosen, helpful=st.booleans())
    def rate(self, chosen: int, helpful: bool) -> None:
        _, kept = self._one(chosen)
        said = kept.said[chosen % len(kept.said)]
        said.helpful = helpful
        self._mine(kept.owner).conversations.add_feedback(said.message_id, helpful, "", "bemærkning")

    @precondition(lambda self: self._kept)
    @rule(chosen=Chosen)
    def export(self, chosen: int) -> None:
        key, kept = self._one(chosen)
        conversations = self._mine(kept.owner).conversations
        summary, turns = conversations.summary(key), conversations.turns(key)
        as_data = json.loads(as_json(summary, turns))
        assert as_data["title"] == kept.title
        assert [each["question"] for each in as_data["answers"]] == [each.question for each in kept.said]
        text = markdown(summary, turns)
        places = [text.index(each.question.split()[-1]) for each in kept.said]
        assert places == sorted(places)

    @precondition(lambda self: self._kept)
    @rule(chosen=Chosen)
    def delete(self, chosen: int) -> None:
        key, kept = self._one(chosen)
        self._mine(kept.owner).conversations.delete(key)
        self._gone({key: self._kept.pop(key)})

    @precondition(
        lambda self: self._kept and self._number % 4 == 0
    )  # seldom, or no conversation would ever grow
    @rule(owner=st.sampled_from(_OWNERS))
    def delete_all(self, owner: str) -> None:
        self._mine(owner).conversations.delete_all()
        gone = {key: kept for key, kept in self._kept.items() if kept.owner == owner}
        self._kept = {key: kept for key, kept in self._kept.items() if kept.owner != owner}
        self._gone(gone)

    def _gone(self, conversations: dict[str, Kept]) -> None:
        words = [each.question.split()[-1] for kept in conversations.values() for each in kept.said]
        assert self._holding([*words, *(kept.title.split()[-1] for kept in conversations.values())]) == []
        self._deleted = [*self._deleted, *conversations.items()][-_MOST_DELETED:]

    @precondition(lambda self: self._deleted)
    @rule(chosen=Chosen)
    def ask_where_it_was_deleted(self, chosen: int) -> None:
        key, kept = self._deleted[chosen % len(self._deleted)]
        _unknown(self._mine(kept.owner).ask, self._question(), key)

    # --- documents ---------------------------------------------------------------------------------------

    @precondition(lambda self: self._number % 2 == 0)
    @rule(region=st.sampled_from(_REGIONS))
    def take_in_or_replace(self, region: str) -> None:
        text = agreement(region, rate=f"{self._next()} kr. dok{self._number:04d}ende")
        report = self._assistant.library.ingest_bytes(text.encode(), f"{region.lower()}.md")
        (document,) = report.documents
        assert (document in self._documents) == bool(report.replaced)
        self._documents[document] = text
        self._changed()

    @precondition(lambda self: self._documents)
    @rule(chosen=Chosen)
    def take_in_again(self, chosen: int) -> None:
        document = sorted(self._documents)[chosen % len(self._documents)]
        report = self._assistant.library.ingest_bytes(self._documents[document].encode(), "igen.md")
        assert report.unchanged and not report.documents

    @precondition(lambda self: self._documents)
    @rule(chosen=Chosen)
    def remove(self, chosen: int) -> None:
        document = sorted(self._documents)[chosen % len(self._documents)]
        text = self._documents.pop(document)
        remove_document(self._assistant.library, document)
        self._changed()
        (word,) = (each for each in text.split() if each.startswith("dok") and each.endswith("ende"))
        assert self._holding([word]) == []

    def _changed(self) -> None:
        self.done.changes += 1
        for kept in self._kept.values():
            for said in kept.said:
                said.text = None

    @precondition(lambda self: self._number >= self._started + 3)
    @rule()
    def start_again(self) -> None:
        self._started = self._number
        self._assistant.close()
        self._open()
        self.done.starts += 1

    # --- what always holds -------------------------------------------------------------------------------

    @invariant()
    def everybody_sees_his_own_the_latest_first(self) -> None:
        self.done.steps += 1
        for owner in _OWNERS:
            own = [(key, kept) for key, kept in self._kept.items() if kept.owner == owner]
            own.sort(key=lambda one: -one[1].used)
            there = self._mine(owner).conversations.list()
            assert [(each.id, each.title, each.turns) for each in there] == [
                (key, kept.title, len(kept.said)) for key, kept in own
            ]

    @invariant()
    def every_turn_is_there_once_and_in_order(self) -> None:
        for key, kept in self._kept.items():
            conversations = self._mine(kept.owner).conversations
            turns = conversations.turns(key)
            assert [(turn.message_id, turn.question) for turn in turns] == [
                (each.message_id, each.question) for each in kept.said
            ]
            assert all(
                each.text in (None, turn.answer.answer) for turn, each in zip(turns, kept.said, strict=True)
            )
            rated = {each.message_id: each.helpful for each in kept.said if each.helpful is not None}
            assert {key: each.helpful for key, each in conversations.feedback(key).items()} == rated

    @invariant()
    def what_was_deleted_is_gone(self) -> None:
        for key, kept in self._deleted:
            conversations = self._mine(kept.owner).conversations
            _unknown(conversations.turns, key)
            _unknown(conversations.turn, kept.said[-1].message_id)

    @invariant()
    def the_documents_are_those_that_were_taken_in(self) -> None:
        store = self._assistant.library.store
        there = {each.id: store.file(each.file) for each in store.documents()}
        assert {key: file.text for key, file in there.items() if file} == self._documents

    def _holding(self, words: list[str]) -> list[str]:
        """Those of the words (in ASCII, so that JSON does not hide them) that still stand in a file, and in which."""
        files = {
            each.relative_to(self._data): each.read_bytes()
            for each in self._data.rglob("*")
            if each.is_file()
        }
        return [f"{word} i {name}" for word in words for name, held in files.items() if word.encode() in held]


def _unknown(call: Callable[..., object], *arguments: str) -> None:
    try:
        call(*arguments)
    except UnknownConversation:
        return
    raise AssertionError("en slettet samtale er der stadig")
