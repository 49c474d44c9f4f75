"""What a new document changed, the rule values approved because of it, and who approved them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # SQLite keeps each table as it is made: one that was stopped halfway must be able to go on.
    op.create_table(
        "approvals",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("document_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "rule_values",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("document_id", sa.String(200), nullable=False),
        sa.Column("yaml", sa.Text, nullable=False),
        sa.Column("approved_at", sa.DateTime, nullable=False),
        sa.Column("approved_by", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_rule_values_document_id", "rule_values", ["document_id"], if_not_exists=True)
    op.create_table(
        "impacts",
        sa.Column("document_id", sa.String(200), primary_key=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("mentions", sa.JSON, nullable=False),
        sa.Column("report", sa.JSON, nullable=False),
        if_not_exists=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for event in ("update", "delete"):
            op.execute(
                f"create trigger if not exists approvals_no_{event} before {event} on approvals "
                "begin select raise(abort, 'approvals is append-only'); end"
            )
    else:
        for event in ("update", "delete"):
            op.execute(
                f"create or replace rule approvals_no_{event} as on {event} to approvals do instead nothing"
            )


def downgrade() -> None:
    for table in ("impacts", "rule_values", "approvals"):
        op.drop_table(table)
