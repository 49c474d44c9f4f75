"""The steps by which a process changes what is on the disk, each told before it is taken.

They are Python's own file operations (its audit events), every fsync, and every statement and commit to the database.
What native code writes lies between two of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

PHASES = (
    "planlægning",
    "vektorer",
    "opbygning",
    "omdøbning",
    "skift",
    "oprydning",
)
"""The phases of a change in order: until something is written; vectors kept; the new views built; their folder given
its name; the documents and the name of the views written in one transaction; what is no longer used taken away."""

_FILES = frozenset({"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
Reached = Callable[[str, str], None]
"""Called as reached(step, what): "open" and a path, "sql" and a statement, "commit", "committed", "fsync", …"""


class Boundaries:
    """Tells of each step once it is begun. One for each process: Python's audit hooks stay for good."""

    def __init__(self, reached: Reached) -> None:
        self._reached = reached
        self._inside = False
        sys.addaudithook(self._audited)
        sa.event.listen(sa.Engine, "before_cursor_execute", self._executed)
        sa.event.listen(sa.Engine, "commit", lambda _: self._step("commit", ""))
        sa.event.listen(sa.pool.Pool, "checkin", lambda *_: self._step("committed", ""))
        self._fsync = os.fsync
        os.fsync = self._flushed  # type: ignore[assignment]  # its own type has a name for the argument

    def _step(self, step: str, what: str) -> None:
        if self._inside:
            return
        self._inside = True
        try:
            self._reached(step, what)
        finally:
            self._inside = False

    def _audited(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event not in _FILES or self._inside:
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
            return
        self._step(event, str(arguments[0]))

    def _executed(
        self, connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: Any
    ) -> None:
        if not statement.lstrip().lower().startswith(("select", "pragma")):
            self._step("sql", statement)

    def _flushed(self, handle: Any) -> None:
        number = handle if isinstance(handle, int) else handle.fileno()
        self._fsync(number)
        self._step("fsync", str(Path(f"/proc/self/fd/{number}").readlink()))


def phase_after(phase: str, step: str, what: str) -> str:
    """The phase that a step belongs to, when the one before it belonged to `phase`."""
    words = what.lower().split()
    match step:
        case "sql" if phase == "planlægning" and words[:3] == ["insert", "into", "vectors"]:
            return "vektorer"
        case "os.mkdir" if phase in ("planlægning", "vektorer") and "/generations/" in what:
            return "opbygning"
        case "os.rename" if phase == "opbygning" and "/generations/" in what:
            return "omdøbning"
        case "sql" if phase != "skift" and phase != "oprydning" and "vectors" not in words[:4]:
            return "skift"
        case "committed" if phase == "skift":
            return "oprydning"
    return phase
