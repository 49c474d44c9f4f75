"""A question with all that bears on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.conversation import Turn


@dataclass(frozen=True)
class Asked:
    """A question with all that bears on it."""

    message: str
    today: date
    as_of: date | None = None
    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
