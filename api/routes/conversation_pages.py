"""The page of earlier conversations: found, renamed and deleted; works without JavaScript."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api.pages import page
from api.refusal import sentences
from api.schemas import Rename
from api.service import Service, Serving
from api.text import Line

router = APIRouter(include_in_schema=False)


@router.get("/samtaler")
async def conversations(
    request: Request, service: Serving, soeg: Line = "", slettet: bool = False
) -> Response:
    return await service.call(_list, request, service, soeg, "", "", slettet)


@router.post("/samtaler/slet")
async def delete_all(request: Request, service: Serving, ja: Annotated[str, Form()] = "") -> Response:
    """Delete every conversation of the caller, when the box was ticked."""
    if ja != "ja":
        unsure = "Sæt hak ved »Ja, slet dem alle«. Intet er slettet."
        return await service.call(_list, request, service, "", "", unsure)
    await service.call(service.assistant.conversations.delete_all)
    return RedirectResponse("/samtaler?slettet=1", 303)


@router.post("/samtale/{conversation_id}/navn")
async def rename(
    conversation_id: UUID, request: Request, service: Serving, titel: Annotated[str, Form()] = ""
) -> Response:
    return await service.call(_rename, request, service, str(conversation_id), titel)


@router.post("/samtale/{conversation_id}/slet")
async def delete(conversation_id: UUID, service: Serving) -> Response:
    await service.call(service.assistant.conversations.delete, str(conversation_id))
    return RedirectResponse("/samtaler", 303)


def _rename(request: Request, service: Service, conversation_id: str, title: str) -> Response:
    try:
        named = Rename.model_validate({"title": title.strip()})
    except ValidationError as wrong:
        return _list(request, service, "", sentences(wrong))
    service.assistant.conversations.rename(conversation_id, named.title)
    return RedirectResponse(f"/samtaler#samtale-{conversation_id}", 303)


def _list(
    request: Request,
    service: Service,
    search: str = "",
    fault: str = "",
    unsure: str = "",
    emptied: bool = False,
) -> Response:
    """`fault`: a title that cannot be used; `unsure`: nobody said that all are to be deleted."""
    kept = service.assistant.conversations.list(search)
    context: dict[str, Any] = {
        "conversations": kept,
        "search": search,
        "fault": fault,
        "unsure": unsure,
        "emptied": emptied and not kept,
    }
    return page(request, "conversations.html", context, 422 if fault or unsure else 200)
