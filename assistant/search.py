"""What is looked for: a question as it was understood, with all that its words are compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.known import Known
from assistant.question import Question
from assistant.subject_naming import asked_in_everyday_words
from assistant.subjects import Subject
from assistant.wording import Term


@dataclass(frozen=True)
class Search:
    """What is looked for: the question, the words and documents that earlier turns brought (`inherited`, `near`).

    `about` are documents beside the agreements that the question is about: see `assistant.topics`. `subjects`
    are the ready ones that the question names, or the one before it (`former`). `known` are the questions that
    sentences are known to answer. `today` tells which agreement is the newest: one that has not begun is not.
    """

    question: Question
    terms: Sequence[Term]
    known: Known
    inherited: Sequence[Term] = ()
    near: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    subjects: Sequence[Subject] = ()
    former: str = ""
    today: date | None = None

    @cached_property
    def for_subject(self) -> bool:
        """Whether it is for one of them that the question asks, in words that mean nothing else."""
        return any(asked_in_everyday_words(self.subjects, text) for text in (self.question.said, self.former))
