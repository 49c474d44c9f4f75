"""From the text of a document to its section tree and its passages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.cleaning import Readable, readable, words_of
from ingest.documents import Passage, Section, Span, Unit, UnitKind
from ingest.layout import Block, page_text
from ingest.sentences import sentence_spans
from ingest.tables import heads

# A passage is closed when it would grow past this many readable characters (about 200 tokens of
# multilingual-e5): measured in eval/README.md.
PASSAGE_CHARACTERS = 900
_LIST_CHARACTERS = 2400
# Rows stay with the heads of their columns: about 150 of them.
_TABLE_CHARACTERS = 8000
_SHORT_LINE = 70


@dataclass
class _Open:
    """A passage while it grows."""

    section: int
    units: list[Unit] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    size: int = 0
    lead: int | None = None
    # Heads of a table that goes on from the passage before: said again, but no part of where this one stands.
    repeated: int = 0

    def add(self, kind: UnitKind, part: Readable, start: int, end: int, lead: int | None = None) -> None:
        a, b = part.stored_span(start, end)
        self.units.append(Unit(kind, Span(a, b), part.text[start:end], lead))


def structure(
    text: str, start: int, end: int, title: str, marked: bool = False
) -> tuple[tuple[Section, ...], tuple[Passage, ...]]:
    """Sections and passages of text[start:end]. Text before the first heading belongs to section 0, `title`.

    `marked`: all headings are marked with "#" or set in bold, so that a short line alone is none.
    """
    blocks, text = page_text(text, start, end, marked)
    vocabulary = words_of(text[start:end])
    headings = [
        (block, readable(text, block.start, block.end, vocabulary).text)
        for block in blocks
        if block.kind == "heading"
    ]
    sections = _section_tree(headings, start, end, title)
    passages = _passages(text, blocks, sections, vocabulary)
    return sections, passages


def _section_tree(headings: list[tuple[Block, str]], start: int, end: int, title: str) -> tuple[Section, ...]:
    first = headings[0][0].start if headings else end
    sections = [Section(0, title, (title,), Span(start, first))]
    above: list[tuple[int, str]] = []
    stops = _section_ends([block for block, _ in headings], end)
    for number, (block, heading) in enumerate(headings, 1):
        while above and above[-1][0] >= block.level:
            above.pop()
        path = (*(name for _, name in above), heading)
        sections.append(Section(number, heading, path, Span(block.start, stops[number - 1])))
        above.append((block.level, heading))
    return tuple(sections)


def _section_ends(headings: list[Block], end: int) -> list[int]:
    """Where each heading's section ends: at the next heading that is not below it."""
    stops: list[int] = []
    following: list[Block] = []
    for block in reversed(headings):
        while following and following[-1].level > block.level:
            following.pop()
        stops.append(following[-1].start if following else end)
        following.append(block)
    return stops[::-1]


def _passages(
    text: str, blocks: list[Block], sections: tuple[Section, ...], vocabulary: frozenset[str]
) -> tuple[Passage, ...]:
    passages: list[Passage] = []
    number = 0
    current = _Open(0)
    header: int | None = None
    rows = _head_rows(text, blocks)

    def close() -> None:
        nonlocal current, header
        # Headings come first in a passage.
        if len(current.units) > current.repeated and current.units[-1].kind != "heading":
            own = current.units[current.repeated :]
            span = Span(own[0].span.start, max(unit.span.end for unit in own))
            passages.append(Passage(current.section, span, "\n".join(current.texts), tuple(current.units)))
            current = _Open(current.section)
        header = None

    for position, block in enumerate(blocks):
        part = readable(text, block.start, block.end, vocabulary)
        if not part.text:
            continue
        if block.kind == "heading":
            close()
            number += 1
            # Headings that follow one another open the passage together; only the last one's section counts.
            current.section = number
            current.add("heading", part, 0, len(part.text))
            current.texts.append(part.text)
            continue
        in_list = (
            block.kind in ("item", "row")
            and current.units
            and current.units[-1].kind
            in (
                "item",
                "row",
            )
        )
        limit = _LIST_CHARACTERS if in_list or current.lead is not None else PASSAGE_CHARACTERS
        if header is not None and block.kind == "row":
            limit = _TABLE_CHARACTERS
        if current.size and current.size + len(part.text) > limit:
            heads_of = current.units[header] if header is not None and block.kind == "row" else None
            close()
            if heads_of is not None:
                current.units.append(heads_of)
                current.texts.append(heads_of.text)
                current.repeated, header = 1, 0
        if current.size and block.kind == "paragraph" and current.size > PASSAGE_CHARACTERS * 2 // 3:
            close()
        if block.kind == "paragraph":
            header = None
            _add_paragraph(current, part, text, block)
        elif block.kind == "item":
            header = None
            current.add("item", part, 0, len(part.text), current.lead)
        else:
            current.add("row", part, 0, len(part.text), header)
            if position in rows:
                header = len(current.units) - 1
        if block.kind == "paragraph":
            current.lead = len(current.units) - 1 if part.text.endswith(":") else None
        current.texts.append(part.text)
        current.size += len(part.text)
    close()
    return tuple(passages)


def _head_rows(text: str, blocks: list[Block]) -> frozenset[int]:
    """The numbers of the blocks that hold the heads of a table's columns: the first row of a table at most."""
    found: set[int] = set()
    for number, block in enumerate(blocks):
        if block.kind != "row" or (number and blocks[number - 1].kind == "row"):
            continue
        below = blocks[number + 1] if number + 1 < len(blocks) else None
        second = _cells(text, below) if below is not None and below.kind == "row" else None
        if heads(_cells(text, block), second):
            found.add(number)
    return frozenset(found)


def _cells(text: str, block: Block) -> list[str]:
    return readable(text, block.start, block.end).text.split(" | ")


def _add_paragraph(current: _Open, part: Readable, text: str, block: Block) -> None:
    """The units of a paragraph: its sentences; or its lines, where it is a block of short lines."""
    lines = [line.strip() for line in text[block.start : block.end].splitlines() if line.strip()]
    # A sentence that begins inside a line and one that goes on into the next are prose, however narrow.
    goes_on = any(line[0].islower() for line in lines[1:]) and re.search(
        r"[a-zæøå][.?!] [A-ZÆØÅ]", " ".join(lines)
    )
    whole_lines = (
        len(lines) > 1
        and not goes_on
        and all(len(line) <= _SHORT_LINE and not line.rstrip("*").endswith((".", ",", "-")) for line in lines)
    )
    if whole_lines and all(len(line.split()) >= 4 for line in lines):
        at = 0
        for line in lines:
            bare = line.strip("*# ")
            found = part.text.find(bare, at)
            if found >= 0:
                current.add("line", part, found, found + len(bare))
                at = found + len(bare)
        if at:
            return
    if whole_lines:
        current.add("line", part, 0, len(part.text))
        return
    before = len(current.units)
    for a, b in sentence_spans(part.text):
        current.add("sentence", part, a, b)
    if block.follows_colon and before and current.units[before - 1].text.endswith(":"):
        first = current.units[before]
        current.units[before] = Unit(first.kind, first.span, first.text, before - 1)
