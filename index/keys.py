"""Keys that give access: made, listed, recognised and revoked. Of a key only a hash is kept.

A key holds 256 random bits, so a plain SHA-256 of it cannot be turned back by guessing; a slow hash is for
passwords that people choose.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from index import schema
from index.database import Database, now
from index.errors import IndexFault

Scope = Literal["read", "write", "admin"]
# Each may do what those before it may.
SCOPES: tuple[Scope, ...] = ("read", "write", "admin")
PREFIX = "rammeaftale"
_LONGEST_NAME = 100
# 45 of 52 letters hold 256 bits. No digits: nothing that looks for numbers of persons may take one for such.
_LETTERS = 45
_FORM = re.compile(rf"{PREFIX}_([0-9a-f]{{8}})_[A-Za-z]{{{_LETTERS}}}")


@dataclass(frozen=True)
class Key:
    """A key as it is known: never the key itself. Moments are UTC without zone."""

    id: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def valid(self, at: datetime) -> bool:
        """Whether it gives access at that moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)

    def may(self, scope: Scope) -> bool:
        """Whether its rights hold those of `scope`."""
        return SCOPES.index(self.scope) >= SCOPES.index(scope)


class UnknownKey(IndexFault):
    """No key has the id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"Der er ingen nøgle med id »{key_id[:50]}«. Se dem, der er: rammeaftale keys list")


class Keys:
    """All keys of a database. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, name: str, scope: Scope, expires_at: datetime | None = None) -> tuple[Key, str]:
        """A new key as it is known, and the key itself, which is nowhere else. Raises IndexFault for an empty name."""
        name = " ".join(name.split())[:_LONGEST_NAME]
        if not name or not name.isprintable():
            raise IndexFault("Nøglen skal have et navn, for eksempel den, der skal bruge den.")
        made = Key(secrets.token_hex(4), name, scope, now(), expires_at, None)
        secret = "".join(secrets.choice(string.ascii_letters) for _ in range(_LETTERS))
        whole = f"{PREFIX}_{made.id}_{secret}"
        with self._database.transaction(durable=True) as connection:
            connection.execute(
                sa.insert(schema.api_keys).values(
                    id=made.id,
                    name=made.name,
                    scope=made.scope,
                    hash=_hash(whole),
                    created_at=made.created_at,
                    expires_at=made.expires_at,
                )
            )
        return made, whole

    def list(self) -> list[Key]:
        """Every key, the oldest first; revoked ones too."""
        table = schema.api_keys
        with self._database.engine.connect() as connection:
            return [key_of(row) for row in connection.execute(sa.select(table).order_by(table.c.created_at))]

    def usable(self) -> bool:
        """Whether any key gives access now."""
        at = now()
        return any(key.valid(at) for key in self.list())

    def revoke(self, key_id: str) -> Key:
        """End a key and the sessions opened with it, at once. Raises UnknownKey; twice is as good as once."""
        table, sessions = schema.api_keys, schema.sessions
        with self._database.transaction(durable=True) as connection:
            connection.execute(
                sa.update(table)
                .where(table.c.id == key_id, table.c.revoked_at.is_(None))
                .values(revoked_at=now())
            )
            connection.execute(sa.delete(sessions).where(sessions.c.key_id == key_id))
            row = connection.execute(sa.select(table).where(table.c.id == key_id)).first()
        if row is None:
            raise UnknownKey(key_id)
        return key_of(row)

    def find(self, whole: str) -> Key | None:
        """The key that was handed in, when it gives access now."""
        formed = _FORM.fullmatch(whole)
        if formed is None:
            return None
        table = schema.api_keys
        with self._database.engine.connect() as connection:
            row = connection.execute(sa.select(table).where(table.c.id == formed[1])).first()
        if row is None or not hmac.compare_digest(row.hash, _hash(whole)):
            return None
        found = key_of(row)
        return found if found.valid(now()) else None


def _hash(whole: str) -> str:
    return hashlib.sha256(whole.encode()).hexdigest()


def key_of(row: Any) -> Key:
    """A row of api_keys as it is known."""
    return Key(row.id, row.name, row.scope, row.created_at, row.expires_at, row.revoked_at)
