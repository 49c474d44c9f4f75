"""A data folder as the first version of the product would have left it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import index

FIRST = "0001"
_MIGRATIONS = Path(index.__file__).parent / "migrations"


def upgraded(engine: sa.Engine, revision: str) -> None:
    """Bring a database to a revision of the schema."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def as_first_version(present: Path, old: Path) -> None:
    """Copy what the first schema knew of a data folder into a new one; its search views are left behind."""
    old.mkdir(parents=True)
    engine = sa.create_engine(f"sqlite:///{old / 'rammeaftale.db'}")
    upgraded(engine, FIRST)
    with engine.begin() as connection:
        known = {
            table: [column["name"] for column in sa.inspect(connection).get_columns(table)]
            for table in sa.inspect(connection).get_table_names()
            if table != "alembic_version"
        }
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("attach database ? as present", (str(present / "rammeaftale.db"),))
        for table, columns in known.items():
            listed = ", ".join(f'"{column}"' for column in columns)
            connection.exec_driver_sql(
                f'insert into main."{table}" ({listed}) select {listed} from present."{table}"'
            )
        connection.exec_driver_sql("detach database present")
    engine.dispose()
