"""What is said of one row of a rate list."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from assistant.rules.result import Verdict

Decided = Verdict | Literal["fejl"]


class Outcome(NamedTuple):
    """One row decided. `margin` is ceiling minus rate, negative above the ceiling; amounts unrounded."""

    number: int
    region: str
    year: str
    verdict: Decided
    ceiling: Decimal | None = None
    margin: Decimal | None = None
    reason: str = ""
    clause: str = ""
    notes: str = ""
    error: str = ""
