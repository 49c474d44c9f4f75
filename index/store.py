"""The truth: every document, passage, vector and conversation, in SQL."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from index import schema
from index.errors import CannotWrite, DamagedStore, IndexFault
from ingest.documents import Document, Metadata, Passage, Section, Span, Unit

Vector = NDArray[np.float32]


@dataclass(frozen=True)
class StoredFile:
    """A file as it was taken in. `text` is what all offsets cite."""

    sha256: str
    name: str
    media_type: str
    size: int
    text: str
    page_starts: tuple[int, ...]


@dataclass(frozen=True)
class StoredDocument:
    """A document without its passages."""

    id: str
    file: str
    file_sha256: str
    span: Span
    metadata: Metadata


@dataclass(frozen=True)
class StoredPassage:
    """A passage with the place it stands in."""

    id: str
    document_id: str
    number: int
    passage: Passage


def now() -> datetime:
    """The present in UTC, without zone, as the tables keep it."""
    return datetime.now(UTC).replace(tzinfo=None)


class Store:
    """One database. Safe from several threads; every method is a transaction of its own unless given one."""

    def __init__(self, url: str) -> None:
        self.url = url
        sqlite = url.startswith("sqlite")
        self.engine = sa.create_engine(
            url, connect_args={"timeout": 10, "check_same_thread": False} if sqlite else {}
        )
        if sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "handle_error", self._say_what_to_do)

    @classmethod
    def open(cls, data: Path, url: str | None = None) -> Store:
        """Open, creating or migrating it first where needed, the database of a data folder."""
        try:
            data.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise CannotWrite(data, fault.strerror or fault) from fault
        store = cls(url or f"sqlite:///{data / 'rammeaftale.db'}")
        store.migrate()
        return store

    def close(self) -> None:
        self.engine.dispose()

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
            if durable and self.url.startswith("sqlite"):
                connection.exec_driver_sql("pragma synchronous=full")
            yield connection

    # --- state -----------------------------------------------------------------------------------------

    def generation(self) -> str | None:
        """The name of the generation that readers open; None before the first."""
        return self.state("generation")

    def state(self, key: str) -> str | None:
        """A remembered value; None when there is none."""
        with self.engine.connect() as connection:
            return connection.execute(
                sa.select(schema.state.c.value).where(schema.state.c.key == key)
            ).scalar()

    def edition(self) -> tuple[str | None, str | None]:
        """(generation, revision): the second changes with everything an ingest writes."""
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(schema.state).where(schema.state.c.key.in_(("generation", "revision")))
            )
            found = {row.key: row.value for row in rows}
        return found.get("generation"), found.get("revision")

    @staticmethod
    def set_state(connection: sa.Connection, key: str, value: str) -> None:
        connection.execute(sa.delete(schema.state).where(schema.state.c.key == key))
        connection.execute(sa.insert(schema.state).values(key=key, value=value))

    # --- documents -------------------------------------------------------------------------------------

    def files(self) -> dict[str, str]:
        """sha256 to name of every file."""
        with self.engine.connect() as connection:
            rows = connection.execute(sa.select(schema.files.c.sha256, schema.files.c.name))
            return {row.sha256: row.name for row in rows}

    def incomplete_files(self) -> set[str]:
        """sha256 of files of which a document was removed: their documents no longer hold the whole text."""
        table, files = schema.documents, schema.files
        held = sa.func.sum(table.c.end - table.c.start)
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(files.c.sha256)
                .join(table, files.c.sha256 == table.c.file_sha256)
                .group_by(files.c.sha256, files.c.text)
                .having(held < sa.func.length(files.c.text))
            )
            return {row.sha256 for row in rows}

    def file(self, name: str) -> StoredFile | None:
        """The file of that name."""
        return self._file(schema.files.c.name == name)

    def file_by_hash(self, sha256: str) -> StoredFile | None:
        """The file with that content."""
        return self._file(schema.files.c.sha256 == sha256)

    def _file(self, where: sa.ColumnElement[bool]) -> StoredFile | None:
        with self.engine.connect() as connection:
            row = connection.execute(sa.select(schema.files).where(where)).first()
        if row is None:
            return None
        return StoredFile(row.sha256, row.name, row.media_type, row.size, row.text, tuple(row.page_starts))

    def documents(self) -> list[StoredDocument]:
        """Every document, by id."""
        table, files = schema.documents, schema.files
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table, files.c.name.label("file"))
                .join(files, files.c.sha256 == table.c.file_sha256)
                .order_by(table.c.id)
            ).all()
        return [_document(row) for row in rows]

    def sections(self, document_id: str) -> list[Section]:
        """The section tree of a document, in order."""
        table = schema.sections
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table).where(table.c.document_id == document_id).order_by(table.c.number)
            ).all()
        return [Section(row.number, row.heading, tuple(row.path), Span(row.start, row.end)) for row in rows]

    def passage_keys(self) -> list[tuple[str, str]]:
        """(passage id, document id) of every passage, in document and reading order."""
        table = schema.passages
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table.c.id, table.c.document_id).order_by(table.c.document_id, table.c.number)
            ).all()
        return [(row.id, row.document_id) for row in rows]

    def passages(self, ids: Sequence[str] | None = None) -> list[StoredPassage]:
        """The passages with those ids, or all, in document and reading order. Unknown ids are left out."""
        table = schema.passages
        query = sa.select(table).order_by(table.c.document_id, table.c.number)
        found: list[StoredPassage] = []
        with self.engine.connect() as connection:
            if ids is None:
                found += map(_passage, connection.execute(query))
            else:
                for at in range(0, len(ids), 500):
                    chunk = query.where(table.c.id.in_(ids[at : at + 500]))
                    found += map(_passage, connection.execute(chunk))
        return found

    @staticmethod
    def add(connection: sa.Connection, stored: StoredFile, documents: Iterable[Document]) -> None:
        """Write a file and its documents."""
        connection.execute(
            sa.insert(schema.files).values(
                sha256=stored.sha256,
                name=stored.name,
                media_type=stored.media_type,
                size=stored.size,
                text=stored.text,
                page_starts=list(stored.page_starts),
                added_at=now(),
            )
        )
        for document in documents:
            connection.execute(
                sa.insert(schema.documents).values(
                    id=document.id,
                    file_sha256=stored.sha256,
                    start=document.span.start,
                    end=document.span.end,
                    **asdict(document.metadata),
                )
            )
            if document.sections:
                connection.execute(sa.insert(schema.sections), _section_rows(document))
            if document.passages:
                connection.execute(sa.insert(schema.passages), _passage_rows(document))

    @staticmethod
    def remove_file(connection: sa.Connection, sha256: str) -> None:
        """Delete a file with all its documents and passages."""
        connection.execute(sa.delete(schema.files).where(schema.files.c.sha256 == sha256))

    @staticmethod
    def remove_document(connection: sa.Connection, document_id: str) -> None:
        """Delete one document; its file goes with the last of its documents.

        Until then its part of the stored text is blanked, so that the offsets of the others stay right.
        """
        table = schema.documents
        found = connection.execute(
            sa.select(table.c.file_sha256, table.c.start, table.c.end).where(table.c.id == document_id)
        ).first()
        if found is None:
            return
        sha256 = found.file_sha256
        connection.execute(sa.delete(table).where(table.c.id == document_id))
        left = connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.c.file_sha256 == sha256)
        ).scalar()
        if not left:
            Store.remove_file(connection, sha256)
            return
        same = schema.files.c.sha256 == sha256
        text = connection.execute(sa.select(schema.files.c.text).where(same)).scalar_one()
        blank = re.sub(r"\S", " ", text[found.start : found.end])
        connection.execute(
            sa.update(schema.files).where(same).values(text=text[: found.start] + blank + text[found.end :])
        )

    # --- vectors ---------------------------------------------------------------------------------------

    def vectors(self, model: str, keys: Sequence[str]) -> dict[str, Vector]:
        """Vectors of a model by text hash; hashes without one are left out."""
        table = schema.vectors
        found: dict[str, Vector] = {}
        with self.engine.connect() as connection:
            for at in range(0, len(keys), 500):
                rows = connection.execute(
                    sa.select(table.c.text_sha256, table.c.vector).where(
                        table.c.model == model, table.c.text_sha256.in_(keys[at : at + 500])
                    )
                )
                found.update({row.text_sha256: np.frombuffer(row.vector, np.float32) for row in rows})
        return found

    def add_vectors(self, model: str, rows: Mapping[str, Vector]) -> None:
        """Keep vectors of a model by text hash; those already there are left as they are."""
        if not rows:
            return
        known = self.vectors(model, list(rows))
        fresh = [
            {"model": model, "text_sha256": key, "vector": np.asarray(vector, np.float32).tobytes()}
            for key, vector in rows.items()
            if key not in known
        ]
        if fresh:
            with self.transaction() as connection:
                connection.execute(sa.insert(schema.vectors), fresh)

    def drop_vectors_except(self, model: str, keys: Iterable[str]) -> None:
        """Forget the vectors of texts that no passage holds any more."""
        wanted = set(keys)
        table = schema.vectors
        with self.transaction() as connection:
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

    def scrub(self) -> None:
        """Take deleted bytes out of the database files as well."""
        if self.url.startswith("sqlite"):
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("pragma wal_checkpoint(truncate)")
                connection.exec_driver_sql("vacuum")
                connection.exec_driver_sql("pragma wal_checkpoint(truncate)")

    def check(self) -> list[str]:
        """What the database itself finds wrong with its files; empty when all is well."""
        if not self.url.startswith("sqlite"):
            return []
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql("pragma quick_check").all()
        return [str(row[0]) for row in rows if row[0] != "ok"]


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


def _document(row: Any) -> StoredDocument:
    known = Metadata(
        title=row.title,
        region=row.region,
        kind=row.kind,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        dated=row.dated,
        about=row.about,
        standing=row.standing,
        note=row.note,
        confirmed=row.confirmed,
    )
    return StoredDocument(row.id, row.file, row.file_sha256, Span(row.start, row.end), known)


def _passage(row: Any) -> StoredPassage:
    units = tuple(Unit(kind, Span(a, b), text, lead) for kind, a, b, text, lead in row.units)
    passage = Passage(row.section, Span(row.start, row.end), row.text, units)
    return StoredPassage(row.id, row.document_id, row.number, passage)


def _section_rows(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "document_id": document.id,
            "number": section.number,
            "heading": section.heading,
            "path": list(section.path),
            "start": section.span.start,
            "end": section.span.end,
        }
        for section in document.sections
    ]


def _passage_rows(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "id": passage_id(document, passage),
            "document_id": document.id,
            "number": number,
            "section": passage.section,
            "start": passage.span.start,
            "end": passage.span.end,
            "text": passage.text,
            "units": [
                [unit.kind, unit.span.start, unit.span.end, unit.text, unit.lead] for unit in passage.units
            ],
        }
        for number, passage in enumerate(document.passages)
    ]


def passage_id(document: Document, passage: Passage) -> str:
    """A name for a passage that stays the same as long as its document's file does."""
    place = f"{document.id}\0{document.file_sha256}\0{passage.span.start}\0{passage.span.end}"
    return hashlib.sha256(place.encode()).hexdigest()[:32]
