"""The lines of a PDF page with their type and place: rows of ruled tables, bullets, marks of notes, paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from ingest.readers.pdf_columns import column_tables
from ingest.readers.pdf_rules import Dot, PageRules
from ingest.readers.pdf_tables import Piece, grids_of

# Bullets of symbol fonts, which have no letters of their own.
_SYMBOLS = re.compile("^[\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0e0\uf0be]\\s*")
_HOLLOW = re.compile(r"courier|wingdings|symbol", re.IGNORECASE)
# How far a bullet stands from its text, in points.
_FAR = 36.0
# A mark of a note is so much smaller than the line it stands in, and raised by this part of its size.
_SMALL = 0.85
_RAISED = 0.15
_MEASURE = re.compile(r"(?:^|[\s\d])[mck]?m$")
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
# More space than this between two lines, in parts of the usual, parts paragraphs.
_APART = 1.3


@dataclass(frozen=True)
class TypedLine:
    """A line of a page. `size` in points (0: unknown), `bold`: from end to end, `y`: its baseline on the page (0:
    unknown), `row`: one row of a ruled table, its cells apart."""

    text: str
    size: float = 0.0
    bold: bool = False
    y: float = 0.0
    row: bool = False


@dataclass
class PageType:
    """Listens while pypdf reads a page: every piece of text with its size, weight and place."""

    pieces: list[Piece] = field(default_factory=list)

    def visit(self, text: str, cm: Sequence[Any], tm: Sequence[Any], font: Any, size: Any) -> None:
        """A visitor for `extract_text`: matrices and font as they are when the piece is written."""
        if not text:
            return
        scale = abs(float(tm[3]) or float(tm[1])) * (abs(float(cm[3]) or float(cm[1])) or 1.0)
        name = str(font.get("/BaseFont", "")) if hasattr(font, "get") else ""
        heavy = re.search(r"bold|black|heavy", name, re.IGNORECASE) is not None
        left, up = float(tm[4]), float(tm[5])
        x = float(cm[0]) * left + float(cm[2]) * up + float(cm[4])
        y = float(cm[1]) * left + float(cm[3]) * up + float(cm[5])
        if text.strip() == "o" and _HOLLOW.search(name):
            text = text.replace("o", "\uf0b7")
        self.pieces.append(Piece(text, round(float(size or 0) * scale, 1), heavy, x, y))

    def lines(self, whole: str, drawn: PageRules) -> list[TypedLine]:
        """The lines of the page's text; without types where the pieces are not that text."""
        if "".join(piece.text for piece in self.pieces).replace("\uf0b7", "o") != whole.replace(
            "\uf0b7", "o"
        ):
            return [TypedLine(line) for line in whole.split("\n")]
        tables = self._tables(drawn)
        inside = {number: rows for numbers, rows in tables for number in numbers}
        made: list[TypedLine] = []
        line: list[Piece] = []
        told: set[int] = set()

        def close() -> None:
            if any(piece.text.strip() for piece in line):
                made.append(_line(line, drawn.dots))
            line.clear()

        for number, piece in enumerate(self.pieces):
            rows = inside.get(number)
            if rows is None:
                first, *others = piece.text.split("\n")
                line.append(replace(piece, text=first))
                for other in others:
                    close()
                    line.append(replace(piece, text=other))
            elif id(rows) not in told:
                close()
                told.add(id(rows))
                made += [TypedLine(""), *(TypedLine(row, row=True) for row in rows), TypedLine("")]
        close()
        return made

    def _tables(self, drawn: PageRules) -> list[tuple[frozenset[int], tuple[str, ...]]]:
        """The numbers of the pieces of each table, and its rows."""
        written = [number for number, piece in enumerate(self.pieces) if piece.text.strip()]
        tables: list[tuple[frozenset[int], tuple[str, ...]]] = []
        for grid in grids_of(drawn.rules):
            held = [number for number in written if grid.place(self.pieces[number]) is not None]
            rows = grid.rows([self.pieces[number] for number in held])
            if held:
                tables.append((frozenset(held), tuple(rows)))
                written = [number for number in written if number not in tables[-1][0]]
        return tables + [(each.pieces, each.rows) for each in column_tables(self.pieces, written)]


def apart_by_space(pages: Sequence[Sequence[TypedLine]]) -> list[list[TypedLine]]:
    """The lines with an empty one where a page leaves more space than between the lines of a paragraph, or goes
    on in smaller type, as at its notes."""
    steps: dict[float, Counter[float]] = {}
    for page in pages:
        for a, b in pairwise(page):
            if a.size and a.size == b.size and a.y > b.y:
                steps.setdefault(a.size, Counter())[round(a.y - b.y)] += 1
    usual = {size: counts.most_common(1)[0][0] for size, counts in steps.items()}
    made: list[list[TypedLine]] = []
    for page in pages:
        out: list[TypedLine] = []
        for line in page:
            before = out[-1] if out else None
            if before is not None and before.text and line.size and before.size:
                step = before.y - line.y
                wide = step > _APART * max(usual.get(line.size, 0), usual.get(before.size, 0)) > 0
                smaller = line.size < 0.9 * before.size and step > 0
                if wide or smaller:
                    out.append(TypedLine(""))
            out.append(line)
        made.append(out)
    return made


def _line(pieces: Sequence[Piece], dots: Sequence[Dot]) -> TypedLine:
    written = [piece for piece in pieces if piece.text.strip()]
    sizes: Counter[float] = Counter()
    for piece in written:
        sizes[piece.size] += len(piece.text.strip())
    size = sizes.most_common(1)[0][0]
    level = next(piece.y for piece in written if piece.size == size)
    text = ""
    for number, piece in enumerate(pieces):
        text = _with_note(text, piece, size, level) if number else piece.text
    if len(written) > 1 and _is_mark(written[0], size, level):
        # The note itself, as the reader of Word files gives it.
        text = f"Note {written[0].text.strip()}: {text.strip()[len(written[0].text.strip()) :].strip()}"
    text = _SYMBOLS.sub("• ", text.strip()) if _SYMBOLS.match(text.strip()) else text
    first = written[0]
    if any(0 < first.x - dot.right < _FAR and -0.3 * size < dot.middle - level < size for dot in dots):
        text = text if text.startswith("• ") else f"• {text.strip()}"
    return TypedLine(text, size, all(piece.bold for piece in written), level)


def _is_mark(piece: Piece, size: float, level: float) -> bool:
    """Whether a piece is a small number raised over the line."""
    mark = piece.text.strip()
    raised = piece.size < _SMALL * size and piece.y - level > _RAISED * piece.size
    return raised and mark.isdecimal() and mark.isascii()


def _with_note(text: str, piece: Piece, size: float, level: float) -> str:
    """The line so far with the next piece; the raised number of a note is no part of the sentence."""
    mark = piece.text.strip()
    if not (_is_mark(piece, size, level) and text.strip() and not text[-1:].isspace()):
        return text + piece.text
    tail = piece.text[len(piece.text.rstrip()) :]
    if text[-1].isdigit() or _MEASURE.search(text):
        return text + mark.translate(_SUPERSCRIPT) + tail
    return text + tail
