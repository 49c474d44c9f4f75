"""What two versions of an agreement say of one thing, or what changed between them, as an answer in chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.beside_answer import not_loaded
from assistant.compare_answer import matrix_answer
from assistant.comparison_question import of_one_version
from assistant.difference_answer import (
    asks_difference,
    asks_versions,
    difference_answer,
    matter_of,
    versions_of,
)
from assistant.followups import Resolved
from assistant.question import understand

if TYPE_CHECKING:  # answering itself answers with versions
    from assistant.answering import Answering


_STILL = re.compile(r"\b(?:stadig(?:væk)?|fortsat|endnu|længere)\b", re.IGNORECASE)


def still_answer(
    answering: Answering,
    asked: Asked,
    resolved: Resolved,
    regions: Sequence[str],
    day: date,
    given: Answer,
) -> Answer | None:
    """What the newer version says beside the older one that `given` quotes first, where it is asked whether that still holds.

    None for any other question, and where the newer one says nothing of it.
    """
    question = resolved.question
    if not question.yes_no or question.times or not _STILL.search(question.text) or not given.citations:
        return None
    pair = versions_of(answering, question, regions, asked.documents)
    if pair is None or given.citations[0].document != pair[0].id:
        return None
    one = understand(" ".join(_STILL.sub(" ", question.text).split()), answering.regions)
    answer = answering.sides.compared_versions(asked, replace(resolved, question=one), day, pair, question)
    newer = answer is not None and any(made.document != pair[0].id for made in answer.citations)
    return answer if newer else None


def versions_answer(
    answering: Answering, asked: Asked, resolved: Resolved, regions: Sequence[str], day: date
) -> Answer | None:
    """What both say of what is asked, the newest first; all that changed where nothing of its own is asked about.

    None for any other question. Where neither says anything of the matter, and no sentence of it changed, that is said.
    """
    question = resolved.question
    changed = asks_difference(question)
    if not changed and not asks_versions(question):
        return None
    unknown = not_loaded(answering, asked, question, regions) if changed else None
    if unknown is not None:
        return unknown
    pair = versions_of(answering, question, regions, asked.documents)
    if pair is None:
        return None
    message = question.text if resolved.depends else asked.message
    if matter_of(answering, question):
        one = of_one_version(question, answering.regions)
        sides = answering.sides
        answer = matrix_answer(
            answering, one.text, asked.today, documents=[each.id for each in reversed(pair)], of=question
        )
        if answer is None:
            answer = sides.compared_versions(asked, replace(resolved, question=one), day, pair, question)
        if answer is not None or not changed:
            return answer
    elif not changed:
        return None
    answer = difference_answer(answering, message, asked.today, regions, asked.documents)
    if answer is None:
        scope = {each.id for each in pair}
        return answering.sides.silence.not_found(asked, scope, None, resolved)
    return answer
