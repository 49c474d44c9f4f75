"""A question that would find the queue full is refused at the door, before its body is read and understood.

So a crowd that asks again and again costs little, and whoever is let in is answered no later for it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import answer_problem
from api.service import Service
from api.workers import crowded

# Where questions come in; everything else that waits in the same queue is refused there.
_ASKED_AT = frozenset({("POST", "/api/chat"), ("POST", "/v1/chat/completions")})


class Crowded:
    """ASGI middleware, inside the guard that knows hosts and origins."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (scope["method"], scope["path"]) in _ASKED_AT and self._service.full:
            await (await answer_problem(Request(scope), crowded()))(scope, receive, send)
        else:
            await self.app(scope, receive, send)
