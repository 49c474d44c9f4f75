"""Whether the server lives, and whether it can answer."""

from __future__ import annotations

import anyio
from fastapi import APIRouter

from api.problems import PROBLEMS
from api.schemas import Health, Ready
from api.service import Serving

router = APIRouter(tags=["Drift"], responses={status: PROBLEMS[status] for status in (421, 500, 503)})
# Seconds; whoever watches /ready does not load the language model's server with it.
_CHECKED_EVERY = 30.0


@router.get("/health", summary="Lever serveren")
async def health() -> Health:
    return Health(status="ok")


@router.get("/ready", summary="Kan serveren svare", response_model_exclude_none=True)
async def ready(service: Serving) -> Ready:
    assistant = service.assistant
    documents = len(await service.call(assistant.library.store.documents))
    model = assistant.language_model
    if model is None:
        return Ready(status="klar", documents=documents)
    # Without it questions are answered all the same, so it never makes the server unready.
    fault = await anyio.to_thread.run_sync(model.check, _CHECKED_EVERY)
    return Ready(status="klar", documents=documents, language_model=fault or "Sprogmodellen svarer.")
