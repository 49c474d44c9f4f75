"""Sessions of browsers that logged in with a key: a random id in the cookie, its hash here."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa

from index import schema
from index.database import Database, now
from index.keys import Key, key_of


class Sessions:
    """All sessions of a database. Safe from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, key: Key, hours: float) -> str:
        """A new session of a key; the id that the browser keeps. Sessions that have run out are dropped."""
        table, at, token = schema.sessions, now(), secrets.token_urlsafe(32)
        with self._database.transaction() as connection:
            connection.execute(sa.delete(table).where(table.c.expires_at <= at))
            connection.execute(
                sa.insert(table).values(
                    hash=_hash(token), key_id=key.id, created_at=at, expires_at=at + timedelta(hours=hours)
                )
            )
        return token

    def find(self, token: str) -> Key | None:
        """The key of a session that still runs; None too when the key no longer gives access."""
        sessions, keys, at = schema.sessions, schema.api_keys, now()
        query = (
            sa.select(keys)
            .join(sessions, sessions.c.key_id == keys.c.id)
            .where(sessions.c.hash == _hash(token), sessions.c.expires_at > at)
        )
        with self._database.engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        found = key_of(row)
        return found if found.valid(at) else None

    def end(self, token: str) -> None:
        """End a session; one that is not there is ended already."""
        with self._database.transaction() as connection:
            connection.execute(sa.delete(schema.sessions).where(schema.sessions.c.hash == _hash(token)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
