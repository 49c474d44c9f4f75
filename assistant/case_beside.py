"""A case beside the agreement it is about, where a question asks whether the two say the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.compare_answer import matrix_answer
from assistant.followups import Resolved
from assistant.period import period_of
from assistant.question import Question, understand
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself answers with cases
    from assistant.answering import Answering

_HELD_AGAINST = re.compile(
    r"\b(?:samme|ens|også|stemmer|passer|svarer|overens\w*|u?enige?|modsiger|modstrid\w*|modsætning\w*|anderledes|forskel\w*)\b",
    re.IGNORECASE,
)
_AGREEMENT = re.compile(r"\b(?:ramme|styrings|takst)?aftalen?s?\b", re.IGNORECASE)
# A number is asked for as one; anything else by what is said of it.
_COUNT = re.compile(r"\b(?:antal(?:let)?(?: af)?|lige mange|hvor mange)\s+(?P<x>\w+)", re.IGNORECASE)
# What is named last is what the two are held against each other for.
_ABOUT = re.compile(
    r"\b(?:når det (?:gælder|kommer til|angår)|vedrørende|angående|med hensyn til|hvad angår)\s+(?P<x>\w.*)$"
)
# Words that hold the two against each other, or name them; what is left is what it is about.
_BETWEEN = re.compile(
    r"(?:samme|ens|også|stem\w*|passer|svarer|overens\w*|u?enige?|mod\w+|anderledes|forskel\w*|sag\w*|beskriv\w*|frem\w*|"
    r"nævne\w*|skriver|kommune\w*|selve|gælder|står|(?:ramme|styrings)?aftale\w*|dagsorden\w*|indstilling\w*)$"
)


def case_beside(answering: Answering, asked: Asked, resolved: Resolved, day: date) -> Answer | None:
    """What each of the two says of what is asked; None for any other question, and where neither says anything."""
    question = resolved.question
    if not (_HELD_AGAINST.search(question.text) and _AGREEMENT.search(question.text)) or asked.documents:
        return None
    found = _case_named(answering, question.text)
    if found is None:
        return None
    case, agreement = found
    held = period_of(agreement)
    if any(held is None or not held.covers(period) for period in question.times):
        return None
    matter = _matter(question, _authority(case))
    if not matter:
        return None
    one = understand(matter, answering.regions)
    cell = matrix_answer(answering, one.text, asked.today, documents=[agreement.id], of=one)
    if cell is not None and case.id in {made.document for made in cell.citations}:
        return cell
    return answering.sides.compared_sources(
        asked, replace(resolved, question=one), day, {"Sagen": case, "Aftalen": agreement}, question
    )


def _matter(question: Question, authority: str) -> str:
    """The question as each of the two is asked it; "" where it is about nothing of its own."""
    count = _COUNT.search(question.text)
    if count is not None:
        return f"Hvor mange {count['x']} er der?"
    own = _ABOUT.search(question.text.lower())
    words = [
        word
        for word in question.undated
        if not _BETWEEN.match(word) and not word.startswith(authority) and (own is None or word in own["x"])
    ]
    return f"Hvad siger man om {' '.join(words)}?" if words else ""


def _case_named(answering: Answering, text: str) -> tuple[StoredDocument, StoredDocument] | None:
    """The case whose authority a text names, with the agreement it is about."""
    documents = answering.snapshot.documents
    for case in documents.values():
        about = documents.get(case.metadata.about or "")
        if about is not None and re.search(rf"\b{re.escape(_authority(case))}", text.lower()):
            return case, about
    return None


def _authority(case: StoredDocument) -> str:
    return case.metadata.title.split()[0].lower()
