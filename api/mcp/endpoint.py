"""The MCP server at /mcp of the web server.

It lives inside the web server rather than beside it: one process holds the model and the index, one queue bounds
the work, and the guard of hosts and origins stands before it. `rammeaftale mcp` is for programs that start their
own process and talk over stdin and stdout.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.service import Service

PATH = "/mcp"


class McpEndpoint:
    """ASGI application; answers 503 until `running` is entered."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            # There is nothing to listen for: the server never begins to talk.
            body = {"detail": "Her taler programmer MCP med POST.", "code": "metode_ikke_tilladt"}
            await JSONResponse(body, 405, {"Allow": "POST"})(scope, receive, send)
        elif self._app is None:
            body = {"detail": "Serveren er ved at starte. Prøv igen om lidt.", "code": "ikke_klar"}
            await JSONResponse(body, 503, {"Retry-After": "3"})(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    @asynccontextmanager
    async def running(self, service: Service, max_body: int) -> AsyncIterator[None]:
        """Serve while the context lasts. No session is kept: each request stands alone and answers with JSON."""
        # The SDK takes most of a second to import; the documents are made ready meanwhile.
        from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
        from mcp.server.transport_security import TransportSecuritySettings

        from api.mcp.server import build_server

        names = [f"[{name}]" if ":" in name else name for name in sorted(service.settings.host_names)]
        scheme = "https" if service.settings.https else "http"
        manager = StreamableHTTPSessionManager(
            build_server(service, lambda request: str(request.base_url).rstrip("/")),
            json_response=True,
            stateless=True,
            max_request_body_size=max_body,
            # The guard has checked both already and is stricter; the SDK checks them again.
            security_settings=TransportSecuritySettings(
                allowed_hosts=[*names, *(f"{name}:*" for name in names)],
                allowed_origins=[f"{scheme}://{name}{port}" for name in names for port in ("", ":*")],
            ),
        )
        async with manager.run():
            self._app = manager.handle_request
            try:
                yield
            finally:
                self._app = None
