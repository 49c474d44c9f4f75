"""The assistant as the server holds it: made ready in the background, asked in threads, within bounds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated, TypeVar

import anyio
from fastapi import Depends, Request
from starlette.requests import ClientDisconnect

from api.again import once_more
from api.caller import caller
from api.faults import sentence_of
from api.metrics import Metrics
from api.opening import new_assistant
from api.settings import Settings
from api.settling import Settling
from api.workers import Workers
from assistant.assistant import Assistant
from index.ingestion import Progress, silent
from index.library import Library

T = TypeVar("T")
_LOG = logging.getLogger("rammeaftale")


class NotReady(Exception):
    """The assistant is still being made ready, or could not be."""


class _Stopped(Exception):
    """The server stops while the assistant is being made ready."""


class Service:
    """What every route works with. One for each application."""

    def __init__(
        self,
        settings: Settings,
        progress: Progress = silent,
        when_ready: Callable[[], None] | None = None,
        when_failed: Callable[[str], None] | None = None,
        settling: Settling | None = None,
    ) -> None:
        """`settling` is for a process that does nothing else: the collector of garbage is one for all of it."""
        self.settings = settings
        self._progress = progress
        self._when_ready = when_ready
        self._when_failed = when_failed
        self._settling = settling
        self._assistant: Assistant | None = None
        self._failure: str | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.metrics = Metrics()
        self._workers = Workers(settings.workers, settings.queue, self.metrics.work)
        self.metrics.watch_queue(lambda: self._workers.waiting, lambda: self._workers.taken)

    # --- life ------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to make the assistant ready; returns at once. Must be called inside the event loop."""
        self._workers.start()
        self._changes = anyio.CapacityLimiter(1)
        self.shutdown = anyio.Event()
        self._thread = threading.Thread(target=self._prepare, name="prepare", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Give up what is under way and close. The data folder stays in its former state or the new one."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=5)
        self._workers.stop()
        if self._assistant is not None:
            self._assistant.close()

    def _prepare(self) -> None:
        def progress(done: int, of: int, what: str) -> None:
            if self._stopping.is_set():
                raise _Stopped
            self._progress(done, of, what)

        try:
            assistant = new_assistant(self.settings)
            assistant.prepare(progress)
        except _Stopped:
            return
        except Exception as fault:  # a thread's end: whatever it is must be told, and /ready must know
            known = sentence_of(fault)
            if known is None:
                _LOG.error("Assistenten kunne ikke gøres klar", exc_info=fault)
            self._fail(known or "Assistenten kunne ikke gøres klar. Fejlen står i serverens log.")
        else:
            self._assistant = assistant
            if self._when_ready:
                self._when_ready()
            if self._settling is None:
                assistant.answering.warm()
            else:
                assistant.when_new(self._settling.settle_beside)
                self._settling.settle(assistant.answering)

    def _fail(self, sentence: str) -> None:
        self._failure = sentence
        if self._when_failed:
            self._when_failed(sentence)

    # --- use -------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        return self._assistant is not None

    @property
    def full(self) -> bool:
        """Whether one more question would find no place in the queue."""
        return self._workers.full

    @property
    def settled(self) -> bool:
        """Whether it is ready, or has failed to become so."""
        return self._assistant is not None or self._failure is not None

    @property
    def assistant(self) -> Assistant:
        """Raises NotReady."""
        if self._assistant is None:
            raise NotReady(self._failure or "Dokumenterne bliver læst ind. Prøv igen om et øjeblik.")
        # Of the conversations each caller has his own alone.
        owner = caller().owner
        return self._assistant if owner is None else self._assistant.of(owner)

    @property
    def library(self) -> Library:
        """Raises NotReady."""
        return self.assistant.library

    @property
    def today(self) -> date:
        return self.settings.clock()

    async def call(self, work: Callable[..., T], *args: object) -> T:
        """Run work in a thread, a bounded number at a time. Raises NotReady, and Busy when too many wait.

        When the caller goes away, the work ends at its next stage (index/stages.py).
        """
        _ = self.assistant
        return await self._workers.run(partial(once_more, work, *args))

    async def call_for(self, request: Request, work: Callable[..., T], *args: object) -> T:
        """The same for the one who sent the request, its body read: gone is the client that closed the connection."""
        found: list[T] = []
        fault: list[Exception] = []
        async with anyio.create_task_group() as group:

            async def gone() -> None:
                while (await request.receive())["type"] != "http.disconnect":
                    pass
                group.cancel_scope.cancel()

            group.start_soon(gone)
            try:
                found.append(await self.call(work, *args))
            except Exception as raised:  # it leaves as what it is, not as a group of errors
                fault.append(raised)
            group.cancel_scope.cancel()
        if fault:
            raise fault[0]
        if not found:
            raise ClientDisconnect
        return found[0]

    async def change(self, work: Callable[..., T], *args: object) -> T:
        """Run something that changes the documents: one at a time, and never in the way of a question."""
        _ = self.assistant
        return await anyio.to_thread.run_sync(partial(work, *args), limiter=self._changes)


async def service_of(request: Request) -> Service:
    """The service of the application a request came to.

    Async, as all that requests depend on: else each would wait for a thread only to be told.
    """
    service: Service = request.app.state.service
    return service


Serving = Annotated[Service, Depends(service_of)]
