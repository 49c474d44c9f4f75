"""A point of the list that was just quoted, where a follow-up only counts it: "det andet", "nummer 3"."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import Statement, source_line
from assistant.composer import Composer
from assistant.conversation import Turn
from assistant.evidence import Candidate
from assistant.more_of_it import about_what
from assistant.question import Question, understand
from index.snapshot import Snapshot
from index.store import StoredPassage
from ingest.regions import Regions

_NUMBERS = {
    "første": 1, "1": 1, "anden": 2, "andet": 2, "2": 2, "tredje": 3, "3": 3, "fjerde": 4, "4": 4, "femte": 5, "5": 5,
    "sidste": -1, "sidstnævnte": -1, "førstnævnte": 1, "øverste": 1, "nederste": -1, "6": 6, "7": 7, "8": 8,
}  # fmt: skip
_POINT = r"(?:punkt|område|fokusområde|udviklingsområde|indsatsområde|fokus|tema|emne|mål|udmelding|målgruppe|spor|element)"
_COUNTED = re.compile(
    rf"\b(?:(?:den|det)\s+(?P<word>første|anden|andet|tredje|fjerde|femte|sidste|øverste|nederste|sidstnævnte|førstnævnte)"
    rf"(?:\s+{_POINT})?(?=\s*(?:[?.!,]|$|(?:er|var|går|handler|betyder|dækker|nærmere|mere|så|om|i|ud|for)\b))"
    rf"|(?:{_POINT}\s+)?(?:nummer|nr\.?)\s*(?P<number>[1-8])\b(?!\s*[-/.]?\d)"
    rf"|(?P<named>sidstnævnte|førstnævnte)\b)",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\W*(?:og |så |men )*(?:hvad|hvilke[nt]?) (?:er|var|hedder|hed|lyder)(?: så)?\s*", re.IGNORECASE
)
_MARK = re.compile(r"^\s*(?:\d+[.)]|[-•*])\s*|\s*\([^()]*\)$")
_FEWEST = 2

Point = tuple[StoredPassage, int]


def with_the_point(asked: Asked, snapshot: Snapshot, regions: Regions) -> Asked:
    """The question as if the point that it counts had been spoken of last; itself where it counts none."""
    found, point = _counted(asked, snapshot)
    if found is None or point is None:
        return asked
    text = _MARK.sub("", _MARK.sub("", point[0].passage.units[point[1]].text)).rstrip(" .")
    before, after = asked.message[: found.start()], asked.message[found.end() :]
    if (told := about_what(f"{before}{text}{after}")) != f"{before}{text}{after}":
        return replace(asked, message=told)
    spoken = understand(f"Hvad siger man om {text}?", regions)
    last = asked.turns[-1]
    understood = dict(last.understood) | {
        "text": spoken.text,
        "subject": list(spoken.subject),
        "wanted": spoken.wanted,
        "matter": spoken.text,
    }
    turns = (*asked.turns[:-1], replace(last, understood=understood))
    return replace(asked, message=f"{before}det{after}", turns=turns)


def the_point(asked: Asked, question: Question, composer: Composer) -> Answer | None:
    """The point itself, where nothing but what it is is asked ("hvad er nummer 3?"); None for any other message."""
    found, point = _counted(asked, composer.snapshot)
    if found is None or point is None:
        return None
    if not _ITSELF.fullmatch(asked.message[: found.start()]) or asked.message[found.end() :].strip(" ?!."):
        return None
    passage, number = point
    section = composer.snapshot.section(passage.document_id, passage.passage.section)
    if section is None:
        return None
    document = composer.snapshot.documents[passage.document_id]
    statement = Statement(Candidate(document, passage, section, number, {}, 0.0), number, number)
    citations = Citations(composer.snapshot)
    line = source_line(statement, citations.cite_unit(passage, number, number))
    return composer.compose([line], [statement], citations, asked, asked.as_of or asked.today, question)


def _counted(asked: Asked, snapshot: Snapshot) -> tuple[re.Match[str] | None, Point | None]:
    """Where a message counts a point, and the point in the last list of the talk that is long enough."""
    found = _COUNTED.search(asked.message)
    if found is None or not asked.turns:
        return None, None
    counted = _NUMBERS[(found["word"] or found["number"] or found["named"]).lower()]
    lists = (_points(turn, snapshot) for turn in reversed(asked.turns))
    points = next((each for each in lists if len(each) >= max(_FEWEST, counted)), None)
    return found, None if points is None else points[counted - 1 if counted > 0 else counted]


def _points(turn: Turn, snapshot: Snapshot) -> list[Point]:
    """The points of the first list that an answer quotes."""
    for cited in turn.answer.citations:
        if cited.document not in snapshot.documents:
            continue
        items = [
            (passage, number)
            for passage in snapshot.document_passages(cited.document)
            for number, unit in enumerate(passage.passage.units)
            if unit.kind == "item" and cited.start <= unit.span.start and unit.span.end <= cited.end
        ]
        if len(items) >= _FEWEST:
            return items
    return []
