"""The pages of the documents: the list on a line of years, and the reader."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import documents as work
from api.pages import page
from api.reading import reading
from api.routes.documents import DocumentId
from api.schemas import Upload
from api.service import Service, Serving
from api.text import one_line
from api.timeline import WIDTH, timeline

router = APIRouter(include_in_schema=False)
RESULTS = {
    "added": "er indlæst",
    "replaced": "har afløst den tidligere udgave",
    "unchanged": "var der allerede",
}
_LONGEST_QUERY = 200


@router.get("/dokumenter")
async def documents(request: Request, service: Serving, dato: str = "", fjernet: str = "") -> Response:
    day, fault = service.today, ""
    if dato.strip():
        try:
            day = date.fromisoformat(dato.strip())
        except ValueError:
            fault = f"»{one_line(dato)[:50]}« er ikke en dato. Skriv den som 2024-06-01."
    return await service.call(
        lambda: list_page(request, service, day=day, day_fault=fault, removed=one_line(fjernet)[:300])
    )


@router.get("/dokument/{document_id}")
async def document(
    document_id: DocumentId,
    request: Request,
    service: Serving,
    fra: int | None = None,
    til: int | None = None,
    q: str = "",
) -> Response:
    query = one_line(q)[:_LONGEST_QUERY]
    return await service.call(_reader, request, service, document_id, fra, til, query)


def list_page(
    request: Request,
    service: Service,
    fault: str = "",
    done: Upload | None = None,
    status: int = 200,
    day: date | None = None,
    day_fault: str = "",
    removed: str = "",
) -> Response:
    """All documents, with what came of an upload or why there was none."""
    on = day or service.today
    found = work.listed(service.library, on)
    context: dict[str, Any] = {
        "documents": found,
        "line": timeline(found, on),
        "width": WIDTH,
        "fault": fault,
        "day_fault": day_fault,
        "done": done,
        "result": RESULTS[done.result] if done else "",
        "removed": removed,
        "today": service.today,
        "day": on,
        "max_mb": service.settings.max_bytes // 1_000_000,
    }
    return page(request, "documents.html", context, 422 if day_fault else status)


def _reader(
    request: Request, service: Service, document_id: str, a: int | None, b: int | None, query: str
) -> Response:
    glossary = service.assistant.answering.knowledge.glossary
    shown = reading(service.library, glossary, document_id, a, b, query)
    about = service.library.ensure().documents.get(shown.stored.metadata.about or "")
    context: dict[str, Any] = {
        "document": work.shown(shown.stored, service.today),
        "about": about.metadata.title if about else "",
        "reading": shown,
        "query": query,
        "moved": shown.cited is None and (a is not None or b is not None),
    }
    return page(request, "document.html", context)
