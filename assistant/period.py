"""Years from and to: of a question, and of what a document is about."""

from __future__ import annotations

from dataclasses import dataclass

from index.store import StoredDocument


@dataclass(frozen=True)
class Period:
    """Years from and to, both inclusive."""

    first: int
    last: int

    def holds(self, year: int) -> bool:
        return self.first <= year <= self.last

    def covers(self, other: Period) -> bool:
        """Whether all of the other lies within it."""
        return self.first <= other.first and other.last <= self.last


def period_of(document: StoredDocument) -> Period | None:
    """The years a document is registered for; None where its beginning or end is not."""
    known = document.metadata
    if known.valid_from is None or known.valid_to is None:
        return None
    return Period(known.valid_from.year, known.valid_to.year)
