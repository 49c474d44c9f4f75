"""A day that a question names: one that documents tell of, or one on which something is asked to have been in force."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from assistant.question import MONTH_NAMES, Question
from index.snapshot import Snapshot


def by_day(question: Question, snapshot: Snapshot, documents: Collection[str] | None) -> Question:
    """The question without the words of its day ("1", "marts") where none of those documents tells of that day.

    The day then only says which agreement is meant; searched for, its words would find other days.
    """
    if question.day is None or question.undated == question.subject:
        return question
    day, name = question.day, MONTH_NAMES[question.day.month]
    written = re.compile(rf"\b{name}\s+{day.year}\b|\b{day.day}\.?\s*{name}\b", re.IGNORECASE)
    of = snapshot.documents if documents is None else documents
    told = any(written.search(snapshot.texts[each]) for each in of)
    return question if told else replace(question, subject=question.undated)
