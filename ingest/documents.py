"""Documents as the rest of the house sees them. All offsets are characters into the stored text of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

UnitKind = Literal["sentence", "item", "row", "line", "heading"]


@dataclass(frozen=True)
class Span:
    """Characters [start, end) of a stored text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"start={self.start}, end={self.end}: a span needs 0 <= start <= end")


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. `path` holds the headings above and its own, outermost first."""

    number: int
    heading: str
    path: tuple[str, ...]
    span: Span


@dataclass(frozen=True)
class Unit:
    """The smallest thing worth quoting: a sentence, a list item, a table row, a line, a heading.

    `text` is the readable form (broken words joined, white space folded, marks dropped); `lead` is the
    number, within the passage, of the sentence or header row that introduces an item or row.
    """

    kind: UnitKind
    span: Span
    text: str
    lead: int | None = None


@dataclass(frozen=True)
class Passage:
    """What is searched: neighbouring units of one section."""

    section: int
    span: Span
    text: str
    units: tuple[Unit, ...]


@dataclass(frozen=True)
class Metadata:
    """What is known, or proposed from the text, about a document. Dates are inclusive."""

    title: str
    region: str | None = None
    kind: str = "dokument"
    valid_from: date | None = None
    valid_to: date | None = None
    dated: date | None = None
    about: str | None = None
    standing: str = ""
    note: str = ""
    confirmed: bool = False


@dataclass(frozen=True)
class Document:
    """One document: a whole file, or a part of one."""

    id: str
    file: str
    file_sha256: str
    span: Span
    metadata: Metadata
    sections: tuple[Section, ...] = field(repr=False)
    passages: tuple[Passage, ...] = field(repr=False)
