"""The lines of a text and what each is: heading, item, row, paragraph, page furniture, table of contents."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from rapidfuzz import fuzz

BlockKind = Literal["heading", "paragraph", "item", "row"]

_CONTENTS_LINE = re.compile(
    r"^(?P<title>\S.*?)(?:\s*\.{3,}\s*|\t+)(?:\**\s*)(?:[Ss]\.?\s*|side\s*)?\d{1,4}\W*$"
)
_CONTENTS_HEAD = re.compile(r"^\W*(indhold|indholdsfortegnelse)\b", re.IGNORECASE)
_MARKED_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")
_ITEM = re.compile(r"^\s*(?:[-•▪◦*–]\s+|\(?\d{1,2}[.)]\s+|\(?[a-zA-Z]\)\s+)(?=\S)")
_EMPHASISED = re.compile(r"^(\*{1,3})(?!\s)[^*]+\1$")
_CLOCK = re.compile(r"^\W*(?:fra\s+)?\d{1,2}[.:]\d{2}\b", re.IGNORECASE)
_FINITE_VERB = re.compile(
    r"\b(?:er|var|har|havde|skal|kan|vil|må|bør|bliver|blev|gælder|betaler|omfatter|indgår|findes|sker|ses|se)\b"
)
_NOT_A_HEADING = re.compile(
    r"[@<>|]|https?:|www\.|:\s|\t|\([A-ZÆØÅ]{1,2}\)$|^(?:med )?(?:venlig|kærlig) hilsen$", re.I
)
_TERMINAL = tuple(".:;,!?…")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
_PDF_HEADING = 70
_PDF_TEXT = 40
# A line on every page or on every other; some pages may lack it.
_PAGES_APART = 5
_FURNITURE_REPEATS = 3
_FURNITURE_LENGTH = 90
# Longer lines are no entries: what looks for dots and page numbers in them would take the square of their length.
_CONTENTS_LENGTH = 400
_MOST_CONTENTS = 1_000


@dataclass(frozen=True)
class Line:
    """One line of the stored text, its newline left out. `cells`: it was one of several cells before."""

    start: int
    end: int
    text: str
    cells: bool = False

    @property
    def bare(self) -> str:
        """The text without markup and outer white space."""
        return _TAG.sub(" ", self.text).replace("*", "").strip().strip("#").strip()


@dataclass(frozen=True)
class Block:
    """Neighbouring lines that belong together. `level` is a heading's depth (1 outermost), else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    follows_colon: bool = False


def blocks_of(text: str, start: int, end: int) -> list[Block]:
    """The blocks of text[start:end] in order, page furniture and tables of contents left out."""
    return page_text(text, start, end)[0]


def page_text(text: str, start: int, end: int) -> tuple[list[Block], str]:
    """The blocks of text[start:end], and the text with all that is left out of them blanked.

    The second has the length of the first: a block that goes on over a page end holds the furniture between
    its halves, which must not be read as part of it.
    """
    lines = _lines(text, start, end)
    furniture = _furniture(lines)
    contents, contents_lines = _contents(lines)
    kept: list[Line | None] = []
    pieces: list[str] = []
    at = 0
    for number, line in enumerate(lines):
        whole = number not in contents_lines and not _is_furniture(line, furniture)
        rest = _without_furniture_cells(line, furniture) if whole else None
        kept.append(rest)
        stop = rest.end if rest else line.start
        pieces += [text[at:stop], re.sub(r"[^\n]", " ", text[stop : line.end])]
        at = line.end
    masked = "".join([*pieces, text[at:]])
    return _join_broken(masked, _classify(_groups(kept), contents)), masked


def _lines(text: str, start: int, end: int) -> list[Line]:
    lines: list[Line] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        lines.append(Line(at, stop, text[at:stop]))
        at = stop + 1
    return lines


def _folded(bare: str) -> str:
    return re.sub(r"\d+", "#", bare).lower()


def _furniture(lines: list[Line]) -> frozenset[str]:
    """Lines that repeat through the text: what a page template prints, not what the document says.

    Where they differ by a page number alone they stand folded. Lines that differ by other figures are no
    template: "Takst: 1.450 kr." under each of many offers is what the document says.
    """
    alike: dict[str, list[str]] = {}
    for line in lines:
        if line.bare and len(line.bare) <= _FURNITURE_LENGTH and not _MARKED_HEADING.match(line.text):
            alike.setdefault(_folded(line.bare), []).append(line.bare.lower())
    found: set[str] = set()
    for folded, said in alike.items():
        if len(said) < _FURNITURE_REPEATS or not re.search(r"[^\W\d_]", folded) or _ITEM.match(folded):
            continue
        if _paged(said):
            found.add(folded)
        found |= {each for each, count in Counter(said).items() if count >= _FURNITURE_REPEATS}
    return frozenset(found)


def _paged(said: list[str]) -> bool:
    """Whether lines with the same words differ by one number alone, which grows like that of pages."""
    columns = list(zip(*(re.findall(r"\d+", each) for each in said), strict=True))
    moving = [[int(number) for number in column] for column in columns if len(set(column)) > 1]
    return len(moving) == 1 and all(0 <= b - a <= _PAGES_APART for a, b in pairwise(moving[0]))


def _is_furniture(line: Line, furniture: frozenset[str]) -> bool:
    return bool(line.bare) and (_folded(line.bare) in furniture or line.bare.lower() in furniture)


def _without_furniture_cells(line: Line, furniture: frozenset[str]) -> Line:
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
    for repeated in sorted(furniture, key=len, reverse=True):
        text = text.replace(repeated, " ")
    return not re.search(r"[^\W\d_]", text)


def _contents_entry(bare: str) -> re.Match[str] | None:
    return _CONTENTS_LINE.match(bare) if len(bare) <= _CONTENTS_LENGTH else None


def _contents(lines: list[Line]) -> tuple[list[str], frozenset[int]]:
    """Titles in the tables of contents, and the numbers of the lines those tables take."""
    titles: list[str] = []
    taken: set[int] = set()
    number = 0
    while number < len(lines):
        run = _contents_run(lines, number)
        entries = [n for n in run if _contents_entry(lines[n].bare)]
        if len(entries) >= 3:
            for n in run:
                entry = _contents_entry(lines[n].bare)
                title = entry.group("title") if entry else lines[n].bare
                if title and not _CONTENTS_HEAD.match(title):
                    titles.append(re.sub(r"^[\d.]+\s+", "", title).strip(" .\t"))
            taken.update(run)
            number = run[-1] + 1
        else:
            number += 1
    return list(dict.fromkeys(titles))[:_MOST_CONTENTS], frozenset(taken)


def _contents_run(lines: list[Line], first: int) -> list[int]:
    """Lines from `first` that read as one table of contents: entries, and short titles between them."""
    opening = lines[first].bare
    if not (_contents_entry(opening) or _CONTENTS_HEAD.match(opening)):
        return []
    run: list[int] = []
    pending: list[int] = []
    titles = 0
    for number in range(first, len(lines)):
        bare = lines[number].bare
        if _contents_entry(bare):
            run += [*pending, number]
            pending, titles = [], 0
        elif number == first:
            run.append(number)
        elif len(bare) <= 60 and not bare.endswith(_TERMINAL):
            pending.append(number)
            titles += bool(bare)
            if titles > 2:
                break
        else:
            break
    return run


def _groups(lines: list[Line | None]) -> list[list[Line]]:
    """Lines between blank lines; a line left out (None) separates like a blank one."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line is None or not line.bare:
            if groups[-1]:
                groups.append([])
        else:
            groups[-1].append(line)
    return [part for group in groups if group for part in _apart_from_headings(group)]


def _apart_from_headings(group: list[Line]) -> list[list[Line]]:
    """A group cut where a heading stands between two paragraphs without blank lines, as text from PDFs has it."""
    parts: list[list[Line]] = [[]]
    for number, line in enumerate(group[:-1]):
        following = group[number + 1].bare
        after_end = number == 0 or group[number - 1].bare.endswith((".", "?", "!"))
        if (
            after_end
            and len(line.bare) <= _PDF_HEADING
            and "," not in line.bare  # "Name, office" above another such line is a signature
            and len(following) >= _PDF_TEXT
            and following[0].isupper()
            and not _MARKED_HEADING.match(line.text.strip())
            and _heading_level([line], [], False, True)
        ):
            parts += [[line], []]
        else:
            parts[-1].append(line)
    parts[-1].append(group[-1])
    return [part for part in parts if part]


def _classify(groups: list[list[Line]], contents: list[str]) -> list[Block]:
    blocks: list[Block] = []
    after_colon = False
    for position, group in enumerate(groups):
        more = position + 1 < len(groups)
        at = 0
        while at < len(group) and (level := _heading_level(group[at : at + 2], contents, after_colon, more)):
            blocks.append(Block("heading", group[at].start, group[at].end, level))
            at += 1
            after_colon = False
        if at < len(group):
            made = _body(group[at:])
            blocks += [replace(made[0], follows_colon=after_colon), *made[1:]]
            after_colon = group[-1].bare.endswith(":")
    return blocks


def _heading_level(group: list[Line], contents: list[str], after_colon: bool, more: bool) -> int:
    """The level of the heading the group starts with; 0 when it starts with none."""
    line = group[0]
    marked = _MARKED_HEADING.match(line.text.strip())
    if marked:
        return len(marked.group(1))
    bare = line.bare
    if len(group) > 1 or after_colon or not more or len(bare) > 100 or len(bare.split()) > 14:
        return 0
    if _CLOCK.match(bare) or _NOT_A_HEADING.search(bare) or not re.search(r"[^\W\d_]{3}", bare):
        return 0
    if _FINITE_VERB.search(bare) and not bare.endswith("?"):
        return 0
    if _EMPHASISED.match(line.text.strip()):
        return 5
    if bare.endswith(_TERMINAL) or not (bare[0].isupper() or bare[0].isdigit()) or _ITEM.match(bare):
        return 0
    if re.match(r"\d+\s*[-–]", bare) or (re.match(r"\d{4}\b", bare)) or bare.count(",") > 1:
        return 0
    in_contents = any(_same_title(title, bare) for title in contents)
    return 2 if in_contents else 3


def _same_title(title: str, heading: str) -> bool:
    title, heading = title.lower(), heading.lower()
    return fuzz.ratio(title, heading) >= 88 or (len(title) >= 12 and heading.endswith(title))


def _body(group: list[Line]) -> list[Block]:
    """A group without headings: rows when tabbed, items when marked, else one paragraph."""
    blocks: list[Block] = []
    for line in group:
        goes_on = bool(blocks) and blocks[-1].kind == "row" and line.text.endswith("\t")
        between = "\t" in line.text.strip() or " | " in line.text or line.text.lstrip().startswith("|")
        if goes_on or line.cells or between:
            blocks.append(Block("row", line.start, line.end))
        elif _ITEM.match(line.text):
            blocks.append(Block("item", line.start, line.end))
        elif blocks and blocks[-1].kind in ("item", "paragraph"):
            blocks[-1] = replace(blocks[-1], end=line.end)
        else:
            blocks.append(Block("paragraph", line.start, line.end))
    return blocks


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
            and not text[before.start : before.end].rstrip().rstrip("*").endswith(_TERMINAL)
        ):
            joined[-1] = replace(before, end=block.end)
        else:
            joined.append(block)
    return joined
