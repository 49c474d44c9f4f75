"""A follow-up made whole by a language model, as input to our own search and nothing else."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence

from assistant.carrying_words import Token, odd, same_family, tokens_of
from assistant.conversation import Turn
from assistant.llm import LanguageModel
from assistant.model_talk import speaks_to_a_model
from assistant.prompts import REWRITE
from assistant.reply import read_question
from ingest.regions import Regions

_LAST_TURNS = 3
_LONGEST = 400
_LONGEST_ANSWER = 1_500
_BEARING = frozenset({"content", "name", "number", "month", "party", "marker"})
_PRONOUNS = frozenset(
    "og hvad men så også den det de dem han hun hans hendes dens dets deres der her".split()
)


def rewrite(
    message: str, turns: Sequence[Turn], model: LanguageModel, regions: Regions, seconds: float
) -> str | None:
    """The message as a question of its own; None when the model gave none that holds. Raises ModelFault."""
    last = turns[-_LAST_TURNS:]
    said = [
        {"spørgsmål": turn.question, "svar": _answer(turn)}
        for turn in last
        if not speaks_to_a_model(_answer(turn))
    ]
    material = json.dumps({"samtale": said, "spørgsmål": message}, ensure_ascii=False)
    rewritten = read_question(model.reply(REWRITE, material, seconds))
    conversation = " \n".join(each for turn in last for each in (turn.question, _answer(turn)))
    if rewritten is None or not holds(message, conversation, rewritten, regions):
        return None
    return rewritten


def _answer(turn: Turn) -> str:
    return turn.answer.answer[:_LONGEST_ANSWER]


def holds(message: str, conversation: str, rewritten: str, regions: Regions) -> bool:
    """Whether a rewritten question asks what the message asks, in words that were said.

    It adds no name, number, year, region or other telling word that neither message nor conversation holds,
    leaves none of the message's own out, and turns nothing round.
    """
    if not 3 <= len(rewritten) <= _LONGEST or odd(rewritten) or speaks_to_a_model(rewritten):
        return False
    if re.search(r"[<>\[\]{}`|]|://|www\.", rewritten) or rewritten.rstrip()[-1] != "?":
        return False
    own, new = _bearing(message), _bearing(rewritten)
    known = [token.form for token in (*own, *_bearing(conversation.replace("\n", " ")))]
    if not all(_among(token.form, known) for token in new):
        return False
    forms = [token.form for token in new]
    if not all(_among(token.form, forms) for token in own if token.form not in _PRONOUNS):
        return False
    if _turning(own) != _turning(new):
        return False
    figures, new_figures = _figures(own), _figures(new)
    if figures and figures != new_figures:
        return False
    spoken = {mention.region for mention in regions.find(message)}
    allowed = spoken or {mention.region for mention in regions.find(conversation)}
    return {mention.region for mention in regions.find(rewritten)} <= allowed


def _bearing(text: str) -> list[Token]:
    return [token for token in tokens_of(text) if token.kind in _BEARING]


def _among(form: str, known: Sequence[str]) -> bool:
    return any(same_family(form, other) for other in known)


def _turning(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(token.cls for token in tokens if token.kind == "marker")


def _figures(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(token.form for token in tokens if token.kind == "number")
