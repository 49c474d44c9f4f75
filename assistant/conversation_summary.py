"""A line in the list of conversations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class ConversationSummary:
    """A line in the list of conversations."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime
    turns: int


def summary_of(row: Any) -> ConversationSummary:
    """The line of a row that counts its turns."""
    return ConversationSummary(row.id, row.title, row.created_at, row.updated_at, row.turns)
