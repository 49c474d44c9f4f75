"""A data folder of an earlier version opens in this one with everything that was in it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

import index.store
from assistant.learner import Learners
from index import schema
from index.errors import IndexFault
from index.store import Store

MIGRATIONS = Path(index.store.__file__).parent / "migrations"
AT = datetime(2026, 1, 2, 3, 4, 5)
OLD: dict[str, dict[str, Any]] = {
    "files": {"sha256": "a" * 64, "name": "a.txt", "media_type": "text/plain", "size": 9, "text": "æøå\ntekst",
              "page_starts": [0], "added_at": AT},
    "documents": {"id": "a", "file_sha256": "a" * 64, "start": 0, "end": 9, "title": "A", "region": None,
                  "kind": "rammeaftale", "valid_from": date(2023, 1, 1), "valid_to": None, "dated": None,
                  "about": None, "standing": "", "note": "", "confirmed": True},
    "sections": {"document_id": "a", "number": 0, "heading": "H", "path": ["H"], "start": 0, "end": 9},
    "passages": {"id": "p", "document_id": "a", "number": 0, "section": 0, "start": 0, "end": 9,
                 "text": "æøå tekst", "units": [["sentence", 0, 9, "æøå tekst", ""]]},
    "vectors": {"model": "m", "text_sha256": "b" * 64, "vector": b"\x00\x00\x80?"},
    "state": {"key": "generation", "value": "g1"},
    "conversations": {"id": "c", "title": "T", "created_at": AT, "updated_at": AT},
    "messages": {"id": "m", "conversation_id": "c", "number": 1, "question": "Hvad?", "understood": {"a": 1},
                 "answer": {"b": [2]}, "created_at": AT},
    "feedback": {"id": "f", "message_id": "m", "helpful": False, "reason": "", "comment": "æ", "created_at": AT},
    "audit": {"id": 1, "at": AT, "actor": "x", "action": "y", "subject": "z"},
}  # fmt: skip
# What later versions know of the rows that were there before them.
ADDED: dict[str, dict[str, Any]] = {"conversations": {"owner": None}, "audit": {"outcome": "udført"}}


def upgraded(engine: sa.Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A data folder as the first version wrote it, a row in every table."""
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'rammeaftale.db'}")
    upgraded(engine, "0001")
    with engine.begin() as connection:
        for name, row in OLD.items():
            connection.execute(sa.insert(schema.metadata.tables[name]).values(**row))
    engine.dispose()
    return tmp_path


def rows(store: Store, name: str) -> list[dict[str, Any]]:
    with store.engine.connect() as connection:
        return [dict(row._mapping) for row in connection.execute(sa.select(schema.metadata.tables[name]))]


def revision(store: Store) -> str:
    with store.engine.connect() as connection:
        return str(connection.execute(sa.text("select version_num from alembic_version")).scalar())


def test_an_old_data_folder_opens_with_every_row_it_had(old: Path) -> None:
    store = Store.open(old)
    assert revision(store) == schema.REVISION
    for name, row in OLD.items():
        assert rows(store, name) == [row | ADDED.get(name, {})], name
    learners = Learners(store)
    learner = learners.create("leder", "Midtjylland")
    learners.keep(learner.token, "q", "v", True)
    store.close()
    again = Store.open(old)
    assert Learners(again).answers(learner.token)["q"].correct
    assert rows(again, "messages") == [OLD["messages"]]
    again.close()


def test_a_migration_that_was_stopped_halfway_goes_on(old: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{old / 'rammeaftale.db'}")
    schema.learners.create(engine)
    engine.dispose()
    store = Store.open(old)
    assert revision(store) == schema.REVISION and rows(store, "quiz_answers") == []
    assert rows(store, "documents") == [OLD["documents"]]
    store.close()


def test_migrating_ends_in_the_tables_the_code_expects(old: Path) -> None:
    store = Store.open(old)
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    store.close()


def test_a_data_folder_of_a_newer_version_is_left_alone(old: Path) -> None:
    store = Store.open(old)
    with store.transaction() as connection:
        connection.execute(sa.text("update alembic_version set version_num = '9999'"))
    store.close()
    with pytest.raises(IndexFault, match="nyere udgave"):
        Store.open(old)
