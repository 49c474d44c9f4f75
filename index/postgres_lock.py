"""The lock of the one process, on any machine, that changes a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from index.errors import DatabaseGone, IngestRunning

_KEY = 0x52414D4D0002


@contextmanager
def writing(engine: sa.Engine) -> Iterator[None]:
    """Hold the lock inside the block. Raises IngestRunning when another holds it; a process that dies lets go."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.exec_driver_sql("select pg_try_advisory_lock(%s)", (_KEY,)).scalar():
            raise IngestRunning
        try:
            yield
        finally:
            # A server that went away has let go of the lock by itself.
            with suppress(DatabaseGone):
                connection.exec_driver_sql("select pg_advisory_unlock(%s)", (_KEY,))
