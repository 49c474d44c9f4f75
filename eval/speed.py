"""Speed in one run: `python -m eval.speed DATA`. A warm server's answers against embedding the question alone.

Questions are asked in turn with the embedding of the same question, so that whatever else the machine does
falls on both. Also printed: a command's start, a first answer in a new process, the server's memory.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from eval.questions import load_questions
from index.embedding import load_embedder

_ROUNDS = 3
FIRST = "Hvem er formand for KKR Midtjylland?"


@dataclass(frozen=True)
class Timed:
    """Seconds of each answer of a warm server and of embedding the same question alone; megabytes it held."""

    answers: Sequence[float]
    floor: Sequence[float]
    memory: float

    @property
    def ratio(self) -> float:
        return statistics.median(self.answers) / statistics.median(self.floor)


def main(data: str) -> int:
    """Print the table; 1 when a figure falls short of its goal."""
    timed = timed_answers(data)
    rows = [
        ("svar fra varm server, median ms", statistics.median(timed.answers) * 1000, None),
        ("indlejring af spørgsmålet alene, median ms", statistics.median(timed.floor) * 1000, None),
        ("forhold", timed.ratio, 1.5),
        ("rammeaftale --help, s", seconds(lambda: run(data, "--help")), 0.5),
        ("rammeaftale ask i ny proces, s", seconds(lambda: run(data, "ask", FIRST)), 4.0),
        ("serverens hukommelse, MB", timed.memory, 600.0),
    ]
    short = 0
    print(f"belastning {os.getloadavg()[0]:.1f} på {os.cpu_count()} kerner, {len(timed.answers)} svar")
    for name, value, most in rows:
        short += most is not None and value > most
        print(f"{name:45} {value:8.2f}" + (f"   mål: højst {most:g}" if most is not None else ""))
    return 1 if short else 0


def timed_answers(data: str, rounds: int = _ROUNDS) -> Timed:
    """Every question of dev.jsonl asked of a server of its own, in turn with embedding it here."""
    questions = [each for each in load_questions([_dev()]) if not each.history and each.kind != "tool"]
    answers: list[float] = []
    floor: list[float] = []
    with serving(data) as (address, pid):
        embedder = load_embedder()
        for each in questions[:5]:
            ask(address, each.question)
            embedder.query(each.question)
        for turn in range(rounds):
            for each in questions:
                # Another blank each round: neither side may answer from what it remembers.
                text = each.question + " " * turn + ("" if turn == 0 else " tak" * turn)
                floor.append(seconds(partial(embedder.query, text)))
                answers.append(seconds(partial(ask, address, text)))
        return Timed(answers, floor, memory(pid))


@contextmanager
def serving(data: str) -> Iterator[tuple[str, int]]:
    """A server of its own that is ready: its address and process number."""
    server = subprocess.Popen(
        [sys.executable, "-m", "api", "--data", data, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield _address(server), server.pid
    finally:
        server.terminate()
        server.wait()


def _dev() -> Path:
    return Path(__file__).with_name("questions") / "dev.jsonl"


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if "http://" in line:
            return line[line.index("http://") :].split()[0].rstrip("/.")
    raise SystemExit("Serveren startede ikke.")


def ask(address: str, question: str) -> None:
    request = urllib.request.Request(
        f"{address}/api/chat",
        data=json.dumps({"message": question}).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        response.read()


def run(data: str, *arguments: str) -> None:
    """A command in a process of its own."""
    subprocess.run(
        [sys.executable, "-m", "api", "--data", data, *arguments], check=True, stdout=subprocess.DEVNULL
    )


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def memory(pid: int) -> float:
    """Resident megabytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
