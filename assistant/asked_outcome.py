"""Whether a sentence is on the case whose outcome a question asks for: "hvad sker der, hvis …"."""

from __future__ import annotations

import re

from assistant.question import Question

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


def outcome_unmet(question: Question, text: str) -> float:
    """1 when a question asks what follows if something is done, or left undone, and the text is on no such case."""
    said = question.said
    if not _FOLLOWS.search(said):
        return 0.0
    met = _CONDITION.search(text) and (not _UNDONE.search(said) or _NOT_DONE.search(text))
    return float(not met)
