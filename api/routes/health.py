"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter

from api.problems import PROBLEMS
from api.schemas import Health, Ready
from api.service import Serving

router = APIRouter(tags=["Drift"], responses={status: PROBLEMS[status] for status in (421, 500, 503)})


@router.get("/health", summary="Lever serveren")
async def health() -> Health:
    return Health(status="ok")


@router.get("/ready", summary="Kan serveren svare")
async def ready(service: Serving) -> Ready:
    library = service.assistant.library
    return Ready(status="klar", documents=len(await service.call(library.store.documents)))
