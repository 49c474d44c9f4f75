"""The server as a process: it starts, says so, guards itself and stops without losing a word."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import SettingsError, load_settings
from tests.conftest import running_server
from tests.scripted_model import ScriptedServer, never_begins, serving

STREAM = {"Accept": "text/event-stream"}


def test_a_started_server_is_ready_and_healthy(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/ready").json() == {"status": "klar", "documents": 7}


def test_before_it_is_ready_it_says_so_and_stays_healthy(tmp_path: Path) -> None:
    # Without its life begun the application is as it is while documents are read.
    waiting = TestClient(create_app(load_settings(data=tmp_path)), base_url="http://127.0.0.1")
    assert waiting.get("/health").status_code == 200
    ready = waiting.get("/ready")
    assert (ready.status_code, ready.json()["code"]) == (503, "ikke_klar")
    assert int(ready.headers["retry-after"]) > 0
    page = waiting.get("/", headers={"Accept": "text/html"})
    assert page.status_code == 503
    assert "Dokumenterne bliver læst ind" in page.text
    assert 'http-equiv="refresh"' in page.text


def test_told_to_stop_with_open_streams_every_stream_gets_its_last_event(own_server: Any) -> None:
    questions = [f"Hvem er formand for KKR Midtjylland? {n}" for n in range(8)]
    with own_server.client() as client, ThreadPoolExecutor(8) as pool:
        opened = [
            client.send(
                client.build_request("POST", "/api/chat", json={"message": q}, headers=STREAM), stream=True
            )
            for q in questions
        ]
        stopping = pool.submit(own_server.stop)
        ends = [response.read().decode().strip().split("\n\n")[-1] for response in opened]
        stopping.result()
    assert all(end.startswith(("event: done", "event: error")) for end in ends), ends


def test_a_taken_port_is_said_in_a_sentence(command: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = command("serve", "--port", str(port))
    assert ended.code == 1
    assert f"Port {port} på 127.0.0.1 kan ikke bruges" in ended.err


def test_it_does_not_listen_to_the_network_without_a_key(command: Any) -> None:
    ended = command("serve", "--host", "192.0.2.1")
    assert ended.code == 1
    assert "kan ikke lytte på »192.0.2.1«, før der er en nøgle" in ended.err


def test_a_data_folder_that_cannot_be_used_ends_the_server_with_a_sentence(
    command: Any, tmp_path: Path
) -> None:
    (tmp_path / "fil").write_text("ikke en mappe")
    ended = command("serve", "--port", "0", data=tmp_path / "fil")
    assert ended.code == 1
    assert f"datamappen {tmp_path / 'fil'}" in ended.err


@pytest.mark.parametrize("path", ["/", "/docs", "/api/documents", "/static/style.css", "/findes-ikke"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "[::1"])
def test_a_foreign_host_name_is_refused(client: httpx.Client, host: str) -> None:
    answer = client.get("/api/conversations", headers={"Host": host})
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1234", "[::1]:8000", "127.0.0.1"])
def test_the_names_of_this_machine_are_accepted(client: httpx.Client, host: str) -> None:
    assert client.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_cannot_change_anything(client: httpx.Client, headers: dict[str, str]) -> None:
    for method, path in [
        ("POST", "/"),
        ("POST", "/api/chat"),
        ("DELETE", "/api/documents/syd-opsamling-2022-23"),
    ]:
        answer = client.request(method, path, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "fremmed_side")


def test_the_own_pages_can(client: httpx.Client, server: Any) -> None:
    own = {"Origin": server.address, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/chat", json={"message": "Hvem er formand?"}, headers=own).status_code == 200


def test_a_link_from_another_site_types_the_question_but_does_not_ask_it(client: httpx.Client) -> None:
    before = len(client.get("/api/conversations").json())
    page = client.get("/", params={"q": "Hvem er formand?"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert "Hvem er formand?</textarea>" in page.text
    assert len(client.get("/api/conversations").json()) == before


def test_bodies_over_the_limit_are_refused_also_without_a_length(client: httpx.Client) -> None:
    large = b'{"message": "' + b"a" * 200_000 + b'"}'
    kind = {"Content-Type": "application/json"}
    assert client.post("/api/chat", content=large, headers=kind).status_code == 413
    pieces = client.post("/api/chat", content=iter([large[:50_000], large[50_000:]]), headers=kind)
    assert (pieces.status_code, pieces.json()["code"]) == (413, "for_stor")


@pytest.mark.parametrize(
    ("variable", "value"),
    [("PORT", "mange"), ("TODAY", "i går"), ("MAX_BYTES", "-1"), ("WORKERS", "0"), ("WALL_SECONDS", "0")],
)
def test_a_bad_setting_is_named_with_its_value_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(f"RAMMEAFTALE_{variable}", value)
    with pytest.raises(SettingsError) as said:
        load_settings()
    assert f"RAMMEAFTALE_{variable} er »{value}«" in str(said.value)
    assert "Skriv et" in str(said.value) or "Skriv en" in str(said.value)


def test_more_questions_than_the_queue_holds_are_turned_away_with_a_time_to_come_back(
    data_copy: Path,
) -> None:
    question = {"message": "Hvem er formand for KKR Midtjylland?"}
    # A model that says nothing holds the one thread that answers, until all have asked.
    with serving(ScriptedServer(never_begins)) as model:
        own = {"llm_address": model.address, "llm_model": "prøvemodel", "llm_seconds": "300"}
        with running_server(data_copy, workers="1", queue="1", **own) as small, small.client() as client:
            with ThreadPoolExecutor(24) as pool:
                asked = [pool.submit(client.post, "/api/chat", json=question) for _ in range(24)]
                turned_away = [each.result() for each in islice(as_completed(asked), 22)]
                model.closing.set()
                answered = [each.result() for each in asked if each.result() not in turned_away]
            assert [answer.status_code for answer in turned_away] == [503] * 22
            assert all(answer.json()["code"] == "travlt" for answer in turned_away)
            assert all(int(answer.headers["retry-after"]) > 0 for answer in turned_away)
            assert [answer.status_code for answer in answered] == [200, 200]
            assert client.post("/api/chat", json=question).status_code == 200
