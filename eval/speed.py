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
from pathlib import Path

from eval.questions import load_questions
from index.embedding import load_embedder

_ROUNDS = 3


def main(data: str) -> int:
    """Print the table; 1 when a figure falls short of its goal."""
    questions = [each for each in load_questions([_dev()]) if not each.history and each.kind != "tool"]
    server = subprocess.Popen(
        [sys.executable, "-m", "api", "--data", data, "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        address = _address(server)
        memory = 0.0
        embedder = load_embedder()
        for each in questions[:5]:
            _ask(address, each.question)
            embedder.query(each.question)
        answers, floor = [], []
        for turn in range(_ROUNDS):
            for each in questions:
                # Another blank each round: neither side may answer from what it remembers.
                text = each.question + " " * turn + ("" if turn == 0 else " tak" * turn)
                floor.append(_timed(lambda text=text: embedder.query(text)))
                answers.append(_timed(lambda text=text: _ask(address, text)))
        memory = _memory(server.pid)
    finally:
        server.terminate()
        server.wait()
    ratio = statistics.median(answers) / statistics.median(floor)
    help_seconds = _timed(lambda: _run(data, "--help"))
    ask_seconds = _timed(lambda: _run(data, "ask", "Hvem er formand for KKR Midtjylland?"))
    rows = [
        ("svar fra varm server, median ms", statistics.median(answers) * 1000, None),
        ("indlejring af spørgsmålet alene, median ms", statistics.median(floor) * 1000, None),
        ("forhold", ratio, 1.5),
        ("rammeaftale --help, s", help_seconds, 0.5),
        ("rammeaftale ask i ny proces, s", ask_seconds, 4.0),
        ("serverens hukommelse, MB", memory, 600.0),
    ]
    short = 0
    print(f"belastning {os.getloadavg()[0]:.1f} på {os.cpu_count()} kerner, {len(answers)} svar")
    for name, value, most in rows:
        short += most is not None and value > most
        print(f"{name:45} {value:8.2f}" + (f"   mål: højst {most:g}" if most is not None else ""))
    return 1 if short else 0


def _dev() -> Path:
    return Path(__file__).with_name("questions") / "dev.jsonl"


def _address(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    for line in server.stdout:
        if "http://" in line:
            return line[line.index("http://") :].split()[0].rstrip("/.")
    raise SystemExit("Serveren startede ikke.")


def _ask(address: str, question: str) -> None:
    request = urllib.request.Request(
        f"{address}/api/chat",
        data=json.dumps({"message": question}).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        response.read()


def _run(data: str, *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "api", "--data", data, *arguments], check=True, stdout=subprocess.DEVNULL
    )


def _timed(work: object) -> float:
    assert callable(work)
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _memory(pid: int) -> float:
    """Resident megabytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
