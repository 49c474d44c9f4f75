"""The ruled tables of a page: from the lines that are drawn to cells, and from the pieces of text to rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.readers.pdf_rules import Rule

# Points within which two lines are one, and within which they touch.
_SAME = 2.0
_TOUCH = 3.5
_MOST_LINES = 400
_FEWEST = 2
_BASELINE = 2.5
_BROKEN_FIGURE = re.compile(r"(?<=\d[-–/]) (?=\d)")
_BROKEN_WORD = re.compile(r"(?<=[a-zæøå]-) (?=[a-zæøå])(?!(?:og|eller|samt|til)\b)")
_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?\b")

Place = tuple[int, int]


@dataclass(frozen=True)
class Piece:
    """A piece of text as it is written: where its baseline begins (points of the page), its size and weight."""

    text: str
    size: float
    bold: bool
    x: float
    y: float


@dataclass(frozen=True)
class Grid:
    """A ruled table. `xs` from left to right, `ys` from top to bottom; `cells[row][column]` is the place of the
    cell that covers it: its uppermost row and leftmost column."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[Place, ...], ...]

    def place(self, piece: Piece) -> Place | None:
        """The cell a piece is written in; None where it stands outside the table."""
        x, y = piece.x + 0.5, piece.y + 1.0
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[-1] <= y <= self.ys[0]):
            return None
        column = max(n for n, edge in enumerate(self.xs[:-1]) if edge <= x)
        row = max(n for n, edge in enumerate(self.ys[:-1]) if edge >= y)
        return self.cells[row][column]

    def rows(self, pieces: Sequence[Piece]) -> list[str]:
        """The rows with their cells apart. A cell that goes over several rows or columns is said in each of them;
        rows that the first row's cells go over are one row of heads."""
        held: dict[Place, list[Piece]] = {}
        for piece in pieces:
            if (place := self.place(piece)) is not None and piece.text.strip():
                held.setdefault(place, []).append(piece)
        said = {place: cell_text(parts) for place, parts in held.items()}
        filled = [[said.get(place, "") for place in row] for row in self.cells]
        deepest = max(
            (n for n, row in enumerate(self.cells) if any(place[0] == 0 for place in row)), default=0
        )
        opening = [cell for row in filled[: deepest + 1] for cell in row]
        if 0 < deepest < len(filled) - 1 and not any(re.search(r"\d", _YEAR.sub("", c)) for c in opening):
            heads = [
                " ".join(dict.fromkeys(filter(None, column)))
                for column in zip(*filled[: deepest + 1], strict=True)
            ]
            filled = [heads, *filled[deepest + 1 :]]
        used = [n for n in range(len(self.xs) - 1) if any(row[n] for row in filled) and self._begins(n)]
        return [" | ".join(row[n] for n in used) for row in filled if any(row)]

    def _begins(self, column: int) -> bool:
        """Whether a cell begins in the column; one that the cells of another go over in every row is none."""
        return any(line[column][1] == column for line in self.cells)


def grids_of(rules: Sequence[Rule]) -> list[Grid]:
    """The tables that the lines of a page draw: two rows and two columns at least."""
    level = _merged([rule for rule in rules if rule.level])
    upright = _merged([rule for rule in rules if not rule.level])
    if len(level) > _MOST_LINES or len(upright) > _MOST_LINES:
        return []
    made = [_grid(each) for each in _joined(level, upright)]
    return [grid for grid in made if grid is not None]


def _merged(rules: list[Rule]) -> list[Rule]:
    """Lines that go on in one another as one."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda each: each.at):
        if lines and rule.at - lines[-1][0].at <= _SAME:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    made: list[Rule] = []
    for line in lines:
        line.sort(key=lambda each: each.first)
        kept = [line[0]]
        for rule in line[1:]:
            if rule.first - kept[-1].last <= _TOUCH:
                last = max(kept[-1].last, rule.last)
                kept[-1] = Rule(rule.level, kept[-1].at, kept[-1].first, last)
            else:
                kept.append(rule)
        made += kept
    return made


def _joined(level: list[Rule], upright: list[Rule]) -> list[list[Rule]]:
    """The lines in groups that touch one another."""
    group = list(range(len(level) + len(upright)))

    def root(n: int) -> int:
        while group[n] != n:
            group[n] = group[group[n]]
            n = group[n]
        return n

    for a, flat in enumerate(level):
        for b, tall in enumerate(upright, len(level)):
            crosses = flat.first - _TOUCH <= tall.at <= flat.last + _TOUCH
            if crosses and tall.first - _TOUCH <= flat.at <= tall.last + _TOUCH:
                group[root(a)] = root(b)
    found: dict[int, list[Rule]] = {}
    for n, rule in enumerate([*level, *upright]):
        found.setdefault(root(n), []).append(rule)
    return list(found.values())


def _grid(rules: list[Rule]) -> Grid | None:
    flat = [rule for rule in rules if rule.level]
    tall = [rule for rule in rules if not rule.level]
    if len(flat) <= _FEWEST - 1 or not tall:
        return None
    xs = _edges([*(r.at for r in tall), *(end for r in flat for end in (r.first, r.last))])
    ys = _edges([*(r.at for r in flat), *(end for r in tall for end in (r.first, r.last))])[::-1]
    if len(xs) <= _FEWEST or len(ys) <= _FEWEST:
        return None
    covered: dict[Place, Place] = {}
    for row in range(len(ys) - 1):
        middle = (ys[row] + ys[row + 1]) / 2
        for column in range(len(xs) - 1):
            centre = (xs[column] + xs[column + 1]) / 2
            left = column > 0 and not _crossed(tall, xs[column], middle)
            above = row > 0 and not _crossed(flat, ys[row], centre)
            if left:
                covered[row, column] = covered[row, column - 1]
            elif above:
                covered[row, column] = covered[row - 1, column]
            else:
                covered[row, column] = (row, column)
    cells = tuple(tuple(covered[row, n] for n in range(len(xs) - 1)) for row in range(len(ys) - 1))
    own = {place for row in cells for place in row}
    if len({row for row, _ in own}) < _FEWEST or len({column for _, column in own}) < _FEWEST:
        return None
    return Grid(tuple(xs), tuple(ys), cells)


def _crossed(rules: list[Rule], at: float, on: float) -> bool:
    return any(
        abs(rule.at - at) <= _TOUCH and rule.first - _SAME <= on <= rule.last + _SAME for rule in rules
    )


def _edges(values: list[float]) -> list[float]:
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > _TOUCH:
            made.append(value)
    return made


def cell_text(pieces: Sequence[Piece]) -> str:
    """The text of a cell on one line, its own lines and broken figures joined."""
    made = ""
    for number, piece in enumerate(pieces):
        below = number > 0 and abs(piece.y - pieces[number - 1].y) > _BASELINE
        made += (" " if below else "") + piece.text
    folded = " ".join(made.replace("|", "/").split())
    return _BROKEN_WORD.sub("", _BROKEN_FIGURE.sub("", folded))
