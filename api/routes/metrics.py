"""/metrics: what the server counts and measures of itself, for Prometheus."""

from __future__ import annotations

import anyio
from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.metrics import IndexState
from api.problems import PROBLEMS
from api.service import Service, Serving
from index.generation import Generation

router = APIRouter(tags=["Drift"], responses={status: PROBLEMS[status] for status in (421, 500)})


@router.get(
    "/metrics",
    summary="Målinger til Prometheus",
    response_class=Response,
    responses={200: {"description": "Målingerne", "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(service: Serving) -> Response:
    # Not through the queue: it must answer when that is full.
    made = await anyio.to_thread.run_sync(_text, service)
    return Response(made, media_type=CONTENT_TYPE_LATEST)


def _text(service: Service) -> bytes:
    return service.metrics.text(_index(service) if service.ready else None)


def _index(service: Service) -> IndexState:
    snapshot = service.assistant.answering.snapshot
    generation = snapshot.generation
    return IndexState(
        generation=generation.name,
        built=generation.folder.stat().st_mtime if isinstance(generation, Generation) else 0.0,
        documents=len(snapshot.documents),
        passages=len(snapshot.generation.ids),
    )
