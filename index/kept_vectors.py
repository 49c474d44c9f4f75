"""Vectors kept by model and text hash, so that no text is embedded twice by the same model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
import sqlalchemy as sa

from index import schema
from index.database import Database
from index.embedding import Vector

# Called as counting(done, of) while texts are embedded.
Counting = Callable[[int, int], None]


def kept(database: Database, model: str, keys: Sequence[str]) -> dict[str, Vector]:
    """Vectors of a model by text hash; hashes without one are left out."""
    table = schema.vectors
    found: dict[str, Vector] = {}
    with database.engine.connect() as connection:
        for at in range(0, len(keys), 500):
            rows = connection.execute(
                sa.select(table.c.text_sha256, table.c.vector).where(
                    table.c.model == model, table.c.text_sha256.in_(keys[at : at + 500])
                )
            )
            found.update({row.text_sha256: np.frombuffer(row.vector, np.float32) for row in rows})
    return found


def keep(database: Database, model: str, rows: Mapping[str, Vector]) -> None:
    """Keep vectors of a model by text hash; those already there are left as they are."""
    if not rows:
        return
    known = kept(database, model, list(rows))
    fresh = [
        {"model": model, "text_sha256": key, "vector": np.asarray(vector, np.float32).tobytes()}
        for key, vector in rows.items()
        if key not in known
    ]
    if fresh:
        with database.transaction() as connection:
            connection.execute(sa.insert(schema.vectors), fresh)


def drop_except(database: Database, model: str, keys: Iterable[str]) -> None:
    """Forget every vector but those that this model made of these texts."""
    wanted = set(keys)
    table = schema.vectors
    with database.transaction() as connection:
        rows = connection.execute(sa.select(table.c.model, table.c.text_sha256)).all()
        gone = [
            {"m": row.model, "k": row.text_sha256}
            for row in rows
            if row.model != model or row.text_sha256 not in wanted
        ]
        if gone:
            connection.execute(
                sa.delete(table).where(
                    table.c.model == sa.bindparam("m"), table.c.text_sha256 == sa.bindparam("k")
                ),
                gone,
            )
