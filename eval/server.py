"""A server process of its own for a measurement, with a copy of the shipped documents."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from eval.questions import load_questions

_TODAY = "2026-11-22"
_LINE = re.compile(r"^(\w+)(?:\{(.*)\})? (\S+)$")


@dataclass
class MeasuredServer:
    """A server that is ready; `said` are the lines it wrote to stderr."""

    process: subprocess.Popen[str]
    address: str
    said: list[str] = field(default_factory=list)

    def stop(self) -> int:
        """Stop it as a service manager would; its exit code. Raises TimeoutExpired after 30 s."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)


@contextmanager
def measured_server(data: Path, **settings: str) -> Iterator[MeasuredServer]:
    """`rammeaftale serve` on a free port, with only those settings; the shipped documents are taken in first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMMEAFTALE_")}
    kept |= {"RAMMEAFTALE_TODAY": _TODAY, "RAMMEAFTALE_DATA": str(data)}
    kept |= {f"RAMMEAFTALE_{name.upper()}": value for name, value in settings.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve", "--port", "0"],
        cwd=Path(__file__).resolve().parent.parent,
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    assert process.stdout is not None and process.stderr is not None
    said: list[str] = []
    errors = process.stderr
    # Read all the time: a full pipe would stop the server.
    reading = threading.Thread(target=lambda: said.extend(errors), daemon=True)
    reading.start()
    try:
        line = process.stdout.readline()
        if "http://" not in line:
            raise RuntimeError(f"Serveren startede ikke: {' '.join(said)[-500:]}")
        yield MeasuredServer(process, line[line.index("http://") :].strip(), said)
    finally:
        process.kill()
        process.wait()
        reading.join()
        process.stdout.close()
        errors.close()


def dev_questions() -> list[str]:
    """Questions that stand alone, of those measured on while developing."""
    found = load_questions([Path(__file__).with_name("questions") / "dev.jsonl"])
    return [each.question for each in found if not each.history]


def series(text: str, name: str) -> dict[str, float]:
    """The values of one metric in the text of /metrics, by its labels as they stand there."""
    found = {}
    for line in text.splitlines():
        read = _LINE.match(line)
        if read and read[1] == name:
            found[read[2] or ""] = float(read[3])
    return found
