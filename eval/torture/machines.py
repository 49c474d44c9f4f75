"""More than one machine on one PostgreSQL: two servers and one ingest, one server killed under load.

`python -m eval.torture machines`. Questions go to both servers, as a load balancer sends them: from the moment one is killed,
to the other alone. What a machine keeps for itself is a folder of scratch; all else is in the database.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.copied import copy_documents
from eval.figures import Figure
from eval.postgres_server import PostgresServer, postgres_server
from eval.server import MeasuredServer, dev_questions, measured_server
from eval.torture.small_library import agreement
from index.postgres_connection import engine_of
from index.postgres_lock import writing

ROOT = Path(__file__).resolve().parent.parent.parent
QUESTION = "Hvad er taksten for et døgntilbud pr. dag i Nordjylland?"
DOCUMENT = "nordjylland-rammeaftale-2025-26"
_WITHIN = 5.0


@dataclass
class Load:
    """Users who ask one question after another; what came back, by server."""

    addresses: list[str]
    questions: Sequence[str]
    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)

    def ask(self, user: int) -> None:
        with httpx.Client(timeout=60, trust_env=False) as client:
            number = user
            while not self._over.is_set():
                address = self.addresses[number % len(self.addresses)]
                question = self.questions[number % len(self.questions)]
                try:
                    got = str(client.post(f"{address}/api/chat", json={"message": question}).status_code)
                except httpx.HTTPError as fault:
                    got = type(fault).__name__
                self.statuses.setdefault(address, Counter())[got] += 1
                number += 1

    @contextmanager
    def by(self, users: int) -> Iterator[None]:
        """That many users while the block lasts."""
        with ThreadPoolExecutor(users) as pool:
            asking = [pool.submit(self.ask, user) for user in range(users)]
            try:
                yield
            finally:
                self._over.set()
        for each in asking:
            each.result()

    def failed(self, address: str) -> int:
        return sum(count for got, count in self.statuses.get(address, Counter()).items() if got != "200")

    def asked(self, address: str) -> int:
        return self.statuses.get(address, Counter()).total()


@dataclass(frozen=True)
class Outcome:
    """What happened. Seconds from the end of a change to the first answer by it, the slowest server's."""

    added_seen: float
    removed_seen: float
    refused_in: float
    refused: bool
    asked: int
    failed: int
    failed_before: int


def run(server: PostgresServer, folder: Path, data: Path | None, users: int, seconds: float) -> Outcome:
    """The whole of it. `data`: a library whose documents are copied; None: the servers take the shipped ones in."""
    url = server.new_database()
    if data is not None:
        copy_documents(data, url, folder / "copying")
    with ExitStack() as stack, ThreadPoolExecutor(2) as starting:
        settings = {"database_url": url, "rate_per_minute": "1000000"}
        # Both at once, as machines come up: on an empty database one takes the documents in and the other waits.
        opened = [measured_server(folder / name, **settings) for name in ("a", "b")]
        first, second = starting.map(stack.enter_context, opened)
        load = Load([first.address, second.address], dev_questions())
        new = folder / "nord.md"
        new.write_text(agreement(), encoding="utf-8")
        with load.by(users):
            time.sleep(seconds)
            assert _command(folder, url, "ingest", str(new)).returncode == 0
            added = _seen([first, second], True)
            failed_before = load.failed(first.address)
            load.addresses.remove(first.address)
            first.process.kill()
            first.process.wait()
            refused, refused_in = _second_ingest(folder, url, new)
            time.sleep(seconds)
            assert _command(folder, url, "remove", DOCUMENT).returncode == 0
            removed = _seen([second], False)
            time.sleep(seconds)
        return Outcome(
            added,
            removed,
            refused_in,
            refused,
            load.asked(second.address),
            load.failed(second.address),
            failed_before,
        )


def _command(folder: Path, url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMMEAFTALE_")}
    kept |= {"RAMMEAFTALE_DATA": str(folder / "c"), "RAMMEAFTALE_DATABASE_URL": url}
    return subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )


def _seen(servers: Sequence[MeasuredServer], there: bool) -> float:
    """Seconds until every server answers by what is there now; gives up after a minute."""
    started = time.monotonic()
    for each in servers:
        while time.monotonic() - started < 60:
            answer = httpx.post(
                f"{each.address}/api/chat", json={"message": QUESTION}, timeout=60, trust_env=False
            )
            found = {cited["document"] for cited in answer.json().get("citations", ())}
            if answer.status_code == 200 and (DOCUMENT in found) is there:
                break
            time.sleep(0.05)
    return time.monotonic() - started


def _second_ingest(folder: Path, url: str, file: Path) -> tuple[bool, float]:
    """Whether an ingest is refused while another is under way, and in how many seconds."""
    engine = engine_of(url)
    with writing(engine):
        started = time.monotonic()
        ended = _command(folder, url, "ingest", str(file))
        taken = time.monotonic() - started
    engine.dispose()
    return ended.returncode != 0 and "En anden indlæsning er i gang" in ended.stderr, taken


def figures(found: Outcome) -> list[Figure]:
    """The outcome against its goals."""
    return [
        Figure(
            "tilføjet dokument ses af begge",
            f"{found.added_seen:.1f} s",
            f"{_WITHIN:.0f} s",
            found.added_seen <= _WITHIN,
        ),
        Figure(
            "fjernet dokument ses væk",
            f"{found.removed_seen:.1f} s",
            f"{_WITHIN:.0f} s",
            found.removed_seen <= _WITHIN,
        ),
        Figure("anden indlæsning afvist", f"{found.refused_in:.1f} s", "ja", found.refused),
        Figure("spørgsmål til den overlevende", str(found.asked)),
        Figure("fejl hos den overlevende", str(found.failed), "0", found.failed == 0),
        Figure(
            "fejl hos den dræbte, før den blev dræbt", str(found.failed_before), "0", found.failed_before == 0
        ),
    ]


def measure() -> list[Figure]:
    """Two servers on an empty database, four users, ten seconds between the blows."""
    with tempfile.TemporaryDirectory() as folder, postgres_server() as server:
        return figures(run(server, Path(folder), None, users=4, seconds=10.0))
