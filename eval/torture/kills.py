"""A process killed at any instant of a change leaves the former state or the new one, never a mix.

`python -m eval.torture kills` kills processes that take documents in and out, in turn at a step of every phase of the
change and at an instant in between, where native code is at work; after each a new process opens what is left.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from eval.console import wide_console
from eval.figures import Figure
from eval.torture import kills_process
from eval.torture.boundaries import PHASES
from eval.torture.kills_process import State
from eval.torture.nursery import Nursery, nursery

KILLS = 200
MOST_SECONDS = 5.0
# So long after a phase has begun a timed kill comes at the latest; the longest take about that, most far less.
_LONGEST_PHASE = 0.1
_MOST_STEPS = 12
_FRESH_EVERY = 10


@dataclass(frozen=True)
class Kill:
    """One kill: the phase the process died in, what was wrong afterwards, and how long the next one took to open.

    `fresh` is the time of a whole new interpreter, None where the new process was forked from one with its modules
    loaded; both in seconds.
    """

    phase: str
    timed: bool
    faults: tuple[str, ...]
    seconds: float
    fresh: float | None = None


def run(folder: Path, count: int, seed: int = 1, fresh_every: int = _FRESH_EVERY) -> list[Kill]:
    """Kill `count` processes on the data in a folder, one after another; every phase in turn."""
    chance = random.Random(seed)
    done = []
    with nursery() as started:
        for number in range(count):
            timed = number // len(PHASES) % 2 == 1
            phase, allowed = _killed(
                started, folder, number, PHASES[number % len(PHASES)], timed, chance.randrange(2), chance
            )
            fresh = number % fresh_every == fresh_every - 1
            done.append(_looked_at(started, folder, phase, timed, allowed, fresh))
    return done


def _killed(
    among: Nursery, folder: Path, number: int, phase: str, timed: bool, changes: int, chance: random.Random
) -> tuple[str, list[State]]:
    """Have a process change the library and killed; the phase it died in, and the states it may have left."""
    steps = None if timed else chance.randrange(_MOST_STEPS)
    among.wish(
        kills_process.change,
        data=str(folder / "data"),
        files=str(folder / "ind"),
        number=number,
        phase=phase,
        steps=steps,
        changes=changes,
    )
    opened = among.said()
    assert "pid" in opened, f"en ny proces går ned: {opened}"
    former: State = opened["state"]
    following, reached, done = former, "", 0
    killer: threading.Timer | None = None
    while "ended" not in (said := among.said()):
        match said:
            case {"starts": _, "state": state}:
                following = state
            case {"done": _}:
                former, done = following, done + 1
            case {"phase": begun}:
                reached = begun
                if timed and killer is None and done >= changes and begun == phase:
                    delay = _LONGEST_PHASE * chance.random() ** 3
                    killer = threading.Timer(delay, os.kill, (opened["pid"], signal.SIGKILL))
                    killer.start()
    if killer is not None:
        killer.join()
    assert said["ended"] == -signal.SIGKILL, f"processen endte af sig selv med {said['ended']}"
    return reached, [former, following]


def _looked_at(
    among: Nursery, folder: Path, phase: str, timed: bool, allowed: Sequence[State], fresh: bool
) -> Kill:
    started = time.perf_counter()
    if fresh:
        with nursery() as new:
            told, ended = new.told(kills_process.look, data=str(folder / "data"))
    else:
        told, ended = among.told(kills_process.look, data=str(folder / "data"))
    wall = time.perf_counter() - started
    if ended != 0 or not told:
        return Kill(phase, timed, (f"en ny proces går ned ({ended})",), wall, wall if fresh else None)
    (found,) = told
    faults = [*found["faults"], *found["healed"]]
    if found["state"] not in allowed:
        faults.append(f"tilstanden er {found['state']}, men skulle være en af {list(allowed)}")
    if not found["whole"]:
        faults.append("indekset viser andre passager end databasens")
    if found["found"] != sorted(found["state"]):
        faults.append(f"søgning finder kun {found['found']}")
    return Kill(phase, timed, tuple(faults), found["seconds"], wall if fresh else None)


def print_kills(kills: Sequence[Kill]) -> None:
    """A line for each phase, and one for each kill that left something wrong."""
    table = Table("Dræbt under", box=None, padding=(0, 2, 0, 0))
    for heading in ("ved et skridt", "på et tidspunkt", "fejl bagefter"):
        table.add_column(heading, justify="right")
    for phase in PHASES:
        here = [kill for kill in kills if kill.phase == phase]
        timed = sum(kill.timed for kill in here)
        table.add_row(phase, str(len(here) - timed), str(timed), str(sum(bool(kill.faults) for kill in here)))
    console = wide_console()
    console.print(table)
    for kill in kills:
        for fault in kill.faults:
            console.print(f"  {kill.phase}: {fault}")


def measure() -> list[Figure]:
    """All kills on one data folder."""
    with tempfile.TemporaryDirectory() as folder:
        kills = run(Path(folder), KILLS)
    print_kills(kills)
    wrong = sum(bool(kill.faults) for kill in kills)
    crashes = sum("går ned" in fault for kill in kills for fault in kill.faults)
    slowest = max(kill.seconds for kill in kills)
    fresh = [kill.fresh for kill in kills if kill.fresh is not None]
    return [
        Figure("kill -9 under indlæsning", str(len(kills)), str(KILLS), len(kills) == KILLS),
        Figure("faser ramt", f"{len({k.phase for k in kills})} af {len(PHASES)}", "alle", {k.phase for k in kills} == set(PHASES)),
        Figure("tilstande med tab eller fejl", str(wrong), "0", wrong == 0),
        Figure("nye processer gået ned", str(crashes), "0", crashes == 0),
        Figure("længste åbning bagefter", f"{slowest:.1f} s", f"{MOST_SECONDS:g} s", slowest <= MOST_SECONDS),
        Figure(f"længste med ny fortolker ({len(fresh)})", f"{max(fresh):.1f} s"),
    ]  # fmt: skip
