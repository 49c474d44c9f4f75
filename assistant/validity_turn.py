"""What a turn asks about an agreement's validity, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.followups import Resolved
from assistant.question import Question, understand
from assistant.validity import validity_answer
from assistant.validity_question import ValidityQuestion, carried_on, read_validity

if TYPE_CHECKING:  # answering itself answers so
    from assistant.answering import Answering


class ValidityTurns:
    """Answers whether, when and how long agreements are in force."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering

    def read(self, question: Question, resolved: Resolved) -> ValidityQuestion | None:
        """What is asked of an agreement's validity, here or by the question that this one carries on; None for nothing."""
        validity = read_validity(question)
        if validity is None and resolved.depends:
            validity = carried_on(understand(resolved.question.text, self._answering.regions), question)
        return validity

    def goes_first(self, validity: ValidityQuestion | None, asked: Asked, resolved: Resolved) -> bool:
        """Whether a question is not for the rule of the agreement in force, which wants a region and a day."""
        if validity is None:
            return False
        in_talk = bool(asked.turns and asked.turns[-1].understood.get("rate"))
        return validity.yes_no or not (asked.regions or resolved.regions or in_talk)

    def answer(
        self,
        asked: Asked,
        resolved: Resolved,
        regions: Sequence[str],
        validity: ValidityQuestion | None,
        citations: Citations | None = None,
    ) -> Answer | None:
        """Whether and how long an agreement is in force; None where another document was spoken of last."""
        if validity is None:
            return None
        documents = self._answering.snapshot.documents
        last = {documents[each].metadata for each in resolved.documents}
        places = regions or sorted({known.region for known in last if known.region})
        pointed = resolved.documents if validity.pointing and not validity.named else ()
        about = {documents[each].metadata.about or each for each in pointed}
        return validity_answer(self._answering, asked, resolved, places, validity, sorted(about), citations)

    def part(self, asked: Asked, resolved: Resolved, citations: Citations) -> Answer | None:
        """One of several questions, where it is about an agreement's validity."""
        regions = asked.regions or resolved.regions
        return self.answer(asked, resolved, regions, read_validity(resolved.question), citations)
