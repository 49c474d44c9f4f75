"""How the answers went, counted from what is kept: no person, no address, nothing but questions and figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Any

import sqlalchemy as sa

from assistant.answer import Answer
from assistant.conversation import Turn
from index import schema
from index.database import now
from index.store import Store


@dataclass(frozen=True)
class Day:
    """The answers of a day (UTC) by status."""

    day: date
    statuses: dict[str, int]

    @property
    def answers(self) -> int:
        return sum(self.statuses.values())


class Usage:
    """What a store tells of its use."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def days(self, back: int = 14) -> list[Day]:
        """The days on which something was asked, the latest first, at most `back` days ago."""
        messages = schema.messages
        status = messages.c.answer["status"].as_string()
        query = sa.select(messages.c.created_at, status).where(
            messages.c.created_at >= now() - timedelta(days=back)
        )
        counted: dict[date, Counter[str]] = {}
        for at, found in self._rows(query):
            counted.setdefault(at.date(), Counter())[str(found)] += 1
        return [Day(day, dict(counted[day])) for day in sorted(counted, reverse=True)]

    def latencies(self, latest: int = 1000) -> list[int]:
        """How long the latest answers took, in milliseconds, the latest first."""
        messages = schema.messages
        query = (
            sa.select(messages.c.answer["elapsed_ms"].as_integer())
            .order_by(messages.c.created_at.desc())
            .limit(latest)
        )
        return [int(found) for (found,) in self._rows(query)]

    def unanswered(self, owner: str | None = None, latest: int = 50) -> list[Turn]:
        """The latest questions of an owner (assistant/conversation.py) that found no answer."""
        messages, conversations = schema.messages, schema.conversations
        own = conversations.c.owner.is_(None) if owner is None else conversations.c.owner == owner
        query = (
            sa.select(messages)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .where(own, messages.c.answer["status"].as_string() == "not_found")
            .order_by(messages.c.created_at.desc())
            .limit(latest)
        )
        return [
            Turn(row.id, row.question, row.understood, Answer.model_validate(row.answer), row.created_at)
            for row in self._rows(query)
            if not row.understood.get("aside")  # thanks and greetings are no questions
        ]

    def files_added(self) -> list[tuple[str, datetime]]:
        """Every file with the moment (UTC) it was taken in, the latest first."""
        files = schema.files
        query = sa.select(files.c.name, files.c.added_at).order_by(files.c.added_at.desc(), files.c.name)
        return [(row.name, row.added_at) for row in self._rows(query)]

    def _rows(self, query: sa.Select[Any]) -> Sequence[Any]:
        with self._store.engine.connect() as connection:
            return connection.execute(query).all()


def share(values: Sequence[int], part: float) -> int:
    """The least of the values that `part` (over 0, at most 1) of them do not exceed (nearest rank); 0 for none."""
    ranked = sorted(values)
    return ranked[ceil(len(ranked) * part) - 1] if ranked else 0
