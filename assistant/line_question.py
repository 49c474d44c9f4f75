"""A question that lines of a document may answer as they stand, with what it takes to answer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import Statement, source_line
from assistant.composer import Composer
from assistant.question import Question
from assistant.wording import Wording
from index.snapshot import Snapshot


@dataclass(frozen=True)
class LineQuestion:
    """The question on a day, the documents and their words."""

    snapshot: Snapshot
    wording: Wording
    composer: Composer
    asked: Asked
    question: Question
    day: date

    def title(self, document_id: str) -> str:
        return self.snapshot.documents[document_id].metadata.title

    def answered(
        self,
        quotes: Sequence[tuple[str, Statement]],
        before: Sequence[str] = (),
        after: Sequence[str] = (),
    ) -> Answer:
        """The quotes, each after its opening ("" for none), with lines of our own before and after them."""
        citations = Citations(self.snapshot)
        quoted = [
            source_line(each, citations.cite_unit(each.candidate.passage, each.first, each.last), opening)
            for opening, each in quotes
        ]
        statements = [each for _, each in quotes]
        return self.composer.compose(
            [*before, *quoted, *after], statements, citations, self.asked, self.day, self.question
        )
