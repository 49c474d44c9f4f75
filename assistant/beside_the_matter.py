"""Whether what was found for a follow-up leaves out the one thing it names, or speaks of another matter."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.followups import Resolved, points_back
from assistant.nearby import months_of
from assistant.question import Question

_AGREEMENT_LASTS = re.compile(
    r"aftale\w*\b.{0,40}\b(?:gælder|gældende|løber|perioden|toårig|træder i kraft|udløber)\b",
    re.IGNORECASE | re.DOTALL,
)
_OF_THE_AGREEMENT = re.compile(r"aftale|period|dokument|gyldig|kraft")

_OF_A_PERSON = re.compile(r"\b(?:hans|hendes|ham|hende|han|hun)\b", re.IGNORECASE)


def beside_the_matter(question: Question, resolved: Resolved, answer: Answer) -> bool:
    """Whether the first quote of an answer is not on what a follow-up asks.

    `question` is the message as it stands. A month that it names stands in the quote; and how long something lasted
    ("hvor længe varede den?") is not how long an agreement is in force, unless that was spoken of.
    """
    if not resolved.depends or not answer.citations:
        return False
    quote = answer.citations[0].quote
    months = months_of(question) if not question.day else ()
    if months and not any(month in quote.lower() for month in months):
        return True
    if question.wanted == "contact" and _OF_A_PERSON.search(question.text):
        return True  # the office's number is not the chairman's
    spoken = " ".join((*question.subject, *resolved.inherited, *resolved.question.subject))
    return (
        question.wanted == "how_long"
        and "gæld" not in question.text.lower()
        and not _OF_THE_AGREEMENT.search(spoken)
        and _AGREEMENT_LASTS.search(quote) is not None
    )


def gone_elsewhere(asked: Asked, question: Question, resolved: Resolved, answer: Answer) -> str | None:
    """The one region that the last answer was quoted from, where a follow-up that points back at it left it; else None.

    "Hvor bliver de placeret?" asks of the places just spoken of, wherever else places are found.
    """
    if not resolved.depends or not asked.turns or resolved.regions or asked.regions:
        return None
    if answer.status != "answered" or not answer.citations or not points_back(question):
        return None
    before = {made.region for made in asked.turns[-1].answer.citations if made.region}
    if len(before) != 1 or answer.citations[0].region in before:
        return None
    return before.pop()
