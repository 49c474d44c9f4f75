"""Whether a sentence tells the doing a question names, and what follows from something: near by its words is not enough."""

from __future__ import annotations

import re

from assistant.question import Question
from assistant.wording import Wording
from index.danish import STOP_WORDS

# The word after the question word is the doing: "hvem finansierer", "hvorfor valgte", "hvad svarede".
_DOING = re.compile(
    r"\b(?:hvem|hvad|hvorfor|hvornår|hvordan|hvor(?: (?:tit|ofte|meget|længe))?)\s+"
    r"(?!(?:stor|høj|lav|lang|dyr|gam|hurtig|vidt)\w*\b)(?P<word>[^\W\d_]{3,})",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(
    r"\bhvad sker der\b.*\b(?:hvis|når|som)\b|\b(?:konsekvens|straf|bøde|sanktion)\w*", re.IGNORECASE
)
_UNDONE = re.compile(
    r"\b(?:hvis|når|som)\b.*\b(?:ikke|uden|nægter|afviser|siger nej|bryder|overskrider)\b", re.IGNORECASE
)
_CONDITION = re.compile(r"\b(?:hvis|såfremt|når|i tilfælde|medmindre)\b", re.IGNORECASE)
_NOT_DONE = re.compile(
    r"\b(?:ikke|uden|ingen|mangl\w*|fravig\w*|overskrid\w*|undlad\w*|afvig\w*|næg\w*|afvis\w*)\b",
    re.IGNORECASE,
)


def doing_unsaid(question: Question, wording: Wording, stems: frozenset[str]) -> float:
    """How far the doing that a question names right after its question word is missing from a text; 0 for none."""
    found = _DOING.search(question.said)
    word = found["word"].lower() if found else ""
    if not word or word in STOP_WORDS:
        return 0.0
    return 1.0 - max(term.found_in(stems) for term in wording.terms((word,)))


def outcome_unmet(question: Question, text: str) -> float:
    """1 when a question asks what follows if something is done, or left undone, and the text is on no such case."""
    said = question.said
    if not _FOLLOWS.search(said):
        return 0.0
    met = _CONDITION.search(text) and (not _UNDONE.search(said) or _NOT_DONE.search(text))
    return float(not met)
