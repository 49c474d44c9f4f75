"""The server: routes, middleware and life of the assistant put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from api import problems
from api.access import Access
from api.cleaning import cleaning
from api.crowded import Crowded
from api.gate import Gate
from api.masking import Masking
from api.mcp.endpoint import PATH, McpEndpoint
from api.routes import (
    ask_page,
    chat,
    compare,
    compare_pages,
    conversation_pages,
    conversations,
    docs_page,
    document_changes,
    document_pages,
    documents,
    glossary,
    health,
    help_pages,
    login,
    metrics,
    onboarding,
    onboarding_pages,
    openai,
    operations_page,
    rate_list_pages,
    rate_pages,
    rules,
)
from api.security import Guard
from api.service import Service
from api.settings import Settings, load_settings
from api.watching import Watch, lag_measured

STATIC = Path(__file__).parent / "web" / "static"
ROUTERS = (
    chat.router,
    conversations.router,
    documents.router,
    onboarding.router,
    glossary.router,
    compare.router,
    compare_pages.router,
    health.router,
    metrics.router,
    docs_page.router,
    ask_page.router,
    conversation_pages.router,
    document_pages.router,
    document_changes.router,
    help_pages.router,
    login.router,
    onboarding_pages.router,
    rules.router,
    rate_pages.router,
    rate_list_pages.router,
    operations_page.router,
    openai.router,
)


def create_app(settings: Settings | None = None, service: Service | None = None) -> FastAPI:
    """The application. The assistant is made ready in the background; /ready tells when it is."""
    settings = settings or load_settings()
    service = service or Service(settings)
    access = Access(settings)
    endpoint = McpEndpoint()

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        service.start()
        try:
            async with (
                endpoint.running(service, settings.max_body),
                lag_measured(service.metrics),
                cleaning(service),
            ):
                yield
        finally:
            service.stop()
            access.close()

    app = FastAPI(
        title="Rammeaftale",
        description="Svar med præcise kilder om de regionale rammeaftaler på det specialiserede socialområde.",
        version="1",
        lifespan=life,
        # The stock pages load their scripts from a foreign server; api/routes/docs_page.py needs none.
        docs_url=None,
        redoc_url=None,
    )
    app.state.service = service
    app.state.access = access
    # The last is the outermost. The gate decides on the address as the routes see it.
    app.add_middleware(Gate, access=access, routes=app.router.routes)
    app.add_middleware(Masking)
    app.add_middleware(Crowded, service=service)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Watch, metrics=service.metrics, routes=app.router.routes)
    problems.install(app)
    for router in ROUTERS:
        app.include_router(router)
    app.router.routes.append(Route(PATH, endpoint, include_in_schema=False))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app
