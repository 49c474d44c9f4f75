"""An answer put together from its statements: notes on their standing, what is missing, what to ask next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.amendments import amendment_lines
from assistant.answer import Answer, Dependency
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import Statement, standing_notes
from assistant.decision_line import decision_lines
from assistant.dependencies import Dependency as Missing
from assistant.expiry import expiry_notes
from assistant.knowledge import Knowledge
from assistant.question import Question
from index.snapshot import Snapshot
from index.stages import stage


class Composer:
    """Composes answers over one state of the documents."""

    def __init__(self, snapshot: Snapshot, knowledge: Knowledge) -> None:
        self.snapshot = snapshot
        self.knowledge = knowledge

    @stage("composing")
    def compose(
        self,
        lines: Sequence[str],
        statements: Sequence[Statement],
        citations: Citations,
        asked: Asked,
        day: date,
        question: Question,
        expiry: bool = True,
    ) -> Answer:
        """The answer; `expiry` is whether it is told here that what is quoted has run out."""
        amended, beside = amendment_lines(self.snapshot, statements, citations, day)
        lines = [*amended, *lines]
        notes = [*beside, *standing_notes(statements)]
        if expiry:
            notes += expiry_notes(self.snapshot, statements, asked, day, question)
        notes += decision_lines(self.snapshot, statements, citations, question.text)
        missing = self.missing(citations, question.text)
        texts = [*lines, *notes, *(found.line for found in missing)]
        return Answer(
            status="answered",
            answer="\n\n".join(texts),
            citations=citations.made,
            depends_on=self.dependencies(citations, missing),
            suggestions=self.suggestions(statements),
            as_of=asked.today,
        )

    def missing(self, citations: Citations, text: str) -> list[Missing]:
        """Documents that are not loaded and that an answer with those citations may hang on."""
        places = []
        for made in citations.made:
            section = citations.section_of(made.document, made.start)
            span = section.span if section else None
            places.append(
                (
                    made.file,
                    made.start,
                    made.end,
                    span.start if span else made.start,
                    span.end if span else made.end,
                )
            )
        quoted = [made.quote for made in citations.made]
        return self.knowledge.dependencies.for_citations(places, about=text, quoted=quoted)[:2]

    def dependencies(self, citations: Citations, missing: Sequence[Missing]) -> list[Dependency]:
        found = []
        for entry in missing:
            own = {reference.document for reference in entry.references}
            numbers = [made.n for made in citations.made if made.document in own]
            found.append(Dependency(name=entry.name, citations=numbers))
        return found

    def suggestions(self, statements: Sequence[Statement] = ()) -> list[str]:
        """Questions the documents can answer, near what was just read."""
        headings = [
            statement.candidate.section.heading
            for statement in statements
            if statement.candidate.section.number
        ]
        asked = [f"Hvad står der i afsnittet »{heading}«?" for heading in dict.fromkeys(headings)]
        return asked[:2]
