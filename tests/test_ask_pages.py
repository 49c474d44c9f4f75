"""The page Spørg over plain HTTP, as a browser without scripts uses it: corrected, rated, narrowed, found again."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from bs4 import BeautifulSoup

from api.routes.ask_page import EXAMPLES, REASONS
from tests.shown_pages import parsed

RATE = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
CEILING = "Udgiften pr. dag i Hovedstaden var 1000 kr. i 2019 og 1100 kr. i 2022. Er prisloftet overholdt?"
PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"

Asking = Callable[..., BeautifulSoup]


@pytest.fixture
def asked(client: httpx.Client) -> Asking:
    def ask(question: str, **fields: str) -> BeautifulSoup:
        return parsed(client.post("/", data={"q": question, **fields}, follow_redirects=True))

    return ask


def filled(form: BeautifulSoup, **changed: str) -> dict[str, str]:
    """What a browser sends for a form, some fields changed."""
    data = {field["name"]: str(field.get("value", "")) for field in form.select("input[name]")}
    for choice in form.select("select"):
        data[choice["name"]] = next((o["value"] for o in choice.select("option[selected]")), "")
    return data | changed


def test_the_examples_offered_to_a_newcomer_are_answered(client: httpx.Client) -> None:
    for question in EXAMPLES:
        answer = client.post("/api/chat", json={"message": question}).json()
        assert answer["status"] in ("answered", "computed"), question
        assert answer["citations"]


def test_a_corrected_figure_is_computed_again_as_a_turn_of_its_own(
    asked: Asking, client: httpx.Client
) -> None:
    first = asked(RATE)
    form = first.select_one("form.retform")
    again = parsed(
        client.post(form["action"], data=filled(form, takst="1.440,00 kr."), follow_redirects=True)
    )
    turns = again.select("article.tur")
    assert len(turns) == 2
    assert "ny takst 1.440,00 kr. (før 1.500)" in turns[1].select_one(".spurgt").get_text()
    assert "1.440,00 kr. <= 1.450,00 kr." in turns[1].select_one(".trin").get_text()
    # It is filed like any other answer, and can be corrected in its turn.
    message = turns[1]["data-besked"]
    record = client.get(f"/api/messages/{message}/record").json()
    assert record["understood"]["corrects"] == turns[0]["data-besked"]
    assert filled(turns[1].select_one("form.retform"))["takst"] == "1.440,00 kr."


def test_missing_figures_are_asked_for_in_a_form_that_computes(asked: Asking, client: httpx.Client) -> None:
    page = asked(CEILING)
    form = page.select_one("form.retform")
    assert "(mangler)" in form.get_text()
    done = parsed(client.post(form["action"], data=filled(form, pl_pct="6"), follow_redirects=True))
    last = done.select("article.tur")[-1]
    assert last.select_one(".afgoerelse").get_text() == "Ikke overholdt"
    picture = client.get(last.select_one(".tegning img")["src"])
    assert picture.headers["content-type"] == "image/svg+xml"
    assert "1.060,00" in picture.text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"takst": "mange penge"}, "mange penge"),
        ({"takst": "1.510,00 kr.", "aar": ""}, "Der mangler: Nyt år"),
    ],
)
def test_a_figure_that_cannot_be_used_is_named_and_what_was_typed_stays(
    asked: Asking, client: httpx.Client, change: dict[str, str], said: str
) -> None:
    form = asked(RATE).select_one("form.retform")
    page = parsed(client.post(form["action"], data=filled(form, **change)), 422)
    assert said in page.select_one("[role=alert]").get_text()
    assert filled(page.select_one("form.retform"))["takst"] == change["takst"]
    assert len(page.select("article.tur")) == 1


def test_a_rating_is_kept_with_its_reason_and_shown_again(asked: Asking, client: httpx.Client) -> None:
    page = asked(PLACES)
    form = page.select_one("form.vurderform")
    assert {box["value"] for box in form.select("[name=grund]")} == {*REASONS}
    said = {"hjalp": "nej", "grund": "foraeldet", "bemaerkning": "Der er en nyere <b>aftale</b>"}
    again = parsed(client.post(form["action"], data=said, follow_redirects=True))
    assert "Vurderet: hjalp ikke" in again.select_one(".vurder summary").get_text()
    assert again.select_one("[name=grund][checked]")["value"] == "foraeldet"
    assert again.select_one("textarea[name=bemaerkning]").get_text() == said["bemaerkning"]
    odd = client.post(form["action"], data=said | {"grund": "fordi"})
    assert odd.status_code == 422


def test_an_answer_cannot_be_reached_through_another_conversation(
    asked: Asking, client: httpx.Client
) -> None:
    one, two = asked(RATE).select_one("article"), asked(PLACES).select_one("article")
    wrong = f"/samtale/{one['data-samtale']}/svar/{two['data-besked']}"
    assert client.get(wrong).status_code == 404
    for action in ("regn", "vurdering"):
        assert client.post(f"{wrong}/{action}", data={"hjalp": "ja"}).status_code == 404


def test_what_narrowed_an_answer_is_shown_and_can_be_taken_away(asked: Asking, client: httpx.Client) -> None:
    document = "midt-rammeaftale-2023-24"
    page = asked(PLACES, dato="2023-05-01", dokument=document)
    chips = {chip.get_text(" ", strip=True): chip["href"] for chip in page.select(".filter")}
    assert [*chips] == ["Midtjylland ×", "gældende 1.5.2023 ×", "Rammeaftale 2023-24, Midtjylland ×"]
    wider = parsed(client.get(chips["gældende 1.5.2023 ×"]))
    left = [chip.get_text(" ", strip=True) for chip in wider.select("article.tur:last-of-type .filter")]
    assert left == ["Midtjylland ×", "Rammeaftale 2023-24, Midtjylland ×"]
    # What the question itself names is overruled by asking in every region.
    every = parsed(client.get(chips["Midtjylland ×"].replace(f"&dokument={document}", "")))
    assert "Hovedstaden" in every.select("article.tur")[-1].select_one(".svar").get_text()
    assert not every.select("article.tur")[-1].select(".filter[aria-label^=Midtjylland]")


def test_conversations_are_found_renamed_and_deleted(asked: Asking, client: httpx.Client) -> None:
    page = asked("Hvem er formand for KKR Hovedstaden, spurgt af Zebrafinken?")
    where = page.select_one("article")["data-samtale"]
    found = parsed(client.get("/samtaler", params={"soeg": "zebrafinken"}))
    assert [link["href"] for link in found.select(".samtaleliste > li > p a")] == [f"/samtale/{where}"]
    title = "Sag 12 <script>alert(1)</script>"
    named = parsed(client.post(f"/samtale/{where}/navn", data={"titel": title}, follow_redirects=True))
    assert named.select_one(f"#samtale-{where} a").get_text() == title
    empty = parsed(client.post(f"/samtale/{where}/navn", data={"titel": " "}), 422)
    assert empty.select_one("[role=alert]")
    gone = parsed(client.post(f"/samtale/{where}/slet", follow_redirects=True))
    assert not gone.select(f"#samtale-{where}")
    assert client.get(f"/samtale/{where}").status_code == 404


def test_a_conversation_begun_has_an_address_before_its_first_answer(client: httpx.Client) -> None:
    begun = client.post("/api/conversations", json={"title": PLACES})
    assert begun.status_code == 201
    where = begun.json()["id"]
    assert PLACES in parsed(client.get(f"/samtale/{where}")).select_one("#venter").get_text()
    listed = client.get("/api/conversations").json()
    assert where not in {found["id"] for found in listed}
    client.post("/api/chat", json={"message": PLACES, "conversation_id": where})
    page = parsed(client.get(f"/samtale/{where}"))
    assert "10.000 pladser" in page.select_one(".svar").get_text()
    assert not page.select("#venter")


def test_two_sources_that_differ_stand_side_by_side_with_their_standing(asked: Asking) -> None:
    beside = [part.get_text(" ", strip=True) for part in asked(RATE).select(".uenighed .sideomside > div")]
    assert len(beside) == 2
    assert "Takstafale er under afklaring" in beside[0]
    assert "ufærdig tekst" in beside[0]
    assert "taksterne ikke kan stige" in beside[1]
    assert "sagsfremstilling" in beside[1]
