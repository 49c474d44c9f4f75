"""The database itself: opened, migrated, written to in transactions, scrubbed and checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from index import schema
from index.errors import CannotWrite, DamagedStore, IndexFault


def now() -> datetime:
    """The present in UTC, without zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Database:
    """One database of the tables in `schema`. Safe from several threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        # Whether it is a server, which other machines may be using too.
        self.shared = not url.startswith("sqlite")
        if self.shared:
            self.engine = _server_engine(url)
        else:
            self.engine = sa.create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "handle_error", self._say_what_to_do)

    @classmethod
    def open(cls, data: Path, url: str | None = None) -> Self:
        """Open, creating or migrating it first where needed, the database of a data folder."""
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise CannotWrite(data, fault.strerror or fault) from fault
        store = cls(url or f"sqlite:///{data / 'rammeaftale.db'}")
        try:
            store.prepare()
        except IndexFault:
            store.close()
            raise
        return store

    def close(self) -> None:
        self.engine.dispose()

    def prepare(self) -> None:
        """Make or migrate the tables where needed. Raises IndexFault, also when the server lacks something."""
        if not self.shared:
            self.migrate()
            return
        from index import postgres_connection, postgres_generation

        with postgres_connection.preparing(self.engine):
            self.migrate()
            postgres_generation.prepare(self.engine)

    def migrate(self) -> None:
        """Bring the schema to the code's revision; a newer one is refused."""
        with self.engine.connect() as connection:
            found = self._revision(connection)
        if found == schema.REVISION:
            return
        if found is not None and found > schema.REVISION:
            raise IndexFault(
                f"Databasen er skrevet af en nyere udgave (skema {found}, denne kan {schema.REVISION}). "
                "Opdatér programmet, eller vælg en anden datamappe."
            )
        # Imported here: alembic costs a tenth of a second, and is needed once in a data folder's life.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, schema.REVISION)

    def _say_what_to_do(self, context: sa.engine.ExceptionContext) -> None:
        """Faults of the disk and the file, which no caller expects, become sentences with a remedy."""
        cause = context.original_exception
        code = getattr(cause, "sqlite_errorcode", None)
        if code is None:
            return
        kind = code & 0xFF  # the extended codes say more, the low byte says what kind it is
        if kind in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise DamagedStore(self.url, cause) from cause
        if kind in (
            sqlite3.SQLITE_FULL,
            sqlite3.SQLITE_READONLY,
            sqlite3.SQLITE_IOERR,
            sqlite3.SQLITE_CANTOPEN,
        ):
            raise CannotWrite(self.url, cause) from cause
        if kind in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise IndexFault(
                f"Databasen {self.url} er optaget af et andet program ({cause}). Prøv igen om lidt."
            ) from cause

    @staticmethod
    def _revision(connection: sa.Connection) -> str | None:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("select version_num from alembic_version")).scalar()

    @contextmanager
    def transaction(self, durable: bool = False) -> Iterator[sa.Connection]:
        """All that is written inside is kept together or not at all.

        `durable`: on the disk, not only with the operating system, when it returns. A change of the documents
        must survive a power cut; a chat turn must survive the death of the process.
        """
        with self.engine.begin() as connection:
            if durable and not self.shared:
                connection.exec_driver_sql("pragma synchronous=full")
            yield connection

    def scrub(self) -> bool:
        """Take deleted bytes out of the database files as well; whether none is left, or a reader was in the way."""
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if self.shared:
                # The place is free to be written over; its log and its backups are the server's own.
                tables = ", ".join(schema.metadata.tables)
                connection.exec_driver_sql(f"vacuum {tables}")
                return True
            connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
            connection.exec_driver_sql("vacuum")
            return bool(connection.exec_driver_sql("pragma wal_checkpoint(truncate)").one()[0] == 0)

    def check(self) -> list[str]:
        """What the database itself finds wrong with its files; empty when all is well."""
        if self.shared:
            return []
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("pragma quick_check").all()
        return [str(row[0]) for row in rows if row[0] != "ok"]


def _server_engine(url: str) -> sa.Engine:
    if url.split("://")[0].split("+")[0] not in ("postgresql", "postgres"):
        raise IndexFault("Databasens adresse skal begynde med postgresql:// eller sqlite:///.")
    try:
        from index import postgres_connection
    except ImportError as missing:
        raise IndexFault(
            f"Til PostgreSQL mangler pakken {missing.name}. Installér den: pip install 'rammeaftale[postgres]'"
        ) from missing
    return postgres_connection.engine_of(url)


def _prepare_sqlite(connection: Any, _: object) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=wal",
        "synchronous=normal",
        "foreign_keys=on",
        "secure_delete=on",
        "busy_timeout=10000",
    ):
        cursor.execute(f"pragma {pragma}")
    cursor.close()
