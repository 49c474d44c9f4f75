"""The headings of a PDF by their type: lines set larger than the text, or in bold, are marked as in Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ingest.readers.pdf_lines import TypedLine

# So much larger than the text is a heading; less where it is bold too.
_LARGER = 1.12
_LARGER_AND_BOLD = 1.04
_LONGEST = 150
_LONGEST_BOLD = 90
_MOST_LINES = 3
_REPEATS = 3
# Where more of the letters than this were headings, the type says nothing.
_MOST = 0.25
_DEEPEST = 6
_BOLD_LEVEL = "**"
_ENTRY = re.compile(r"\.{3,}\s*\d*\s*$|\t\s*\d+\s*$")
_FIGURE_AT_END = re.compile(r"\d[\d.,]*\s*(?:kr\.?|pct\.?|%)?\s*$")


def marked_lines(pages: Sequence[Sequence[TypedLine]]) -> list[list[str]]:
    """The lines of every page, headings marked with "#" by their size or "**" and a blank line around them."""
    letters: Counter[tuple[float, bool]] = Counter()
    repeated: Counter[str] = Counter()
    for line in (line for page in pages for line in page):
        if line.row:
            continue
        letters[line.size, line.bold] += len(line.text.strip())
        repeated[_folded(line.text)] += 1
    plain = [[line.text for line in page] for page in pages]
    if not letters:
        return plain
    (body, body_bold), _ = letters.most_common(1)[0]
    if not body:
        return plain
    larger = sorted({s for s, bold in letters if _is_larger(s, bold, body)}, reverse=True)
    levels = {size: "#" * min(number, _DEEPEST) for number, size in enumerate(larger, 1)}

    def mark(line: TypedLine) -> str:
        text = line.text.strip()
        if line.row:
            return ""
        if not re.search(r"[^\W\d_]{2}", text) or _ENTRY.search(text) or repeated[_folded(text)] >= _REPEATS:
            return ""
        if _is_larger(line.size, line.bold, body):
            return levels[line.size]
        alone = line.bold and not body_bold and line.size >= body and not text.endswith((".", ",", ";"))
        return _BOLD_LEVEL if alone and len(text) <= _LONGEST_BOLD and "*" not in text else ""

    made = [_marked([(mark(line), line.text) for line in page]) for page in pages]
    if sum(headed for _, headed in made) > _MOST * letters.total():
        return plain
    return [lines for lines, _ in made]


def _marked(lines: Sequence[tuple[str, str]]) -> tuple[list[str], int]:
    """The lines with their headings marked, and how many letters are in those."""
    out: list[str] = []
    headed = 0
    at = 0
    while at < len(lines):
        sign = lines[at][0]
        end = at + 1
        while sign and end < len(lines) and lines[end][0] == sign:
            end += 1
        heading = " ".join(text.strip() for _, text in lines[at:end])
        below = lines[end][1] if end < len(lines) else ""
        if not sign or not _is_heading(sign, heading, end - at, below):
            out += [text for _, text in lines[at:end]]
        else:
            out += ["", f"**{heading}**" if sign == _BOLD_LEVEL else f"{sign} {heading}", ""]
            headed += len(heading)
        at = end
    return out, headed


def _is_heading(sign: str, text: str, lines: int, below: str) -> bool:
    """Whether lines that stand out are one heading: not an opening paragraph, not the heads of a table."""
    if sign == _BOLD_LEVEL:
        return lines == 1 and not _FIGURE_AT_END.search(below)
    return lines <= _MOST_LINES and len(text) <= _LONGEST


def _is_larger(size: float, bold: bool, body: float) -> bool:
    return size >= body * (_LARGER_AND_BOLD if bold else _LARGER)


def _folded(text: str) -> str:
    return re.sub(r"\d+", "#", text.strip()).lower()
