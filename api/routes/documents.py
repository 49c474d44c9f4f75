"""The documents: listed, read, taken in, corrected and removed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, UploadFile

from api import documents as work
from api import impact as impacts
from api.caller import caller
from api.impact import ApprovalOutcome, ApprovalRequest, RejectionRequest
from api.problems import PROBLEMS
from api.schemas import Corrections, Document, DocumentText, DocumentWithSections, Upload
from api.security import Writer
from api.service import Serving
from assistant.impact_report import Impact
from assistant.removal import remove_document

router = APIRouter(prefix="/api/documents", tags=["Dokumenter"], responses=PROBLEMS)

DocumentId = Annotated[str, Path(pattern="^[a-z0-9æøå-]{1,200}$", description="Dokumentets id")]


@router.get("", summary="Alle dokumenter")
async def documents(service: Serving) -> list[Document]:
    return await service.call(work.listed, service.library, service.today)


@router.post(
    "",
    status_code=201,
    summary="Indlæs en fil",
    responses={200: {"model": Upload, "description": "Filen er allerede indlæst"}},
)
async def upload(file: UploadFile, service: Serving, response: Response, writer: Writer) -> Upload:
    data, name = await file.read(), file.filename or ""
    done = await service.change(work.upload, service.assistant, data, name, service.today)
    caller().touched.extend(found.id for found in done.documents)
    if done.result == "unchanged":
        response.status_code = 200
    return done


@router.get("/{document_id}", summary="Et dokument med indholdsfortegnelse")
async def document(document_id: DocumentId, service: Serving) -> DocumentWithSections:
    return await service.call(work.with_sections, service.library, document_id, service.today)


@router.get("/{document_id}/text", summary="Et udsnit af den gemte tekst")
async def text(
    document_id: DocumentId,
    service: Serving,
    start: Annotated[int | None, Query(ge=0, le=10**9)] = None,
    end: Annotated[int | None, Query(ge=0, le=10**9)] = None,
) -> DocumentText:
    return await service.call(work.text, service.library, document_id, start, end)


@router.get("/{document_id}/impact", summary="Hvad et nyt eller ændret dokument betyder")
async def impact(document_id: DocumentId, service: Serving) -> Impact:
    return await service.call(impacts.impact, service.assistant, document_id)


@router.post("/{document_id}/approval", summary="Bekræft oplysningerne, og godkend regeludkast")
async def approval(
    document_id: DocumentId, asked: ApprovalRequest, service: Serving, writer: Writer
) -> ApprovalOutcome:
    return await service.change(impacts.approve, service.assistant, document_id, asked, writer, service.today)


@router.post("/{document_id}/rejection", summary="Afvis regeludkast, eller fortryd det")
async def rejection(
    document_id: DocumentId, asked: RejectionRequest, service: Serving, writer: Writer
) -> Impact:
    return await service.change(impacts.reject, service.assistant, document_id, asked, writer)


@router.patch("/{document_id}", summary="Ret, hvad der vides om et dokument")
async def correct(
    document_id: DocumentId, corrections: Corrections, service: Serving, writer: Writer
) -> Document:
    changes = corrections.model_dump(include=corrections.model_fields_set)
    return await service.change(work.correct, service.library, document_id, changes, service.today, writer)


@router.delete("/{document_id}", status_code=204, summary="Fjern et dokument")
async def remove(document_id: DocumentId, service: Serving, writer: Writer) -> None:
    await service.change(remove_document, service.library, document_id)
