"""The answer contract: what `rammeaftale ask --json` and `POST /api/chat` return."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Status = Literal["answered", "computed", "not_found", "needs_input"]
Verdict = Literal["overholdt", "ikke_overholdt", "maal", "beregnet", "kan_ikke_afgoeres"]


class _Contract(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Citation(_Contract):
    """One passage that carries a statement. `quote` is the exact slice start:end of the stored text."""

    n: int
    document: str
    title: str
    region: str | None
    section: str
    page: int | None = None
    file: str
    start: int
    end: int
    quote: str
    passage: str
    url: str


class ResultValue(_Contract):
    """One computed figure. `value` is a decimal string (or text for a fact), `unit` e.g. "kr.", "pct."."""

    name: str
    value: str
    unit: str = ""


class Computation(_Contract):
    """What a rate rule found, with everything a person needs to check it by hand."""

    rule: str
    title: str
    verdict: Verdict
    results: list[ResultValue]
    inputs: dict[str, str]
    steps: list[str]
    assumptions: list[str] = Field(default_factory=list)
    reservations: list[str] = Field(default_factory=list)
    citations: list[int] = Field(default_factory=list)
    rules_version: str = ""


class GlossaryEntry(_Contract):
    """A term explained. Basis "almen" is a general explanation and the only statement without a citation."""

    term: str
    text: str
    basis: Literal["aftale", "almen"]
    citations: list[int] = Field(default_factory=list)


class Dependency(_Contract):
    """A document the agreements refer to and that is not loaded."""

    name: str
    citations: list[int] = Field(default_factory=list)


class Conflict(_Contract):
    """Two sources that answer the same question differently."""

    about: str
    citations: list[int]


class Answer(_Contract):
    status: Status
    answer: str
    citations: list[Citation] = Field(default_factory=list)
    computations: list[Computation] = Field(default_factory=list)
    glossary: list[GlossaryEntry] = Field(default_factory=list)
    depends_on: list[Dependency] = Field(default_factory=list)
    conflicts: list[Conflict] = Field(default_factory=list)
    suggestions: list[str] = Field(default_factory=list)
    needs: list[str] = Field(default_factory=list)
    # What was done to the question that its writer must know of, a Danish sentence each.
    notices: list[str] = Field(default_factory=list)
    conversation_id: str | None = None
    message_id: str | None = None
    as_of: date
    elapsed_ms: int = 0
    fingerprint: str = ""
