"""The truth as it is read: files, documents, sections and passages, and which state of them is in use."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from index import schema
from index.database import Database
from ingest.documents import Metadata, Passage, Section, Span, Unit

_AT_ONCE = 500


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

    def documents(self, ids: Sequence[str] | None = None) -> list[StoredDocument]:
        """Every document, or those with these ids, by id; where many are asked for, so within 500 of them."""
        table, files = schema.documents, schema.files
        query = (
            sa.select(table, files.c.name.label("file"))
            .join(files, files.c.sha256 == table.c.file_sha256)
            .order_by(table.c.id)
        )
        with self.engine.connect() as connection:
            return [_document(row) for rows in _chosen(connection, query, table.c.id, ids) for row in rows]

    def documents_of_files(self, files: Collection[str]) -> set[str]:
        """The ids of the documents of those files, which are given by sha256."""
        table = schema.documents
        query = sa.select(table.c.id)
        with self.engine.connect() as connection:
            return {
                row.id
                for rows in _chosen(connection, query, table.c.file_sha256, sorted(files))
                for row in rows
            }

    def sections(self) -> dict[str, list[Section]]:
        """The section tree of each document that has one, in order, by id."""
        table = schema.sections
        found: dict[str, list[Section]] = {}
        with self.engine.connect() as connection:
            for row in connection.execute(sa.select(table).order_by(table.c.document_id, table.c.number)):
                found.setdefault(row.document_id, []).append(
                    Section(row.number, row.heading, tuple(row.path), Span(row.start, row.end))
                )
        return found

    def section_paths(self, documents: Sequence[str] | None = None) -> dict[tuple[str, int], tuple[str, ...]]:
        """The headings a section stands under and its own, by document id and number; of those documents, or all."""
        table = schema.sections
        query = sa.select(table.c.document_id, table.c.number, table.c.path)
        with self.engine.connect() as connection:
            return {
                (row.document_id, row.number): tuple(row.path)
                for rows in _chosen(connection, query, table.c.document_id, documents)
                for row in rows
            }

    def passage_count(self) -> int:
        """How many passages there are."""
        with self.engine.connect() as connection:
            return int(
                connection.execute(sa.select(sa.func.count()).select_from(schema.passages)).scalar_one()
            )

    def passage_keys(self) -> list[tuple[str, str]]:
        """(passage id, document id) of every passage, in document and reading order."""
        table = schema.passages
        with self.engine.connect() as connection:
            rows = connection.execute(
                sa.select(table.c.id, table.c.document_id).order_by(table.c.document_id, table.c.number)
            ).all()
        return [(row.id, row.document_id) for row in rows]

    def passages(
        self, ids: Sequence[str] | None = None, documents: Sequence[str] | None = None
    ) -> list[StoredPassage]:
        """The passages with those ids, or of those documents, or all. Unknown ids are left out.

        In document and reading order; where many ids or documents are given, so within 500 of them.
        """
        table = schema.passages
        query = sa.select(table).order_by(table.c.document_id, table.c.number)
        column, wanted = (table.c.document_id, documents) if ids is None else (table.c.id, ids)
        with self.engine.connect() as connection:
            return [_passage(row) for rows in _chosen(connection, query, column, wanted) for row in rows]


def _chosen(
    connection: sa.Connection,
    query: sa.Select[Any],
    column: sa.ColumnElement[str],
    wanted: Sequence[str] | None,
) -> Iterator[Iterable[sa.Row[Any]]]:
    """The rows of a query, of all or of those with these values; a statement takes no more than some hundreds."""
    if wanted is None:
        yield connection.execute(query)
        return
    for at in range(0, len(wanted), _AT_ONCE):
        yield connection.execute(query.where(column.in_(wanted[at : at + _AT_ONCE])))


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
