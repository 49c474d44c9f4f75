"""A conversation can be taken along as a file that stands alone."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from assistant.answer import Answer

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"


@pytest.fixture
def conversation(client: httpx.Client) -> str:
    first = client.post("/api/chat", json={"message": f"{PLACES} <b>\n# Se"}).json()
    found: str = first["conversation_id"]
    client.post("/api/chat", json={"message": "Og hvem er formand for KKR?", "conversation_id": found})
    return found


def test_the_file_to_read_holds_questions_answers_and_every_source(
    client: httpx.Client, conversation: str
) -> None:
    exported = client.get(f"/api/conversations/{conversation}/export", params={"format": "md"})
    assert exported.headers["content-type"] == "text/markdown; charset=utf-8"
    text = exported.text
    turns = client.get(f"/api/conversations/{conversation}").json()["turns"]
    assert re.findall(r"^## (\d)\.", text, re.M) == ["1", "2"]
    assert "\\<b\\> \\# Se" in text
    assert "10.000" in text
    for turn in turns:
        answer = Answer.model_validate(turn["answer"])
        assert f"`{answer.fingerprint}`" in text
        assert f"`{turn['message_id']}`" in text
        for citation in answer.citations:
            assert f"Dokument `{citation.document}`" in text
            assert f"tegn {citation.start}–{citation.end}." in text
    assert "Svaret gælder 22. november 2026." in text
    assert "»Styringsaftale 2023-24«" in text


def test_the_file_for_machines_holds_the_contract_objects(client: httpx.Client, conversation: str) -> None:
    exported = client.get(f"/api/conversations/{conversation}/export", params={"format": "json"})
    made = json.loads(exported.content)
    turns = client.get(f"/api/conversations/{conversation}").json()["turns"]
    assert made["answers"] == turns
    assert (made["id"], made["turns"]) == (conversation, 2)


@pytest.mark.parametrize("form", ["md", "json"])
def test_the_name_of_the_file_is_safe_whatever_the_title(
    client: httpx.Client, conversation: str, form: str
) -> None:
    title = {"title": '../../"; filename="evil.exe'}
    assert client.patch(f"/api/conversations/{conversation}", json=title).status_code == 204
    exported = client.get(f"/api/conversations/{conversation}/export", params={"format": form})
    named = exported.headers["content-disposition"]
    assert re.fullmatch(
        rf'attachment; filename="samtale-\d{{4}}-\d\d-\d\d-{conversation[:8]}\.{form}"', named
    )


def test_the_page_of_a_conversation_offers_the_file(client: httpx.Client, conversation: str) -> None:
    assert (
        f"/api/conversations/{conversation}/export?format=md" in client.get(f"/samtale/{conversation}").text
    )


@pytest.mark.parametrize(
    ("where", "status", "code"),
    [
        (f"{UUID(int=1)}/export?format=md", 404, "findes_ikke"),
        ("1/export", 422, "ugyldig_vaerdi"),
        (f"{UUID(int=2)}/export?format=docx", 422, "ugyldig_vaerdi"),
    ],
)
def test_what_cannot_be_exported_is_said(client: httpx.Client, where: str, status: int, code: str) -> None:
    refused: Any = client.get(f"/api/conversations/{where}")
    assert (refused.status_code, refused.json()["code"]) == (status, code)
