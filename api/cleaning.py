"""The clean-up of a running server: conversations past their time, and deletions that are not in the files yet."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from sqlalchemy.exc import SQLAlchemyError

from api.service import Service
from assistant.retention import EVERY, clean
from index.errors import IndexFault

_LOG = logging.getLogger("rammeaftale")


@asynccontextmanager
async def cleaning(service: Service, every: float = EVERY) -> AsyncIterator[None]:
    """Clean up every so many seconds while the context lasts; opening the data folder has done it once."""
    async with anyio.create_task_group() as group:
        group.start_soon(_clean_for_ever, service, every)
        try:
            yield
        finally:
            group.cancel_scope.cancel()


async def _clean_for_ever(service: Service, every: float) -> None:
    while True:
        await anyio.sleep(every)
        if not service.ready:
            continue
        store, days = service.library.store, service.settings.retention_days
        try:
            await anyio.to_thread.run_sync(clean, store, days)
        except (IndexFault, SQLAlchemyError) as fault:
            _LOG.warning("Oprydningen lykkedes ikke og prøves igen senere: %s", type(fault).__name__)
