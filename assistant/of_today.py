"""What is asked of today ("nu", "i dag") where only an older agreement tells of it."""

from __future__ import annotations

import re

from assistant.found import Found
from assistant.question import Question
from assistant.version_words import NEWER_WORDS

_NEW_AGREEMENT = re.compile(rf"\b{NEWER_WORDS}\b", re.IGNORECASE)
# So much better a sentence of an older agreement must fit than the best of the newer ones.
_FAR_BETTER = 3.0


def only_of_today(question: Question) -> bool:
    """Whether a question says "nu" or the like, and does not name the newer agreement itself."""
    return question.version == "newer" and _NEW_AGREEMENT.search(question.text) is None


def told_before(newer: Found | None, every: Found | None) -> bool:
    """Whether an older agreement tells what the newer ones, by what was found in them, do not speak of."""
    if every is None or not every.carries or every.ranked[0].signals["type"] < 1.0:
        return False
    if newer is None or not newer.carries:
        return True
    return every.ranked[0].score - newer.ranked[0].score >= _FAR_BETTER
