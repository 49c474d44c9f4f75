"""Removing a document for good: from the documents, the answers that quoted it, and the kept test questions."""

from __future__ import annotations

from pathlib import Path

from assistant.stored_questions import FILE_NAME, read_questions, write_own
from index.ingestion import Progress, silent
from index.library import Library


def remove_document(library: Library, document_id: str, progress: Progress = silent) -> None:
    """Remove a document everywhere, its bytes in the files too. Raises UnknownDocument, IndexFault.

    Own test questions whose expected evidence stands in it go with it: what they ask for can no longer be found.
    """
    stored = next((found for found in library.store.documents() if found.id == document_id), None)
    file = library.store.file(stored.file) if stored else None
    library.remove(document_id, progress)
    if stored and file:
        _forget_questions(library.data, file.text[stored.span.start : stored.span.end])


def _forget_questions(data: Path, text: str) -> None:
    own = data / FILE_NAME
    if not own.exists():
        return
    gone = " ".join(text.split())
    known = read_questions(own)
    kept = [each for each in known if not any(" ".join(held.split()) in gone for held in each.evidence)]
    if len(kept) != len(known):
        write_own(data, kept)
