"""The lines and dots a page draws around its text: rules of tables, and bullets that are drawn and not written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

# Points. A rule is thinner than this and longer than that; a bullet is a small filled figure.
_THIN = 2.5
_SHORTEST = 4.0
_DOT = (1.5, 8.0)
# A page that draws more than this holds a picture or a map, no tables.
_MOST = 20_000
_STROKES = frozenset((b"S", b"s", b"B", b"B*", b"b", b"b*"))
_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_POINTS = {b"m": 2, b"l": 2, b"c": 6, b"v": 4, b"y": 4}
_DRAWS = frozenset((b"re", *_POINTS))


@dataclass(frozen=True)
class Rule:
    """A drawn line along an axis, in points of the page: at `at`, from `first` to `last` on the other axis."""

    level: bool
    at: float
    first: float
    last: float


@dataclass(frozen=True)
class Dot:
    """A small filled figure: its right edge and its middle."""

    right: float
    middle: float


@dataclass
class PageRules:
    """Listens while pypdf reads a page: every path that is painted and looks like a rule or a bullet."""

    rules: list[Rule] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    _path: list[list[tuple[float, float]]] = field(default_factory=list)

    def visit(
        self, operator: bytes, operands: Sequence[Any], cm: Sequence[float], tm: Sequence[float]
    ) -> None:
        """A visitor for `extract_text`, called before each operation with the matrices as they are then."""
        if operator in _DRAWS and not all(isinstance(each, int | float) for each in operands):
            return  # a broken figure loses no text
        if operator == b"re" and len(operands) >= 4:
            x, y, width, height = (float(each) for each in operands[:4])
            corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y))
            self._path.append([_placed(corner, cm) for corner in corners])
        elif operator in _POINTS and len(operands) >= _POINTS[operator]:
            at = [float(each) for each in operands]
            if operator == b"m" or not self._path:
                self._path.append([])
            self._path[-1] += [_placed((at[n], at[n + 1]), cm) for n in range(0, _POINTS[operator], 2)]
        elif operator == b"h" and self._path and self._path[-1]:
            self._path[-1].append(self._path[-1][0])
        elif operator in _STROKES or operator in _FILLS:
            if len(self.rules) < _MOST:
                for part in filter(None, self._path):
                    self._paint(part, operator in _STROKES, operator in _FILLS)
            self._path = []
        elif operator == b"n":
            self._path = []

    def _paint(self, part: list[tuple[float, float]], stroked: bool, filled: bool) -> None:
        left, right = min(x for x, _ in part), max(x for x, _ in part)
        low, high = min(y for _, y in part), max(y for _, y in part)
        width, height = right - left, high - low
        if height <= _THIN and width >= _SHORTEST:
            self.rules.append(Rule(True, (low + high) / 2, left, right))
        elif width <= _THIN and height >= _SHORTEST:
            self.rules.append(Rule(False, (left + right) / 2, low, high))
        elif filled and _DOT[0] <= width <= _DOT[1] and _DOT[0] <= height <= _DOT[1]:
            self.dots.append(Dot(right, (low + high) / 2))
        elif stroked:
            for (x0, y0), (x1, y1) in pairwise(part):
                if abs(y0 - y1) <= 0.5 and abs(x0 - x1) >= _SHORTEST:
                    self.rules.append(Rule(True, y0, min(x0, x1), max(x0, x1)))
                elif abs(x0 - x1) <= 0.5 and abs(y0 - y1) >= _SHORTEST:
                    self.rules.append(Rule(False, x0, min(y0, y1), max(y0, y1)))


def _placed(point: tuple[float, float], cm: Sequence[float]) -> tuple[float, float]:
    x, y = point
    return cm[0] * x + cm[2] * y + cm[4], cm[1] * x + cm[3] * y + cm[5]
