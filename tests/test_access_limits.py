"""Who asks too often or with wrong keys is held up, and told when to come back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load_settings
from index.database import Database
from index.keys import Keys


def test_who_asks_too_often_is_told_when_to_come_back(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path)) as database:
        _, first = Keys(database).create("Anna", "read")
        _, second = Keys(database).create("Bo", "read")
    app = create_app(load_settings(data=tmp_path, require_key=True, rate_per_minute=3))
    client = TestClient(app, base_url="http://127.0.0.1")

    def asked(key: str) -> httpx.Response:
        return client.get("/v1/models", headers={"Authorization": f"Bearer {key}"})

    assert [asked(first).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    late = asked(first)
    assert late.json()["error"]["code"] == "for_mange" and 0 < int(late.headers["retry-after"]) <= 20
    assert asked(second).status_code == 200
    # Wrong keys are held up before right ones are.
    wrong = [asked("x").status_code for _ in range(12)]
    assert wrong == [401] * 10 + [429] * 2
    assert asked(second).status_code == 200
    app.state.access.close()
    app = create_app(load_settings(data=tmp_path, require_key=True, rate_per_address=2))
    client = TestClient(app, base_url="http://127.0.0.1")
    assert [asked(second).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/health").status_code == 200
    app.state.access.close()


def test_wrong_keys_on_the_page_are_held_up_and_a_right_one_is_not(tmp_path: Path) -> None:
    with closing(Database.open(tmp_path)) as database:
        _, whole = Keys(database).create("Anna", "read")
    app = create_app(load_settings(data=tmp_path, require_key=True))
    client = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)
    said = [client.post("/log-ind", data={"noegle": "forkert"}) for _ in range(11)]
    assert [answer.status_code for answer in said] == [401] * 10 + [429]
    assert "Prøv igen om 1 minut." in said[-1].text and int(said[-1].headers["retry-after"]) <= 60
    assert client.post("/log-ind", data={"noegle": whole}).status_code == 303
    app.state.access.close()
