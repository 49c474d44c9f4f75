"""The pages of the documents: list, upload, reader, correction, removal."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api import documents as work
from api.asking import region_names
from api.pages import page
from api.problems import describe
from api.reader import document_html
from api.refusal import Refused, sentences
from api.rendering import readable_quote
from api.routes.documents import DocumentId
from api.schemas import Corrections, Upload
from api.security import Writer
from api.service import Service, Serving
from index.errors import IndexFault
from ingest.documents import Span
from ingest.errors import IngestError
from ingest.sources import SourcesError

router = APIRouter(include_in_schema=False)
_RESULTS = {
    "added": "er indlæst",
    "replaced": "har afløst den tidligere udgave",
    "unchanged": "var der allerede",
}


@router.get("/dokumenter")
async def documents(request: Request, service: Serving) -> Response:
    return await service.call(_list, request, service)


@router.post("/dokumenter")
async def upload(request: Request, service: Serving, file: UploadFile, writer: Writer) -> Response:
    if not file.filename:
        return await service.call(_list, request, service, "Vælg en fil først.")
    try:
        data = await file.read()
        done = await service.change(work.upload, service.assistant, data, file.filename, service.today)
    except (IngestError, IndexFault, SourcesError) as refused:
        status, _, text = describe(refused)
        return await service.call(_list, request, service, text, None, status)
    return await service.call(_list, request, service, "", done)


@router.get("/dokument/{document_id}")
async def document(
    document_id: DocumentId,
    request: Request,
    service: Serving,
    fra: int | None = None,
    til: int | None = None,
) -> Response:
    return await service.call(_reader, request, service, document_id, fra, til)


@router.get("/dokument/{document_id}/ret")
async def correction(document_id: DocumentId, request: Request, service: Serving) -> Response:
    return await service.call(_form, request, service, document_id)


@router.post("/dokument/{document_id}/ret")
async def correct(
    document_id: DocumentId,
    request: Request,
    service: Serving,
    writer: Writer,
    title: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    valid_from: Annotated[str, Form()] = "",
    valid_to: Annotated[str, Form()] = "",
    standing: Annotated[str, Form()] = "",
) -> Response:
    typed = {
        "title": title or None,
        "region": region or None,
        "kind": kind or None,
        "valid_from": valid_from or None,
        "valid_to": valid_to or None,
        "standing": standing,
    }
    try:
        checked = Corrections.model_validate(typed)
        changes = checked.model_dump(include=checked.model_fields_set)
        await service.change(work.correct, service.library, document_id, changes, service.today, writer)
    except ValidationError as wrong:
        return await service.call(_form, request, service, document_id, sentences(wrong))
    except (Refused, IndexFault) as wrong:
        return await service.call(_form, request, service, document_id, str(wrong))
    return RedirectResponse(f"/dokument/{document_id}", 303)


@router.post("/dokument/{document_id}/fjern")
async def remove(document_id: DocumentId, service: Serving, writer: Writer) -> Response:
    await service.change(service.library.remove, document_id)
    return RedirectResponse("/dokumenter", 303)


def _list(
    request: Request, service: Service, fault: str = "", done: Upload | None = None, status: int = 422
) -> Response:
    context: dict[str, Any] = {
        "documents": work.listed(service.library, service.today),
        "fault": fault,
        "done": done,
        "result": _RESULTS[done.result] if done else "",
        "today": service.today,
        "max_mb": service.settings.max_bytes // 1_000_000,
    }
    return page(request, "documents.html", context, status if fault else 200)


def _reader(request: Request, service: Service, document_id: str, a: int | None, b: int | None) -> Response:
    snapshot, stored = work.stored_document(service.library, document_id)
    file = snapshot.file(document_id)
    sections = snapshot.sections(document_id)
    cited = None
    if a is not None and b is not None and stored.span.start <= a < b <= stored.span.end:
        cited = Span(a, b)
    context: dict[str, Any] = {
        "document": work.shown(stored, service.today),
        "html": document_html(file.text, stored.span, sections, file.page_starts, cited),
        "sections": [
            {"number": s.number, "heading": readable_quote(s.heading), "depth": min(len(s.path), 4)}
            for s in sections
            if s.heading.strip()
        ],
        "cited": cited,
        "moved": cited is None and (a is not None or b is not None),
    }
    return page(request, "document.html", context)


def _form(request: Request, service: Service, document_id: str, fault: str = "") -> Response:
    _, stored = work.stored_document(service.library, document_id)
    context: dict[str, Any] = {
        "document": work.shown(stored, service.today),
        "regions": region_names(),
        "fault": fault,
    }
    return page(request, "correct.html", context, 422 if fault else 200)
