"""A document that is removed goes from the answers that quoted it as well, always in a transaction of the caller's.

An answer is woven of its quotes: taking single ones out would leave sentences that nothing carries. So the whole
answer gives way to a note that says what became of it, and the question stays to be asked again. Where an answer
only names the document, as in the list of what was searched, its title goes.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from index import schema

NOTE = (
    "Svaret byggede på et dokument, der siden er fjernet, og er slettet sammen med det. Stil spørgsmålet igen for at få "
    "svar ud fra de dokumenter, der er indlæst nu."
)
_UNNAMED = "et fjernet dokument"
# What an answer without anything said keeps.
_KEPT = ("conversation_id", "message_id", "as_of", "elapsed_ms", "notices")


def withdraw(connection: sa.Connection, document_id: str) -> None:
    """Empty the kept answers that quote a document, and take its title out of the others."""
    documents, messages = schema.documents, schema.messages
    title = connection.execute(sa.select(documents.c.title).where(documents.c.id == document_id)).scalar()
    if title is None:
        return
    rows = connection.execute(sa.select(messages.c.id, messages.c.answer, messages.c.understood)).all()
    for row in rows:
        if _quotes(row.answer, document_id):
            answer = {key: row.answer[key] for key in _KEPT if key in row.answer}
            written = {
                "answer": answer | {"status": "not_found", "answer": NOTE},
                "understood": {"withdrawn": True},
            }
        else:
            both = {"answer": row.answer, "understood": row.understood}
            written = _without(both, title)
            if written == both:
                continue
        connection.execute(sa.update(messages).where(messages.c.id == row.id).values(**written))


def _quotes(answer: dict[str, Any], document_id: str) -> bool:
    return any(citation["document"] == document_id for citation in answer.get("citations", []))


def _without(value: dict[str, Any], title: str) -> dict[str, Any]:
    written, gone = (json.dumps(text, ensure_ascii=False) for text in (value, title))
    if not title.strip() or gone[1:-1] not in written:
        return value
    made: dict[str, Any] = json.loads(written.replace(gone[1:-1], _UNNAMED))
    return made
