"""Every route asked for with every kind of key: who is let in, and who is not.

`python -m eval.torture access` builds the server's own application over an empty data folder, puts a probe where the
routes would answer, and compares what comes back with the table in api/policy.py.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import anyio
import httpx
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access import COOKIE
from api.app import create_app
from api.policy import POLICY, Needs, Policy
from api.settings import load_settings
from eval.figures import Figure
from index.database import Database, now
from index.keys import Keys
from index.keys import Scope as KeyScope
from index.sessions import Sessions

_LET_IN = 204
_RIGHTS: dict[str, tuple[str, ...]] = {
    "read": ("open", "read"),
    "write": ("open", "read", "write"),
    "admin": ("open", "read", "write", "admin"),
}
# The same for whoever shows nothing, or nothing that is valid.
_NOBODY = ("open",)
_ADDRESS = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Visitor:
    """Somebody who asks, and what the table gives him."""

    name: str
    headers: dict[str, str]
    rights: tuple[str, ...]


@dataclass(frozen=True)
class Deviation:
    """An answer that the table does not foresee."""

    route: str
    visitor: str
    expected: int
    got: int


class _Probe:
    """Stands before the routes: whoever comes this far was let in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await Response(status_code=_LET_IN)(scope, receive, send)


@contextmanager
def probed() -> Iterator[tuple[FastAPI, list[Visitor]]]:
    """The application with the probe, and everybody who asks."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings(
            data=Path(folder), require_key=True, rate_per_minute=0, rate_per_address=0, host="127.0.0.1"
        )
        app = create_app(settings)
        # At the end of the list is the innermost.
        app.user_middleware.append(Middleware(_Probe))
        with closing(Database.open(settings.data)) as database:
            visitors = _visitors(database)
            try:
                yield app, visitors
            finally:
                app.state.access.close()


def _visitors(database: Database) -> list[Visitor]:
    keys, sessions = Keys(database), Sessions(database)

    def shown(key: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {key}"}

    def cookie(token: str) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={token}", "Origin": _ADDRESS}

    found = [Visitor("ingen nøgle", {}, _NOBODY)]
    scopes: Sequence[KeyScope] = ("read", "write", "admin")
    for scope in scopes:
        key, whole = keys.create(scope, scope)
        session = sessions.begin(key, 1)
        found.append(Visitor(f"nøgle {scope}", shown(whole), _RIGHTS[scope]))
        found.append(Visitor(f"session {scope}", cookie(session), _RIGHTS[scope]))
    found.append(Visitor("forkert nøgle", shown(f"{whole[:-1]}{'a' if whole[-1] != 'a' else 'b'}"), _NOBODY))
    found.append(Visitor("forkert session", cookie("x" * 43), _NOBODY))
    _, expired = keys.create("udløbet", "admin", now() - timedelta(seconds=1))
    found.append(Visitor("udløbet nøgle", shown(expired), _NOBODY))
    ended, revoked = keys.create("tilbagekaldt", "admin")
    left = sessions.begin(ended, 1)
    keys.revoke(ended.id)
    found.append(Visitor("tilbagekaldt nøgle", shown(revoked), _NOBODY))
    found.append(Visitor("session af tilbagekaldt nøgle", cookie(left), _NOBODY))
    return found


def expected(needs: Needs | None, visitor: Visitor) -> int:
    """The status that the table foresees; a route without a line is for nobody."""
    if needs is not None and needs in visitor.rights:
        return _LET_IN
    return 401 if visitor.rights is _NOBODY else 403


async def deviations(app: FastAPI, visitors: Sequence[Visitor]) -> tuple[int, list[Deviation]]:
    """How many were asked, and what came back otherwise than expected."""
    asked = 0
    wrong: list[Deviation] = []
    for number, route in enumerate(Policy(app.router.routes).names()):
        method, _, template = route.partition(" ")
        path = re.sub(r"\{[^}]*\}", "00000000-0000-4000-8000-000000000000", template)
        path = f"{path}/style.css" if template == "/static" else path
        # Each route from a network of its own: that many wrong keys from one are turned away.
        transport = httpx.ASGITransport(app=app, client=(f"10.{number // 250}.{number % 250}.1", 1234))
        async with httpx.AsyncClient(transport=transport, base_url=_ADDRESS) as client:
            for visitor in visitors:
                answer = await client.request(
                    "POST" if method == "*" else method, path, headers=visitor.headers
                )
                asked += 1
                foreseen = expected(POLICY.get(route), visitor)
                if answer.status_code != foreseen:
                    wrong.append(Deviation(route, visitor.name, foreseen, answer.status_code))
    return asked, wrong


def measure() -> list[Figure]:
    """Every route with every visitor."""
    with probed() as (app, visitors):
        routes = Policy(app.router.routes).names()
        asked, wrong = anyio.run(deviations, app, visitors)
    for each in wrong:
        print(f"{each.route}, {each.visitor}: {each.got} i stedet for {each.expected}")
    without = sorted(set(routes) - POLICY.keys())
    return [
        Figure("forespørgsler", f"{asked} ({len(routes)} ruter, {len(visitors)} slags besøgende)"),
        Figure("svar, der afviger fra tabellen", str(len(wrong)), "0", not wrong),
        Figure("ruter uden en linje i tabellen", str(len(without)), "0", not without),
    ]
