"""What a page template prints on page after page: headers, footers, case numbers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from ingest.lines import ITEM, MARKED_HEADING, Line

# A line on every page or on every other; some pages may lack it.
_PAGES_APART = 5
_REPEATS = 3
_LONGEST = 90


def _folded(bare: str) -> str:
    return re.sub(r"\d+", "#", bare).lower()


def furniture_of(lines: list[Line]) -> frozenset[str]:
    """Lines that repeat through the text: what a page template prints, not what the document says.

    Where they differ by a page number alone they stand folded. Lines that differ by other figures are no
    template: "Takst: 1.450 kr." under each of many offers is what the document says.
    """
    alike: dict[str, list[str]] = {}
    for line in lines:
        if line.bare and len(line.bare) <= _LONGEST and not MARKED_HEADING.match(line.text):
            alike.setdefault(_folded(line.bare), []).append(line.bare.lower())
    found: set[str] = set()
    for folded, said in alike.items():
        if len(said) < _REPEATS or not re.search(r"[^\W\d_]", folded) or ITEM.match(folded):
            continue
        if _paged(said):
            found.add(folded)
        found |= {each for each, count in Counter(said).items() if count >= _REPEATS}
    return frozenset(found)


def _paged(said: list[str]) -> bool:
    """Whether lines with the same words differ by one number alone, which grows like that of pages."""
    columns = list(zip(*(re.findall(r"\d+", each) for each in said), strict=True))
    moving = [[int(number) for number in column] for column in columns if len(set(column)) > 1]
    return len(moving) == 1 and all(0 <= b - a <= _PAGES_APART for a, b in pairwise(moving[0]))


def is_furniture(line: Line, furniture: frozenset[str]) -> bool:
    """Whether a line says only what pages repeat."""
    return bool(line.bare) and (_folded(line.bare) in furniture or line.bare.lower() in furniture)


def without_furniture_cells(line: Line, furniture: frozenset[str]) -> Line:
    """The line without last cells that hold only what pages repeat: a page's margin read into its table."""
    while "\t" in line.text.strip():
        before, _, cell = line.text.rstrip().rpartition("\t")
        bare = Line(0, 0, cell).bare
        if not bare:
            return line
        if not any(_only_furniture(left, furniture) for left in (bare.lower(), _folded(bare))):
            return line
        line = Line(line.start, line.start + len(before), before, cells=True)
    return line


def _only_furniture(text: str, furniture: frozenset[str]) -> bool:
    """Whether a cell holds what pages repeat and no other words. A figure alone is what the table says."""
    left = text
    for repeated in sorted(furniture, key=len, reverse=True):
        left = left.replace(repeated, " ")
    return left != text and not re.search(r"[^\W\d_]", left)
