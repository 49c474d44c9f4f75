"""The lines of a text and what each is: heading, item, row, paragraph, page furniture, table of contents."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from ingest.contents import contents_of
from ingest.furniture import furniture_of, is_furniture, without_furniture_cells
from ingest.headings import heading_level
from ingest.lines import ITEM, MARKED_HEADING, TERMINAL, Line, lines_of
from ingest.lists import apart_from_lists, items_from
from ingest.signatures import apart_from_signatures, signs, with_signatures
from ingest.tables import is_rule, with_figure_rows

BlockKind = Literal["heading", "paragraph", "item", "row"]

_PDF_HEADING = 70
_PDF_TEXT = 40


@dataclass(frozen=True)
class Block:
    """Neighbouring lines that belong together. `level` is a heading's depth (1 outermost), else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    follows_colon: bool = False


def blocks_of(text: str, start: int, end: int, marked: bool = False) -> list[Block]:
    """The blocks of text[start:end] in order, page furniture and tables of contents left out."""
    return page_text(text, start, end, marked)[0]


def page_text(text: str, start: int, end: int, marked: bool = False) -> tuple[list[Block], str]:
    """The blocks of text[start:end], and the text with all that is left out of them blanked.

    `marked`: the text is of a format that marks its headings, and does so: a bare line is none.

    The second has the length of the first: a block that goes on over a page end holds the furniture between
    its halves, which must not be read as part of it.
    """
    lines = lines_of(text, start, end)
    furniture = furniture_of(lines)
    contents, contents_lines = contents_of(lines)
    kept: list[Line | None] = []
    pieces: list[str] = []
    at = 0
    for number, line in enumerate(lines):
        whole = number not in contents_lines and not is_furniture(line, furniture)
        rest = without_furniture_cells(line, furniture) if whole else None
        kept.append(rest)
        stop = rest.end if rest else line.start
        pieces += [text[at:stop], re.sub(r"[^\n]", " ", text[stop : line.end])]
        at = line.end
    masked = "".join([*pieces, text[at:]])
    return _join_broken(masked, _classify(_groups(kept), contents, marked)), masked


def _groups(lines: list[Line | None]) -> list[list[Line]]:
    """Lines between blank lines; a line left out (None) separates like a blank one."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line is None or not line.bare:
            if groups[-1]:
                groups.append([])
        else:
            groups[-1].append(line)
    parts = [part for group in groups if group for part in _apart_from_headings(with_figure_rows(group))]
    cut: list[list[Line]] = []
    for part in [piece for whole in parts for piece in apart_from_signatures(whole)]:
        cut += apart_from_lists(part, bool(cut) and cut[-1][-1].bare.endswith(":"))
    return with_signatures(cut)


def _apart_from_headings(group: list[Line]) -> list[list[Line]]:
    """A group cut where headings stand between two paragraphs without blank lines, as text from PDFs has it."""
    heads = [False] * len(group)
    for number in range(len(group) - 2, -1, -1):
        following = group[number + 1].bare
        long = len(following) >= (_PDF_TEXT // 2 if following.endswith(":") else _PDF_TEXT)
        opens = long and following[0].isupper()
        heads[number] = (opens or heads[number + 1]) and _may_head(group[number])
    parts: list[list[Line]] = [[]]
    for number, line in enumerate(group):
        before = group[number - 1].bare if number else "."
        ended = before.endswith((".", "?", "!")) or signs(before)
        if heads[number] and (ended or (number and heads[number - 1])):
            parts += [[line], []]
        else:
            heads[number] = False
            parts[-1].append(line)
    return [part for part in parts if part]


def _may_head(line: Line) -> bool:
    if line.cells or len(line.bare) > _PDF_HEADING or "," in line.bare:  # in the middle of a sentence
        return False
    return not MARKED_HEADING.match(line.text.strip()) and bool(heading_level([line], [], False, True))


def _classify(groups: list[list[Line]], contents: list[str], marked: bool) -> list[Block]:
    blocks: list[Block] = []
    after_colon = False
    position = 0
    while position < len(groups):
        if items := items_from(groups, position, marked) if after_colon else 0:
            listed = groups[position : position + items]
            blocks += [Block("item", item[0].start, item[-1].end) for item in listed]
            position += items
            after_colon = False
            continue
        group = groups[position]
        position += 1
        more = position < len(groups)
        at = 0
        while at < len(group) and (
            level := heading_level(group[at : at + 2], contents, after_colon, more, marked)
        ):
            blocks.append(Block("heading", group[at].start, group[at].end, level))
            at += 1
            after_colon = False
        if at < len(group):
            made = _body(group[at:])
            blocks += [replace(made[0], follows_colon=after_colon), *made[1:]]
            after_colon = group[-1].bare.endswith(":")
    return blocks


def _body(group: list[Line]) -> list[Block]:
    """A group without headings: rows when tabbed, items when marked, else one paragraph."""
    blocks: list[Block] = []
    for line in group:
        goes_on = bool(blocks) and blocks[-1].kind == "row" and line.text.endswith("\t")
        between = "\t" in line.text.strip() or " | " in line.text or line.text.lstrip().startswith("|")
        if goes_on or line.cells or between:
            if not is_rule(line.text):
                blocks.append(Block("row", *_within_bars(line)))
        elif ITEM.match(line.text):
            blocks.append(Block("item", line.start, line.end))
        elif blocks and blocks[-1].kind in ("item", "paragraph"):
            blocks[-1] = replace(blocks[-1], end=line.end)
        else:
            blocks.append(Block("paragraph", line.start, line.end))
    return blocks


def _within_bars(line: Line) -> tuple[int, int]:
    """The stored span of a row without the bars around it in Markdown."""
    text = line.text.strip()
    if not (text.startswith("|") and text.endswith("|") and text.strip("| ")):
        return line.start, line.end
    inner = line.text.strip().strip("| ")
    start = line.start + line.text.index(inner)
    return start, start + len(inner)


def _join_broken(text: str, blocks: list[Block]) -> list[Block]:
    """Join a paragraph or item with the one that goes on in the middle of its sentence, over a page end."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            before is not None
            and block.kind == "paragraph"
            and before.kind in ("paragraph", "item")
            and re.match(r"\s*[a-zæøå]", text[block.start : block.end])
            and not text[before.start : before.end].rstrip().rstrip("*").endswith(TERMINAL)
        ):
            joined[-1] = replace(before, end=block.end)
        else:
            joined.append(block)
    return joined
