"""What the server tells whoever runs it: measurements and a log, and never a word of what was asked or answered."""

from __future__ import annotations

import json
import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.logs import JsonLine, TextLine
from api.service import Service
from api.settings import load_settings
from api.workers import Busy, Workers
from eval.server import MeasuredServer, measured_server, series
from index.stages import GivenUp, Work, stage
from tests.conftest import PATIENCE

MARKER = "kvabsehat"
ASKED = f"Hvem er formand for KKR Midtjylland? {MARKER}"
STREAM = {"Accept": "text/event-stream"}


@pytest.fixture(scope="module")
def watched(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeasuredServer]:
    """A server that logs JSON."""
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("watched") / "data"))
    with measured_server(data, log="json") as started:
        yield started


@pytest.fixture
def watching(watched: MeasuredServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=watched.address, timeout=PATIENCE, trust_env=False) as client:
        yield client


def until(true: Callable[[], bool]) -> bool:
    """Whether it becomes true."""
    most = time.monotonic() + PATIENCE
    while not (found := true()) and time.monotonic() < most:
        threading.Event().wait(0.01)
    return found


def logged_once_there(watched: MeasuredServer, numbers: set[str]) -> dict[str, dict[str, Any]]:
    """The lines of the log by the number of their request; those of `numbers` are among them."""

    def lines() -> dict[str, dict[str, Any]]:
        read = [json.loads(line) for line in list(watched.said) if line.startswith("{")]
        return {line["number"]: line for line in read if "number" in line}

    assert until(lambda: numbers <= set(lines()))
    return lines()


def test_what_is_asked_by_any_entry_stands_in_no_log_and_no_measurement(
    watched: MeasuredServer, watching: httpx.Client
) -> None:
    message = {"message": ASKED}
    said = [{"role": "user", "content": ASKED}]
    tool = {"name": "search", "arguments": {"query": ASKED}}
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/api/chat", {"json": message}),
        ("POST", "/api/chat", {"json": message, "headers": STREAM}),
        ("POST", "/api/chat", {"json": {"message": ASKED, MARKER: 1}}),
        ("POST", "/api/chat", {"content": ASKED}),
        ("POST", "/api/conversations", {"json": {"title": ASKED}}),
        ("GET", "/api/conversations", {"params": {"search": MARKER}}),
        ("POST", "/v1/chat/completions", {"json": {"model": "rammeaftale", "messages": said}}),
        ("POST", "/v1/chat/completions", {"json": {"model": MARKER, "messages": said}}),
        ("GET", "/", {"params": {"q": ASKED}}),
        ("POST", "/", {"data": {"q": ASKED}}),
        ("GET", "/sammenlign", {"params": {"q": ASKED}}),
        ("GET", "/api/compare", {"params": {"topic": ASKED}}),
        ("GET", f"/{MARKER}", {}),
        ("GET", f"/api/documents/{MARKER}", {}),
        ("GET", f"/api/glossary/{MARKER}", {}),
        ("GET", "/", {"headers": {"X-Request-ID": f"{MARKER} {MARKER}"}}),
        (
            "POST",
            "/mcp",
            {
                "json": {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool},
                "headers": {"Accept": "application/json, text/event-stream"},
            },
        ),
    ]
    numbers = [watching.request(method, path, **more).headers["x-request-id"] for method, path, more in calls]
    measured = watching.get("/metrics").text
    logged = logged_once_there(watched, set(numbers))
    assert logged[numbers[0]]["route"] == "/api/chat"
    assert {"at", "level", "text", "method", "status", "ms"} <= set(logged[numbers[0]])
    assert logged[numbers[12]]["route"] == "ukendt"
    everything = "".join(watched.said) + measured
    assert MARKER not in everything.casefold()


def test_the_measurements_tell_requests_stages_answers_refusals_queue_and_index(
    watching: httpx.Client,
) -> None:
    watching.post("/api/chat", json={"message": "Hvem er formand for KKR Midtjylland?"})
    watching.post("/api/chat", json={"message": "Hvor høj er Eiffeltårnet?"})
    text = watching.get("/metrics").text
    assert series(text, "rammeaftale_requests_total")['method="POST",route="/api/chat",status="200"'] >= 2
    stages = series(text, "rammeaftale_stage_seconds_count")
    for name in ("understanding", "embedding", "search", "evidence", "composing", "storing"):
        assert stages[f'stage="{name}"'] > 0
    assert series(text, "rammeaftale_answers_total")['status="answered"'] > 0
    assert series(text, "rammeaftale_refusals_total")['kind="not_found"'] > 0
    assert series(text, "rammeaftale_queue_length") == {"": 0}
    assert series(text, "rammeaftale_queue_wait_seconds_count")[""] > 0
    assert series(text, "rammeaftale_event_loop_lag_seconds_count")[""] > 0
    assert series(text, "rammeaftale_index_documents") == {"": 7}
    assert len(series(text, "rammeaftale_index_info")) == 1


def test_unknown_addresses_and_methods_share_a_label(watching: httpx.Client) -> None:
    watching.get("/findes-ikke")
    before = series(watching.get("/metrics").text, "rammeaftale_requests_total")
    for number, method in enumerate(("PROPFIND", "MKCOL", "REPORT", "LOCK")):
        watching.get(f"/findes-ikke-{number}")
        watching.request(method, "/health")
    after = series(watching.get("/metrics").text, "rammeaftale_requests_total")
    assert len(set(after) - set(before)) <= 2


@pytest.mark.parametrize(
    ("given", "kept"), [("sag-2026-11_22.a", True), ("kort", False), ("æøå" * 4, False), ("a" * 65, False)]
)
def test_a_well_formed_number_of_the_caller_is_kept(watching: httpx.Client, given: str, kept: bool) -> None:
    answered = watching.get("/health", headers={"X-Request-ID": given.encode()})
    number = answered.headers["x-request-id"]
    assert (number == given) is kept
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", number)


def test_a_fault_of_the_program_names_the_number_under_which_the_log_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: Service) -> None:
        raise ZeroDivisionError(MARKER)

    monkeypatch.setattr(Service, "assistant", property(broken))
    inside = TestClient(
        create_app(load_settings(data=tmp_path)), base_url="http://127.0.0.1", raise_server_exceptions=False
    )
    answered = inside.get("/api/documents", headers={"X-Request-ID": "nummer-17"})
    assert (answered.status_code, answered.headers["x-request-id"]) == (500, "nummer-17")
    assert "Oplys nummeret nummer-17." in answered.json()["detail"]


@pytest.mark.parametrize("form", [TextLine(), JsonLine()])
def test_of_an_error_the_log_tells_the_kind_and_the_place_but_not_the_message(
    form: logging.Formatter,
) -> None:
    try:
        try:
            raise KeyError(MARKER)
        except KeyError as inner:
            raise ValueError(f"spørgsmålet var {MARKER}") from inner
    except ValueError as fault:
        record = logging.LogRecord(
            "rammeaftale", logging.ERROR, "x.py", 1, "Fejl", None, (ValueError, fault, fault.__traceback__)
        )
    line = form.format(record)
    assert MARKER not in line
    assert "KeyError" in line
    assert "ValueError" in line
    assert Path(__file__).name in line


def test_work_nobody_waits_for_ends_at_its_next_stage_and_its_thread_is_free_again() -> None:
    begun, go, ended = threading.Event(), threading.Event(), threading.Event()
    reached: list[str] = []

    def work() -> None:
        try:
            with stage("search"):
                begun.set()
                go.wait()
                reached.append("search")
            with stage("storing"):
                reached.append("storing")
        except GivenUp:
            ended.set()
            raise

    async def asked() -> str:
        workers = Workers(1, 1, lambda _: None)
        workers.start()
        with anyio.CancelScope() as scope:
            async with anyio.create_task_group() as group:
                group.start_soon(workers.run, work)
                await anyio.to_thread.run_sync(begun.wait)
                scope.cancel()
        # One under way and left behind, one waiting: the next is one too many.
        async with anyio.create_task_group() as group:
            group.start_soon(workers.run, lambda: reached.append("next"))
            await anyio.lowlevel.checkpoint()
            with pytest.raises(Busy):
                await workers.run(lambda: None)
            go.set()
        workers.stop()
        return "ended"

    assert anyio.run(asked) == "ended"
    assert ended.is_set()
    assert reached == ["search", "next"]


def test_a_client_that_goes_away_ends_its_answer(watched: MeasuredServer, watching: httpx.Client) -> None:
    with watching.stream("POST", "/api/chat", json={"message": ASKED}, headers=STREAM) as opened:
        next(opened.iter_raw())
    # The one that left holds no place: the queue is empty again.
    assert until(lambda: series(watching.get("/metrics").text, "rammeaftale_queue_taken") == {"": 0})


def test_a_stage_counts_its_own_time_once() -> None:
    work = Work()
    work.enter("evidence")
    work.enter("search")
    work.leave()
    work.leave()
    assert set(work.seconds) == {"evidence", "search"}
    assert all(seconds >= 0 for seconds in work.seconds.values())
    work.cancel()
    with pytest.raises(GivenUp):
        work.enter("storing")
