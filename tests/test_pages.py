"""The pages: asked without JavaScript, every source leads to its passage, and nothing written by others runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from api.pages import passage_link
from api.reader import document_html
from api.rendering import answer_html, plain
from assistant.answer import Answer, Citation
from ingest.documents import Section, Span
from tests.shown_pages import PAYLOADS, bare, harmless, parsed, shown_text

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"
RATE = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"


@pytest.fixture
def asked(client: httpx.Client) -> Iterator[Any]:
    def ask(question: str, **fields: str) -> BeautifulSoup:
        return parsed(client.post("/", data={"q": question, **fields}, follow_redirects=True))

    yield ask


def test_a_question_typed_in_the_form_is_answered_on_a_page_of_its_own(
    asked: Any, client: httpx.Client
) -> None:
    page = asked(PLACES)
    assert page.html is not None
    assert page.html["lang"] == "da"
    assert page.select_one(".spurgt").get_text().endswith(PLACES)
    assert "10.000 pladser" in page.select_one(".svar").get_text()
    # Asked again from the same page, the conversation goes on.
    conversation = page.select_one("input[name=samtale]")["value"]
    assert len(asked("Og i Hovedstaden?", samtale=conversation).select("article.tur")) == 2


def test_a_question_in_the_address_is_answered_at_once(client: httpx.Client) -> None:
    page = parsed(client.get("/", params={"q": PLACES}))
    assert "10.000 pladser" in page.select_one(".svar").get_text()


@pytest.mark.parametrize("question", [PLACES, "Hvem er formand for KKR Hovedstaden?", RATE])
def test_every_source_leads_to_its_passage_marked_word_for_word(
    asked: Any, client: httpx.Client, question: str
) -> None:
    page = asked(question)
    answer = Answer.model_validate(
        client.get(f"/api/conversations/{page.select_one('article')['data-samtale']}").json()["turns"][0][
            "answer"
        ]
    )
    assert answer.citations
    chips = {chip.get_text(): chip["href"] for chip in page.select(".svar a.chip")}
    for citation in answer.citations:
        link = chips.get(str(citation.n), citation.url)
        assert link == citation.url == passage_link(citation)
        mark = parsed(client.get(urljoin("/", link))).select("mark#citat")
        assert [found.get_text() for found in mark] == [citation.quote]


def test_a_computation_shows_verdict_figures_steps_and_reservations(asked: Any) -> None:
    page = asked(RATE)
    box = page.select_one(".beregning").get_text(" ", strip=True)
    for words in ("Kan ikke afgøres", "1.450,00 kr.", "1.500,00 kr.", "Trin", "Forbehold"):
        assert words in box
    assert page.select_one(".uenighed a.chip")


def test_filters_and_suggestions_are_kept_as_links_and_fields(asked: Any) -> None:
    page = asked(PLACES, dato="2022-05-01", region="Midtjylland")
    assert page.select_one("#dato")["value"] == "2022-05-01"
    assert [box["value"] for box in page.select("[name=region][checked]")] == ["Midtjylland"]
    assert "1. maj 2022" in page.select_one(".omsvar").get_text()
    for link in page.select(".videre a"):
        assert link["href"].startswith("/?q=")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"q": "  "}, "Skriv et spørgsmål."),
        ({"q": "x", "dato": "i går"}, "skal være en dato"),
        ({"q": "x", "region": "Jylland"}, "Regionen »Jylland« kendes ikke"),
        ({"q": "x", "samtale": "1"}, "er ikke et id"),
    ],
)
def test_a_form_that_cannot_be_used_says_why_and_keeps_what_was_typed(
    client: httpx.Client, fields: dict[str, str], said: str
) -> None:
    page = parsed(client.post("/", data=fields), 422)
    assert said in page.select_one("[role=alert]").get_text()
    assert page.select_one("textarea").get_text().strip() == fields["q"].strip()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_in_a_question_becomes_part_of_the_page(
    asked: Any, client: httpx.Client, payload: str
) -> None:
    page = asked(f"Hvem er formand? {payload}")
    assert harmless(page)
    assert page.select_one(".spurgt").get_text().endswith(payload)
    typed = parsed(client.post("/", data={"q": payload, "dato": payload}), 422)
    assert harmless(typed)
    assert typed.select_one("#dato")["value"] == payload


def test_nothing_in_a_file_or_its_name_becomes_part_of_a_page(own_server: Any) -> None:
    text = "Rammeaftale 2025-26 for Nordjylland\n\n" + "\n\n".join(
        f"Taksten for Solgården nummer {n} {payload} udgør 10 kr." for n, payload in enumerate(PAYLOADS)
    )
    with own_server.client() as client:
        name = "<img src=x onerror=alert(1)>.txt"
        done = parsed(client.post("/dokumenter", files={"file": (name, text.encode())}))
        assert harmless(done)
        assert name in done.select_one("[role=status]").get_text()
        where = done.select_one("[role=status] a")["href"]
        evil = {
            "title": "<script>alert(1)</script>",
            "kind": '"><img src=x onerror=alert(1)>',
            "standing": "<b>x",
        }
        saved = client.post(f"{where}/ret", data=evil | {"region": "Nordjylland"}, follow_redirects=True)
        assert parsed(saved).select_one("h1").get_text() == evil["title"]
        asked = client.post("/", data={"q": "Hvad er taksten for Solgården?"}, follow_redirects=True)
        pages = [saved, asked, client.get("/dokumenter"), client.get(f"{where}/ret")]
        for page in pages:
            assert harmless(parsed(page))
        assert shown_text(saved) == text
        client.post(f"{where}/fjern")
        assert client.get(where, headers={"Accept": "text/html"}).status_code == 404


def test_a_bad_file_is_said_on_the_page(client: httpx.Client) -> None:
    page = parsed(client.post("/dokumenter", files={"file": ("tom.pdf", b"")}), 422)
    assert "»tom.pdf«" in page.select_one("[role=alert]").get_text()


def test_the_reader_shows_every_document_character_for_character(client: httpx.Client) -> None:
    for document in client.get("/api/documents").json():
        stored = client.get(f"/api/documents/{document['id']}/text").json()["text"]
        answer = client.get(f"/dokument/{document['id']}")
        assert shown_text(answer) == stored
        page = parsed(answer)
        anchors = {tag["id"] for tag in page.select("[id]")}
        assert all(link["href"][1:] in anchors for link in page.select(".indhold a"))


def test_the_documents_are_listed_with_region_kind_period_and_standing(client: httpx.Client) -> None:
    rows = [row.get_text(" ", strip=True) for row in parsed(client.get("/dokumenter")).select("tbody tr")]
    assert len(rows) == 7
    assert any(
        all(
            word in row
            for word in ("Rammeaftale 2023-24, Midtjylland", "rammeaftale", "2023–2024", "ufærdig tekst")
        )
        for row in rows
    )


def test_a_link_to_a_place_that_is_gone_says_so(client: httpx.Client) -> None:
    page = parsed(client.get("/dokument/syd-opsamling-2022-23?fra=900000&til=900010"))
    assert "findes ikke i dokumentet" in page.select_one("[role=alert]").get_text()
    missing = client.get("/dokument/findes-ikke", headers={"Accept": "text/html"})
    assert parsed(missing, 404).select_one("h1").get_text() == "Det findes ikke"


@pytest.mark.parametrize("path", ["/", "/dokumenter", "/dokument/syd-opsamling-2022-23", "/docs"])
def test_every_page_can_be_found_around_in_by_keyboard_and_screen_reader(
    client: httpx.Client, path: str
) -> None:
    page = parsed(client.get(path))
    first = page.select_one("body a")
    assert (first["href"], page.select_one("main")["id"]) == ("#indhold", "indhold")
    assert len(page("h1")) == 1
    assert page.title is not None
    assert page.title.get_text().endswith("– Rammeaftale")
    labelled = {label.get("for") for label in page("label")}
    fields = [f for f in page(["input", "textarea", "select"]) if f.get("type") not in ("hidden", "checkbox")]
    assert all(field["id"] in labelled for field in fields)
    identities = [tag["id"] for tag in page.select("[id]")]
    assert len(identities) == len(set(identities))
    assert not page.select("[style]"), "the policy forbids it"


@given(st.data())
def test_the_reader_adds_and_loses_no_character_wherever_the_quote_lies(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab <&>\"'#|*\n\r\tø", min_size=1, max_size=80))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    a, b = sorted(data.draw(st.tuples(*[st.integers(start, end)] * 2)))
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=5))
    sections = [
        Section(n, text[at : at + 5].strip(), ("x",), Span(at, len(text)))
        for n, at in enumerate(sorted(places))
    ]
    html = document_html(text, Span(start, end), sections, places, Span(a, b) if a < b else None)
    assert bare(html) == text[start:end]
    marks = re.findall(r"<mark [^>]*>(.*?)</mark>", html, re.DOTALL)
    assert not any("<" in mark for mark in marks)
    assert list(map(bare, marks)) == ([text[a:b]] if a < b else [])


def _answer(text: str) -> Answer:
    citation = Citation(
        n=1, document="d", title='A "<b>', region=None, section="s", file="f", start=0, end=1, quote="x",
        passage="x", url="/dokument/d?fra=0&til=1#citat",
    )  # fmt: skip
    return Answer(status="answered", answer=text, citations=[citation], as_of=date(2026, 11, 22))


@given(st.lists(st.sampled_from([*PAYLOADS, "[1]", "[2]", "**", "> ", "\n", "`", "|", "ord "])).map("".join))
def test_an_answer_becomes_only_text_and_chips(text: str) -> None:
    page = BeautifulSoup(answer_html(_answer(text), passage_link), "html.parser")
    assert harmless(page)
    assert {str(link["href"]) for link in page("a")} <= {"/dokument/d?fra=0&til=1#citat"}


def test_marks_without_a_source_stay_text() -> None:
    html = answer_html(_answer("Et [1] to [2]."), passage_link)
    page = BeautifulSoup(html, "html.parser")
    assert [link.get_text() for link in page("a")] == ["1"]
    assert page.get_text().strip() == "Et 1 to [2]."


@given(st.text())
def test_what_is_printed_cannot_steer_a_terminal(text: str) -> None:
    assert not set(plain(text)) & {chr(n) for n in [*range(9), 11, 12, *range(14, 32), *range(127, 160)]}
