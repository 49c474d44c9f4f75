"""The page Drift: how index, documents and answers are doing, for whoever looks after the system."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api import operations as work
from api.pages import page
from api.routes.ask_page import REASONS
from api.security import Writer
from api.service import Service, Serving

router = APIRouter(include_in_schema=False)


# Others' questions are read here: only for those who may write.
@router.get("/drift")
async def operations(request: Request, service: Serving, _: Writer, efterse: bool = False) -> Response:
    return await service.call(_page, request, service, efterse)


@router.post("/drift/proevespoergsmaal")
async def keep(service: Serving, _: Writer, besked: Annotated[UUID, Form()]) -> Response:
    await service.call(work.keep_as_test, service, str(besked))
    return RedirectResponse(f"/drift#sag-{besked}", 303)


@router.get("/drift/proevespoergsmaal.jsonl")
async def lines(service: Serving, _: Writer) -> Response:
    text = await service.call(work.own_lines, service.library.data)
    headers = {"Content-Disposition": 'attachment; filename="proevespoergsmaal.jsonl"'}
    return Response(text, media_type="application/x-ndjson", headers=headers)


def _page(request: Request, service: Service, examine: bool) -> Response:
    return page(request, "operations.html", {"state": work.state(service, examine), "reasons": REASONS})
