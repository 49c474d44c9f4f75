"""The truth as it is read: files, documents, sections and passages, and which state of them is in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from index import schema
from index.database import Database
from ingest.documents import Metadata, Passage, Section, Span, Unit


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


class Store(Database):
    """The database of the documents. Safe from several threads; every reading method is a transaction of its own."""

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
        """Remember a value in place of the one before."""
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

    # --- vectors ---------------------------------------------------------------------------------------


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
