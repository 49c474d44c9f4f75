"""Searching inside one document: the words as they are read, found where they are stored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleaning import readable
from ingest.documents import Span

_MOST = 300
_AROUND = 70
_SHORTEST = 3


@dataclass(frozen=True)
class Place:
    """Where something was found, and the words around it: before, the hit itself, after."""

    span: Span
    before: str
    hit: str
    after: str


@dataclass(frozen=True)
class Found:
    """The places in reading order. `apart`: the words never stand together, so each was looked for by itself.

    `more`: there are more places than are shown.
    """

    places: Sequence[Place]
    apart: bool = False
    more: bool = False


def find(text: str, span: Span, query: str, vocabulary: frozenset[str] = frozenset()) -> Found:
    """Where the query stands in text[span], however it is cased, broken over lines or set in columns.

    The words are looked for as beginnings or parts of words: "takst" finds "takstloft" and "taksterne".
    """
    words = query.split()
    if not words:
        return Found(())
    shown = readable(text, span.start, span.end, vocabulary)
    pattern = r"[\s|]+".join(re.escape(word) for word in words)
    apart = False
    hits = list(re.finditer(pattern, shown.text, re.IGNORECASE))
    long = [word for word in words if len(word) >= _SHORTEST]
    if not hits and len(words) > 1 and long:
        apart = True
        hits = list(re.finditer("|".join(map(re.escape, long)), shown.text, re.IGNORECASE))
    places = []
    for hit in hits[:_MOST]:
        a, b = shown.stored_span(*hit.span())
        places.append(
            Place(
                Span(a, b),
                _cut(shown.text[max(0, hit.start() - _AROUND) : hit.start()], end=False),
                hit.group(),
                _cut(shown.text[hit.end() : hit.end() + _AROUND], end=True),
            )
        )
    return Found(places, apart and bool(hits), len(hits) > _MOST)


def _cut(words: str, end: bool) -> str:
    """Without half a word at the end that was cut off."""
    if len(words) < _AROUND:
        return words
    return f"{words.rsplit(' ', 1)[0]} …" if end else f"… {words.split(' ', 1)[-1]}"
