"""The answer to a question for a list, a title or a link that stands in short lines: "hvilke bilag er der?"."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.answer import Answer
from assistant.compose import Statement
from assistant.line_question import LineQuestion
from assistant.question import Question
from assistant.several import COUNTS, several_asked
from assistant.short_lines import NUMBERED, ShortList, of_the_time, short_lists, words_left
from index.snapshot import Snapshot

_ASKS_LIST = re.compile(
    r"\b(?:hvilke|nævn|opremse?|list\w*|remse?|oversigt|hvad er der af|er der nogen)\b|^\w+(?:erne|ene)\b",
    re.I,
)
_ASKS_LINK = re.compile(
    r"\bhvor\s+(?:\w+\s+){0,2}?(?:finde[rs]?|hente[rs]?|ligger|får|få|se[rs]?|læse[rs]?|download\w*|tilgå\w*)\b|"
    r"\b(?:link|hjemmeside|download)\w*",
    re.IGNORECASE,
)
_ASKS_TITLE = re.compile(
    r"\b(?:hvad (?:hedder|er|kaldes|hed|var)|titlen på|navnet på|hvilket)\b", re.IGNORECASE
)
# "Bilag 2", "punkt nr. 3"; not the years of a period.
_NUMBER = re.compile(r"\b[^\W\d_]{3,}\s+(?:nr\.?\s*|nummer\s+)?(\d{1,2})\b(?!\s*[-–/.,]\s*\d)", re.IGNORECASE)
# Words of such a question that name no thing.
_ASKING = re.compile(
    r"(?:find\w*|hent\w*|link\w*|hjemmeside\w*|download\w*|læs\w*|tilgå\w*|titel\w*|titlen|navn\w*|oversigt\w*|list\w*|"
    r"(?:ramme|styrings)?aftale\w*|hører|tilhør\w*|har|havde|tilknytt\w*|vedlagt\w*|nævn\w*|remse\w*|opremse?|fra|nummer|nr)$",
    re.IGNORECASE,
)


def of_short_lines(line_question: LineQuestion, scope: Collection[str]) -> Answer | None:
    """The lines under the heading that the question names, one of them by its number, or their link.

    None where no such section holds every word of the question: then it asks for something else.
    """
    question, wording, snapshot = line_question.question, line_question.wording, line_question.snapshot
    numbered = _NUMBER.search(question.text)
    number = numbered[1] if numbered is not None and _ASKS_TITLE.search(question.text) else None
    several = several_asked(question.text)
    if number is not None and several is not None and several.count == int(number):
        several = None  # "bilag 5" is one of them, not five
    asks_list = several is not None or bool(_ASKS_LIST.search(question.text))
    asks_link = bool(_ASKS_LINK.search(question.text))
    counts = question.wanted == "how_many"
    if not (asks_list or asks_link or number or counts):
        return None
    telling = [
        word
        for word in question.subject
        if not word.isdigit() and word not in COUNTS and not _ASKING.match(word)
    ]
    stems = {stem for word in telling for stem in wording.exact_stems_of(word)}
    if not telling or _of_one_case(snapshot, question):
        return None
    statements: list[Statement] = []
    for found in short_lists(
        snapshot, wording, of_the_time(snapshot, scope, question, line_question.asked.today), stems
    ):
        if words_left(wording, telling, wording.stems_of(_whole(found))):
            continue
        if several is not None and several.count not in (None, len(found.lines)):
            continue
        if counts and not all(NUMBERED.match(found.text(line)) for line in found.lines):
            continue
        statements += _said(found, number, asks_list or counts, asks_link)
    return line_question.answered([("", each) for each in statements]) if statements else None


def _said(found: ShortList, number: str | None, asks_list: bool, asks_link: bool) -> list[Statement]:
    line = found.numbered(number) if number is not None else None
    one = [found.statement(line, line)] if line is not None else []
    if number is not None and not asks_list:
        return one
    said = [*one, found.whole()] if asks_list else []
    link = found.link() if asks_link else None
    return [*said, link] if link is not None else said


def _whole(found: ShortList) -> str:
    return " ".join((found.document.metadata.title, *found.section.path, found.passage.passage.text))


def _of_one_case(snapshot: Snapshot, question: Question) -> bool:
    """Whether the question names the authority of a case file, whose papers are others than the agreement's."""
    cases = (d.metadata for d in snapshot.documents.values() if d.metadata.about is not None)
    return any(known.title.split()[0].lower() in question.text.lower() for known in cases)
