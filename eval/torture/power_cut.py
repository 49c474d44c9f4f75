"""A power cut imitated at every step of a change: what was not yet flushed to the disk is lost.

A process that changes a library copies its data folder at each of its steps. In the copy that a cut would leave, files
that were written but never flushed are empty, SQLite's log ends where it was last flushed, and its shared memory is gone.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from eval.torture.boundaries import Boundaries, phase_after
from eval.torture.kills_process import look, state_of
from eval.torture.nursery import Nursery, nursery, tell
from eval.torture.small_library import ADDING, agreement, small_library, write

LOG, SHARED = "rammeaftale.db-wal", "rammeaftale.db-shm"
_SINCE = ("omdøbning", "skift", "oprydning")


class _Camera:
    """Copies the data folder at each step, the flushed whole and the rest lost."""

    def __init__(self, data: Path, copies: Path) -> None:
        self._data, self._copies, self._views = data, copies, data / "generations"
        self._former = {folder.name for folder in self._views.iterdir()}
        self._flushed: dict[int, tuple[int, int]] = {}
        self._phase = "planlægning"
        self._log = self._log_size()
        self._taken = 0
        self._done = False

    def reached(self, step: str, what: str) -> None:
        phase = phase_after(self._phase, step, what)
        if step == "fsync" and Path(what).is_file():
            # By its number on the disk: its folder is renamed on the way.
            self._flushed[Path(what).stat().st_ino] = _mark(Path(what))
        if self._phase == "skift" and phase == "oprydning":
            # This one commit is flushed before it returns.
            self._log, self._done = self._log_size(), True
        self._log = min(self._log, self._log_size())
        self._phase = phase
        if step == "fsync" or phase in _SINCE:
            self._take(f"{phase}, {step}")

    def _log_size(self) -> int:
        log = self._data / LOG
        return log.stat().st_size if log.exists() else 0

    def _take(self, where: str) -> None:
        copy = self._copies / str(self._taken)
        shutil.copytree(self._data, copy)
        for path in self._views.rglob("*"):
            new = path.relative_to(self._views).parts[0] not in self._former
            if new and path.is_file() and self._flushed.get(path.stat().st_ino) != _mark(path):
                (copy / path.relative_to(self._data)).write_bytes(b"")
        (copy / SHARED).unlink(missing_ok=True)
        if (copy / LOG).exists():
            with (copy / LOG).open("r+b") as log:
                log.truncate(self._log)
        self._taken += 1
        tell(copy=str(copy), where=where, after=self._done)


def _mark(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def change_before_a_camera(data: str, files: str, copies: str, adds: bool) -> None:
    """Replace a document, or add one to the present views, telling of every copy taken.

    Before them the state, after them the state again.
    """
    library = small_library(Path(data), adding=ADDING if adds else None)
    library.ensure()
    tell(state=state_of(library))
    Boundaries(_Camera(Path(data), Path(copies)).reached)
    texts = {"syd": agreement("Syddanmark")} if adds else {"nord": agreement(rate="1.300 kr.")}
    library.ingest(write(Path(files), **texts))
    tell(state=state_of(library))


def power_cuts(
    folder: Path, among: Nursery | None = None, most: int = 1_000, adds: bool = False
) -> list[str]:
    """Cut the power at each step of a change (at about `most` of them); what was wrong afterwards.

    `adds`: the change adds a document to the present views, as in a large library.
    """
    library = small_library(folder / "data")
    library.ingest(write(folder / "ind", nord=agreement(), sj=agreement("Sjælland", "2023-24", "990 kr.")))
    library.close()
    (folder / "kopier").mkdir()
    with nursery(among) as started:
        told, ended = started.told(
            change_before_a_camera,
            data=str(folder / "data"),
            files=str(folder / "ind"),
            copies=str(folder / "kopier"),
            adds=adds,
        )
        if ended != 0:
            return [f"indlæsningen endte med {ended}"]
        before, after, taken = told[0]["state"], told[-1]["state"], told[1:-1]
        wrong = [] if any(copy["after"] for copy in taken) else ["ingen strømsvigt ramte efter skiftet"]
        for copy in taken[:: max(1, len(taken) // most)]:
            allowed = [after] if copy["after"] else [before, after]
            wrong += [f"{copy['where']}: {fault}" for fault in _looked_at(started, copy["copy"], allowed)]
    return wrong


def _looked_at(among: Nursery, data: str, allowed: list[object]) -> list[str]:
    told, ended = among.told(look, data=data)
    if ended != 0 or not told:
        return [f"en ny proces går ned ({ended})"]
    (found,) = told
    faults = [*found["faults"], *found["healed"]]
    if found["state"] not in allowed:
        faults.append(f"tilstanden er {found['state']}")
    if not found["whole"]:
        faults.append("indekset viser andre passager end databasens")
    return faults
