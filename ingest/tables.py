"""Tables: lines that are rows of figures though no cells are marked, and which row holds the heads of the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.lines import ITEM, MARKED_HEADING, TERMINAL, Line

_UNIT = r"(?:\s?(?:kr\.?|mio\.|mia\.|pct\.?|procent|%|dage|pladser|timer))*"
_FIGURES = re.compile(rf"^(?=\S*[^\W\d_])\D.*?(?P<figures>(?:\s+\d[\d.]*(?:,\d+)?{_UNIT}){{2,}})\s*$")
_FIGURE = re.compile(rf"\s+\d[\d.]*(?:,\d+)?{_UNIT}")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?(?![\d,]|\.\d)")
_LONGEST_ROW = 200
_LONGEST_HEAD = 120
_RULE = re.compile(r"^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_WORDS_OF_FIGURES = re.compile(r"\b(?:kr|mio|mia|pct|procent|ca|dage|pladser|timer)\b\.?", re.IGNORECASE)


def is_rule(text: str) -> bool:
    """Whether a line only parts the heads of a Markdown table from its rows: "|---|:-:|"."""
    return "|" in text and bool(_RULE.match(text))


def with_figure_rows(group: Sequence[Line]) -> list[Line]:
    """The lines; those that end in the same number of figures, two or more, below one another are cells, and so is
    the line with the heads above them. Text out of a PDF has its tables so.
    """
    counts = [_figures(line) for line in group]
    marked = list(group)
    at = 0
    while at < len(group):
        end = at + 1
        while end < len(group) and counts[at] and counts[end] == counts[at]:
            end += 1
        if counts[at] and end - at > 1:
            first = at - (at > 0 and not heads([group[at].text]) and _is_head(group[at - 1]))
            marked[first:end] = [replace(line, cells=True) for line in group[first:end]]
        at = end
    return marked


def heads(first: Sequence[str], second: Sequence[str] | None = None) -> bool:
    """Whether the cells of a table's first row are the heads of its columns; `second` are those of the row below.

    They are when they hold no figures but years, or where each holds words above a column of figures.
    """
    if not any(re.search(r"\d", _YEAR.sub("", cell)) for cell in first):
        return not any(re.search(r"\d", cell) for cell in first) or _holds_figures(second)
    if second is not None and len(first) == len(second) == 1:
        return not _figures_in(first[0]) and _figures_in(second[0]) > 1
    if second is None or len(first) != len(second) or len(first) < 2:
        return False
    above = [a for a, b in zip(first, second, strict=True) if is_figure(b)]
    return bool(above) and not any(is_figure(cell) for cell in first)


def _holds_figures(cells: Sequence[str] | None) -> bool:
    return cells is None or any(re.search(r"\d", _YEAR.sub("", cell)) for cell in cells)


def is_figure(cell: str) -> bool:
    """Whether a cell holds a figure with its unit and no other words."""
    left = _WORDS_OF_FIGURES.sub("", cell)
    return bool(re.search(r"\d", left)) and not re.search(r"[^\W\d_]", left)


def _figures(line: Line) -> int:
    """How many figures a row ends in; 0 for any other line."""
    text = line.text
    if len(text) > _LONGEST_ROW or ITEM.match(text) or "\t" in text.strip() or "|" in text:
        return 0
    return _figures_in(text)


def _figures_in(text: str) -> int:
    found = _FIGURES.match(text)
    return len(_FIGURE.findall(found.group("figures"))) if found else 0


def _is_head(line: Line) -> bool:
    bare = line.bare
    return (
        len(bare) <= _LONGEST_HEAD
        and not bare.endswith(TERMINAL)
        and not MARKED_HEADING.match(line.text.strip())
    )
