"""Tables without a rule between their columns: rows whose pieces stand apart and under one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.readers.pdf_tables import Piece, cell_text

# The width of a letter and the least gap between two cells, in parts of the size.
_LETTER = 0.5
_GAP = 1.6
# Points within which two pieces begin at the same place or stand on one line.
_SAME = 3.0
_LEVEL = 2.0
# Beside a cell of several lines another may begin so much higher or lower, in parts of the size.
_BESIDE = 1.2
# A row is no lower than so many lines, and the next one no further below it.
_MOST_LINES = 6
_NEXT = 5.0
# Two cells that are both higher than this are columns of a page, in parts of the size.
_PROSE = 3.6
_FEWEST_ROWS = {2: 3}
# What opens an item or a heading stands apart from its text and is no cell.
_LABEL = re.compile(
    r"\(?(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|§+ ?\d{0,3}\.?|[•▪◦*o–—-]|[\uf000-\uf0ff]"
)
_PAGE_NUMBER = re.compile(r"\d{1,3}")


@dataclass
class _Cell:
    """The segments of one cell, the numbers of their pieces, and where it stands."""

    left: float
    right: float
    low: float
    pieces: list[int] = field(default_factory=list)


@dataclass
class _Row:
    y: float
    size: float
    cells: list[_Cell]
    after: int

    @property
    def low(self) -> float:
        return min(cell.low for cell in self.cells)


@dataclass(frozen=True)
class ColumnTable:
    """Rows with their cells apart, and the numbers of the pieces that they are made of."""

    pieces: frozenset[int]
    rows: tuple[str, ...]


def column_tables(pieces: Sequence[Piece], numbers: Sequence[int]) -> list[ColumnTable]:
    """The tables among those pieces (`numbers`, in the order they are written)."""
    written = [n for n in numbers if pieces[n].text.strip()]
    segments = _segments(pieces, written)
    made: list[ColumnTable] = []
    at = 0
    while at < len(segments):
        rows: list[_Row] = []
        end = at
        while (row := _row(segments, end)) is not None and _follows(rows, row):
            rows.append(row)
            end = row.after
        if rows and len(rows) >= _FEWEST_ROWS.get(len(rows[0].cells), 2) and not _is_contents(pieces, rows):
            made.append(_table(pieces, rows))
            at = end
        else:
            at += 1
    return made


def _segments(pieces: Sequence[Piece], written: Sequence[int]) -> list[tuple[_Cell, float, float]]:
    """Pieces that stand close together on one line as one, each with its baseline and size."""
    made: list[tuple[_Cell, float, float]] = []
    for n in written:
        piece = pieces[n]
        size = piece.size or 10.0
        right = piece.x + _LETTER * size * len(piece.text.strip())
        if made:
            cell, y, before = made[-1]
            near = -0.5 * size <= piece.x - cell.right < _GAP * size or cell.left <= piece.x < cell.right
            opens = len(made) < 2 or abs(made[-2][1] - y) > _LEVEL
            label = opens and _LABEL.fullmatch("".join(pieces[each].text for each in cell.pieces).strip())
            if abs(piece.y - y) <= max(_LEVEL, 0.4 * before) and (near or label):
                cell.right = max(cell.right, right)
                cell.pieces.append(n)
                continue
        made.append((_Cell(piece.x, right, piece.y, [n]), piece.y, size))
    return made


def _row(segments: Sequence[tuple[_Cell, float, float]], at: int) -> _Row | None:
    """The row that begins with the segment: two cells at least, on one line, each with the lines it goes on over."""
    if at >= len(segments):
        return None
    opening, y, size = segments[at]
    cells = [_Cell(opening.left, opening.right, opening.low, [*opening.pieces])]
    held: list[tuple[_Cell, float]] = []
    number = at + 1
    after = number
    while number < len(segments) and number - at <= 40:
        segment, below, own = segments[number]
        cell = cells[-1]
        if abs(below - y) <= _BESIDE * size and segment.left >= cell.right + 0.5 * size:
            for wrapped, low in held:
                _take(cell, wrapped, low)
            held = []
            cells.append(_Cell(segment.left, segment.right, segment.low, [*segment.pieces]))
            number += 1
            after = number
            continue
        goes_on = 0 < cell.low - below <= _MOST_LINES * 1.7 * size
        under = abs(segment.left - cell.left) <= _SAME and abs(own - size) <= 0.3 * size
        step = (held[-1][1] if held else cell.low) - below
        if not (goes_on and under and 0 < step <= 1.7 * size and len(held) < _MOST_LINES):
            break
        held.append((segment, below))
        number += 1
        if len(cells) > 1:
            # Below a cell that is not the first nothing else can stand there.
            _take(cell, segment, below)
            held = []
            after = number
    columns_of_prose = sum(y - cell.low > _PROSE * size for cell in cells) > 1
    return _Row(y, size, cells, after) if len(cells) > 1 and not columns_of_prose else None


def _take(cell: _Cell, segment: _Cell, low: float) -> None:
    cell.right = max(cell.right, segment.right)
    cell.low = min(cell.low, low)
    cell.pieces += segment.pieces


def _follows(rows: list[_Row], row: _Row) -> bool:
    """Whether a row stands right below the rows, its cells in their columns."""
    if not rows:
        return True
    before = rows[-1]
    gap = before.low - row.y
    if (
        len(row.cells) != len(before.cells)
        or not 0 < gap <= _NEXT * row.size
        or abs(row.size - before.size) > 2
    ):
        return False
    if abs(before.cells[0].left - row.cells[0].left) > _SAME:
        return False
    # A head may begin at the left of its column and the figures under it end at the right: no cell is in another's column.
    columns = [
        (min(a.left, b.left), max(a.right, b.right)) for a, b in zip(before.cells, row.cells, strict=True)
    ]
    return all(a[1] - _GAP * row.size <= b[0] for a, b in pairwise(columns))


def _is_contents(pieces: Sequence[Piece], rows: Sequence[_Row]) -> bool:
    """Whether the last cells are page numbers that grow, as in a table of contents."""
    said = ["".join(pieces[n].text for n in row.cells[-1].pieces).strip() for row in rows]
    if len(rows[0].cells) != 2 or not all(_PAGE_NUMBER.fullmatch(each) for each in said):
        return False
    pages = [int(each) for each in said]
    return pages == sorted(pages)


def _table(pieces: Sequence[Piece], rows: Sequence[_Row]) -> ColumnTable:
    said = [" | ".join(cell_text([pieces[n] for n in cell.pieces]) for cell in row.cells) for row in rows]
    return ColumnTable(frozenset(n for row in rows for cell in row.cells for n in cell.pieces), tuple(said))
