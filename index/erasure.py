"""Erasing that reaches the files: remembered with the deletion itself, done at once, tried again until it is done."""

from __future__ import annotations

import logging

import sqlalchemy as sa

from index import schema
from index.errors import IndexFault
from index.store import Store

_PENDING = "erasing"
_log = logging.getLogger(__name__)


def begin(connection: sa.Connection) -> None:
    """Remember, in the transaction that deletes, that the deleted bytes must leave the files too."""
    Store.set_state(connection, _PENDING, "ja")


def finish(store: Store) -> bool:
    """Take what was deleted out of the files; whether nothing is left to do.

    A reader or another program may be in the way. Then it stays to be done by whoever calls next: the deletion
    itself is made and is not undone by it.
    """
    if store.state(_PENDING) is None:
        return True
    try:
        if not store.scrub():
            return False
        with store.transaction() as connection:
            connection.execute(sa.delete(schema.state).where(schema.state.c.key == _PENDING))
    except IndexFault as late:
        _log.warning("Slettede oplysninger er ikke ude af databasens filer endnu; det prøves igen: %s", late)
        return False
    return True
