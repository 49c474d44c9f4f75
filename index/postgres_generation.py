"""A generation in PostgreSQL: two tables that never change once they are whole.

    search_<name>_passages   passages by number, with their vectors and their units'
    search_<name>_words      the terms, see index/postgres_lexical.py
    search_generations       a row for each generation: what it was built from

Built and committed first, then named in the transaction that changes the documents. Readers open what the database
names. The tables of a former generation are dropped: their bytes leave the disk with them.

A large collection is not built anew for one document more: a generation may add to a whole one, its foundation. Its tables
then hold what is not in that one's, which are kept for as long; see `index.plan`.
"""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from index import danish, postgres_lexical, postgres_lock, postgres_vectors
from index.database import now
from index.errors import BrokenView, IndexFault
from index.ingredients import Ingredients
from index.manifest import FORMAT, Manifest, content_of, documents_of
from index.opened import OpenedGeneration, Part
from index.postgres_connection import driver, faults_said
from index.postgres_lexical import PostgresWords
from index.views import KeptGeneration

_log = logging.getLogger(__name__)
_TABLES = ("passages", "words")
_LIST = sa.Table(
    "search_generations",
    sa.MetaData(),
    sa.Column("name", sa.String(40), primary_key=True),
    sa.Column("format", sa.Integer, nullable=False),
    sa.Column("model", sa.Text, nullable=False),
    sa.Column("terms", sa.Integer, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("passages", sa.Integer, nullable=False),
    sa.Column("built_at", sa.DateTime, nullable=False),
    # As `Manifest` has them.
    sa.Column("documents", JSONB, nullable=False, server_default="{}"),
    sa.Column("foundation", sa.String(40)),
)
_PARTS = sa.select(_LIST.c.name, _LIST.c.foundation)


def prepare(engine: sa.Engine) -> None:
    """Make the list of generations where there is none, and bring one of a former edition up to date."""
    _LIST.metadata.create_all(engine)
    there = {column["name"] for column in sa.inspect(engine).get_columns(_LIST.name)}
    with engine.begin() as connection:
        for column in _LIST.columns:
            if column.name not in there:
                made = sa.schema.CreateColumn(column).compile(dialect=engine.dialect)
                connection.exec_driver_sql(f"alter table {_LIST.name} add column {made}")


def _table(name: str, kind: str) -> str:
    # Content hash and a random number, both hexadecimal: safe in SQL.
    return f"search_{name.replace('-', '_')}_{kind}"


def _open_part(engine: sa.Engine, name: str) -> Part:
    return Part(name, *postgres_vectors.opened(engine, _table(name, "passages")))


class PostgresViews:
    """The views of a database, which any number of machines may read."""

    shared = True

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def writing(self) -> AbstractContextManager[None]:
        return postgres_lock.writing(self._engine)

    def build(self, of: Ingredients) -> str:
        documents, start, words = documents_of(of.passages), 0, None
        if of.foundation is not None:
            base = self.manifest(of.foundation)
            documents |= base.documents
            start, words = base.passages, _table(of.foundation, "words")
        content = content_of(documents, of.model)
        # Never a name that was there before: a reader may still hold a former generation of the same content.
        name = f"{content}-{uuid4().hex[:8]}"
        with self._engine.begin() as connection, faults_said(self._engine):
            raw = driver(connection)
            connection.execute(
                sa.insert(_LIST).values(
                    name=name,
                    format=FORMAT,
                    model=of.model,
                    terms=danish.VERSION,
                    content=content,
                    passages=start + len(of.passages),
                    built_at=now(),
                    documents=documents,
                    foundation=of.foundation,
                )
            )
            postgres_vectors.create(raw, _table(name, "passages"), of.passages, of.rows)
            postgres_lexical.create(raw, _table(name, "words"), of.passages, of.lexicon, words, start)
            for kind in _TABLES:
                raw.execute(f"analyze {_table(name, kind)}".encode())
        self.open(name, of.beside).verify(of.rows[: len(of.passages)])
        return name

    def open(self, name: str, beside: OpenedGeneration | None = None) -> OpenedGeneration:
        manifest = self.manifest(name)
        if not manifest.readable:
            raise BrokenView(f"Indekset {name} er bygget af en anden udgave af programmet.")
        foundation, base = None, manifest.foundation
        if base is not None:
            foundation = beside.part(base) if beside is not None else None
            foundation = foundation or _open_part(self._engine, base)
        own = _open_part(self._engine, name)
        tables = [_table(each, "words") for each in (base, name) if each is not None]
        groups = [*(foundation.groups if foundation else ()), *own.groups]
        return OpenedGeneration(name, manifest, PostgresWords(self._engine, tables, groups), own, foundation)

    def manifest(self, name: str) -> Manifest:
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_LIST).where(_LIST.c.name == name)).first()
        if row is None:
            raise BrokenView(f"Indekset {name} findes ikke i databasen.")
        return _manifest(row)

    def remove_except(self, keep: str | None) -> None:
        with self._engine.connect() as connection:
            foundations = {row.name: row.foundation for row in connection.execute(_PARTS)}
        names = foundations.keys() - {keep, foundations.get(keep or "")}
        for name in names:
            try:
                with self._engine.begin() as connection:
                    # Someone may read for long, as a backup does: what is not dropped now is with the next change.
                    connection.exec_driver_sql("set local lock_timeout = '5s'")
                    for kind in _TABLES:
                        connection.exec_driver_sql(f"drop table if exists {_table(name, kind)}")
                    connection.execute(sa.delete(_LIST).where(_LIST.c.name == name))
            except IndexFault as late:
                _log.warning("Et forrige søgeindeks kunne ikke fjernes endnu: %s", late)

    def kept(self) -> list[KeptGeneration]:
        size = sa.text(
            "select coalesce(sum(pg_total_relation_size(oid)), 0) from pg_class where relname = any(:tables)"
        )
        columns = (_LIST.c.name, _LIST.c.foundation, _LIST.c.model, _LIST.c.passages, _LIST.c.built_at)
        found = []
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(*columns).order_by(_LIST.c.name)).all()
            foundations = {row.foundation for row in rows}
            for row in rows:
                if row.name in foundations:
                    continue
                parts = [part for part in (row.name, row.foundation) if part is not None]
                tables = [_table(part, kind) for part in parts for kind in _TABLES]
                taken = int(connection.execute(size, {"tables": tables}).scalar_one())
                built: datetime = row.built_at
                found.append(KeptGeneration(row.name, built, taken, row.model, row.passages))
        return found


def _manifest(row: Any) -> Manifest:
    return Manifest(
        row.format, row.model, row.terms, row.content, row.passages, {}, row.documents, row.foundation
    )
