"""What is noted of every request: its number, how it ended, how long it took. Never what was asked."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import CORRELATION
from api.metrics import Metrics
from api.policy import Policy
from assistant.privacy import masked

HEADER = "X-Request-ID"
_WELL_FORMED = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Asked for all the time by whoever watches the server, and by every page.
_UNLOGGED = frozenset({"/health", "/ready", "/metrics", "/static"})
_UNKNOWN = "ukendt"
_EVERY = 0.02
_LOG = logging.getLogger("rammeaftale.request")


class Watch:
    """ASGI middleware, the outermost. Numbers, counts, times and logs every request."""

    def __init__(self, app: ASGIApp, metrics: Metrics, routes: list[BaseRoute]) -> None:
        self.app = app
        self._metrics = metrics
        # The application's own list, which has all of them when the first request comes.
        self._routes = routes
        self._table: Policy | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        fit = _WELL_FORMED.fullmatch(given) and masked(given) == given
        number = given if fit else uuid4().hex[:12]
        CORRELATION.set(number)
        # Whatever ends without an answer ended with a fault, which is answered outside of here.
        status = 500
        began = time.perf_counter()

        async def send_numbered(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = number
            await send(message)

        try:
            await self.app(scope, receive, send_numbered)
        finally:
            seconds = time.perf_counter() - began
            route = self._route(scope)
            self._metrics.request(route, scope["method"], status, seconds)
            if route not in _UNLOGGED or status >= 500:
                _LOG.info(
                    "%s %s %s",
                    scope["method"],
                    route,
                    status,
                    extra={
                        "method": scope["method"],
                        "route": route,
                        "status": status,
                        "ms": round(seconds * 1000),
                    },
                )

    def _route(self, scope: Scope) -> str:
        """The template of the route asked for: what a user typed into an address is no part of it."""
        if self._table is None:
            self._table = Policy(self._routes)
        found = self._table.find(scope["method"], scope["path"])
        return found.route.partition(" ")[2] if found else _UNKNOWN


@asynccontextmanager
async def lag_measured(metrics: Metrics) -> AsyncIterator[None]:
    """While it lasts, how late the event loop comes back is measured fifty times a second."""

    async def measure() -> None:
        while True:
            wanted = time.perf_counter() + _EVERY
            await asyncio.sleep(_EVERY)
            metrics.lag(max(0.0, time.perf_counter() - wanted))

    measuring = asyncio.create_task(measure())
    try:
        yield
    finally:
        measuring.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await measuring
