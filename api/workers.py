"""The threads that answer: a bounded number, a bounded queue before them."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import Any, TypeVar

from index.stages import GivenUp, Work, under

T = TypeVar("T")


class Busy(Exception):
    """More questions are waiting than the queue holds."""


def crowded() -> Busy:
    """What is told to those who find it full."""
    return Busy("Der er for travlt lige nu. Prøv igen om lidt.")


@dataclass
class _Job:
    call: Callable[[], Any]
    context: Context
    work: Work
    put: float
    future: asyncio.Future[Any]


class Workers:
    """Runs calls in its own threads. All methods but the threads' belong to one event loop.

    A caller that stops waiting leaves its call to end at its next stage; until then the thread counts as taken. The
    threads are daemons: one that waits for a language model does not hold up the end of the process.
    """

    def __init__(self, threads: int, waiting: int, ended: Callable[[Work], None]) -> None:
        """`waiting`: how many calls may wait beyond those under way; `ended` is told of each that ended, in a thread."""
        self._threads = threads
        self._most = threads + waiting
        self._ended = ended
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._taken = 0
        self._lock = threading.Lock()

    def start(self) -> None:
        for number in range(self._threads):
            threading.Thread(target=self._run, name=f"answer-{number}", daemon=True).start()

    def stop(self) -> None:
        """Let every thread end after what is waiting now."""
        for _ in range(self._threads):
            self._jobs.put(None)

    @property
    def taken(self) -> int:
        """Calls under way or waiting."""
        return self._taken

    @property
    def waiting(self) -> int:
        """Calls that no thread has begun."""
        return self._jobs.qsize()

    @property
    def full(self) -> bool:
        """Whether one more call would be refused."""
        return self._taken >= self._most

    async def run(self, call: Callable[[], T]) -> T:
        """The call's result, or what it raises. Raises Busy when too many wait."""
        with self._lock:
            if self.full:
                raise crowded()
            self._taken += 1
        work = Work()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._jobs.put(_Job(call, copy_context(), work, time.perf_counter(), future))
        try:
            return await future
        except asyncio.CancelledError:
            work.cancel()
            raise

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            self._do(job)

    def _do(self, job: _Job) -> None:
        job.work.waited = time.perf_counter() - job.put
        result: Any = None
        fault: BaseException | None = None
        try:
            result = job.context.run(_called, job)
        except BaseException as raised:  # the thread must live on, and the caller be told whatever it was
            fault = raised
        with self._lock:
            self._taken -= 1
        self._ended(job.work)
        try:
            job.future.get_loop().call_soon_threadsafe(_tell, job.future, result, fault)
        except RuntimeError:
            return  # the loop is closed: the server has stopped, and nobody waits


def _called(job: _Job) -> Any:
    with under(job.work):
        job.work.check()
        return job.call()


def _tell(future: asyncio.Future[Any], result: Any, fault: BaseException | None) -> None:
    if future.done() or isinstance(fault, GivenUp):
        return
    if fault is None:
        future.set_result(result)
    else:
        future.set_exception(fault)
