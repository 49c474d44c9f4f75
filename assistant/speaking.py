"""What a language model may do to an answer that is already found: make a follow-up whole, phrase the quotes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.llm import LanguageModel, ModelFault
from assistant.phrasing import phrase
from assistant.prompts import UNDERSTOOD_AS
from assistant.rewriting import rewrite
from ingest.regions import Regions

Found = tuple[Answer, dict[str, Any]]


def speak(
    model: LanguageModel, regions: Regions, asked: Asked, found: Found, answered: Callable[[Asked], Found]
) -> Found:
    """The answer as the model phrased it, and what was understood, with `phrasing` and `rewritten` added.

    `answered` answers a question from the documents. The model gets `model.seconds` in all.
    """
    if found[1].get("aside"):
        return found
    until = time.monotonic() + model.seconds
    answer, understood = _whole(model, regions, asked, found, answered)
    question = str(understood.get("rewritten") or asked.message)
    answer, phrasing = phrase(answer, question, model, max(0.1, until - time.monotonic()))
    if phrasing is not None:
        understood = understood | {"phrasing": phrasing.as_dict()}
    return answer, understood


def _whole(
    model: LanguageModel, regions: Regions, asked: Asked, found: Found, answered: Callable[[Asked], Found]
) -> Found:
    """The answer to the question made whole, where our own understanding of a follow-up found nothing."""
    answer, understood = found
    if answer.status != "not_found" or not understood.get("depends") or not asked.turns:
        return found
    try:
        rewritten = rewrite(asked.message, asked.turns, model, regions, model.seconds / 2)
    except ModelFault:
        return found
    if rewritten is None or rewritten.casefold() == asked.message.strip().casefold():
        return found
    other, own = answered(replace(asked, message=rewritten, turns=()))
    if other.status != "answered":
        return found
    line = UNDERSTOOD_AS.format(question=rewritten)
    return other.model_copy(update={"answer": f"{other.answer}\n\n{line}"}), own | {"rewritten": rewritten}
