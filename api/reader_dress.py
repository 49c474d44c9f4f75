"""How a stored text is dressed for reading: headings, tables, emphasis, broken lines; markup hidden, not removed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.cleaning import readable
from ingest.documents import Passage, Section, Span

_TABLE = re.compile(r"(?:^[ \t]*\|.*(?:\n|\Z))+|(?:^[^\n\t]+\t[^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_RULED = re.compile(r"[|:\s-]+")
_HEAD = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_BOLD = re.compile(r"(\*{2,3})(?=\S)([^*\n]+?)(?<=\S)\1")
_LEFT_OVER = re.compile(r"\*{2,3}|\\(?=[\[\]*_#().-])")
_BREAK = re.compile(r"(?<=[^\s])[ \t]*\n[ \t]*(?=[^\s])")
# So many equal characters tell a heading from other text.
_ENOUGH = 12


@dataclass(frozen=True)
class Piece:
    """Markup around characters of a text. `again` opens it after a cut and `pause` closes it before one."""

    layer: str
    span: Span
    opening: str
    closing: str
    again: str = ""
    pause: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "again", self.again or self.opening)
        object.__setattr__(self, "pause", self.pause or self.closing)

    def cut(self, start: int, end: int) -> Piece:
        """The same around fewer characters."""
        return replace(self, span=Span(start, end))

    def rest(self, start: int, end: int) -> Piece:
        """What comes after a cut: opened again rather than anew."""
        return replace(self, span=Span(start, end), opening=self.again)


def tables(text: str, span: Span) -> list[Piece]:
    """Runs of rows, with bars or of at least two lines with tabs: a box each, and its rows and cells."""
    made = []
    for found in _TABLE.finditer(text, span.start, span.end):
        opening = '<span class="tabel" tabindex="0" role="group" aria-label="Tabel">'
        # The line ends between rows belong to none of them, and the last one to the text after the table.
        end = found.start() + len(found.group().rstrip("\n"))
        made.append(Piece("tabel", Span(found.start(), end), opening, "</span>", '<span class="tabel">'))
        for row in re.finditer(r"[^\n]+", text[found.start() : end]):
            made += _row(row.group(), found.start() + row.start())
    return made


def _row(line: str, at: int) -> list[Piece]:
    """A row and its cells; the bars between cells, and a row of nothing but dashes, are hidden."""
    css = "raekke streg" if _RULED.fullmatch(line.strip()) else "raekke"
    made = [Piece("raekke", Span(at, at + len(line)), f'<span class="{css}">', "</span>")]
    separator = "|" if line.lstrip().startswith("|") else "\t"
    start = 0
    for mark in re.finditer(re.escape(separator), line):
        if line[start : mark.start()].strip() or start:
            made.append(Piece("celle", Span(at + start, at + mark.end()), '<span class="celle">', "</span>"))
        start = mark.end()
        if separator == "|":
            made.append(
                Piece("tegn", Span(at + mark.start(), at + mark.end()), '<span class="tegn">', "</span>")
            )
    if line[start:].strip():
        made.append(Piece("celle", Span(at + start, at + len(line)), '<span class="celle">', "</span>"))
    return made


def heading_of(text: str, span: Span, section: Section) -> Span | None:
    """The line a section begins with, when its heading really stands there."""
    start = section.span.start
    end = text.find("\n", start, section.span.end)
    end = section.span.end if end < 0 else end
    inside = span.start <= start < end <= span.end
    line = readable(text, start, end).text.strip() if inside else ""
    if len(line) < 2 or not section.heading.startswith(line[:_ENOUGH]):
        return None
    return Span(start, end)


def bold_and_marks(text: str, span: Span) -> list[Piece]:
    """Emphasis as it was meant; the marks it was written with are hidden, and stay in the text."""
    bold = list(_BOLD.finditer(text, span.start, span.end))
    marks = [match.span(1) for match in bold]
    marks += [(match.end(2), match.end()) for match in bold]
    taken = set(marks)
    for left in (
        *_LEFT_OVER.finditer(text, span.start, span.end),
        *_HEAD.finditer(text, span.start, span.end),
    ):
        if not any(a <= left.start() < b for a, b in taken):
            marks.append(left.span())
    # White space before the first and after the last word would only be a hole in the page.
    inside = text[span.start : span.end]
    first, last = len(inside) - len(inside.lstrip()), len(inside.rstrip())
    marks += [(span.start, span.start + first), (span.start + max(first, last), span.end)]
    strong = [Piece("fed", Span(*match.span(2)), '<span class="fed">', "</span>") for match in bold]
    hidden = [Piece("tegn", Span(a, b), '<span class="tegn">', "</span>") for a, b in marks if a < b]
    return strong + hidden


def line_joins(text: str, passages: Iterable[Passage]) -> list[Piece]:
    """Line ends inside a sentence, as text from PDFs has them: shown as blanks, so that the page decides the lines."""
    return [
        Piece("tegn", Span(*found.span()), '<span class="ombrudt">', "</span>")
        for passage in passages
        for unit in passage.units
        if unit.kind in ("sentence", "item")
        for found in _BREAK.finditer(text, unit.span.start, unit.span.end)
    ]
