"""A library copied from one database into another, vectors and all, so that nothing is embedded again."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from index import schema
from index.store import Store

# What the documents are made of; conversations and keys stay where they are.
_TABLES = (schema.files, schema.documents, schema.sections, schema.passages, schema.vectors)


def copy_documents(data: Path, url: str, scratch: Path) -> None:
    """Copy the documents of a data folder into an empty database; its search views are then built when opened."""
    source, target = Store.open(data), Store.open(scratch, url)
    try:
        with source.engine.connect() as reading, target.transaction() as writing:
            for table in _TABLES:
                rows = [dict(row._mapping) for row in reading.execute(sa.select(table))]
                if rows:
                    writing.execute(sa.insert(table), rows)
            for row in reading.execute(sa.select(schema.state)):
                if row.key != "generation":
                    Store.set_state(writing, row.key, row.value)
    finally:
        source.close()
        target.close()
