"""CPR numbers taken out of every request before a route reads it: of the address, and of bodies of JSON and forms.

One wall before all routes, so that a new one cannot forget it. Uploaded files pass: they are checked where they are
read (ingest/reading.py, assistant/rate_file.py), and the fields beside them where they are kept.
"""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, quote, unquote, urlencode

import anyio
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.privacy import masked, masked_data

_FORM = "application/x-www-form-urlencoded"
_FILES = "multipart/"
# Above this many bytes the work is done in a thread, so that other requests are not kept waiting.
_LONG = 20_000
# Nested deeper than can be looked into: refused by whoever reads it.
_UNREADABLE = b"["
# Headers whose text a server likes to write down.
_WRITTEN = frozenset({b"referer", b"user-agent", b"x-request-id", b"x-correlation-id"})


class Masking:
    """ASGI middleware, inside the guard that bounds the bodies."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope = {**scope, **_address(scope), "headers": [_header(*each) for each in scope["headers"]]}
        kind = Headers(scope=scope).get("content-type", "").lower()
        if kind.startswith(_FILES):
            await self.app(scope, receive, send)
        else:
            await self.app(scope, _Body(receive, kind), send)


class _Body:
    """`receive` that hands on the whole body at once, masked; an error while reading is the reader's to see."""

    def __init__(self, receive: Receive, kind: str) -> None:
        self._receive = receive
        self._kind = kind
        self._read = False

    async def __call__(self) -> Message:
        if self._read:
            return await self._receive()
        parts: list[bytes] = []
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                return message
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                break
        self._read = True
        body = b"".join(parts)
        if len(body) > _LONG:
            body = await anyio.to_thread.run_sync(masked_body, body, self._kind)
        else:
            body = masked_body(body, self._kind)
        return {"type": "http.request", "body": body, "more_body": False}


def masked_body(body: bytes, kind: str) -> bytes:
    """A body of that content type without CPR numbers; as it came where there are none."""
    if not body:
        return body
    if kind.startswith(_FORM):
        return _query(body)
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        # No JSON: no route reads it, but an error might repeat it.
        text = body.decode("utf-8", "replace")
        return body if (safe := masked(text)) == text else safe.encode()
    try:
        safe = masked_data(value)
        return body if safe == value else json.dumps(safe).encode()
    except RecursionError:
        return _UNREADABLE


def _address(scope: Scope) -> dict[str, object]:
    made: dict[str, object] = {"query_string": _query(scope.get("query_string", b""))}
    if (path := masked(scope["path"])) != scope["path"]:
        made |= {"path": path, "raw_path": quote(path).encode()}
    return made


def _header(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name not in _WRITTEN:
        return name, value
    text = unquote(value.decode("latin-1"))
    return (name, value) if (safe := masked(text)) == text else (name, quote(safe, safe=":/?&=#").encode())


def _query(raw: bytes) -> bytes:
    """An encoded query or form; every value by itself."""
    # Names and values are text whatever the bytes are: what is not UTF-8 cannot be read by a route either.
    fields = parse_qsl(raw.decode("latin-1"), keep_blank_values=True, errors="replace")
    safe = [(masked(name), masked(value)) for name, value in fields]
    return raw if safe == fields else urlencode(safe).encode()
