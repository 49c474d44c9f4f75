"""One piece of work in its stages: how long each took, and where the work may be given up.

Whoever starts work in a thread enters `under(Work())` there; whatever the work calls marks its stages with `stage`.
Without a Work nothing is measured and nothing can be given up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Stage = Literal["understanding", "embedding", "search", "evidence", "composing", "model", "storing"]


class GivenUp(Exception):
    """Nobody waits for the work any longer."""


class Work:
    """What is known of one piece of work. `cancel` may be called from any thread, the rest by the one that works."""

    def __init__(self) -> None:
        self.seconds: dict[Stage, float] = {}
        """Seconds in each stage, those of the stages inside it not counted."""
        self.outcomes: list[str] = []
        """The status of each answer that was given."""
        self.waited = 0.0
        """Seconds before a thread began it."""
        self._cancelled = threading.Event()
        self._inside: list[Stage] = []
        self._since = 0.0

    def cancel(self) -> None:
        """Let the work end where its next stage would begin."""
        self._cancelled.set()

    def check(self) -> None:
        """Raises GivenUp."""
        if self._cancelled.is_set():
            raise GivenUp

    def enter(self, name: Stage) -> None:
        """Raises GivenUp."""
        self.check()
        self._count()
        self._inside.append(name)

    def leave(self) -> None:
        self._count()
        self._inside.pop()

    def _count(self) -> None:
        at = time.perf_counter()
        if self._inside:
            name = self._inside[-1]
            self.seconds[name] = self.seconds.get(name, 0.0) + at - self._since
        self._since = at


_present: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def under(work: Work) -> Iterator[None]:
    """What is called inside is part of that work."""
    before = _present.set(work)
    try:
        yield
    finally:
        _present.reset(before)


@contextmanager
def stage(name: Stage) -> Iterator[None]:
    """What is done inside is that stage of the present work. Raises GivenUp before it begins."""
    work = _present.get()
    if work is None:
        yield
        return
    work.enter(name)
    try:
        yield
    finally:
        work.leave()


def answered(status: str) -> None:
    """The present work has come to an answer of that status."""
    work = _present.get()
    if work is not None:
        work.outcomes.append(status)
