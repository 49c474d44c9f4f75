"""What is answered from lines and ready tables, without sentences being weighed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.compare_answer import asks_matrix, matrix_answer
from assistant.difference_answer import versions_of
from assistant.followups import Resolved
from assistant.line_question import LineQuestion
from assistant.list_change import of_list_change
from assistant.listed_answer import of_short_lines
from assistant.mention_answer import of_a_mention
from assistant.question import Question
from assistant.versions_answer import versions_answer

if TYPE_CHECKING:  # it asks for these itself
    from assistant.answering import Answering


def side_by_side(
    answering: Answering, asked: Asked, resolved: Resolved, regions: Sequence[str], day: date
) -> Answer | None:
    """What changed between two versions, or the ready matrix; None for any other question."""
    answer = versions_answer(answering, asked, resolved, regions, day)
    if answer is None and asks_matrix(answering, resolved.question):
        message = resolved.question.text if resolved.depends else asked.message
        answer = matrix_answer(answering, message, asked.today, regions, asked.documents)
    return answer


def of_lines(
    answering: Answering,
    asked: Asked,
    question: Question,
    regions: Sequence[str],
    scope: Collection[str],
    day: date,
) -> Answer | None:
    """Titles, links and lists in short lines, what changed in them, and whether a thing is named at all."""
    lines = LineQuestion(answering.snapshot, answering.wording, answering.composer, asked, question, day)
    versions = versions_of(answering, question, regions, asked.documents)
    answer = of_list_change(lines, versions) if versions else None
    return answer or of_short_lines(lines, scope) or of_a_mention(lines, scope)
