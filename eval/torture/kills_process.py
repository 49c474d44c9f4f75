"""What the processes of `eval.torture.kills` do: one changes a library until it is killed, one looks at what is left."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from eval.torture.boundaries import PHASES, Boundaries, phase_after
from eval.torture.nursery import tell
from eval.torture.small_library import ADDING, NORD, QUESTION, agreement, small_library, write
from index.library import Library

SJAELLAND = "sjaelland-rammeaftale-2023-24"
RATES = ("1.250 kr.", "1.300 kr.")
TITLES = ("Den ene titel", "Den anden titel")
PROPOSED = "Rammeaftale 2025-26 for Nordjylland"

# Document id to title and the rate in its text: everything the changes change.
State = dict[str, list[str]]


def after(state: State, number: int) -> tuple[str, State]:
    """The change of that number on a state: its name, and the state it leaves."""
    rate = RATES[number % 2]
    if len(state) < 2:
        title = state.get(NORD, [PROPOSED])[0]
        return "ingest", {NORD: [title, rate], SJAELLAND: ["Rammeaftale 2023-24 for Sjælland", "990 kr."]}
    match number % 3:
        case 0:
            return "correct", {**state, NORD: [TITLES[number % 2], state[NORD][1]]}
        case 1:
            return "remove", {NORD: state[NORD]}
        case _:
            return "replace", {**state, NORD: [state[NORD][0], rate]}


def state_of(library: Library) -> State:
    """What the database holds."""
    found: State = {}
    for document in library.store.documents():
        file = library.store.file_by_hash(document.file_sha256)
        assert file is not None
        rates = [rate for rate in (*RATES, "990 kr.") if rate in file.text]
        found[document.id] = [document.metadata.title, *rates]
    return found


class _Fate:
    """Tells each phase as it begins; dies by its own hand `steps` steps into the one it is told to die in."""

    def __init__(self, phase: str, steps: int | None) -> None:
        self._deadly, self._steps = phase, steps
        self._phase = PHASES[-1]
        self._due = False

    def begins(self, deadly: bool) -> None:
        """A change begins; it is the last one where `deadly`."""
        self._due = deadly
        self._enter(PHASES[0])

    def reached(self, step: str, what: str) -> None:
        phase = phase_after(self._phase, step, what)
        if phase != self._phase:
            if self._steps is not None and self._due and self._phase == self._deadly:
                self._die()  # the phase was shorter than that
            self._enter(phase)
        if self._steps is not None and self._due and phase == self._deadly:
            if self._steps == 0:
                self._die()
            self._steps -= 1

    def _enter(self, phase: str) -> None:
        self._phase = phase
        tell(phase=phase)

    def _die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


def change(data: str, files: str, number: int, phase: str, steps: int | None, changes: int) -> None:
    """Change the library until killed, saying before each change what it will leave, and when it is done.

    `steps` set: dies that many steps into `phase` of the first change after `changes` whole ones that has the
    phase. None: goes on until the parent kills it.
    """
    library = small_library(Path(data), adding=ADDING)
    library.ensure()
    state = state_of(library)
    tell(pid=os.getpid(), state=state)
    fate = _Fate(phase, steps)
    Boundaries(fate.reached)
    done = 0
    while True:
        name, state = after(state, number)
        tell(starts=name, state=state)
        fate.begins(deadly=done >= changes)
        _carry_out(library, name, state, Path(files))
        tell(done=name)
        number, done = number + 1, done + 1


def _carry_out(library: Library, name: str, state: State, files: Path) -> None:
    match name:
        case "correct":
            library.correct(NORD, {"title": state[NORD][0]})
        case "remove":
            library.remove(SJAELLAND)
        case _:
            nord = agreement(rate=state[NORD][1])
            library.ingest(write(files, nord=nord, sj=agreement("Sjælland", "2023-24", "990 kr.")))


def look(data: str) -> None:
    """Open what is there as any new process would, and say what it finds."""
    started = time.perf_counter()
    found = seen(Path(data))
    tell(**found, seconds=time.perf_counter() - started)


def seen(data: Path) -> dict[str, Any]:
    """What a process that opens the folder finds: the state, faults before and after healing, and what is searched."""
    library = small_library(data)
    faults = library.check() if library.store.generation() else []
    snapshot = library.ensure()
    state = state_of(library)
    hits = {hit.group for hit in snapshot.search(QUESTION)}
    kept = {passage.id for document in state for passage in snapshot.document_passages(document)}
    found = {
        "state": state,
        "faults": faults,
        "healed": library.check(),
        "found": sorted(hits),
        "whole": kept == {key for key, _ in library.store.passage_keys()},
    }
    library.close()
    return found
