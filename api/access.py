"""Who gets in: keys recognised, sessions begun and ended, and what is told to the audit log. All of it blocks."""

from __future__ import annotations

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from api.caller import Caller
from api.rate_limit import Buckets, network_of
from api.settings import Settings
from index import audit
from index.database import Database
from index.keys import Key, Keys
from index.sessions import Sessions

COOKIE = "rammeaftale_session"
# Browsers keep a cookie of such a name only from https and send it to no other host.
SECURE_COOKIE = "__Host-rammeaftale_session"
# Wrong keys from one address at once; one more each minute. Those with a right key are never held up by them.
WRONG_KEYS = 10
_WRONG_SECONDS = 600.0
# Refusals told in the log each minute, of one address and of all; more would only fill the disk.
_TOLD, _TOLD_IN_ALL = 5, 60


@dataclass(frozen=True)
class Shown:
    """What a request shows of itself; `kind` says where: "none", "key" or "session"."""

    kind: str
    secret: str


class Access:
    """The keys and sessions of a server. Safe from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.required = settings.key_required
        self.per_key = Buckets(settings.rate_per_minute)
        self.per_address = Buckets(settings.rate_per_address)
        self._settings = settings
        self._wrong = Buckets(WRONG_KEYS, _WRONG_SECONDS)
        self._told = Buckets(_TOLD)
        self._told_in_all = Buckets(_TOLD_IN_ALL)
        self._opening = threading.Lock()
        self._database: Database | None = None

    @property
    def database(self) -> Database:
        """Opened when first needed. Raises IndexFault."""
        with self._opening:
            if self._database is None:
                self._database = Database.open(self._settings.data, self._settings.database_url)
            return self._database

    def close(self) -> None:
        with self._opening:
            if self._database is not None:
                self._database.close()
                self._database = None

    @property
    def cookie(self) -> str:
        """The name of the session's cookie."""
        return SECURE_COOKIE if self._settings.https else COOKIE

    def shown(self, headers: Headers) -> Shown:
        """What the headers show; a key goes before a session, and a wrong one is not made good by it."""
        said = headers.get("authorization")
        if said is not None:
            kind, _, secret = said.partition(" ")
            return Shown("key", secret.strip() if kind.lower() == "bearer" else "")
        session = cookie_parser(headers.get("cookie", "")).get(self.cookie, "")
        return Shown("session", session) if session else Shown("none", "")

    def caller(self, shown: Shown) -> Caller | None:
        """Who it is; None where nothing, or nothing valid, was shown."""
        if shown.kind == "key":
            key = Keys(self.database).find(shown.secret)
            return Caller(key) if key else None
        if shown.kind == "session":
            key = Sessions(self.database).find(shown.secret)
            return Caller(key, shown.secret) if key else None
        return None

    def log_in(self, secret: str, former: str = "") -> tuple[Key, str] | None:
        """The key and the id of a new session; None for a key that gives no access. A former session ends."""
        key = Keys(self.database).find(secret.strip())
        if key is None:
            return None
        sessions = Sessions(self.database)
        if former:
            sessions.end(former)
        token = sessions.begin(key, self._settings.session_hours)
        self.tell(key.id, "logget ind")
        return key, token

    def log_out(self, caller: Caller) -> None:
        """End the caller's session, where he has one."""
        if caller.session:
            Sessions(self.database).end(caller.session)
            self.tell(caller.name, "logget ud")

    def wrong_key(self, address: str) -> int:
        """Count a wrong key: 0, or the seconds to wait when there were too many from there."""
        return self._wrong.take(address)

    def tell(self, actor: str, action: audit.Action, subject: str = "", outcome: str = audit.DONE) -> None:
        """Add a line to the audit log."""
        audit.record(self.database, actor, action, subject, outcome)

    def tell_refused(
        self, actor: str, address: str, action: audit.Action, subject: str, outcome: str
    ) -> None:
        """Add a line about a refusal, unless there were many just now.

        Strangers who knock cannot hide what one with a key was refused: each key has a number of lines of its own.
        """
        stranger = actor == audit.UNKNOWN
        if self._told.take(f"{actor} {address}") or (stranger and self._told_in_all.take("")):
            return
        self.tell(actor, action, subject, outcome)

    def address(self, client: str, headers: Headers) -> str:
        """Where a request comes from; what a proxy says of it counts only for those named in the settings."""
        return network_of(_before(client, headers, self._settings.proxies.split(",")))


def _before(client: str, headers: Headers, proxies: Collection[str]) -> str:
    if client not in proxies:
        return client
    said = ",".join(headers.getlist("x-forwarded-for")).split(",")
    # Each proxy adds on the right: what stands left of the first stranger may be made up.
    return next((each for part in reversed(said) if (each := part.strip()) and each not in proxies), client)


async def access_of(request: Request) -> Access:
    """The access of the application a request came to."""
    found: Access = request.app.state.access
    return found


Gatekeeping = Annotated[Access, Depends(access_of)]
