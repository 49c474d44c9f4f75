"""Whether what is asked is hardly spoken of in new agreements, so that the nearest sentence of theirs is no answer.

What nobody has written questions for is weighed by its words and its meaning alone: a shared word or two of a question
that is otherwise foreign to the documents looks like an answer and is none.
"""

from __future__ import annotations

import re

from assistant.evidence import Candidate
from assistant.found import Found
from assistant.question import Question
from assistant.wording import Wording

# So much of what is asked stands in none of the documents, and so little of it in the sentence.
_FOREIGN = 0.55
_LITTLE = 0.4
# Its most telling word is not in the document, and the sentence has none of the others that are as telling as this.
_HALF = 0.5
_TELLING = 1.2
# A capital after a small letter or a comma: inside a sentence only names have one.
_NAME = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][\wæøå-]{3,}")
_IN_YEAR = re.compile(r"\b(?:i|for|fra|til|ved udgangen af) (20\d\d)\b")
_YEAR = re.compile(r"\b20\d\d\b")
_SPAN = re.compile(r"\b(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)\b")
# Whose an offer is; "egne" and "fælles" say nothing of it.
_OWNERS = {
    "privat": re.compile(r"\b(?:privat\w*|selvejende)\b", re.IGNORECASE),
    "kommunal": re.compile(r"\bkommunal\w*\b", re.IGNORECASE),
    "regional": re.compile(r"\bregional\w*\b", re.IGNORECASE),
}


def foreign(found: Found, question: Question, stems: frozenset[str], wording: Wording) -> bool:
    """Whether a question is on what the documents do not know: mostly words they never use, or a name the first's does not.

    `stems` are all of the first candidate's document.
    """
    best = found.ranked[0]
    if found.signals["absent"] >= _FOREIGN and best.covered < _LITTLE:
        return True
    heaviest = max(found.terms, key=lambda term: term.weight, default=None)
    if heaviest is not None and heaviest.found_in(stems) < _HALF:
        lead = best.lead.text if best.lead else ""
        said = wording.exact_stems_of(f"{best.section.heading} {lead} {best.text}")
        telling = [term for term in found.terms if term.weight >= _TELLING]
        if not any(term.stem in said or term.everyday & said for term in telling):
            return True
    spoken_of = {word.lower() for mention in question.mentions for word in mention.matched.split()}
    names = [name for name in _NAME.findall(question.said) if name.lower() not in spoken_of]
    return any(not wording.exact_stems_of(name) & stems for name in names)


def of_the_owner(question: Question, found: Candidate) -> bool:
    """Whether a sentence with a figure may be of the kind of offers asked about: it does not name another kind alone."""
    if question.wanted not in ("how_much", "how_many"):
        return True
    asked = {kind for kind, pattern in _OWNERS.items() if pattern.search(question.said)}
    named = {kind for kind, pattern in _OWNERS.items() if pattern.search(found.text)}
    return not asked or not named or bool(asked & named)


def of_the_name(question: Question, found: Candidate) -> bool:
    """Whether a sentence is not of the other of two things that are named side by side ("Koglen og Grenen")."""
    text = found.passage.passage.text
    for name in _NAME.findall(question.said):
        if name.lower() in found.text.lower():
            continue
        beside = re.findall(rf"\b([A-ZÆØÅ]\w{{2,}})(?: og |, | eller ){name}\b", text)
        beside += re.findall(rf"\b{name}(?: og |, | eller )([A-ZÆØÅ]\w{{2,}})", text)
        if any(re.search(rf"\b{other}\b", found.text) for other in beside):
            return False
    return True


def of_the_year(question: Question, text: str) -> bool:
    """Whether a sentence with an amount may be of the one year asked about: the years it says it is of are not others alone."""
    if question.wanted not in ("how_much", "how_many") or len(question.years) != 1 or question.periods:
        return True
    named = {int(year) for year in _IN_YEAR.findall(text)}
    if not named:
        return True
    named |= {int(year) for year in _YEAR.findall(text)}
    for first, last in _SPAN.findall(text):
        named |= set(range(int(first), 2000 + int(last) + 1))
    return question.years[0] in named


def possible(question: Question, found: Candidate) -> bool:
    """Whether a sentence is of the kind of offers, the year and the thing asked about, as far as it tells."""
    return (
        of_the_owner(question, found) and of_the_year(question, found.text) and of_the_name(question, found)
    )
