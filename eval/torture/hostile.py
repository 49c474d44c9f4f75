"""Hostile files handed to a running server: it lives, each file is reported in a sentence, none costs too much.

`python -m eval.torture hostile` sends 200 PDFs to be taken in and 50 rate lists to be checked, over HTTP.
"""

from __future__ import annotations

import csv
import io
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil  # type: ignore[import-untyped]  # psutil has no types of its own
from rich.table import Table

from eval.console import wide_console
from eval.figures import Figure
from eval.server import MeasuredServer, measured_server
from eval.torture import hostile_pdfs, hostile_sheets
from index.library import Library

MOST_SECONDS = 90.0
MOST_BYTES = 1_000_000_000
_EVERY = 0.05
# What a program that opens the result would run.
_RUNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Outcome:
    """What came of one file: `status` of HTTP, its sentence or "", seconds, bytes over the server at rest.

    `fault` is "" when it was taken in or refused in a sentence and the server goes on.
    """

    name: str
    status: int
    sentence: str
    seconds: float
    memory: int
    fault: str


@contextmanager
def empty_server(folder: Path, **settings: str) -> Iterator[MeasuredServer]:
    """A server without documents, with those settings."""
    library = Library.open(folder / "data")
    with library.store.transaction() as connection:
        # Else the shipped documents are taken in at the first start.
        library.store.set_state(connection, "seeded", "ja")
    library.close()
    with measured_server(folder / "data", **settings) as server:
        with httpx.Client(base_url=server.address, timeout=120, trust_env=False) as client:
            while client.get("/ready").status_code != 200:
                time.sleep(0.2)
        yield server


class _Memory(threading.Thread):
    """Watches the memory that a process and all its children hold, in bytes."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self._process = psutil.Process(process)
        self._stopping = threading.Event()
        self.most = self.held()

    def held(self) -> int:
        total = 0
        for process in (self._process, *self._process.children(recursive=True)):
            try:
                # Shared pages divided among those that share them: a process just forked is no second server.
                total += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.ZombieProcess):
                continue
        return total

    def run(self) -> None:
        while not self._stopping.wait(_EVERY):
            try:
                self.most = max(self.most, self.held())
            except psutil.NoSuchProcess:
                return

    def stop(self) -> None:
        self._stopping.set()
        self.join()


def send_pdfs(server: MeasuredServer, files: Sequence[hostile_pdfs.Crafted]) -> list[Outcome]:
    """Have each taken in; what was taken in is removed again."""
    outcomes = []
    with httpx.Client(base_url=server.address, timeout=150, trust_env=False) as client:
        for name, data in files:
            outcome, answer = _sent(server, client, "/api/documents", f"{name}.pdf", data)
            outcomes.append(outcome)
            if answer is not None and answer.status_code == 201:
                for document in answer.json()["documents"]:
                    client.delete(f"/api/documents/{document['id']}")
    return outcomes


def send_sheets(server: MeasuredServer, files: Sequence[hostile_sheets.Crafted]) -> list[Outcome]:
    """Have each checked as a rate list; no cell of the result may be one that a spreadsheet would run."""
    outcomes = []
    with httpx.Client(
        base_url=server.address, timeout=150, trust_env=False, headers={"Accept": "text/csv"}
    ) as client:
        for name, data in files:
            outcome, answer = _sent(server, client, "/api/rules/batch", name, data)
            if answer is not None and answer.status_code == 200 and (running := _running_cells(answer)):
                fault = f"celler, et regneark ville køre: {running[:3]}"
                outcome = Outcome(
                    name, outcome.status, "", outcome.seconds, outcome.memory, outcome.fault or fault
                )
            outcomes.append(outcome)
    return outcomes


def _running_cells(answer: httpx.Response) -> list[str]:
    text = answer.content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=";") for cell in row]
    return [cell for cell in cells if cell.startswith(_RUNS) and not _is_number(cell)]


def _is_number(cell: str) -> bool:
    return cell.strip("-+").replace(".", "").replace(",", "").isdigit()


def _sent(
    server: MeasuredServer, client: httpx.Client, path: str, name: str, data: bytes
) -> tuple[Outcome, httpx.Response | None]:
    memory = _Memory(server.process.pid)
    rest = memory.most
    memory.start()
    started = time.perf_counter()
    answer: httpx.Response | None = None
    fault = ""
    try:
        answer = client.post(path, files={"file": (name, data)})
    except httpx.HTTPError as error:
        fault = f"intet svar ({type(error).__name__})"
    seconds = time.perf_counter() - started
    memory.stop()
    if server.process.poll() is not None:
        fault = f"serveren er død ({server.process.returncode})"
    status, sentence = 0, ""
    if answer is not None:
        status = answer.status_code
        if status >= 400:
            sentence = str(answer.json().get("detail", ""))
            if status >= 500 or not sentence.endswith(".") or not answer.json().get("code"):
                fault = f"svaret er {status} »{sentence}«"
    return Outcome(name, status, sentence, seconds, max(0, memory.most - rest), fault), answer


def print_outcomes(kind: str, outcomes: Sequence[Outcome]) -> None:
    """How many were answered how, the slowest and the largest, and what went wrong."""
    table = Table(kind, box=None, padding=(0, 2, 0, 0))
    for heading in ("antal", "længste (s)", "mest hukommelse (MB)"):
        table.add_column(heading, justify="right")
    for status, count in sorted(Counter(each.status for each in outcomes).items()):
        here = [each for each in outcomes if each.status == status]
        seconds, most = max(each.seconds for each in here), max(each.memory for each in here)
        table.add_row(f"svar {status}", str(count), f"{seconds:.1f}", f"{most / 1e6:.0f}")
    console = wide_console()
    console.print(table)
    for each in sorted(outcomes, key=lambda each: -each.seconds)[:5]:
        console.print(
            f"  {each.name}: {each.seconds:.1f} s, {each.memory / 1e6:.0f} MB, {each.status} {each.sentence}"
        )
    for each in outcomes:
        if each.fault:
            console.print(f"  FEJL {each.name}: {each.fault}")


def _figures(kind: str, outcomes: Sequence[Outcome]) -> list[Figure]:
    wrong = sum(bool(each.fault) for each in outcomes)
    seconds, most = max(each.seconds for each in outcomes), max(each.memory for each in outcomes)
    return [
        Figure(f"{kind}: afvist med begrundelse", f"{sum(each.status >= 400 for each in outcomes)} af {len(outcomes)}"),
        Figure(f"{kind}: uden svar eller begrundelse", str(wrong), "0", wrong == 0),
        Figure(f"{kind}: længste", f"{seconds:.1f} s", f"{MOST_SECONDS:g} s", seconds <= MOST_SECONDS),
        Figure(f"{kind}: mest hukommelse", f"{most / 1e6:.0f} MB", f"{MOST_BYTES / 1e6:.0f} MB", most <= MOST_BYTES),
    ]  # fmt: skip


def measure() -> list[Figure]:
    """Every file to one server, at the settings it has by default."""
    with tempfile.TemporaryDirectory() as folder, empty_server(Path(folder)) as server:
        pdfs = send_pdfs(server, hostile_pdfs.crafted())
        sheets = send_sheets(server, hostile_sheets.crafted())
        died = server.process.poll() is not None
    print_outcomes("PDF", pdfs)
    print_outcomes("regneark", sheets)
    return [
        Figure("serveren døde", "ja" if died else "nej", "nej", not died),
        *_figures("PDF", pdfs),
        *_figures("regneark", sheets),
    ]
