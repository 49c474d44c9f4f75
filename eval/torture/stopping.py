"""Told to stop with many streams open: each gets its final event, the process ends in time, no turn is lost."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from eval.figures import Figure
from eval.server import MeasuredServer, dev_questions, measured_server

STREAMS = 50
_MOST = 10.0
_FINAL = ("done", "error")


@dataclass
class Stopped:
    """How the streams ended: the last event of each, the ids of the turns that arrived whole; seconds until the end."""

    last: list[str] = field(default_factory=list)
    turns: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def cut(self) -> int:
        """Streams that ended without a final event."""
        return sum(event not in _FINAL for event in self.last)


async def stop_with_open_streams(server: MeasuredServer, streams: int) -> Stopped:
    """Open so many streams, stop the server when each has begun, and read them to their end."""
    questions = dev_questions()
    found = Stopped()
    began = asyncio.Event()
    opened = 0

    async def stream(client: httpx.AsyncClient, number: int) -> None:
        nonlocal opened
        question = f"{questions[number % len(questions)]} ({number})"
        event = ""
        try:
            async with client.stream(
                "POST", "/api/chat", json={"message": question}, headers={"Accept": "text/event-stream"}
            ) as response:
                opened += 1
                if opened == streams:
                    began.set()
                async for line in response.aiter_lines():
                    if line.startswith("event: "):
                        event = line.removeprefix("event: ")
                    elif line.startswith("data: ") and event == "done":
                        found.turns.append(json.loads(line.removeprefix("data: "))["message_id"])
        except httpx.HTTPError as fault:
            event = type(fault).__name__
        found.last.append(event)

    limits = httpx.Limits(max_connections=streams)
    async with (
        httpx.AsyncClient(base_url=server.address, timeout=60, limits=limits, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        for number in range(streams):
            group.create_task(stream(client, number))
        await began.wait()
        told = time.monotonic()
        await asyncio.to_thread(server.stop)
        found.seconds = time.monotonic() - told
    return found


def lost(data: Path, turns: list[str]) -> list[str]:
    """Those of the turns that a new process does not find."""
    with measured_server(data) as server, httpx.Client(base_url=server.address, trust_env=False) as client:
        return [turn for turn in turns if client.get(f"/api/messages/{turn}/record").status_code != 200]


def figures(data: Path, streams: int) -> list[Figure]:
    """The figures of one stop with so many streams."""
    with measured_server(data) as server:
        found = asyncio.run(stop_with_open_streams(server, streams))
    gone = lost(data, found.turns)
    return [
        Figure(f"{streams} strømme: uden sidste hændelse", str(found.cut), "0", found.cut == 0),
        Figure("hele svar, og svar afbrudt med besked", f"{len(found.turns)}, {found.last.count('error')}"),
        Figure("slut efter", f"{found.seconds:.1f} s", "højst 10 s", found.seconds <= _MOST),
        Figure("hele svar, der ikke er gemt", str(len(gone)), "0", not gone),
    ]


def measure() -> list[Figure]:
    """A stop with 50 open streams."""
    with tempfile.TemporaryDirectory() as folder:
        return figures(Path(folder) / "data", STREAMS)
