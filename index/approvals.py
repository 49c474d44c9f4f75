"""What persons approved, what it made of the rules, and the reports on what a document changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from index import schema
from index.database import now
from index.store import Store

# Who changed something, where nobody said.
LOCAL = "lokal bruger"

Action = Literal[
    "oplysninger bekræftet",
    "oplysninger rettet",
    "regeludkast godkendt",
    "regeludkast afvist",
    "afvisning fortrudt",
]


@dataclass(frozen=True)
class Approval:
    """A line of the log. `subject`: names of fields or the id of a draft (of a rejected one also why), never text."""

    at: datetime
    actor: str
    action: str
    document_id: str
    subject: str


@dataclass(frozen=True)
class ApprovedValue:
    """An approved rule draft: YAML in the form of corpus/rules."""

    id: str
    document_id: str
    yaml: str


def log(connection: sa.Connection, actor: str, action: Action, document_id: str, subject: str) -> None:
    """Add a line to the log, in the transaction of what it tells of."""
    connection.execute(
        sa.insert(schema.approvals).values(
            at=now(), actor=actor, action=action, document_id=document_id, subject=subject
        )
    )


def approvals(store: Store, document_id: str | None = None) -> list[Approval]:
    """The log, oldest first; of one document when given."""
    table = schema.approvals
    query = sa.select(table).order_by(table.c.id)
    if document_id is not None:
        query = query.where(table.c.document_id == document_id)
    with store.engine.connect() as connection:
        return [
            Approval(row.at, row.actor, row.action, row.document_id, row.subject)
            for row in connection.execute(query)
        ]


def approved_values(store: Store) -> tuple[ApprovedValue, ...]:
    """Every approved draft, in the order of approval."""
    table = schema.rule_values
    with store.engine.connect() as connection:
        rows = connection.execute(sa.select(table).order_by(table.c.approved_at, table.c.id))
        return tuple(ApprovedValue(row.id, row.document_id, row.yaml) for row in rows)


def add_values(connection: sa.Connection, values: Sequence[ApprovedValue], actor: str) -> None:
    """Keep approved drafts; one approved again is written anew."""
    table = schema.rule_values
    for value in values:
        connection.execute(sa.delete(table).where(table.c.id == value.id))
        connection.execute(
            sa.insert(table).values(
                id=value.id,
                document_id=value.document_id,
                yaml=value.yaml,
                approved_at=now(),
                approved_by=actor,
            )
        )
        log(connection, actor, "regeludkast godkendt", value.document_id, value.id)


def reject_values(
    connection: sa.Connection, document_id: str, drafts: Sequence[str], reason: str, actor: str
) -> bool:
    """Log drafts as rejected with the name of a reason, or with "" as offered again; whether an approved one was among them,
    which is approved no more."""
    table = schema.rule_values
    gone = connection.execute(sa.delete(table).where(table.c.id.in_(drafts))).rowcount if reason else 0
    for draft in drafts:
        if reason:
            log(connection, actor, "regeludkast afvist", document_id, f"{draft} {reason}")
        else:
            log(connection, actor, "afvisning fortrudt", document_id, draft)
    return gone > 0


def rejected_values(store: Store, document_id: str) -> dict[str, str]:
    """The drafts of a document that stand rejected, by id: the name of the reason. The last line about a draft counts."""
    found: dict[str, str] = {}
    for line in approvals(store, document_id):
        draft, _, reason = line.subject.partition(" ")
        if line.action == "regeludkast afvist":
            found[draft] = reason
        elif line.action in ("regeludkast godkendt", "afvisning fortrudt"):
            found.pop(draft, None)
    return found


def keep_report(store: Store, document_id: str, mentions: Collection[str], report: Mapping[str, Any]) -> None:
    """Keep what a document changed, in place of an earlier report; nothing when the document is gone."""
    table = schema.impacts
    with store.transaction() as connection:
        known = connection.execute(
            sa.select(schema.documents.c.id).where(schema.documents.c.id.in_({document_id, *mentions}))
        )
        # Removed while the report was made: its text must not come back with it.
        if {row.id for row in known} < {document_id, *mentions}:
            return
        connection.execute(sa.delete(table).where(table.c.document_id == document_id))
        connection.execute(
            sa.insert(table).values(
                document_id=document_id, made_at=now(), mentions=sorted(mentions), report=dict(report)
            )
        )


def kept_report(store: Store, document_id: str) -> dict[str, Any] | None:
    """The report kept when the document came; None when there is none."""
    table = schema.impacts
    with store.engine.connect() as connection:
        row = connection.execute(sa.select(table.c.report).where(table.c.document_id == document_id)).first()
    return dict(row.report) if row is not None else None


def forget(connection: sa.Connection, document_ids: Collection[str]) -> None:
    """Forget the approved values of documents that go, and every report that holds text of theirs."""
    values, reports = schema.rule_values, schema.impacts
    connection.execute(sa.delete(values).where(values.c.document_id.in_(document_ids)))
    gone = set(document_ids)
    for row in connection.execute(sa.select(reports.c.document_id, reports.c.mentions)).all():
        if gone & {row.document_id, *row.mentions}:
            connection.execute(sa.delete(reports).where(reports.c.document_id == row.document_id))
