"""The door: every request is let in by what its route needs (api/policy.py), or refused before its body is read.

Cross-site requests: the session's cookie is SameSite=Strict, so browsers leave it out of requests that other sites
start; the guard refuses a foreign Origin or Sec-Fetch-Site; and here a change asked for with a cookie but without
an Origin is refused, which no browser of today sends. A token in each form would guard against the same request a
fourth time, so there is none.
"""

from __future__ import annotations

from urllib.parse import urlencode

import anyio
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access import Access
from api.caller import Caller, begin, caller
from api.pages import wants_page
from api.policy import AUDITED, Found, Policy
from api.problems import answer_problem
from api.refusal import Refused
from index.audit import DONE, UNKNOWN
from index.errors import IndexFault

LOG_IN, LOG_OUT = "/log-ind", "/log-ud"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_MISSING = "Der skal en nøgle til. Log ind på siden, eller send nøglen med forespørgslen som »Authorization: Bearer NØGLE«."
_INVALID = "Nøglen kendes ikke, er udløbet eller er tilbagekaldt. Bed den, der driver programmet, om en ny."
_ENDED = "Du er ikke længere logget ind. Hent siden igen, og log ind."
_MAY = {"read": "spørge og læse", "write": "ændre dokumenter", "admin": "administrere"}


class Gate:
    """ASGI middleware; inside the guard, which has checked host, origin and size."""

    def __init__(self, app: ASGIApp, access: Access, routes: list[BaseRoute]) -> None:
        self.app = app
        self._access = access
        # The application's own list, which has all of them when the first request comes.
        self._routes = routes
        self._policy: Policy | None = None
        self._threads: anyio.CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._policy is None or self._threads is None:
            self._policy = Policy(self._routes)
            # Of their own: whoever waits for an answer must not keep others from the door.
            self._threads = anyio.CapacityLimiter(8)
        found = self._policy.find(scope["method"], scope["path"])
        if not self._access.required:
            await self._let_in(Caller(), found, scope, receive, send)
            return
        if found is not None and found.needs == "open" and scope["path"] not in (LOG_IN, LOG_OUT):
            await self.app(scope, receive, send)
            return
        try:
            known = await self._caller(found, scope)
        except (Refused, IndexFault, SQLAlchemyError) as refusal:
            await (await self._refused(refusal, found, scope))(scope, receive, send)
            return
        await self._let_in(known, found, scope, receive, send)

    async def _caller(self, found: Found | None, scope: Scope) -> Caller:
        """Who asks, when he may. Raises Refused, and what the database raises."""
        access, headers = self._access, Headers(scope=scope)
        address = self._address(scope)
        _wait(access.per_address.take(address))
        shown = access.shown(headers)
        known = None
        if shown.kind != "none":
            known = await anyio.to_thread.run_sync(access.caller, shown, limiter=self._threads)
        # An address that does not exist is told only to those who are let in.
        needs = "read" if found is None else found.needs
        if known is None or known.key is None:
            if needs == "open":
                return Caller()
            if shown.kind == "key":
                _wait(access.wrong_key(address))
            sentence = {"none": _MISSING, "key": _INVALID, "session": _ENDED}[shown.kind]
            raise Refused(401, "noegle_mangler" if shown.kind == "none" else "noegle_ugyldig", sentence)
        begin(known)  # the page that tells of a refusal shows that he is logged in
        _wait(access.per_key.take(known.key.id))
        if known.session and scope["method"] not in _SAFE and "origin" not in headers:
            raise Refused(403, "fremmed_side", "Forespørgslen siger ikke, hvilken side den kommer fra.")
        if needs != "open" and (needs is None or not known.key.may(needs)):
            raise Refused(
                403,
                "mangler_rettighed",
                f"Nøglen »{known.key.name}« må kun {_MAY[known.key.scope]}. Det her kræver en nøgle, der må "
                f"{_MAY[needs or 'admin']}.",
            )
        return known

    async def _refused(self, refusal: Exception, found: Found | None, scope: Scope) -> Response:
        request = Request(scope)
        status = refusal.status if isinstance(refusal, Refused) else 503
        if status == 401 and wants_page(request):
            onward = {"til": _target(request)} if request.method in ("GET", "HEAD") else {"igen": "1"}
            return RedirectResponse(f"{LOG_IN}?{urlencode(onward)}", 303)
        answer = await answer_problem(request, refusal)
        if status == 401:
            answer.headers["WWW-Authenticate"] = 'Bearer realm="rammeaftale"'
        if isinstance(refusal, _TooMany):
            answer.headers["Retry-After"] = str(refusal.seconds)
        if status in (401, 403, 429):
            route = found.route if found else "ukendt adresse"
            await anyio.to_thread.run_sync(
                self._access.tell_refused,
                _name(),
                self._address(scope),
                "adgang afvist",
                route,
                f"afvist ({status})",
                limiter=self._threads,
            )
        return answer

    async def _let_in(
        self, known: Caller, found: Found | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        begin(known)
        action = AUDITED.get(found.route) if found else None
        if found is None or action is None:
            await self.app(scope, receive, send)
            return

        async def told(message: Message) -> None:
            # Before the answer leaves: what was done is in the log when the caller hears of it.
            if message["type"] == "http.response.start" and message["status"] != 404:
                status = message["status"]
                # Ids of an address that was refused may be made up.
                ids = (*(found.ids if status < 400 else ()), *known.touched)
                outcome = DONE if status < 400 else f"afvist ({status})"
                await anyio.to_thread.run_sync(
                    self._access.tell, known.name, action, ", ".join(ids), outcome, limiter=self._threads
                )
            await send(message)

        await self.app(scope, receive, told)

    def _address(self, scope: Scope) -> str:
        client = scope.get("client")
        return self._access.address(client[0] if client else "", Headers(scope=scope))


class _TooMany(Refused):
    def __init__(self, seconds: int) -> None:
        super().__init__(
            429,
            "for_mange",
            f"Der kommer for mange forespørgsler. Prøv igen om {seconds} "
            f"{'sekund' if seconds == 1 else 'sekunder'}.",
        )
        self.seconds = seconds


def _wait(seconds: int) -> None:
    if seconds:
        raise _TooMany(seconds)


def _target(request: Request) -> str:
    """Where to go on after logging in. Never with a question, which nobody may get asked by a link."""
    query = request.url.query
    return f"{request.url.path}?{query}" if query and request.url.path != "/" else request.url.path


def _name() -> str:
    known = caller()
    return known.name if known.key else UNKNOWN
