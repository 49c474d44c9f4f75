"""Sections that are lists of short lines, as a list of annexes with its link: they answer for a title, a link, a list."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.compose import Statement
from assistant.evidence import ON_TOPIC_KINDS, Candidate
from assistant.period import period_of
from assistant.question import Question
from assistant.wording import Wording
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.documents import Section

LINK = re.compile(r"https?:|www\.", re.IGNORECASE)
NUMBERED = re.compile(r"^(?:bilag\s+|punkt\s+|\()?(\d{1,2})\s*[.):]\s*", re.IGNORECASE)
_LONGEST_LINE = 110
_FEWEST_LINES = 2


@dataclass(frozen=True)
class ShortList:
    """A section of short lines: units `lines` of a passage are its lines, `links` those that hold an address."""

    document: StoredDocument
    section: Section
    passage: StoredPassage
    lines: tuple[int, ...]
    links: tuple[int, ...]

    def text(self, number: int) -> str:
        return self.passage.passage.units[number].text

    def statement(self, first: int, last: int) -> Statement:
        """The quote of units `first` to `last`."""
        candidate = Candidate(self.document, self.passage, self.section, first, {}, 0.0)
        return Statement(candidate, first, last)

    def whole(self) -> Statement:
        """The quote of all its lines."""
        return self.statement(self.lines[0], self.lines[-1])

    def link(self) -> Statement | None:
        """The quote of its first address with the words that lead to it; None where it has none."""
        if not self.links:
            return None
        number = self.links[0]
        lead = self.passage.passage.units[number].lead
        return self.statement(number if lead is None else lead, number)

    def numbered(self, number: str) -> int | None:
        """The line with that number: "2. …", "Bilag 2: …"."""
        for line in self.lines:
            found = NUMBERED.match(self.text(line))
            if found is not None and found[1] == number:
                return line
        return None


def bare_line(text: str) -> str:
    """A line without its number, marks and years, for comparing versions of it."""
    text = re.sub(r"\b(?:19|20)?\d\d\s*[-–/]\s*(?:20)?\d\d\b", " ", NUMBERED.sub("", text).lower())
    return " ".join(re.findall(r"\w+", text))


def short_lists(
    snapshot: Snapshot, wording: Wording, documents: Iterable[str], stems: Collection[str]
) -> list[ShortList]:
    """The short lists of those documents under a heading that has one of the stems, in the documents' order."""
    found: list[ShortList] = []
    for document_id in documents:
        for passage in snapshot.document_passages(document_id):
            section = snapshot.section(document_id, passage.passage.section)
            if section is None or not wording.stems_of(section.heading) & set(stems):
                continue
            units = passage.passage.units
            own = [number for number, unit in enumerate(units) if unit.kind != "heading"]
            lines = [n for n in own if units[n].kind in ("item", "line") and not LINK.search(units[n].text)]
            links = [n for n in own if LINK.search(units[n].text)]
            short = all(len(units[n].text) <= _LONGEST_LINE for n in own)
            run = bool(lines) and lines[-1] - lines[0] == len(lines) - 1
            if short and run and len(lines) >= _FEWEST_LINES:
                document = snapshot.documents[document_id]
                found.append(ShortList(document, section, passage, tuple(lines), tuple(links)))
    return found


def of_the_time(
    snapshot: Snapshot, scope: Collection[str], question: Question, day: date = date.max
) -> list[str]:
    """The documents on the topic of the years asked about; undated, the newest on a day of each region. Agreements first."""
    known = {found: snapshot.documents[found].metadata for found in scope}
    on_topic = [found for found in sorted(scope) if known[found].kind in ON_TOPIC_KINDS]
    if question.times:
        held = {f: own for f in on_topic if (own := period_of(snapshot.documents[f])) is not None}
        kept = [f for f, own in held.items() if any(own.covers(period) for period in question.times)]
    else:
        begun: dict[tuple[str | None, str], list[date]] = {}
        for found in on_topic:
            of = begun.setdefault((known[found].region, known[found].kind), [])
            of.append(known[found].valid_from or date.min)
        newest = {key: max([first for first in of if first <= day] or of) for key, of in begun.items()}
        kept = [
            found
            for found in on_topic
            if (known[found].valid_from or date.min) == newest[known[found].region, known[found].kind]
        ]
    return sorted(kept, key=lambda found: (known[found].about is not None, found))


def words_left(wording: Wording, words: Sequence[str], stems: Collection[str]) -> list[str]:
    """The words whose stem is not among those stems."""
    return [word for word in words if not wording.exact_stems_of(word) & set(stems)]
