"""The API keeps the answer contract: valid objects, exact quotes, the same over JSON and as events."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from assistant.answer import Answer

QUESTIONS = Path(__file__).resolve().parent.parent / "eval" / "questions"
PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"


def ask(client: httpx.Client, message: str, **more: Any) -> Answer:
    answered = client.post("/api/chat", json={"message": message, **more})
    assert answered.status_code == 200, answered.text
    return Answer.model_validate_json(answered.text)


def events(client: httpx.Client, **asked: Any) -> list[tuple[str, Any]]:
    answered = client.post("/api/chat", json=asked, headers={"Accept": "text/event-stream"})
    assert answered.headers["content-type"].startswith("text/event-stream")
    blocks = [block.split("\n", 1) for block in answered.text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_question_is_answered_with_its_source(client: httpx.Client) -> None:
    answer = ask(client, PLACES)
    assert answer.status == "answered"
    assert "10.000" in answer.answer
    assert answer.citations[0].document == "midt-rammeaftale-2023-24"


def test_the_events_say_the_same_as_the_json(client: httpx.Client) -> None:
    whole = ask(client, PLACES).model_dump(mode="json")
    found = events(client, message=PLACES)
    names = [name for name, _ in found]
    assert names[0] == "status"
    assert names[-1] == "done"
    assert set(names) == {"status", "text", "citation", "done"}
    done = found[-1][1]
    for own in ("conversation_id", "message_id", "elapsed_ms"):
        assert done.pop(own) is not None
        whole.pop(own)
    assert done == whole
    assert "".join(data["text"] for name, data in found if name == "text") == whole["answer"]
    assert [data for name, data in found if name == "citation"] == whole["citations"]


def test_every_quote_of_every_answer_is_the_exact_slice_of_the_stored_text(client: httpx.Client) -> None:
    asked = [
        json.loads(line)["question"]
        for file in ("dev.jsonl", "fit.jsonl")
        for line in (QUESTIONS / file).read_text(encoding="utf-8").splitlines()
    ]
    texts: dict[str, tuple[int, str]] = {}
    for question in asked:
        for citation in ask(client, question).citations:
            if citation.document not in texts:
                stored = client.get(f"/api/documents/{citation.document}/text").json()
                texts[citation.document] = stored["start"], stored["text"]
            begins, text = texts[citation.document]
            assert citation.start >= begins
            assert text[citation.start - begins : citation.end - begins] == citation.quote, question


def test_a_conversation_goes_on_is_listed_found_renamed_and_deleted(client: httpx.Client) -> None:
    word = uuid4().hex
    first = ask(client, f"Hvem er formand for KKR Midtjylland? {word}")
    second = ask(client, "Og i Hovedstaden?", conversation_id=first.conversation_id)
    assert second.conversation_id == first.conversation_id
    where = f"/api/conversations/{first.conversation_id}"
    turns = client.get(where).json()["turns"]
    assert [turn["question"] for turn in turns][1] == "Og i Hovedstaden?"
    assert turns[1]["answer"] == second.model_dump(mode="json")
    assert [c["turns"] for c in client.get("/api/conversations", params={"search": word}).json()] == [2]
    assert client.patch(where, json={"title": "Formænd\u0000 "}).status_code == 204
    assert client.get("/api/conversations", params={"search": "Formænd"}).json()[0]["title"] == "Formænd"
    assert client.delete(where).status_code == 204
    assert client.get(where).status_code == 404
    assert client.get("/api/conversations", params={"search": word}).json() == []


def test_an_answer_can_be_judged(client: httpx.Client) -> None:
    message = ask(client, PLACES).message_id
    judged = {"helpful": False, "reason": "forkert_sted", "comment": "Se side 3"}
    assert client.post(f"/api/messages/{message}/feedback", json=judged).status_code == 204
    wrong = client.post(f"/api/messages/{message}/feedback", json={"helpful": False, "reason": "dårligt"})
    assert wrong.status_code == 422
    assert client.post(f"/api/messages/{uuid4()}/feedback", json={"helpful": True}).status_code == 404


@pytest.mark.parametrize("guess", [0.0, 0, 1, "false", "ja"])
def test_yes_no_and_numbers_are_not_guessed_from_something_else(client: httpx.Client, guess: object) -> None:
    message = ask(client, PLACES).message_id
    completion = {"model": "rammeaftale", "messages": [{"role": "user", "content": PLACES}]}
    for path, body in (
        ("/api/chat", {"message": PLACES, "confirm_personal": guess}),
        ("/api/conversations", {"title": PLACES, "confirm_personal": guess}),
        (f"/api/messages/{message}/feedback", {"helpful": guess}),
        ("/v1/chat/completions", completion | {"stream": guess}),
        ("/v1/chat/completions", completion | {"stream_options": {"include_usage": guess}}),
        ("/v1/chat/completions", completion | {"n": "1"}),
        ("/v1/chat/completions", completion | {"n": True}),
    ):
        refused = client.post(path, json=body)
        wanted = "skal være et helt tal" if "n" in body else "skal være true eller false"
        assert refused.status_code in (400, 422), (path, body)
        assert wanted in refused.text


def test_regions_documents_and_day_narrow_the_answer(client: httpx.Client) -> None:
    one = ask(client, "Hvem er formand for KKR?", regions=["Hovedstaden"])
    assert {citation.region for citation in one.citations} <= {"Hovedstaden"}
    two = ask(client, "Hvem er formand for KKR?", documents=["midt-rammeaftale-2021-22"])
    assert {citation.document for citation in two.citations} <= {"midt-rammeaftale-2021-22"}
    assert ask(client, PLACES, as_of="2022-05-01").as_of.isoformat() == "2022-05-01"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"message": ""}, 422, "Skriv et spørgsmål."),
        ({"message": " \u0000\n "}, 422, "Skriv et spørgsmål."),
        ({"message": "a" * 4001}, 422, "højst 4000"),
        ({}, 422, "»message« mangler"),
        ({"message": 7}, 422, "»message«"),
        ({"message": "x", "regions": ["Jylland"]}, 422, "Regionen »Jylland« kendes ikke"),
        ({"message": "x", "documents": ["nej"]}, 422, "Dokumentet »nej« er ikke indlæst"),
        ({"message": "x", "as_of": "i morgen"}, 422, "skal være en dato som 2024-06-01"),
        ({"message": "x", "conversation_id": "1"}, 422, "»conversation_id« er ikke et id"),
        ({"message": "x", "conversation_id": str(uuid4())}, 404, "Der er ingen samtale"),
        ({"message": "x", "tone": "frisk"}, 422, "»tone« kendes ikke"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_danish_sentence(
    client: httpx.Client, asked: dict[str, Any], status: int, said: str
) -> None:
    for headers in ({}, {"Accept": "text/event-stream"}):
        answered = client.post("/api/chat", json=asked, headers=headers)
        assert answered.status_code == status
        assert said in answered.json()["detail"]
        assert set(answered.json()) == {"detail", "code"}


def test_control_characters_and_half_characters_do_not_reach_what_is_kept(client: httpx.Client) -> None:
    sent = b'{"message": "Hvem\\u0000er\\u001b[31m formand\\ud800?"}'
    answered = client.post("/api/chat", content=sent, headers={"Content-Type": "application/json"})
    kept = client.get(f"/api/conversations/{answered.json()['conversation_id']}").json()["turns"][0]
    assert kept["question"] == "Hvem er [31m formand?"


def test_a_document_is_taken_in_corrected_cited_and_removed(own_server: Any) -> None:
    text = "Rammeaftale 2025-26 for Nordjylland\n\nTaksten for Solgården udgør 1.234 kr. pr. døgn i 2025.\n"
    with own_server.client() as client:
        file = {"file": ("nord.txt", text.encode())}
        added = client.post("/api/documents", files=file)
        assert added.status_code == 201, added.text
        document = added.json()["documents"][0]
        assert (document["region"], document["kind"]) == ("Nordjylland", "rammeaftale")
        assert (document["valid_from"], document["valid_to"]) == ("2025-01-01", "2026-12-31")
        assert document["confirmed"] is False
        assert client.post("/api/documents", files=file).json()["result"] == "unchanged"

        where = f"/api/documents/{document['id']}"
        corrected = client.patch(where, json={"title": "Nordaftalen", "standing": "vedtaget"}).json()
        assert (corrected["title"], corrected["standing"], corrected["confirmed"]) == (
            "Nordaftalen",
            "vedtaget",
            True,
        )
        assert client.get(where).json()["title"] == "Nordaftalen"
        wrong = client.patch(where, json={"region": "Jylland"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "ukendt_region")

        answer = ask(client, "Hvad er taksten for Solgården?", documents=[document["id"]])
        assert [citation.title for citation in answer.citations][:1] == ["Nordaftalen"]
        assert client.delete(where).status_code == 204
        assert client.get(where).status_code == 404
        assert len(client.get("/api/documents").json()) == 7


@pytest.mark.parametrize(
    ("name", "data", "status", "code"),
    [
        ("tom.txt", b"", 422, "tom"),
        ("billede.png", b"\x89PNG\r\n\x1a\n", 422, "ukendt_type"),
        ("aftale.pdf", b"Det her er ren tekst, ikke en PDF.", 422, "forkert_endelse"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_changes_nothing(
    client: httpx.Client, name: str, data: bytes, status: int, code: str
) -> None:
    refused = client.post("/api/documents", files={"file": (name, data)})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert f"»{name}«" in refused.json()["detail"]
    assert len(client.get("/api/documents").json()) == 7


def test_text_in_place_of_a_file_is_refused_in_danish(client: httpx.Client) -> None:
    refused = client.post("/api/documents", data={"file": "tekst"})
    assert refused.status_code == 422
    assert refused.json()["detail"] in ("Feltet »file« skal være en fil.", "Feltet »file« mangler.")


def test_a_slice_outside_the_text_is_refused(client: httpx.Client) -> None:
    where = "/api/documents/syd-opsamling-2022-23/text"
    for a, b in [(5, 4), (0, 10**8)]:
        refused = client.get(where, params={"start": a, "end": b})
        assert (refused.status_code, refused.json()["code"]) == (422, "uden_for_teksten")
    assert client.get(where, params={"start": -1}).status_code == 422


def test_the_description_names_every_operation_and_is_readable_without_foreign_files(
    client: httpx.Client,
) -> None:
    schema = client.get("/openapi.json").json()
    page = client.get("/docs").text
    for path, methods in schema["paths"].items():
        assert path.startswith(("/api/", "/v1/", "/health", "/ready", "/metrics"))
        for method, operation in methods.items():
            assert f"{method.upper()} {path}" in page
            refusals = {status for status in operation["responses"] if status >= "400"}
            for status in refusals:
                content = operation["responses"][status]["content"]["application/json"]["schema"]
                for either in content.get("anyOf", [content]):
                    assert either["$ref"] in {
                        "#/components/schemas/Problem",
                        "#/components/schemas/RuleProblem",
                        "#/components/schemas/OpenAIProblem",
                    }
    assert "//cdn" not in page


def test_a_day_is_written_out_and_a_number_is_none(client: httpx.Client) -> None:
    for day in (0, 1717200000, "0", "1717200000", "2024-06-01T12:00:00"):
        refused = client.post("/api/chat", json={"message": "Hvem er formand?", "as_of": day})
        assert refused.status_code == 422
        assert refused.json()["detail"] == "Feltet »as_of« skal være en dato som 2024-06-01."
