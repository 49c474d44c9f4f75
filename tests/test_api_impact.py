"""Taking an agreement in, looking at what it means and approving it, over HTTP and from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from tests.conftest import Command, Server
from tests.new_agreement import COMPUTED, MIDT_NEXT

WHERE = f"/api/documents/{MIDT_NEXT}"


def test_from_upload_to_approval_over_http(own_server: Server) -> None:
    with own_server.client() as client:
        taken = client.post("/api/documents", files={"file": ("aftale.md", COMPUTED.encode())})
        assert taken.status_code == 201, taken.text
        assert taken.json()["impacts"] == [f"{WHERE}/impact"]
        impact = client.get(f"{WHERE}/impact").json()
        assert impact["confirmed"] is False and impact["current"] is True
        facts = {fact["field"]: fact["value"] for fact in impact["facts"]}
        assert (facts["region"], facts["valid_from"], facts["standing"]) == (
            "Midtjylland",
            "2025-01-01",
            "vedtaget",
        )
        assert impact["questions_asked"] > 10
        draft, other, *_ = [
            each["id"] for each in sorted(impact["drafts"], key=lambda each: not each["yaml"])
        ]

        early = client.post(f"{WHERE}/approval", json={"drafts": [{"id": draft}]})
        assert (early.status_code, early.json()["code"]) == (409, "kan_ikke_godkendes")
        unread = client.post(
            f"{WHERE}/approval", json={"facts": {"valid_to": "2027-12-31"}, "drafts": [{"id": draft}]}
        )
        assert (unread.status_code, unread.json()["code"]) == (409, "udkast_laves_om")
        nothing = client.post(f"{WHERE}/approval", json={})
        assert (nothing.status_code, nothing.json()["code"]) == (422, "intet_at_godkende")
        wrong = client.post(f"{WHERE}/approval", json={"facts": {"region": "Jylland"}})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "ukendt_region")
        assert client.get(WHERE).json()["confirmed"] is False

        done = client.post(
            f"{WHERE}/approval", json={"facts": {"title": "Aftalen"}, "drafts": [{"id": draft}]}
        )
        assert done.status_code == 200, done.text
        assert (done.json()["document"]["title"], done.json()["document"]["confirmed"]) == ("Aftalen", True)
        assert done.json()["drafts"] == [{"id": draft, "rule": "midt.takstudvikling"}]
        only_read = client.post(f"{WHERE}/approval", json={"drafts": [{"id": other}]})
        assert (only_read.status_code, only_read.json()["code"]) == (409, "kan_ikke_godkendes")
        again = client.get(f"{WHERE}/impact").json()
        assert again["confirmed"] is True and again["current"] is True
        assert [each["approved"] for each in again["drafts"]].count(True) == 1

        # A rejected draft is told apart, and an approved one loses its approval.
        rejected = client.post(f"{WHERE}/rejection", json={"drafts": [draft, other], "reason": "ikke_takst"})
        assert rejected.status_code == 200, rejected.text
        told = {each["id"]: (each["approved"], each["rejected"]) for each in rejected.json()["drafts"]}
        assert told[draft] == told[other] == (False, "Sætningen er ingen takstbestemmelse")
        for wrong, status, code in (
            ({"drafts": [draft], "reason": "ikke_takst"}, 409, "kan_ikke_afvises"),
            ({"drafts": ["nix"], "reason": "daekket"}, 409, "kan_ikke_afvises"),
            ({"drafts": [draft], "reason": "derfor"}, 422, "ugyldig_vaerdi"),
            ({"drafts": []}, 422, "ugyldig_vaerdi"),
        ):
            refused = client.post(f"{WHERE}/rejection", json=wrong)
            assert (refused.status_code, refused.json()["code"]) == (status, code)
        back = client.post(f"{WHERE}/rejection", json={"drafts": [other], "reason": None}).json()
        assert [each["id"] for each in back["drafts"] if each["rejected"]] == [draft]


def test_a_report_can_be_asked_for_of_any_document_and_of_no_other(client: httpx.Client) -> None:
    impact = client.get("/api/documents/midt-rammeaftale-2023-24/impact").json()
    assert [each["document"] for each in impact["succeeds"]] == ["midt-rammeaftale-2021-22"]
    assert impact["questions"] is None and "lavet bagefter" in " ".join(impact["notes"])
    for method, path in (("GET", "impact"), ("POST", "approval")):
        gone = client.request(method, f"/api/documents/nord/{path}", json={"facts": {}})
        assert (gone.status_code, gone.json()["code"]) == (404, "findes_ikke")


def test_from_ingest_to_approval_in_the_terminal(
    command: Command, inside: Command, data_copy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "aftale.md"
    file.write_text(COMPUTED, encoding="utf-8")
    taken = inside("ingest", str(file), data=data_copy)
    assert taken.code == 0, taken.err
    for told in (
        f"Indlæst: {MIDT_NEXT}",
        "Forslag til oplysninger, som skal bekræftes",
        f"rammeaftale approve {MIDT_NEXT}",
        "Højeste stigning i taksten i perioden: 2 pct.",
        "2 sætninger om takster og",
    ):
        assert told in taken.out
    assert f"{MIDT_NEXT} (rammeaftale approve {MIDT_NEXT})" in inside("doctor", data=data_copy).out
    confirmed = command("approve", MIDT_NEXT, data=data_copy)
    assert confirmed.out.startswith(f"Bekræftet: {MIDT_NEXT}")
    whole = inside("impact", MIDT_NEXT, data=data_copy).out
    assert 'value: "2"' in whole and "Aftalen siger:" in whole and "ingen regel regner med overhead" in whole
    shown = json.loads(inside("impact", MIDT_NEXT, "--json", data=data_copy).out)
    draft, first = [each["id"] for each in sorted(shown["drafts"], key=lambda each: not each["yaml"])][:2]
    assert inside("reject", MIDT_NEXT, "--draft", first, data=data_copy).code == 2, "a reason is asked for"
    rejected = inside("reject", MIDT_NEXT, "--draft", first, "--reason", "daekket", data=data_copy)
    assert rejected.out == f"Afvist: {first}: En anden regel eller et andet dokument dækker det\n"
    approved = inside("approve", MIDT_NEXT, "--draft", "alle", data=data_copy)
    assert approved.out == f"Godkendt: {draft} (midt.takstudvikling): bruges fra nu af\n"
    shown = json.loads(command("impact", MIDT_NEXT, "--json", data=data_copy).out)
    assert [each["id"] for each in shown["drafts"] if each["approved"]] == [draft]
    assert f"{first} (afvist: " in inside("impact", MIDT_NEXT, data=data_copy).out
    undone = inside("reject", MIDT_NEXT, "--draft", first, "--undo", data=data_copy)
    assert undone.out == f"Kan godkendes igen: {first}\n"


def test_doctor_names_what_is_switched_off(inside: Command, data_copy: Path) -> None:
    assert inside("remove", "midt-norddjurs-sag-2023", data=data_copy).code == 0
    told = inside("doctor", data=data_copy)
    assert told.code == 0
    assert "regel »midt.takstudvikling«" in told.out
    assert "læringstrin »" in told.out and "quizspørgsmål »" in told.out
    back = inside("ingest", data=data_copy)
    assert "Indlæst: midt-norddjurs-sag-2023" in back.out
    assert "Slået til igen" in back.out
    assert inside("doctor", data=data_copy).out == "Database og søgeindeks passer sammen.\n"


def test_a_test_question_is_kept_and_listed(inside: Command, data_copy: Path) -> None:
    kept = inside("test-question", "Hvem er formand?", "--fact", "Torben Hansen", data=data_copy)
    assert kept.out == "Gemt: E001\n"
    assert "E001  Hvem er formand?" in inside("test-question", data=data_copy).out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("approve", "nord"), "»nord«"),
        (("approve", "midt-rammeaftale-2023-24", "--draft", "nix"), "ikke noget udkast med id »nix«"),
        (
            ("approve", "midt-rammeaftale-2023-24", "--draft", "a", "--title", "b"),
            "Bekræft oplysningerne først",
        ),
        (("impact", "nord"), "»nord«"),
    ],
)
def test_what_cannot_be_approved_is_told_in_danish(
    inside: Command, arguments: tuple[str, ...], told: str
) -> None:
    ended = inside(*arguments)
    assert ended.code in (1, 2)
    assert told in ended.err
