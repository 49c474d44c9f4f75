"""What a reader thought of an answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Feedback:
    """What a reader thought of an answer; `reason` is one of the words of api/schemas.py, or empty."""

    message_id: str
    helpful: bool
    reason: str
    comment: str
    created_at: datetime


def feedback_of(row: Any) -> Feedback:
    """The feedback a row holds."""
    return Feedback(row.message_id, row.helpful, row.reason, row.comment, row.created_at)
