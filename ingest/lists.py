"""Lists whose items carry no mark: short lines under a sentence that ends in a colon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.lines import CLOCK, EMPHASISED, ITEM, MARKED_HEADING, TERMINAL, Line

_LONGEST = 110
_LONGEST_WRAPPED = 300
_MOST_WORDS = 16
_FEWEST = 2
_SENTENCE_END = re.compile(r"[.!?]\s+[A-ZÆØÅ]")
_BETWEEN = re.compile(r"\b(?:som|der|i|til|for|af|på|med|hos|ved|fra)\b|,|–|\(")
# A line that ends so goes on in the next.
_GOES_ON = re.compile(
    r"\b(?:som|der|i|til|for|af|på|med|hos|ved|fra|om|og|eller|samt|en|et|den|det|de)$", re.IGNORECASE
)
_CELLS = re.compile(r"\t|\s\|\s|^\s*\|")


def items_from(groups: Sequence[list[Line]], at: int, marked: bool) -> int:
    """How many groups from `at`, which follows a colon, are an item each; 0 when they are no list.

    Where the text marks no headings (not `marked`), the last line before other text is its heading, unless it is
    built like the items before it.
    """
    count = 0
    while at + count < len(groups) and _is_item(groups[at + count]):
        count += 1
    after = groups[at + count] if at + count < len(groups) else None
    if after and not marked and not MARKED_HEADING.match(after[0].text.strip()):
        said = [_said(group) for group in groups[at : at + count]]
        if said and not _alike(said[-1], said[:-1]):
            count -= 1
    return count if count >= _FEWEST else 0


def apart_from_lists(group: list[Line], after_colon: bool) -> list[list[Line]]:
    """A group cut where a list without marks follows a colon inside it: its items and what comes after, each alone."""
    parts: list[list[Line]] = [[]]
    at = 0
    while at < len(group):
        opened = after_colon if at == 0 else group[at - 1].bare.endswith(":")
        items = _items_in(group, at) if opened else []
        if len(items) >= _FEWEST:
            parts += [*items, []]
            at += sum(map(len, items))
        else:
            parts[-1].append(group[at])
            at += 1
    return [part for part in parts if part]


def _items_in(group: list[Line], at: int) -> list[list[Line]]:
    """The items from the line `at` on, each with the lines it goes on over, which begin in lower case."""
    items: list[list[Line]] = []
    while at < len(group) and not group[at].bare[:1].islower():
        end = at + 1
        while end < len(group) and end - at < 4 and group[end].bare[:1].islower():
            end += 1
        if not _is_item(group[at:end]):
            break
        items.append(group[at:end])
        at = end
    return items


def _is_item(group: list[Line]) -> bool:
    first = group[0]
    text = first.text.strip()
    if (
        MARKED_HEADING.match(text)
        or EMPHASISED.match(text)
        or ITEM.match(first.text)
        or CLOCK.match(first.bare)
    ):
        return False
    if any(not line.bare[:1].islower() for line in group[1:]) or any(
        _CELLS.search(line.text) for line in group
    ):
        return False
    said = _said(group)
    longest, words = (_LONGEST, _MOST_WORDS) if len(group) == 1 else (_LONGEST_WRAPPED, 3 * _MOST_WORDS)
    if len(said) > longest or len(said.split()) > words or not re.match(r"[»\"(]?\w", said):
        return False
    ends = said.endswith(TERMINAL) and not said.endswith((",", ";"))
    return not ends and not _SENTENCE_END.search(said) and not _GOES_ON.search(said)


def _said(group: list[Line]) -> str:
    return " ".join(line.bare for line in group)


def _alike(last: str, others: Sequence[str]) -> bool:
    """Whether a line is built like the others: all hold the same small words or signs, and so does it.

    A comma or a dash in each is enough: few headings have one.
    """
    if not others:
        return False
    shared = set.intersection(*(set(_BETWEEN.findall(other)) for other in others)) & set(
        _BETWEEN.findall(last)
    )
    return bool(shared & {",", "–"}) or len(shared) >= (1 if len(others) > 1 else 2)
