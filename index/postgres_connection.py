"""The connection to PostgreSQL: what the server must have, and its faults as sentences with a remedy.

Imported only where the database's address asks for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import errors

from index.errors import DatabaseGone, IndexFault, StaleView

# Those that it is tested with, and later ones.
EXTENSION = "vector"
LEAST_EXTENSION = (0, 8)
LEAST_SERVER = 140_000
# Compiling a statement takes longer than the few milliseconds it runs.
_SETTINGS = ("jit = off",)
# Held while tables are made, so that processes that start together do not make them twice.
_PREPARING = 0x52414D4D0001


def engine_of(url: str) -> sa.Engine:
    """An engine that finds its way back by itself after the server was away."""
    try:
        address = sa.engine.make_url(url).set(drivername="postgresql+psycopg")
    except (ValueError, sa.exc.ArgumentError):
        # Neither the address nor the cause is repeated: both hold the password.
        raise IndexFault(
            "Databasens adresse kan ikke læses. Skriv den som postgresql://bruger:kode@vært:5432/navn, med tegn som @ og / i "
            "koden skrevet som %40 og %2F."
        ) from None
    engine = sa.create_engine(
        address,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        hide_parameters=True,  # what was asked stands in no error
        connect_args={"connect_timeout": 5, "application_name": "rammeaftale"},
        json_serializer=_json,
    )
    sa.event.listen(engine, "connect", _prepare_connection)
    sa.event.listen(engine, "before_cursor_execute", _without_nul, retval=True)
    sa.event.listen(engine, "handle_error", _handle)
    return engine


def place_of(engine: sa.Engine) -> str:
    """Server and database as a person names them; never user or password."""
    url = engine.url
    host = url.host or url.query.get("host") or "denne maskine"
    port = f":{url.port}" if url.port else ""
    return f"»{url.database or ''}« på {host}{port}"


@contextmanager
def preparing(engine: sa.Engine) -> Iterator[None]:
    """Check the server, and hold off every other process that would make tables. Raises IndexFault."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _check_server(connection)
        connection.exec_driver_sql("select pg_advisory_lock(%s)", (_PREPARING,))
        try:
            _check_extension(connection)
            yield
        finally:
            connection.exec_driver_sql("select pg_advisory_unlock(%s)", (_PREPARING,))


def _check_server(connection: sa.Connection) -> None:
    version = int(connection.exec_driver_sql("show server_version_num").scalar_one())
    if version < LEAST_SERVER:
        shown = connection.exec_driver_sql("show server_version").scalar_one()
        raise IndexFault(
            f"Databasen {place_of(connection.engine)} er PostgreSQL {shown}, og der kræves mindst version "
            f"{LEAST_SERVER // 10_000}. Opdatér PostgreSQL, eller brug en nyere server."
        )


def _check_extension(connection: sa.Connection) -> None:
    place = place_of(connection.engine)
    sql = "select extversion from pg_extension where extname = %s"
    found = connection.exec_driver_sql(sql, (EXTENSION,)).scalar()
    if found is None:
        try:
            connection.exec_driver_sql(f"create extension if not exists {EXTENSION}")
        except (IndexFault, sa.exc.DBAPIError) as fault:
            raise IndexFault(
                f"Databasen {place} mangler udvidelsen {EXTENSION} (pgvector), og den kunne ikke slås til. Installér "
                f"pgvector på databaseserveren, og lad en administrator køre: CREATE EXTENSION {EXTENSION};"
            ) from fault
        found = connection.exec_driver_sql(sql, (EXTENSION,)).scalar_one()
    if tuple(int(part) for part in str(found).split(".")[:2]) < LEAST_EXTENSION:
        least = ".".join(map(str, LEAST_EXTENSION))
        raise IndexFault(
            f"Databasen {place} har udvidelsen {EXTENSION} i version {found}, og der kræves mindst {least}. "
            f"Opdatér pgvector på databaseserveren, og kør: ALTER EXTENSION {EXTENSION} UPDATE;"
        )


@contextmanager
def reading(engine: sa.Engine) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor that reads in binary, each statement by itself. Raises IndexFault."""
    with (
        engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
        faults_said(engine),
        driver(connection).cursor(binary=True) as cursor,
    ):
        yield cursor


@contextmanager
def faults_said(engine: sa.Engine) -> Iterator[None]:
    """Faults of the server inside, where SQLAlchemy does not see them, as sentences."""
    try:
        yield
    except psycopg.Error as fault:
        known = said(engine, fault)
        if known is None:
            raise
        raise known from fault


def driver(connection: sa.Connection) -> psycopg.Connection[Any]:
    """psycopg's own connection, for what SQLAlchemy has no words for."""
    found = connection.connection.driver_connection
    assert isinstance(found, psycopg.Connection)
    return found


def said(engine: sa.Engine, fault: BaseException) -> IndexFault | None:
    """What a fault of the server means to a person; None when it is a fault of the program."""
    place = place_of(engine)
    if isinstance(fault, errors.InsufficientPrivilege):
        return IndexFault(
            f"Brugeren »{engine.url.username or ''}« mangler rettigheder i databasen {place} ({_first_line(fault)}). Lad "
            "en administrator give den ret til at oprette og ændre tabeller: "
            "GRANT USAGE, CREATE ON SCHEMA public TO …;"
        )
    if isinstance(fault, errors.UndefinedTable) and "search_" in str(fault):
        return StaleView("Søgeindekset er skiftet ud imens. Prøv igen.")
    if isinstance(fault, errors.DiskFull | errors.OutOfMemory | errors.ConfigurationLimitExceeded):
        return IndexFault(
            f"Databasen {place} kan ikke tage imod mere ({_first_line(fault)}). Skaf plads på databaseserveren, og prøv "
            "igen; intet er ændret."
        )
    if isinstance(fault, errors.ReadOnlySqlTransaction):
        return IndexFault(
            f"Databasen {place} kan kun læses, måske fordi det er en kopi. Angiv adressen på den, der kan skrives i."
        )
    if isinstance(fault, psycopg.OperationalError | psycopg.InterfaceError):
        return DatabaseGone(place, _first_line(fault))
    return None


def _first_line(fault: BaseException) -> str:
    return (str(fault).strip().splitlines() or [type(fault).__name__])[0][:200]


def _handle(context: sa.engine.ExceptionContext) -> None:
    engine = context.engine
    if engine is not None and not context.is_pre_ping:
        known = said(engine, context.original_exception)
        if known is not None:
            raise known from context.original_exception


def _prepare_connection(connection: Any, _: object) -> None:
    with connection.cursor() as cursor:
        for setting in _SETTINGS:
            cursor.execute(f"set {setting}")
    connection.commit()


def _json(value: Any) -> str:
    # PostgreSQL keeps no NUL, and would refuse to look into JSON that holds one.
    return json.dumps(value).replace("\\u0000", "")


def _without_nul(
    connection: sa.Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool
) -> tuple[str, Any]:
    return statement, [_clean(row) for row in parameters] if many else _clean(parameters)


def _clean(row: Any) -> Any:
    if isinstance(row, dict):
        return {key: _text(value) for key, value in row.items()}
    return tuple(_text(value) for value in row) if isinstance(row, Sequence) else row


def _text(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value
