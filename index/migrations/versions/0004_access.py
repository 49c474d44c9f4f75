"""Keys, sessions, whose a conversation is, and the audit log with its outcome, to which rows are only added."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite keeps each table as it is made: one that was stopped halfway must be able to go on.
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
        if_not_exists=True,
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("key_id", sa.String(16), sa.ForeignKey("api_keys.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime, nullable=False),
        if_not_exists=True,
    )
    _add("conversations", sa.Column("owner", sa.String(16)))
    op.create_index("ix_conversations_owner", "conversations", ["owner"], if_not_exists=True)
    _add("audit", sa.Column("outcome", sa.Text, nullable=False, server_default="udført"))
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(
                f"create trigger if not exists audit_no_{event} before {event} on audit "
                "begin select raise(abort, 'audit is append-only'); end"
            )
    else:
        op.execute(
            "create or replace function audit_append_only() returns trigger language plpgsql as "
            "$$ begin raise exception 'audit is append-only'; end $$"
        )
        for event in ("update", "delete", "truncate"):
            op.execute(f"drop trigger if exists audit_no_{event} on audit")
            op.execute(
                f"create trigger audit_no_{event} before {event} on audit "
                "for each statement execute function audit_append_only()"
            )


def _add(table: str, column: sa.Column[object]) -> None:
    known = {found["name"] for found in sa.inspect(op.get_bind()).get_columns(table)}
    if column.name not in known:
        op.add_column(table, column)


def downgrade() -> None:
    op.drop_column("audit", "outcome")
    op.drop_index("ix_conversations_owner", "conversations")
    op.drop_column("conversations", "owner")
    for table in ("sessions", "api_keys"):
        op.drop_table(table)
