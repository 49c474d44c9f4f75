"""How long conversations are kept: those not used for a number of days are erased, from the files too.

Done when the data folder is opened, by the server and by every command, and every hour in a running server. The same
clean-up finishes a deletion that a reader was in the way of, so that an hour is the longest a deleted text can stay.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from index import erasure, schema
from index.database import now
from index.store import Store

# How often a running server cleans up, in seconds.
EVERY = 1800


def clean(store: Store, days: int, at: datetime | None = None) -> int:
    """Erase the conversations last used more than `days` days before `at` (UTC, the present by default).

    0 days keeps them until they are deleted. Returns how many were erased. Raises IndexFault.
    """
    erased = _expired(store, (at or now()) - timedelta(days=days)) if days else 0
    erasure.finish(store)
    return erased


def _expired(store: Store, before: datetime) -> int:
    table = schema.conversations
    late = table.c.updated_at < before
    with store.engine.connect() as connection:
        # Mostly there are none, and then nothing is written: the folder may be there to be read only.
        if connection.execute(sa.select(table.c.id).where(late).limit(1)).first() is None:
            return 0
    with store.transaction() as connection:
        erased = connection.execute(sa.delete(table).where(late)).rowcount
        erasure.begin(connection)
    return erased
