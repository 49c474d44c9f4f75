"""The difference of two versions as it leaves the program, every sentence with its citation."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Citation
from assistant.compare_matrix import CellQuote, Column

SectionChange = Literal["uændret", "ændret", "omdøbt", "flyttet", "delt", "samlet", "ny", "udgået"]


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SectionPlace(_Out):
    """A section of one version; `start` and `end` are characters of the stored text."""

    heading: str
    path: list[str]
    start: int
    end: int


class SectionPair(_Out):
    """A section of the older version and one of the newer that belong together."""

    old: SectionPlace
    new: SectionPlace


class WordRun(_Out):
    """Neighbouring words that both versions have, or only one of them."""

    kind: Literal["fælles", "tilføjet", "udgået"]
    text: str


class SentenceChange(_Out):
    """A sentence that is new, gone or changed word by word."""

    kind: Literal["ændret", "tilføjet", "udgået"]
    old: CellQuote | None = None
    new: CellQuote | None = None
    words: list[WordRun] = Field(default_factory=list)


class SectionDifference(_Out):
    """Sections that belong together and what changed in them.

    `unchanged` counts the sentences left out; `items_old` and `items_new` the list items of each version.
    """

    kinds: list[SectionChange]
    old: list[SectionPlace]
    new: list[SectionPlace]
    unchanged: int
    items_old: int = 0
    items_new: int = 0
    changes: list[SentenceChange]


class SummaryItem(_Out):
    """A number, date, name or obligation that only one version has, or that was replaced by another."""

    kind: Literal["tal", "dato", "navn", "pligt"]
    section: str
    old: str = ""
    new: str = ""
    citations: list[int]


class Difference(_Out):
    a: Column
    b: Column
    sections: list[SectionDifference]
    pairs: list[SectionPair]
    summary: list[SummaryItem]
    citations: list[Citation]
    fingerprint: str = ""
    elapsed_ms: int = 0
