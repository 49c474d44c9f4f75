"""Many users at once, on loopback, against a server process of its own.

Each user asks, waits for the whole answer, thinks and asks again. Beside them /health is asked ten times a second by another
process. Then four times as many users as the server holds, who do not think: only 200, 429 and 503 with Retry-After may
come back, and ten seconds after they left a question must be answered as before.
"""

from __future__ import annotations

import asyncio
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.figures import Figure
from eval.server import dev_questions, measured_server, series
from eval.torture.health_probe import probing

USERS = (25, 50, 100, 200)
SECONDS = 60.0
# A reader reads: the mean seconds between an answer and the next question, drawn anew each time.
THINKING = 8.0
# The queue's length while four times too many ask; the default of 100 would take them all.
WORKERS, QUEUE = 4, 16
_HEALTH_MOST = 0.5
_LAG = "rammeaftale_event_loop_lag_seconds_bucket"


@dataclass
class Round:
    """What one round of users saw. Times in seconds."""

    users: int
    statuses: Counter[str] = field(default_factory=Counter)
    answers: list[float] = field(default_factory=list)
    health: list[float] = field(default_factory=list)
    without_time: int = 0
    """Refusals that do not say when to come back."""
    late: int = 0
    """How often the event loop came back more than 50 ms late, by the server's own account."""
    ticks: int = 0

    @property
    def errors(self) -> int:
        return sum(count for status, count in self.statuses.items() if status != "200")


async def ask_for(
    address: str, users: int, seconds: float, thinking: float, questions: Sequence[str]
) -> Round:
    """One round of that many users; what they saw of /health is not in it."""
    found = Round(users)
    chance = random.Random(users)
    async with _client(address) as own:
        before = (await own.get("/metrics")).text
        until = time.monotonic() + seconds

        async def user(number: int) -> None:
            await asyncio.sleep(chance.uniform(0, thinking))
            # Each has a connection of his own: sharing them, users wait for one another in the client.
            async with _client(address) as client:
                while time.monotonic() < until:
                    began = time.monotonic()
                    try:
                        response = await client.post(
                            "/api/chat", json={"message": f"{chance.choice(questions)} ({number})"}
                        )
                    except httpx.HTTPError as fault:
                        found.statuses[type(fault).__name__] += 1
                    else:
                        found.statuses[str(response.status_code)] += 1
                        if response.status_code == 200:
                            found.answers.append(time.monotonic() - began)
                        elif "retry-after" not in response.headers:
                            found.without_time += 1
                    await asyncio.sleep(chance.expovariate(1 / thinking) if thinking else 0.05)

        async with asyncio.TaskGroup() as group:
            for number in range(users):
                group.create_task(user(number))
        after = (await own.get("/metrics")).text
    found.late, found.ticks = _late(before, after)
    return found


def _client(address: str) -> httpx.AsyncClient:
    # Nothing is encrypted on loopback: making what checks certificates would take longer than the asking.
    return httpx.AsyncClient(base_url=address, timeout=60, trust_env=False, verify=False)


def _late(before: str, after: str) -> tuple[int, int]:
    """How often the event loop was late by more than 50 ms between two readings, of how many times."""
    first, second = series(before, _LAG), series(after, _LAG)
    ticks = {le: second[le] - first.get(le, 0.0) for le in second}
    whole = ticks['le="+Inf"']
    return round(whole - ticks['le="0.05"']), round(whole)


async def recovered(address: str, question: str, usual: float, most: float = 10.0) -> float:
    """Seconds until a question is answered in at most three times the usual time; `most` where it is not."""
    began = time.monotonic()
    async with _client(address) as client:
        while (past := time.monotonic() - began) < most:
            asked = time.monotonic()
            response = await client.post("/api/chat", json={"message": question})
            if response.status_code == 200 and time.monotonic() - asked <= max(0.5, 3 * usual):
                return past
            await asyncio.sleep(0.2)
    return most


def watched(address: str, users: int, seconds: float, thinking: float, questions: Sequence[str]) -> Round:
    """One round of that many users, with /health asked beside them."""
    with probing(address) as health:
        found = asyncio.run(ask_for(address, users, seconds, thinking, questions))
    found.health = health
    return found


def below_capacity(address: str, users: int, seconds: float, thinking: float) -> list[Figure]:
    """The figures of one round that the server is to hold."""
    found = watched(address, users, seconds, thinking, dev_questions())
    name = f"{users} brugere"
    worst = max(found.health, default=60.0)
    return [
        Figure(f"{name}: svar, fejl", f"{len(found.answers)}, {found.errors}", "0 fejl", found.errors == 0),
        Figure(f"{name}: svartid, median og 95 %", _times(found.answers)),
        Figure(f"{name}: /health, længst", f"{worst * 1000:.0f} ms", "under 500 ms", worst < _HEALTH_MOST),
        Figure(
            f"{name}: hændelsesløkken over 50 ms forsinket",
            f"{found.late} af {found.ticks}",
            "0",
            found.late == 0,
        ),
    ]


def beyond_capacity(address: str, holds: int, seconds: float) -> list[Figure]:
    """The figures of four times as many users, who do not think, as the server holds."""
    questions = dev_questions()
    quiet = asyncio.run(ask_for(address, 1, min(seconds, 5.0), 0.2, questions))
    found = watched(address, 4 * holds, seconds, 0.0, questions)
    usual = statistics.median(quiet.answers) if quiet.answers else 60.0
    again = asyncio.run(recovered(address, questions[0], usual))
    odd = {status: count for status, count in found.statuses.items() if status not in ("200", "429", "503")}
    refused = found.statuses["429"] + found.statuses["503"]
    worst = max(found.health, default=60.0)
    name = f"fire gange for mange ({4 * holds})"
    return [
        Figure(
            f"{name}: svar, afvist",
            f"{len(found.answers)}, {refused}",
            "begge dele",
            bool(found.answers) and refused > 0,
        ),
        Figure(f"{name}: andre svar end 200, 429, 503", str(odd or 0), "0", not odd),
        Figure(f"{name}: afvist uden Retry-After", str(found.without_time), "0", found.without_time == 0),
        Figure(f"{name}: /health, længst", f"{worst * 1000:.0f} ms", "under 500 ms", worst < _HEALTH_MOST),
        Figure(f"{name}: hændelsesløkken over 50 ms forsinket", f"{found.late} af {found.ticks}"),
        Figure(f"{name}: som før igen efter", f"{again:.1f} s", "højst 10 s", again < 10.0),
    ]


def _times(seconds: Sequence[float]) -> str:
    if not seconds:
        return "ingen svar"
    ordered = sorted(seconds)
    return f"{statistics.median(ordered) * 1000:.0f} og {ordered[int(0.95 * len(ordered))] * 1000:.0f} ms"


def measure() -> list[Figure]:
    """Every number of users for its whole time, then four times too many."""
    busy = f"{os.getloadavg()[0]:.1f} på {os.cpu_count()} kerner"
    figures = [
        Figure("maskinens belastning ved start", busy),
        Figure("tænketid, middel", f"{THINKING:g} s"),
    ]
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with measured_server(data) as server:
            for users in USERS:
                figures += below_capacity(server.address, users, SECONDS, THINKING)
        with measured_server(data, workers=str(WORKERS), queue=str(QUEUE)) as server:
            figures += beyond_capacity(server.address, WORKERS + QUEUE, SECONDS)
    return figures
