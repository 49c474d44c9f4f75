"""Who asks: found once for each request (api/gate.py), and known wherever its work is done.

Kept in a context variable, so that no route can forget to hand it on: Service.assistant gives every route the
conversations of the caller alone.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field

from index.audit import LOCAL
from index.keys import Key, Scope


@dataclass(frozen=True)
class Caller:
    """Whoever asks. Without a `key` he works at the machine itself, where none is needed.

    `session` is the id in the browser's cookie, "" for a program; `touched` the ids of objects that the request
    changed, where its address does not tell them.
    """

    key: Key | None = None
    session: str = ""
    touched: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As the audit log names him: the id of the key."""
        return self.key.id if self.key else LOCAL

    @property
    def owner(self) -> str | None:
        """Whose conversations he sees."""
        return self.key.id if self.key else None

    def may(self, scope: Scope) -> bool:
        return self.key is None or self.key.may(scope)


_CALLER: ContextVar[Caller] = ContextVar("caller", default=Caller())  # noqa: B039 - never changed


def caller() -> Caller:
    """Who asks in the present request."""
    return _CALLER.get()


def begin(found: Caller) -> None:
    """From here on this request is the caller's."""
    _CALLER.set(found)
