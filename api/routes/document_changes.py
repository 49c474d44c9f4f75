"""The pages that change a document: taken in, looked at on arrival, confirmed, corrected, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from pydantic import ValidationError
from starlette.responses import JSONResponse, RedirectResponse, Response

from api import documents as work
from api import impact as impacts
from api import replacing
from api.asking import region_names
from api.caller import caller
from api.impact import ApprovalRequest, DraftApproval, RejectionRequest
from api.pages import page
from api.problems import describe
from api.reading import others_in_file
from api.refusal import Refused, sentences
from api.routes.document_pages import RESULTS, list_page
from api.routes.documents import DocumentId
from api.schemas import Corrections, Upload
from api.security import Writer
from api.service import Service, Serving
from assistant.approval import REJECTIONS
from assistant.impact_about import agreements_for
from assistant.removal import remove_document
from index.errors import IndexFault
from ingest.errors import IngestError
from ingest.sources import SourcesError

router = APIRouter(include_in_schema=False)
# The choice of no agreement in the list of those a document can be about.
NO_AGREEMENT = "-"
# What a form can be told that is to be put right in it.
_MENDABLE = (Refused, IngestError, IndexFault, SourcesError)


def _typed(
    title: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
    kind: Annotated[str, Form()] = "",
    valid_from: Annotated[str, Form()] = "",
    valid_to: Annotated[str, Form()] = "",
    standing: Annotated[str, Form()] = "",
    about: Annotated[str, Form()] = "",
) -> dict[str, str | None]:
    """The fields about a document as they were typed; an empty one is no value, but which agreement it is about
    then stays as it is.
    """
    chosen = {"about": None if about == NO_AGREEMENT else about} if about else {}
    return chosen | {
        "title": title.strip() or None,
        "region": region or None,
        "kind": kind.strip() or None,
        "valid_from": valid_from.strip() or None,
        "valid_to": valid_to.strip() or None,
        "standing": standing,
    }


Typed = Annotated[dict[str, str | None], Depends(_typed)]


async def _fault_of(service: Service, change: Callable[[], object]) -> str:
    """Make a change; the sentence that says what is to be put right in the form, "" when it was made."""
    try:
        await service.change(change)
    except ValidationError as wrong:
        return sentences(wrong)
    except _MENDABLE as wrong:
        return describe(wrong)[2]
    return ""


@router.post("/dokumenter")
async def upload(
    request: Request,
    service: Serving,
    file: UploadFile | str = "",
    erstat: Annotated[str, Form()] = "",
) -> Response:
    """For a form, the page with what came of it; for the script that shows progress, where to go on as JSON."""
    as_json = "application/json" in request.headers.get("accept", "")
    try:
        if isinstance(file, str) or not file.filename:
            raise Refused(422, "ingen_fil", "Der er ikke valgt nogen fil. Vælg en fil, og tryk på Indlæs.")
        data = await file.read()
        done = await service.change(
            replacing.upload, service.assistant, data, file.filename, service.today, bool(erstat)
        )
        caller().touched.extend(found.id for found in done.documents)
    except _MENDABLE as refused:
        status, code, text = describe(refused)
        if as_json:
            return JSONResponse({"detail": text, "code": code}, status)
        return await service.call(lambda: list_page(request, service, text, status=status))
    if as_json:
        return JSONResponse({"next": _next(done)})
    return await service.call(lambda: list_page(request, service, done=done))


def _next(done: Upload) -> str:
    """Where to go after an upload: to what must be looked at, or to the list when it is several documents."""
    if len(done.documents) != 1:
        return "/dokumenter"
    return f"/dokument/{done.documents[0].id}/virkning?{urlencode({'kom': done.result})}"


@router.get("/dokument/{document_id}/virkning")
async def arrival(document_id: DocumentId, request: Request, service: Serving, gemt: str = "") -> Response:
    """What is proposed about a document, and what its arrival means."""
    return await service.call(_arrival, request, service, document_id, "", None, bool(gemt))


@router.post("/dokument/{document_id}/virkning")
async def confirm(
    document_id: DocumentId, request: Request, service: Serving, writer: Writer, typed: Typed
) -> Response:
    def confirmed() -> None:
        asked = ApprovalRequest(facts=Corrections.model_validate(typed))
        impacts.approve(service.assistant, document_id, asked, writer, service.today)

    if fault := await _fault_of(service, confirmed):
        return await service.call(_arrival, request, service, document_id, fault, typed)
    return RedirectResponse(f"/dokument/{document_id}/virkning?gemt=1", 303)


@router.post("/dokument/{document_id}/udkast")
async def approve_draft(
    document_id: DocumentId,
    request: Request,
    service: Serving,
    writer: Writer,
    udkast: Annotated[str, Form(max_length=300)] = "",
    yaml: Annotated[str, Form()] = "",
) -> Response:
    """A rule draft as it is proposed, or as it was written otherwise in the form."""
    text = yaml.replace("\r\n", "\n").strip()

    def approved() -> None:
        drafts = impacts.impact(service.assistant, document_id).drafts
        proposed = any(draft.id == udkast and (draft.yaml or "").strip() == text for draft in drafts)
        draft = DraftApproval(id=udkast, yaml=None if proposed else text or None)
        asked = ApprovalRequest(drafts=[draft])
        impacts.approve(service.assistant, document_id, asked, writer, service.today)

    if fault := await _fault_of(service, approved):
        return await service.call(_arrival, request, service, document_id, fault, None, False, {udkast: yaml})
    return RedirectResponse(f"/dokument/{document_id}/virkning#regler", 303)


@router.post("/dokument/{document_id}/udkast/afvis")
async def reject_draft(
    document_id: DocumentId,
    request: Request,
    service: Serving,
    writer: Writer,
    udkast: Annotated[str, Form(max_length=300)] = "",
    grund: Annotated[str, Form(max_length=100)] = "",
    fortryd: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """A rule draft rejected for a reason, or offered again."""

    def rejected() -> None:
        if not grund and not fortryd:
            raise Refused(422, "grund_mangler", "Vælg, hvorfor udkastet afvises.")
        asked = RejectionRequest.model_validate({"drafts": [udkast], "reason": None if fortryd else grund})
        impacts.reject(service.assistant, document_id, asked, writer)

    if fault := await _fault_of(service, rejected):
        return await service.call(_arrival, request, service, document_id, fault, None, False, None, udkast)
    return RedirectResponse(f"/dokument/{document_id}/virkning#regler", 303)


@router.get("/dokument/{document_id}/ret")
async def correction(document_id: DocumentId, request: Request, service: Serving) -> Response:
    return await service.call(_form, request, service, document_id)


@router.post("/dokument/{document_id}/ret")
async def correct(
    document_id: DocumentId, request: Request, service: Serving, writer: Writer, typed: Typed
) -> Response:
    def corrected() -> None:
        checked = Corrections.model_validate(typed)
        changes = checked.model_dump(include=checked.model_fields_set)
        work.correct(service.library, document_id, changes, service.today, writer)

    if fault := await _fault_of(service, corrected):
        return await service.call(_form, request, service, document_id, fault, typed)
    return RedirectResponse(f"/dokument/{document_id}", 303)


@router.get("/dokument/{document_id}/fjern")
async def removal(document_id: DocumentId, request: Request, service: Serving) -> Response:
    return await service.call(_removal, request, service, document_id)


@router.post("/dokument/{document_id}/fjern")
async def remove(document_id: DocumentId, service: Serving, _: Writer) -> Response:
    def gone() -> str:
        _, stored = work.stored_document(service.library, document_id)
        remove_document(service.library, document_id)
        return stored.metadata.title

    title = await service.change(gone)
    return RedirectResponse(f"/dokumenter?{urlencode({'fjernet': title})}", 303)


def _arrival(
    request: Request,
    service: Service,
    document_id: str,
    fault: str = "",
    typed: dict[str, str | None] | None = None,
    saved: bool = False,
    written: Mapping[str, str] | None = None,
    refused: str = "",
) -> Response:
    """`typed` are the facts and `written` the drafts as they stand in the forms; `refused` could not be rejected."""
    report = impacts.impact(service.assistant, document_id)
    values = {"about": ""} | {fact.field: str(fact.value or "") for fact in report.facts}
    context: dict[str, Any] = {
        "report": report,
        "found": {fact.field: fact for fact in report.facts},
        "values": values
        if typed is None
        else {"about": ""} | {name: value or "" for name, value in typed.items()},
        "regions": region_names(),
        "kinds": _kinds(service),
        "agreements": _agreements(service, document_id),
        "fault": fault,
        "saved": saved,
        "written": written or {},
        "refused": refused,
        "rejections": REJECTIONS,
        "arrived": RESULTS.get(request.query_params.get("kom", ""), ""),
    }
    return page(request, "arrival.html", context, 422 if fault else 200)


def _form(
    request: Request,
    service: Service,
    document_id: str,
    fault: str = "",
    typed: dict[str, str | None] | None = None,
) -> Response:
    _, stored = work.stored_document(service.library, document_id)
    document = work.shown(stored, service.today)
    names = ("title", "region", "kind", "valid_from", "valid_to", "standing", "about")
    known = {name: str(getattr(document, name) or "") for name in names}
    context: dict[str, Any] = {
        "document": document,
        "values": known
        if typed is None
        else {"about": ""} | {name: value or "" for name, value in typed.items()},
        "regions": region_names(),
        "kinds": _kinds(service),
        "agreements": _agreements(service, document_id),
        "fault": fault,
    }
    return page(request, "correct.html", context, 422 if fault else 200)


def _removal(request: Request, service: Service, document_id: str) -> Response:
    snapshot, stored = work.stored_document(service.library, document_id)
    knowledge = service.assistant.answering.knowledge
    words = [
        entry.term
        for entry in knowledge.glossary.entries
        if any(quote.document == document_id for quote in entry.sources)
    ]
    context: dict[str, Any] = {
        "document": work.shown(stored, service.today),
        "others": others_in_file(snapshot, document_id),
        "words": words,
    }
    return page(request, "remove.html", context)


def _agreements(service: Service, document_id: str) -> dict[str, str]:
    """What a document can be about: the titles of the other agreements that are loaded, by their ids."""
    snapshot = service.assistant.answering.snapshot
    return {found.id: found.metadata.title for found in agreements_for(snapshot, document_id)}


def _kinds(service: Service) -> list[str]:
    """The kinds of document there are, to choose from; another can be typed."""
    return sorted({document.kind for document in work.listed(service.library, service.today)})
