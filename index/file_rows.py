"""The rows of a file and its documents: written and deleted, always in a transaction of the caller's."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from index import schema
from index.database import now
from index.store import StoredFile
from ingest.documents import Document, Passage


def add_file(connection: sa.Connection, stored: StoredFile, documents: Iterable[Document]) -> None:
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


def remove_file(connection: sa.Connection, sha256: str) -> None:
    """Delete a file with all its documents and passages."""
    connection.execute(sa.delete(schema.files).where(schema.files.c.sha256 == sha256))


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
        remove_file(connection, sha256)
        return
    same = schema.files.c.sha256 == sha256
    text = connection.execute(sa.select(schema.files.c.text).where(same)).scalar_one()
    blank = re.sub(r"\S", " ", text[found.start : found.end])
    connection.execute(
        sa.update(schema.files).where(same).values(text=text[: found.start] + blank + text[found.end :])
    )


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
