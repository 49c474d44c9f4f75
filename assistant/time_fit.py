"""Whether a sentence is of the time that a question asks about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.period import Period
from assistant.question import MONTHS, Question
from ingest.documents import Section, Unit

_IN_YEAR = re.compile(r"\bi (20\d\d)\b(?!\s*[-–/])")
_DAY = re.compile(
    rf"\b\d{{1,2}}(?:\.\s*(?:{'|'.join(MONTHS)})\s+|[./-]\d{{1,2}}[./-])(20\d\d)\b", re.IGNORECASE
)
# The year in another agreement's name tells when that was made, not what the sentence is of.
_BY_NAME = re.compile(r"\b[^\W\d_]{4,}aftale\w*\s+(?:for\s+)?(20\d\d)\b(?!\s*[-–/])", re.IGNORECASE)
_YEARS = re.compile(r"\b(20\d\d)(?:\s*[-–/]\s*(?:20)?(\d\d))?\b")


def nearby_text(section: Section, units: Sequence[Unit], unit: Unit) -> str:
    """A sentence with what stands over it: the heading and what leads to it."""
    return " ".join((unit.text, section.heading, units[unit.lead].text if unit.lead is not None else ""))


def time_fit(question: Question, own: Period | None, text: str, nearby: str) -> float:
    """1 when the sentence or its document is of the time asked about, else -1.

    0 when nothing was asked, or when the time only stands in the name of what the sentence speaks of ("økonomiaftalen for 2020").

    `own` are the years of its document, where that answers for all of them; `nearby` is the sentence with its heading.
    """
    if not question.times:
        return 0.0
    if question.wanted == "when" and _only_other_days(question, text):
        return -1.0
    named = _periods_in(_BY_NAME.sub(" ", nearby))
    for asked in question.times:
        if asked in named or (own is not None and own.covers(asked)):
            return 1.0
        if asked.first == asked.last and any(period.covers(asked) for period in named):
            return 1.0
    by_name = {int(year) for year in _BY_NAME.findall(nearby)}
    return (
        0.0 if any(asked.first == asked.last and asked.first in by_name for asked in question.times) else -1.0
    )


def _periods_in(text: str) -> list[Period]:
    return [
        Period(int(m.group(1)), 2000 + int(m.group(2)) if m.group(2) else int(m.group(1)))
        for m in _YEARS.finditer(text)
    ]


def _only_other_days(question: Question, text: str) -> bool:
    """Whether a day in a certain year is asked for ("hvornår … i 2024") and the sentence gives days of others alone."""
    asked = {int(year) for year in _IN_YEAR.findall(question.said)}
    given = {int(year) for year in _DAY.findall(text)}
    return bool(asked and given and not asked & given)
