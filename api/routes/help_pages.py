"""The pages that explain the product itself: help and the accessibility statement."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages import VERDICTS, page
from api.service import Service, Serving

router = APIRouter(include_in_schema=False)
_MEANINGS = {
    "overholdt": "Tallene holder sig inden for den grænse, aftalen sætter.",
    "ikke_overholdt": "Tallene går over den grænse, aftalen sætter.",
    "maal": "Aftalen sætter et mål at stræbe efter og ikke en grænse. Der står, hvor langt tallene er fra målet.",
    "beregnet": "Der er regnet en værdi ud, eller et forhold er slået op. Der er ingen grænse at holde.",
    "kan_ikke_afgoeres": "Kilderne er uenige, uafklarede eller mangler noget. Grunden står ved svaret.",
}


@router.get("/hjaelp")
async def help_page(request: Request, service: Serving) -> Response:
    return await service.call(_help, request, service)


@router.get("/tilgaengelighed")
async def accessibility(request: Request) -> Response:
    return page(request, "accessibility.html", {})


def _help(request: Request, service: Service) -> Response:
    documents = service.library.store.documents()
    context: dict[str, Any] = {
        "meanings": [(VERDICTS[verdict], verdict, text) for verdict, text in _MEANINGS.items()],
        "regions": sorted({d.metadata.region for d in documents if d.metadata.region}),
        "count": len(documents),
        "model": service.settings.llm_model,
        "model_address": service.settings.llm_address,
        "data": str(service.settings.data),
        "retention_days": service.settings.retention_days,
        "max_mb": service.settings.max_bytes // 1_000_000,
    }
    return page(request, "help.html", context)
