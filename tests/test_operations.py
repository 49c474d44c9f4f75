"""The page Drift: what went wrong is found there, and becomes a test question with one press."""

from __future__ import annotations

import json

import httpx
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from api.latency_svg import BOUNDS, counted, latency_svg
from assistant.stored_questions import StoredQuestion
from assistant.usage import share
from tests.shown_pages import parsed

UNKNOWN = "Hvor mange heste bor der på månens bagside?"
PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"


def test_it_shows_the_index_its_generation_and_the_last_ingest(client: httpx.Client) -> None:
    page = parsed(client.get("/drift", params={"efterse": "1"}))
    facts = page.select_one(".fakta").get_text(" ", strip=True)
    assert "7 fra 5 filer" in facts
    assert "Passer sammen" in facts
    generations = page.select("table")[0].select("tbody tr")
    assert [bool(row.select(".gaelder")) for row in generations].count(True) == 1


def test_an_unanswered_question_becomes_a_test_question_with_one_press(client: httpx.Client) -> None:
    asked = client.post("/api/chat", json={"message": UNKNOWN}).json()
    assert asked["status"] == "not_found"
    page = parsed(client.get("/drift"))
    case = page.select_one(f"#sag-{asked['message_id']}")
    line = case.select_one("pre").get_text()
    assert StoredQuestion.model_validate(json.loads(line)).question == UNKNOWN
    form = case.select_one("form")
    sent = {field["name"]: field["value"] for field in form.select("input")}
    done = parsed(client.post(form["action"], data=sent, follow_redirects=True))
    assert "er prøvespørgsmål" in done.select_one(f"#sag-{asked['message_id']}").get_text()
    kept = client.get("/drift/proevespoergsmaal.jsonl").text.splitlines()
    assert line in kept


def test_an_answer_called_wrong_forbids_its_quote_and_tells_why(client: httpx.Client) -> None:
    asked = client.post("/api/chat", json={"message": PLACES}).json()
    said = {"helpful": False, "reason": "forkert_sted", "comment": "Det er <b>ikke</b> her"}
    client.post(f"/api/messages/{asked['message_id']}/feedback", json=said)
    case = parsed(client.get("/drift")).select_one(f"#sag-{asked['message_id']}")
    assert "forkerte sted" in case.get_text()
    assert said["comment"] in case.get_text()
    assert asked["fingerprint"] in case.get_text()
    forbidden = StoredQuestion.model_validate(json.loads(case.select_one("pre").get_text())).forbid
    assert forbidden
    assert all(words in asked["answer"] for words in forbidden)
    # Nothing that tells who asked is counted, and a deleted conversation is gone from here too.
    client.delete(f"/api/conversations/{asked['conversation_id']}")
    assert not parsed(client.get("/drift")).select(f"#sag-{asked['message_id']}")


@given(st.lists(st.integers(0, 20_000), max_size=50))
def test_every_answer_stands_in_one_bar_of_the_picture(times: list[int]) -> None:
    bars = counted(times)
    assert sum(count for _, count in bars) == len(times)
    assert bars[0][1] == sum(time <= BOUNDS[0] for time in times)
    assert bars[-1][1] == sum(time > BOUNDS[-1] for time in times)
    picture = BeautifulSoup(latency_svg(times), "html.parser")
    assert len(picture.select(".soejle")) == sum(count > 0 for _, count in bars)


def test_shares_are_the_nearest_rank() -> None:
    assert share([40, 10, 30, 20], 0.5) == 20
    assert share([40, 10, 30, 20], 0.95) == 40
    assert share([7], 0.01) == 7
    assert share([], 0.5) == 0
