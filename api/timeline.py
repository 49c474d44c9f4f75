"""The periods of documents on one line of years, for the drawing beside each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.schemas import Document

# Drawn units over the whole line.
WIDTH = 1000
# A date typed wrong must not make a line of thousands of years.
_MOST_YEARS = 12
_NARROWEST = 6


@dataclass(frozen=True)
class Bar:
    """Where a period lies, in units of WIDTH from the left."""

    x: int
    width: int


@dataclass(frozen=True)
class Timeline:
    """`years` in order, the edges between them, the day looked at (None outside), each document's bar by id."""

    years: Sequence[int]
    edges: Sequence[int]
    day: int | None
    bars: Mapping[str, Bar]


def timeline(documents: Sequence[Document], day: date) -> Timeline:
    """The line that holds the documents' periods and the day; documents without a period have no bar."""
    known = [day for document in documents for day in (document.valid_from, document.valid_to) if day]
    first = max(min([*known, day]).year, day.year - _MOST_YEARS)
    last = min(max([*known, day]).year, day.year + _MOST_YEARS)
    years = range(min(first, last), max(first, last) + 1)
    begin = date(years[0], 1, 1).toordinal()
    days = date(years[-1], 12, 31).toordinal() + 1 - begin

    def place(at: date) -> int:
        return round(min(max(at.toordinal() - begin, 0), days) * WIDTH / days)

    bars = {}
    for document in documents:
        if document.valid_from is None and document.valid_to is None:
            continue
        start = place(document.valid_from) if document.valid_from else 0
        end = place(_after(document.valid_to)) if document.valid_to else WIDTH
        # Outside what is drawn on either side, or typed the wrong way round: the words say it.
        if end > 0 and start < WIDTH and start <= end:
            width = max(end - start, _NARROWEST)
            bars[document.id] = Bar(min(start, WIDTH - width), width)
    edges = [place(date(year, 1, 1)) for year in years[1:]]
    return Timeline(years, edges, place(day), bars)


def _after(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day
