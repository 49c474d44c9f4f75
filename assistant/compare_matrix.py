"""The comparison as it leaves the program: subjects down, documents across, every quote with its citation."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answer import Citation
from assistant.compare_cell import Kind


class _Out(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Column(_Out):
    """A document that is compared."""

    document: str
    title: str
    region: str | None
    kind: str
    valid_from: date | None
    valid_to: date | None
    standing: str
    note: str


class CellQuote(_Out):
    """A quote as a reader sees it, `n` its citation."""

    text: str
    n: int


class Beside(_Out):
    """What a document about the agreement says else or more; `amends`: it is an amendment to it."""

    document: str
    title: str
    quotes: list[CellQuote]
    amends: bool = False


class Cell(_Out):
    """What one document says: quotes, or `empty` says why there are none; a mention has its sentence as a quote."""

    document: str
    kind: Kind
    empty: str = ""
    quotes: list[CellQuote] = Field(default_factory=list)
    beside: list[Beside] = Field(default_factory=list)


class DifferingValue(_Out):
    """What one document has. `citations` are those of the quotes it was read from."""

    document: str
    value: str
    citations: list[int] = Field(default_factory=list)


class MatrixDifference(_Out):
    """A difference that was computed: a number, a date, how many points a list has, or whether it is there."""

    kind: Literal["tal", "dato", "antal", "forekomst"]
    about: str
    values: list[DifferingValue]


class Row(_Out):
    """A ready subject, or a question of the user's own (`subject` is then empty)."""

    subject: str
    title: str
    cells: list[Cell]
    differences: list[MatrixDifference] = Field(default_factory=list)


class Matrix(_Out):
    columns: list[Column]
    rows: list[Row]
    citations: list[Citation]
    fingerprint: str = ""
    elapsed_ms: int = 0
