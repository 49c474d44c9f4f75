"""The audit log: who did what to which object, when, and how it ended. Rows are only ever added; no text is kept.

A database trigger refuses to change or delete a row, whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa

from index import schema
from index.database import Database, now

# Who it was, where no key was needed: someone at the machine itself.
LOCAL = "lokal"
# Who it was, where none was recognised.
UNKNOWN = "ukendt"
Action = Literal[
    "logget ind",
    "logget ud",
    "log ind afvist",
    "adgang afvist",
    "nøgle oprettet",
    "nøgle tilbagekaldt",
    "dokument indlæst",
    "dokument rettet",
    "dokument godkendt",
    "regeludkast afvist",
    "dokument fjernet",
    "samtale slettet",
    "samtale hentet",
    "svarjournal hentet",
    "sikkerhedskopi taget",
    "sikkerhedskopi indlæst",
]
DONE = "udført"
_LONGEST_SUBJECT = 500


@dataclass(frozen=True)
class Entry:
    """A line of the log. `at` is UTC without zone; `subject` ids of objects, or a route."""

    at: datetime
    actor: str
    action: str
    subject: str
    outcome: str


def record(database: Database, actor: str, action: Action, subject: str = "", outcome: str = DONE) -> None:
    """Add a line. `actor` is the id of a key, LOCAL or UNKNOWN; `subject` never holds text of a user."""
    with database.transaction(durable=True) as connection:
        connection.execute(
            sa.insert(schema.audit).values(
                at=now(), actor=actor, action=action, subject=subject[:_LONGEST_SUBJECT], outcome=outcome
            )
        )


def entries(database: Database, latest: int | None = None) -> list[Entry]:
    """The log, the newest line first."""
    query = sa.select(schema.audit).order_by(schema.audit.c.id.desc())
    with database.engine.connect() as connection:
        rows = connection.execute(query if latest is None else query.limit(latest))
        return [Entry(row.at, row.actor, row.action, row.subject, row.outcome) for row in rows]
