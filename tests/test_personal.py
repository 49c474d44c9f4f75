"""A private person's name, telephone number or date of birth is asked about before it is sent; fair questions never."""

from __future__ import annotations

import json

import httpx
import pytest

from assistant.assistant import Assistant
from assistant.personal import Personal
from eval.fitting import QUESTIONS
from eval.personal_sentences import FAIR, PRIVATE
from tests.conftest import Command

PRIVATE_QUESTION = "Min borger Hans Krogsgaard skal bo i Randers. Hvad er prisloftet?"


@pytest.fixture(scope="module")
def personal(assistant: Assistant) -> Personal:
    answering = assistant.answering
    return Personal(answering.snapshot.texts, answering.regions)


def test_what_points_at_a_private_person_is_found(personal: Personal) -> None:
    assert [text for text in PRIVATE if not personal.details(text)] == []


def test_fair_questions_are_never_asked_about(personal: Personal) -> None:
    asked: list[str] = list(FAIR)
    for name in ("dev", "fit", "fit2", "fit3", "fit4", "fit5", "fit6"):
        for line in (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            asked.append(json.loads(line)["question"])
    assert [text for text in asked if personal.details(text)] == []


def test_the_api_asks_only_where_the_client_wants_it(client: httpx.Client) -> None:
    for path, field in (("/api/chat", "message"), ("/api/conversations", "title")):
        before = len(client.get("/api/conversations").json())
        refused = client.post(path, json={field: PRIVATE_QUESTION, "confirm_personal": False})
        assert (refused.status_code, refused.json()["code"]) == (409, "personoplysninger")
        assert len(client.get("/api/conversations").json()) == before
        assert client.post(path, json={field: PRIVATE_QUESTION, "confirm_personal": True}).is_success
        assert client.post(path, json={field: PRIVATE_QUESTION}).is_success


def test_the_page_asks_without_a_script_and_sends_it_all_the_same(client: httpx.Client) -> None:
    asked = client.post("/", data={"q": PRIVATE_QUESTION})
    assert asked.status_code == 409
    assert "Send alligevel" in asked.text and PRIVATE_QUESTION in asked.text
    assert client.get("/", params={"q": PRIVATE_QUESTION}).status_code == 409
    sent = client.post("/", data={"q": PRIVATE_QUESTION, "bekraeftet": "ja"})
    assert sent.status_code == 303
    assert client.post("/", data={"q": "Hvem er Steen Vindum?"}).status_code == 303


def test_a_pipe_is_told_and_goes_on(command: Command) -> None:
    told = command("ask", PRIVATE_QUESTION)
    assert told.code == 0 and "privatperson" in told.err and "privatperson" not in told.out
    assert "privatperson" not in command("ask", PRIVATE_QUESTION, "--ja").err
