"""What every request and answer passes: host and origin checked, bodies bounded, headers set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.caller import caller
from api.openai_problems import problem_body
from api.pages import error_page, wants_page
from api.settings import Settings
from index.approvals import LOCAL

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make browsers send Origin: null with our own forms.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_UPLOADS = ("/api/documents", "/dokumenter", "/api/rules/batch", "/takst-tjek/liste")
# Carries a whole conversation with every question.
_HISTORIES = ("/v1/chat/completions",)
_TURNS = 20
# What the multipart frame around a file may add.
_FRAME = 20_000


class Guard:
    """ASGI middleware. Refuses foreign hosts (DNS rebinding), foreign origins (CSRF) and bodies too large."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        https = self._settings.https
        if https:
            # Between the proxy in front and here it is not; links, cookies and origins are as outside.
            scope["scheme"] = "https"

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if https:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
                if not scope["path"].startswith("/static/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._host_refused(headers) or self._origin_refused(scope, headers)
        if refusal is None:
            limit = self._limit(scope["path"])
            length = headers.get("content-length", "0")
            if not length.isdigit() or int(length) > limit:
                refusal = (
                    413,
                    "for_stor",
                    f"Indholdet er for stort; højst {limit:,} byte.".replace(",", "."),
                )
            else:
                await self.app(scope, _bounded(receive, limit), send_guarded)
                return
        status, code, sentence = refusal
        close = {"Connection": "close"}
        answer: Response
        # An address that was not understood is no ground to build a page on.
        if status != 421 and wants_page(request := Request(scope)):
            answer = error_page(request, status, sentence, close)
        else:
            answer = JSONResponse(problem_body(scope["path"], status, code, sentence), status, close)
        await answer(scope, receive, send_guarded)

    def _limit(self, path: str) -> int:
        if path in _UPLOADS:
            return self._settings.max_bytes + _FRAME
        return self._settings.max_body * (_TURNS if path in _HISTORIES else 1)

    def _host_refused(self, headers: Headers) -> tuple[int, str, str] | None:
        if host_name(headers.get("host", "")) in self._settings.host_names:
            return None
        if self._settings.key_required:
            return (
                421,
                "ukendt_vaert",
                "Serveren kendes ikke ved det navn. Den, der driver den, kan skrive navnet i RAMMEAFTALE_HOSTS.",
            )
        return (
            421,
            "ukendt_vaert",
            "Serveren svarer kun på sin egen adresse, for eksempel http://127.0.0.1:8000.",
        )

    @staticmethod
    def _origin_refused(scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        if scope["method"] in _SAFE:
            return None
        origin = headers.get("origin")
        # Ports of one machine count as the same site: only the same origin will do.
        foreign = headers.get("sec-fetch-site", "none") not in ("same-origin", "none")
        if not foreign and (origin is None or origin == f"{scope['scheme']}://{headers.get('host', '')}"):
            return None
        return 403, "fremmed_side", "Forespørgslen kommer fra en anden side og bliver ikke udført."


def host_name(header: str) -> str:
    """The name in a Host header without its port: "127.0.0.1:8000" is "127.0.0.1"; "" when it is no host."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def opened_from_elsewhere(headers: Headers | Iterable[tuple[str, str]]) -> bool:
    """Whether a page load was started by another site or is a browser's guess of what comes next."""
    known = headers if isinstance(headers, Headers) else Headers(dict(headers))
    return known.get("sec-fetch-site") in ("cross-site", "same-site") or "prefetch" in known.get(
        "sec-purpose", known.get("purpose", "")
    )


async def writer_of() -> str:
    """Who asks for a change, as the log of approvals names him. Whether he may was decided by api/gate.py."""
    known = caller()
    return f"nøgle {known.key.id}" if known.key else LOCAL


Writer = Annotated[str, Depends(writer_of)]


def _bounded(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def receive_bounded() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return receive_bounded
