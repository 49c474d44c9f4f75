"""The documents as the API and the pages show, take in, correct and remove them. All of it blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Literal

from api.asking import check_region
from api.refusal import Refused
from api.schemas import Document, DocumentText, DocumentWithSections, Section, Upload
from assistant import arrival
from assistant.assistant import Assistant
from index.approvals import LOCAL
from index.errors import UnknownDocument
from index.library import Library
from index.snapshot import Snapshot, in_force
from index.store import StoredDocument
from ingest.errors import clean_name

Change = str | date | None


def listed(library: Library, today: date) -> list[Document]:
    """Every document, by region, then newest first."""
    found = [shown(stored, today) for stored in library.store.documents()]
    return sorted(found, key=lambda d: (d.region or "Ø", -(d.valid_from or date.min).toordinal(), d.title))


def shown(stored: StoredDocument, today: date) -> Document:
    """A document as it is shown."""
    known = stored.metadata
    return Document(
        id=stored.id,
        file=stored.file,
        title=known.title,
        region=known.region,
        kind=known.kind,
        valid_from=known.valid_from,
        valid_to=known.valid_to,
        dated=known.dated,
        about=known.about,
        standing=known.standing,
        note=known.note,
        confirmed=known.confirmed,
        in_force=in_force(stored, today),
        start=stored.span.start,
        end=stored.span.end,
    )


def stored_document(library: Library, document_id: str) -> tuple[Snapshot, StoredDocument]:
    """The present state and the document. Raises UnknownDocument."""
    snapshot = library.ensure()
    if document_id not in snapshot.documents:
        raise UnknownDocument(document_id, sorted(snapshot.documents))
    return snapshot, snapshot.documents[document_id]


def with_sections(library: Library, document_id: str, today: date) -> DocumentWithSections:
    """A document with its table of contents."""
    snapshot, stored = stored_document(library, document_id)
    sections = [
        Section(
            number=found.number,
            heading=found.heading,
            path=list(found.path),
            start=found.span.start,
            end=found.span.end,
        )
        for found in snapshot.sections(document_id)
    ]
    return DocumentWithSections(**shown(stored, today).model_dump(), sections=sections)


def text(library: Library, document_id: str, start: int | None, end: int | None) -> DocumentText:
    """A slice of the stored text of the document's file; the whole document when no offsets are given."""
    snapshot, stored = stored_document(library, document_id)
    full = snapshot.file(document_id).text
    a = stored.span.start if start is None else start
    b = stored.span.end if end is None else end
    if not 0 <= a <= b <= len(full):
        raise Refused(
            422, "uden_for_teksten", f"Udsnittet {a}–{b} findes ikke; teksten har {len(full)} tegn fra 0."
        )
    return DocumentText(document=document_id, file=stored.file, start=a, end=b, text=full[a:b])


def upload(assistant: Assistant, data: bytes, name: str, today: date) -> Upload:
    """Take a file in. Raises IngestError or IndexFault when it is refused."""
    library = assistant.library
    report = arrival.upload(assistant, data, name, today).report
    result: Literal["added", "replaced", "unchanged"] = (
        "replaced" if report.replaced else "added" if report.added else "unchanged"
    )
    digest = hashlib.sha256(data).hexdigest()
    documents = [shown(d, today) for d in library.store.documents() if d.file_sha256 == digest]
    notes = [f"Filen er gemt som »{kept}«, fordi {why}." for kept, why in report.apart.items()]
    if report.gone:
        notes.append(f"Den nye udgave har ikke længere: {', '.join(report.gone)}. De er fjernet.")
    return Upload(
        result=result,
        file=documents[0].file if documents else clean_name(name),
        documents=documents,
        impacts=[f"/api/documents/{document_id}/impact" for document_id in report.documents],
        notes=notes,
    )


def correct(
    library: Library, document_id: str, changes: Mapping[str, Change], today: date, actor: str = LOCAL
) -> Document:
    """Correct what is known about a document. Raises Refused, UnknownDocument, IndexFault."""
    library.correct(document_id, checked(library, document_id, changes), actor=actor)
    return shown(next(d for d in library.store.documents() if d.id == document_id), today)


def checked(library: Library, document_id: str, changes: Mapping[str, Change]) -> dict[str, Change]:
    """The changes as they can be stored. Raises Refused."""
    region = changes.get("region")
    if region is not None:
        check_region(str(region))
    about = changes.get("about")
    if about is not None and about not in {d.id for d in library.store.documents()}:
        raise Refused(422, "ukendt_dokument", f"Dokumentet »{about}« er ikke indlæst.")
    if about == document_id:
        raise Refused(
            422, "ugyldig_vaerdi", "Et dokument kan ikke handle om sig selv. Vælg den aftale, det handler om."
        )
    for name in ("title", "kind"):
        if name in changes and not changes[name]:
            raise Refused(422, "ugyldig_vaerdi", f"Feltet »{name}« kan ikke være tomt.")
    texts = {name: "" for name in ("standing", "note") if name in changes and changes[name] is None}
    return {**changes, **texts}
