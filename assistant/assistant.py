"""The assistant: one object that opens a data folder and answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.answering import Answering
from assistant.asked import Asked
from assistant.conversation import Conversations, Turn
from assistant.llm import LanguageModel
from assistant.privacy import masked, notices, searchable
from assistant.record import make_record, read_record, verify
from assistant.speaking import speak
from corpus import CORPUS
from index.database import now
from index.embedding import BUILT_IN
from index.errors import BrokenView
from index.ingestion import Progress, silent
from index.library import Library
from index.snapshot import Snapshot
from index.stages import answered, stage
from ingest.limits import Limits

Clock = Callable[[], date]
# How many questions before the present one bear on what it means.
REMEMBERED = 6


@dataclass
class _Present:
    """What answers from the latest state that was asked; shared by all views of an assistant."""

    answering: tuple[Snapshot, Answering] | None = None
    when_new: Callable[[Answering], object] = lambda _: None


class Assistant:
    """Answers questions about the documents of a data folder. Safe from several threads.

    >>> with Assistant.open("data") as assistant:
    ...     print(assistant.ask("Hvem er formand for KKR Midtjylland?").answer)
    """

    def __init__(
        self, library: Library, clock: Clock = date.today, language_model: LanguageModel | None = None
    ) -> None:
        self.library = library
        self.language_model = language_model
        self.conversations = Conversations(library.store)
        self._clock = clock
        self._present = _Present()

    @classmethod
    def open(
        cls,
        data: Path | str,
        model: str = BUILT_IN,
        database_url: str | None = None,
        limits: Limits | None = None,
        clock: Clock = date.today,
        progress: Progress = silent,
        reranker: str = "",
        language_model: LanguageModel | None = None,
    ) -> Assistant:
        """Open a data folder; the shipped documents are taken in first when it is new. `clock` tells the day.

        `model` and `reranker` are the built-in model or names or folders of sentence-transformers models.
        `language_model` phrases the answers; every sentence that its quote does not carry is dropped.
        """
        library = Library.open(Path(data), model, database_url, limits, reranker=reranker)
        assistant = cls(library, clock, language_model)
        assistant.prepare(progress)
        return assistant

    def prepare(self, progress: Progress = silent) -> None:
        """Make everything ready to answer: documents taken in, views whole, model loaded."""
        self.library.seed(CORPUS / "documents", progress)
        self.library.ensure(progress)
        _ = self.answering

    def close(self) -> None:
        self.library.close()

    def __enter__(self) -> Assistant:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def answering(self) -> Answering:
        """What answers from the present state of the documents."""
        snapshot = self.library.ensure()
        known = self._present.answering
        if known is None or known[0] is not snapshot:
            known = (snapshot, Answering(snapshot))
            self._present.answering = known
            self._present.when_new(known[1])
        return known[1]

    def when_new(self, told: Callable[[Answering], object]) -> None:
        """From now on tell of each new state of the documents that is answered from."""
        self._present.when_new = told

    def of(self, owner: str) -> Assistant:
        """The same assistant with the conversations of one owner, the id of a key, and of nobody else."""
        seen = copy(self)
        seen.conversations = self.conversations.of(owner)
        return seen

    def ask(
        self,
        message: str,
        conversation_id: str | None = None,
        as_of: date | None = None,
        regions: Collection[str] = (),
        documents: Collection[str] = (),
    ) -> Answer:
        """Answer a question and keep it in its conversation (a new one when none is given).

        `as_of` answers as of that day; `regions` (names) and `documents` (ids) narrow what is searched.
        CPR numbers are taken out before anything else is done with the message; `notices` tells of it.
        Raises ValueError for an empty message or an unknown region or document, UnknownConversation.
        """
        started = time.perf_counter()
        message = masked(message)
        turns = tuple(self.conversations.turns(conversation_id)) if conversation_id else ()
        asked = self._asked(message, as_of, regions, documents, turns)
        answer, understood = self._spoken(asked)
        if as_of or regions or documents:
            # What the asker narrowed it to, not what the question says.
            understood |= {
                "filters": {
                    "as_of": as_of.isoformat() if as_of else None,
                    "regions": list(regions),
                    "documents": list(documents),
                }
            }
        elapsed = round((time.perf_counter() - started) * 1000)
        answer = answer.model_copy(update={"elapsed_ms": elapsed, "notices": notices(message)})
        with stage("storing"):
            return self.conversations.add(conversation_id, message, understood, answer)

    def answer(
        self,
        message: str,
        history: Sequence[str] = (),
        as_of: date | None = None,
        regions: Collection[str] = (),
        documents: Collection[str] = (),
    ) -> Answer:
        """Answer a question without keeping anything of it; `conversation_id` and `message_id` stay None.

        `history` are the questions asked before it, oldest first: the last REMEMBERED are answered again, so
        that a follow-up means here what it means in a kept conversation. Otherwise and in what it raises as `ask`.
        """
        started = time.perf_counter()
        message = masked(message)
        turns: tuple[Turn, ...] = ()
        for question in [masked(former) for former in history if former.strip()][-REMEMBERED:]:
            former, understood = self._answered(self._asked(question, as_of, regions, documents, turns))
            turns = (*turns, Turn("", question, understood, former, now()))
        answer, _ = self._spoken(self._asked(message, as_of, regions, documents, turns))
        elapsed = round((time.perf_counter() - started) * 1000)
        return answer.model_copy(update={"elapsed_ms": elapsed, "notices": notices(message)})

    def _asked(
        self,
        message: str,
        as_of: date | None,
        regions: Collection[str],
        documents: Collection[str],
        turns: tuple[Turn, ...],
    ) -> Asked:
        return Asked(
            message=searchable(message),
            today=self._clock(),
            as_of=as_of,
            regions=tuple(regions),
            documents=tuple(documents),
            turns=tuple(turn.searched() for turn in turns),
        )

    def _spoken(self, asked: Asked) -> tuple[Answer, dict[str, Any]]:
        """The answer as a language model phrased it, where there is one."""
        found = self._answered(asked)
        if self.language_model is not None:
            with stage("model"):
                found = speak(self.language_model, self.answering.regions, asked, found, self._answered)
        answered(found[0].status)
        return found

    def _answered(self, asked: Asked) -> tuple[Answer, dict[str, Any]]:
        try:
            return self.answering.answer(asked)
        except BrokenView:
            # The views were swapped or damaged under the question; the present ones answer it.
            self._present.answering = None
            return self.answering.answer(asked)

    def record(self, message_id: str) -> dict[str, Any]:
        """A frozen record of an answer, to be filed. Raises UnknownConversation."""
        return make_record(self.conversations.turn(message_id), self.answering.snapshot)

    def verify(self, text: str) -> list[str]:
        """What no longer holds of a filed record (its JSON), a Danish sentence each. Raises RecordError."""
        answering = self.answering
        return verify(read_record(text), answering.snapshot, answering.knowledge)

    def confidence(self, answer: Answer) -> float | None:
        """The calibrated probability a kept answer was given, or withheld, at; None where no evidence was weighed."""
        if answer.message_id is None:
            return None
        kept = self.conversations.turn(answer.message_id).understood.get("probability")
        return float(kept) if kept is not None else None

    def source_text(self, file: str) -> str:
        """The stored text of a file, which citations give offsets into. Raises KeyError."""
        found = self.library.store.file(file)
        if found is None:
            raise KeyError(file)
        return found.text
