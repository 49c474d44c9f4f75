"""Tables of contents: the titles they name and the lines they take."""

from __future__ import annotations

import re
from itertools import pairwise

from rapidfuzz import fuzz

from ingest.lines import TERMINAL, Line

_CONTENTS_LINE = re.compile(
    r"^(?P<title>\S.*?)(?:\s*\.{3,}\s*|\t+)(?:\**\s*)(?:[Ss]\.?\s*|side\s*)?\d{1,4}\W*$"
)
_CONTENTS_HEAD = re.compile(r"^\W*(indhold|indholdsfortegnelse)\b", re.IGNORECASE)
# Longer lines are no entries: what looks for dots and page numbers in them would take the square of their length.
_CONTENTS_LENGTH = 400
_MOST_CONTENTS = 1_000


def _contents_entry(bare: str) -> re.Match[str] | None:
    return _CONTENTS_LINE.match(bare) if len(bare) <= _CONTENTS_LENGTH else None


def contents_of(lines: list[Line]) -> tuple[list[str], frozenset[int]]:
    """Titles in the tables of contents, and the numbers of the lines those tables take."""
    titles: list[str] = []
    taken: set[int] = set()
    number = 0
    while number < len(lines):
        run = _contents_run(lines, number)
        entries = [n for n in run if _contents_entry(lines[n].bare)]
        if len(entries) >= 3 and _lists_contents(lines, run, entries):
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


def _lists_contents(lines: list[Line], run: list[int], entries: list[int]) -> bool:
    """Whether entries are of a table of contents, not rows of a table that end in a figure.

    Those say so above, have dots before their numbers, or numbers that grow behind a single tab.
    """
    if _CONTENTS_HEAD.match(lines[run[0]].bare) or any("..." in lines[n].bare for n in entries):
        return True
    said = [lines[n].bare.rstrip() for n in entries]
    if any(len(re.split(r"\t+", each)) != 2 for each in said):
        return False
    pages = [int(found.group(1)) for each in said if (found := re.search(r"(\d+)\W*$", each))]
    grows = all(a <= b for a, b in pairwise(pages))
    titles = {re.split(r"\t+", each)[0].strip().lower() for each in said}
    return grows and len(titles & {line.bare.lower() for line in lines}) * 2 >= len(titles)


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
        elif len(bare) <= 60 and not bare.endswith(TERMINAL):
            pending.append(number)
            titles += bool(bare)
            if titles > 2:
                break
        else:
            break
    return run


def same_title(title: str, heading: str) -> bool:
    """Whether a title in a table of contents is that of a heading."""
    title, heading = title.lower(), heading.lower()
    return fuzz.ratio(title, heading) >= 88 or (len(title) >= 12 and heading.endswith(title))
