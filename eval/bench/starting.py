"""From nothing to the first answer: a command's help, a question in a new process, a server."""

from __future__ import annotations

import statistics

from eval.bench.shipped import shipped_data
from eval.figures import Figure
from eval.speed import FIRST, ask, run, seconds, serving

_HELP = 0.5
_ASK = 4.0


def measure(rounds: int = 3) -> list[Figure]:
    """Medians of a few rounds over the five shipped files, already taken in."""
    ready: list[float] = []
    first: list[float] = []
    with shipped_data() as data:
        folder = str(data)
        helped = [seconds(lambda: run(folder, "--help")) for _ in range(rounds)]
        asked = [seconds(lambda: run(folder, "ask", FIRST)) for _ in range(rounds)]
        for _ in range(rounds):
            timed = seconds(lambda: first.append(_served(folder)))
            ready.append(timed - first[-1])
    return [
        _figure("rammeaftale --help", helped, _HELP),
        _figure("rammeaftale ask i ny proces", asked, _ASK),
        _figure("rammeaftale serve, til den er klar og stoppet igen", ready, None),
        _figure("første svar fra ny server", first, None),
    ]


def _served(folder: str) -> float:
    """Seconds of the first answer of a new server."""
    with serving(folder) as (address, _):
        return seconds(lambda: ask(address, FIRST))


def _figure(name: str, times: list[float], most: float | None) -> Figure:
    took = statistics.median(times)
    if most is None:
        return Figure(name, f"{took:.2f} s")
    return Figure(name, f"{took:.2f} s", f"højst {most:g} s", took <= most)
