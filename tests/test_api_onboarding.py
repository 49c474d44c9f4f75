"""A new colleague goes through the learning path over the API, on the pages and in the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from api.cli import main
from corpus import CORPUS

WRONG = {"tal": "987654", "dato": "1. maj 1901"}


def begun(client: httpx.Client, role: str = "leder", region: str = "Midtjylland") -> Any:
    answered = client.post("/api/onboarding/learners", json={"role": role, "region": region})
    assert answered.status_code == 201, answered.text
    return answered.json()


def say(client: httpx.Client, learner: str, question: str, answer: str, status: int = 200) -> Any:
    answered = client.post(
        f"/api/onboarding/learners/{learner}/answers", json={"question": question, "answer": answer}
    )
    assert answered.status_code == status, answered.text
    return answered.json()


def exact(client: httpx.Client, citations: list[dict[str, Any]]) -> bool:
    for citation in citations:
        at = {"start": citation["start"], "end": citation["end"]}
        text = client.get(f"/api/documents/{citation['document']}/text", params=at).json()["text"]
        stored = (CORPUS / "documents" / citation["file"]).read_bytes().decode("utf-8")
        if not citation["quote"] == text == stored[citation["start"] : citation["end"]]:
            return False
    return bool(citations)


def test_the_path_of_a_role_and_region_holds_only_its_own_steps_with_exact_quotes(
    client: httpx.Client,
) -> None:
    path = client.get("/api/onboarding", params={"role": "leder", "region": "Hovedstaden"}).json()
    assert [module["title"] for module in path["modules"]] == [
        "Hvad aftalen er",
        "Hvem der beslutter",
        "Hvordan taksterne bliver til",
        "Hvem der betaler",
        "Hvad der er nyt",
        "Hvor man finder det",
    ]
    steps = [step for module in path["modules"] for step in module["steps"]]
    assert all("leder" in step["roles"] and "Hovedstaden" in step["regions"] for step in steps)
    assert all(3 <= len(step["quiz"]) <= 5 for step in steps)
    assert path["switched_off"] == []
    assert exact(client, [citation for step in steps for citation in step["citations"]])
    # The path asks; it does not give the answers away.
    assert "right_answer" not in json.dumps(path)


def test_without_role_and_region_the_whole_path_is_given(client: httpx.Client) -> None:
    whole = client.get("/api/onboarding").json()
    assert {region for m in whole["modules"] for s in m["steps"] for region in s["regions"]} == {
        "Midtjylland",
        "Hovedstaden",
        "Syddanmark",
    }


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"role": "kok"}, "Rollen »kok« har ikke noget forløb"), ({"region": "Fyn"}, "Regionen »Fyn«")],
)
def test_an_unknown_role_or_region_is_refused_with_what_there_is(
    client: httpx.Client, asked: dict[str, str], said: str
) -> None:
    refused = client.get("/api/onboarding", params=asked)
    assert refused.status_code == 422 and said in refused.json()["detail"]
    body = {"role": "leder", "region": "Midtjylland"} | asked
    assert client.post("/api/onboarding/learners", json=body).status_code == 422


def test_a_wrong_answer_is_explained_and_comes_back_at_the_end_of_its_module(client: httpx.Client) -> None:
    state = begun(client)
    learner = state["learner"]
    first = state["next"]
    assert (first["step"], first["again"]) == ("aftalen-midt", False)
    told = say(client, learner, "aftalen-midt-kommuner", "29 kommuner")
    assert not told["correct"] and told["right_answer"] == "19 kommuner"
    assert told["mistaken"]["region"] == "Hovedstaden"
    assert exact(client, told["citations"] + told["mistaken"]["citations"])
    for question, answer in (
        ("aftalen-midt-pladser", "ti tusinde pladser"),
        ("aftalen-midt-spilleregler", "styringsaftalen"),
        ("aftalen-midt-egne-tilbud", "Nej"),
    ):
        say(client, learner, question, answer)
    again = client.get(f"/api/onboarding/learners/{learner}").json()
    assert again["modules"][0]["wrong"] == ["aftalen-midt-kommuner"]
    assert again["next"]["again"] and again["next"]["module"] == "aftalen"
    done = say(client, learner, "aftalen-midt-kommuner", "nitten")
    assert done["correct"] and done["progress"]["next"]["module"] == "beslutter"


def test_an_answer_that_cannot_be_read_changes_nothing(client: httpx.Client) -> None:
    learner = begun(client)["learner"]
    told = say(client, learner, "aftalen-midt-kommuner", "mange", 422)
    assert told["code"] == "ulaeseligt_svar" and "Skriv ét tal (kommuner)" in told["detail"]
    assert client.get(f"/api/onboarding/learners/{learner}").json()["modules"][0]["answered"] == 0


def test_what_does_not_exist_is_said(client: httpx.Client) -> None:
    learner = begun(client)["learner"]
    assert say(client, learner, "nej", "1", 404)["code"] == "findes_ikke"
    # A question of another region is not on this path.
    assert say(client, learner, "aftalen-syd-kommende", "2025-2026", 404)["code"] == "findes_ikke"
    assert client.get("/api/onboarding/learners/" + "a" * 32).status_code == 404
    assert client.get("/api/onboarding/learners/kort").status_code == 422
    assert client.get("/api/glossary/flyvemaskine").status_code == 404


def test_a_deleted_learner_is_gone(client: httpx.Client) -> None:
    learner = begun(client)["learner"]
    assert client.delete(f"/api/onboarding/learners/{learner}").status_code == 204
    assert client.get(f"/api/onboarding/learners/{learner}").status_code == 404
    assert client.delete(f"/api/onboarding/learners/{learner}").status_code == 404


def test_every_question_to_try_is_answered_in_chat(client: httpx.Client) -> None:
    asked = {s["ask"] for m in client.get("/api/onboarding").json()["modules"] for s in m["steps"]}
    status = {ask: client.post("/api/chat", json={"message": ask}).json()["status"] for ask in asked}
    assert {ask for ask, told in status.items() if told not in ("answered", "computed")} == set()


def test_the_glossary_is_searched_and_looked_up_with_its_quotes(client: httpx.Client) -> None:
    everything = client.get("/api/glossary").json()
    assert len(everything) >= 65
    letters = "abcdefghijklmnopqrstuvwxyzæøå"
    first = [term["term"][0].lower() for term in everything if term["term"][0].lower() in letters]
    assert first == sorted(first, key=letters.index)
    found = client.get("/api/glossary", params={"search": "socialdirektører"}).json()
    assert "DASSOS" in [term["term"] for term in found]
    takst = client.get("/api/glossary/taksterne").json()
    assert takst["term"] == "takst" and takst["basis"] == "almen" and takst["citations"] == []
    dassos = client.get("/api/glossary/dassos").json()
    assert dassos["basis"] == "aftale" and exact(client, dassos["citations"])
    assert client.get("/api/glossary", params={"search": "xyzzy"}).json() == []


# --- pages ---------------------------------------------------------------------------------------------


@pytest.fixture
def browser(client: httpx.Client) -> Any:
    """A browser without JavaScript: links, forms, cookies."""

    def show(path: str, status: int = 200, **form: str) -> BeautifulSoup:
        sent = client.post(path, data=form) if form else client.get(path)
        if sent.status_code == 303:
            sent = client.get(sent.headers["location"])
        assert sent.status_code == status, sent.text
        page = BeautifulSoup(sent.text, "lxml")
        assert not page.select("script, [style], [onclick]")
        return page

    return show


def filled(page: BeautifulSoup, known: dict[str, str]) -> dict[str, str]:
    """The quiz form filled in: with what is known to be right, else with something that can be read."""
    form: dict[str, str] = {}
    for field in page.select(".quiz input"):
        name = str(field["name"])
        if field["type"] == "radio":
            form.setdefault(name, known.get(name, str(field["value"])))
        else:
            date = "En dato" in page.select_one(f"#{name}-hjaelp").get_text()
            form[name] = known.get(name, WRONG["dato"] if date else WRONG["tal"])
    return form


def test_the_path_is_walked_to_its_end_with_links_and_forms_alone(browser: Any) -> None:
    assert "Begynd" in browser("/ny-medarbejder").get_text()
    page = browser("/ny-medarbejder", role="sagsbehandler", region="Syddanmark")
    assert "For sagsbehandler i Syddanmark" in page.get_text()
    known: dict[str, str] = {}
    repeated = 0
    for _ in range(60):
        onward = page.select_one("a.knap")
        if onward is None or onward["href"] == "/ny-medarbejder":
            break
        address = str(onward["href"])
        repeated += "/gentag/" in address
        page = browser(address)
        sent = filled(page, known)
        page = browser(address, **sent)
        for item, name in zip(page.select(".quiz > li.forkert"), _wrong(page, sent), strict=True):
            known[name] = item.select_one("strong").get_text()
    assert repeated >= 5
    assert "Forløbet er gennemført" in browser("/ny-medarbejder").get_text()


def _wrong(page: BeautifulSoup, sent: dict[str, str]) -> list[str]:
    items = page.select(".quiz > li")
    named = list(sent) if len(items) == len(sent) else []
    return [name for name, item in zip(named, items, strict=False) if "forkert" in item["class"]]


def test_an_empty_or_unreadable_field_is_pointed_out_and_what_was_typed_stays(browser: Any) -> None:
    browser("/ny-medarbejder", role="leder", region="Midtjylland")
    page = browser(
        "/ny-medarbejder/trin/aftalen-midt", 422, **{"aftalen-midt-kommuner": "en hel del", "x": "y"}
    )
    assert page.title.get_text().startswith("Fejl: ")
    assert page.select_one("#aftalen-midt-kommuner")["value"] == "en hel del"
    for link in page.select(".besked.fejl a"):
        assert page.select_one(str(link["href"])) is not None


def test_every_link_of_a_step_leads_somewhere(browser: Any, client: httpx.Client) -> None:
    browser("/ny-medarbejder", role="økonomimedarbejder", region="Hovedstaden")
    page = browser("/ny-medarbejder/trin/takster-hovedstaden")
    for link in page.select("main a"):
        address, _, place = str(link["href"]).partition("#")
        target = client.get(address)
        assert target.status_code == 200, address
        assert not place or BeautifulSoup(target.text, "lxml").find(id=place), link
    assert page.select(".chip") and page.select(".ophav a[href^='/ordliste#']")


def test_role_and_region_can_be_changed_and_the_path_forgotten(browser: Any, client: httpx.Client) -> None:
    browser("/ny-medarbejder", role="leder", region="Midtjylland")
    assert (
        "For leder i Hovedstaden" in browser("/ny-medarbejder", role="leder", region="Hovedstaden").get_text()
    )
    # A step of another region is not on the path any more: back to the overview.
    assert "Moduler" in browser("/ny-medarbejder/trin/aftalen-midt").get_text()
    cookie = next(c for c in client.cookies.jar if c.name == "laerling")
    assert cookie.path == "/ny-medarbejder" and cookie.has_nonstandard_attr("HttpOnly")
    token = str(cookie.value)
    assert client.get(f"/api/onboarding/learners/{token}").status_code == 200
    gone = client.post("/ny-medarbejder/slet")
    assert gone.status_code == 303 and client.get(f"/api/onboarding/learners/{token}").status_code == 404
    client.cookies.clear()
    assert "Vælg en rolle og en region" in browser("/ny-medarbejder", 422, role="kok", region="").get_text()
    browser("/ny-medarbejder/trin/findes-ikke", 404)


def test_the_glossary_page_shows_every_term_and_marks_general_explanations(browser: Any) -> None:
    page = browser("/ordliste")
    assert len(page.select("dt")) >= 65
    assert len({dt["id"] for dt in page.select("dt")}) == len(page.select("dt"))
    found = browser("/ordliste?search=objektiv+finansiering")
    assert found.select_one("dt").get_text() == "objektiv finansiering"
    assert "almindelig forklaring, ikke fra aftalerne" in found.select_one("dd").get_text()
    harmful = browser("/ordliste?search=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "Ingen ord passer" in harmful.get_text()


# --- terminal ------------------------------------------------------------------------------------------


def test_the_command_prints_the_path_as_json(command: Any, client: httpx.Client) -> None:
    shown = command("onboarding", "--rolle", "leder", "--region", "Midtjylland", "--json")
    assert shown.code == 0, shown.err
    asked = {"role": "leder", "region": "Midtjylland"}
    assert json.loads(shown.out) == client.get("/api/onboarding", params=asked).json()


def test_wrong_use_of_the_command_is_said(inside: Any) -> None:
    unknown = inside("onboarding", "--rolle", "kok")
    assert unknown.code == 2 and "Rollen »kok«" in unknown.err
    assert inside("onboarding", "--slet").code == 2


def test_the_terminal_goes_on_where_it_was_left_and_forgets_on_request(
    data_copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RAMMEAFTALE_DATA", str(data_copy))

    def run(typed: list[str], *arguments: str) -> tuple[int, str]:
        left = iter(typed)

        def read(_: str) -> str:
            try:
                return next(left)
            except StopIteration as end:
                raise EOFError from end

        monkeypatch.setattr("builtins.input", read)
        with pytest.raises(SystemExit) as ended:
            main(["onboarding", *arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out + said.err

    code, first = run(["a", "x", "a", "mange", "29", "10.000"], "--laerling", "Bo Hansen")
    assert code == 0 and "Skriv et bogstav" in first
    assert "Ikke rigtigt: 29 kommuner" in first and "Det rigtige svar er 19 kommuner" in first
    assert "Rigtigt: 10.000 pladser" in first and "fortsætte senere" in first
    code, second = run([], "--laerling", "Bo Hansen")
    assert code == 0 and "Hvor mange kommuner indgår" not in second and "spillereglerne" in second
    # No name in the database, and after deletion no trace of the learner at all.
    files = [path for path in data_copy.iterdir() if path.name.startswith("rammeaftale.db")]
    assert not any(b"Bo Hansen" in path.read_bytes() for path in files)
    assert any(b"aftalen-midt-kommuner" in path.read_bytes() for path in files)
    assert run([], "--laerling", "Bo Hansen", "--slet")[0] == 0
    files = [path for path in data_copy.iterdir() if path.name.startswith("rammeaftale.db")]
    assert not any(b"aftalen-midt-kommuner" in path.read_bytes() for path in files)
    assert run([], "--laerling", "Bo Hansen", "--slet")[0] == 1
