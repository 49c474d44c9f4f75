"""The pages of documents: on a line of years, read, searched, taken in, confirmed, replaced and removed."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from api.reader import Dress, Term, document_html
from api.reader_anchors import passage_anchors, section_anchors
from api.reader_search import find
from api.schemas import Document
from api.timeline import WIDTH, timeline
from ingest.documents import Passage, Section, Span, Unit
from tests.test_pages import PAYLOADS, bare, harmless, parsed, shown_text

MIDT = "/dokument/midt-rammeaftale-2023-24"
PARTS = (
    "Rammeaftale 2025-26 for Nordjylland",
    "Formål\n\nAftalen beskriver samarbejdet om de specialiserede tilbud i regionens kommuner.",
    "Takster\n\nKommunerne holder taksterne i ro, og driftsherren beregner dem hvert år i oktober måned.",
    "Opsigelse\n\nEn plads opsiges skriftligt med en frist på tre måneder til udgangen af en måned.",
)


# --- the list ------------------------------------------------------------------------------------------


def test_the_list_tells_what_is_in_force_on_a_chosen_day(client: httpx.Client) -> None:
    def in_force(day: str) -> set[str]:
        rows = parsed(client.get("/dokumenter", params={"dato": day})).select("tbody tr")
        return {row.a.get_text() for row in rows if row.select_one(".gaelder")}

    assert "Rammeaftale 2021-22, Midtjylland" in in_force("2022-12-31")
    assert "Rammeaftale 2021-22, Midtjylland" not in in_force("2023-01-01")
    assert "Rammeaftale 2023-24, Midtjylland" in in_force("2023-01-01")
    wrong = parsed(client.get("/dokumenter", params={"dato": "i går<b>"}), 422)
    assert "Skriv den som 2024-06-01" in wrong.select_one("[role=alert]").get_text()
    assert harmless(wrong)


def a_document(number: int, first: date | None, last: date | None) -> Document:
    return Document(
        id=str(number), file="f", title="t", region=None, kind="k", valid_from=first, valid_to=last, dated=None,
        about=None, standing="", note="", confirmed=True, in_force=False, start=0, end=1,
    )  # fmt: skip


_DAYS = st.none() | st.dates()


@given(st.lists(st.tuples(_DAYS, _DAYS), max_size=5), st.dates())
def test_every_period_is_drawn_inside_the_line_however_odd_its_dates(
    periods: list[tuple[date | None, date | None]], day: date
) -> None:
    line = timeline([a_document(n, a, b) for n, (a, b) in enumerate(periods)], day)
    assert len(line.years) <= 25
    assert all(bar.x >= 0 and bar.width > 0 and bar.x + bar.width <= WIDTH for bar in line.bars.values())
    assert line.day is not None and 0 <= line.day <= WIDTH
    assert list(line.edges) == sorted(line.edges)


def test_a_period_of_one_year_of_two_takes_half_the_line() -> None:
    whole = timeline(
        [
            a_document(1, date(2021, 1, 1), date(2021, 12, 31)),
            a_document(2, date(2021, 1, 1), date(2022, 12, 31)),
        ],
        date(2022, 1, 1),
    )
    assert whole.years == range(2021, 2023)
    assert (whole.bars["1"].x, whole.bars["1"].width) == (0, WIDTH // 2)
    assert (whole.bars["2"].x, whole.bars["2"].width) == (0, WIDTH)
    assert whole.day == WIDTH // 2


# --- the reader ----------------------------------------------------------------------------------------


class Nesting(HTMLParser):
    """Fails where a tag is closed that is not the innermost open one, and where a link stands in a link."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert not (tag == "a" and "a" in self.open)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@given(st.data())
def test_whatever_is_put_into_a_text_it_nests_and_no_character_is_lost(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="ab <&\"'#|*\\\n\tø", min_size=1, max_size=80))
    place = st.tuples(*[st.integers(0, len(text))] * 2).map(lambda pair: Span(*sorted(pair)))
    span, cited = data.draw(place), data.draw(st.none() | place)
    if cited is not None and not span.start <= cited.start < cited.end <= span.end:
        cited = None
    spans = data.draw(st.lists(place, max_size=4))
    sections = [Section(n, text[s.start : s.end].strip() or "x", ("x",) * n, s) for n, s in enumerate(spans)]
    passages = [
        Passage(0, each, "x", (Unit("sentence", each, "x"),))
        for each in data.draw(st.lists(place, max_size=4))
    ]
    dress = Dress(
        passages=passages,
        terms=[Term(each, "ord-x", "her") for each in data.draw(st.lists(place, max_size=3))],
        found=data.draw(st.lists(place, max_size=3)),
        ask=lambda section: f"/?q={section.number}",
    )
    html = document_html(text, span, sections, [0, 3], cited, dress)
    assert bare(html) == text[span.start : span.end]
    nesting = Nesting()
    nesting.feed(html)
    assert nesting.open == []
    marks = re.findall(r'<mark id="citat"[^>]*>(.*?)</mark>', html, re.DOTALL)
    assert list(map(bare, marks)) == ([text[cited.start : cited.end]] if cited else [])
    assert not any("<" in mark for mark in marks)
    identities = re.findall(r' id="([^"]*)"', html)
    assert len([name for name in identities if name != "her"]) == len(set(identities) - {"her"})


def test_a_search_marks_each_place_and_lists_it_with_the_words_around(client: httpx.Client) -> None:
    answer = client.get(MIDT, params={"q": "takst"})
    page = parsed(answer)
    stored = shown_text(answer)
    count = len(re.findall("takst", stored, re.IGNORECASE))
    assert count > 5
    assert f"{count} steder" in page.select_one("#antal").get_text()
    links = page.select(".steder ol a")
    assert len(links) == count
    for link in links:
        mark = page.select_one(f"[id='{link['href'][1:]}']")
        assert mark.name == "mark"
        assert link.b.get_text().lower().startswith(mark.get_text().lower()[:2])
    assert "Spørg om »flyvemaskine«" in parsed(client.get(MIDT, params={"q": "flyvemaskine"})).get_text()


def test_a_search_finds_words_broken_over_lines_and_words_that_stand_apart() -> None:
    text = "Aftalen om takst-\naftalen gælder.\nDer er et loft\nover udgifterne, og **pladser** tælles."
    whole = Span(0, len(text))

    def found(query: str) -> list[str]:
        return [text[place.span.start : place.span.end] for place in find(text, whole, query).places]

    assert found("takstaftalen") == ["takst-\naftalen"]
    assert found("LOFT OVER") == ["loft\nover"]
    assert found("pladser tælles") == ["pladser** tælles"]
    apart = find(text, whole, "udgifterne loft")
    assert apart.apart and [place.hit for place in apart.places] == ["loft", "udgifterne"]
    assert not find(text, whole, "  ").places
    assert not find(text, whole, "(.*").places


@pytest.mark.parametrize("payload", PAYLOADS[:4])
def test_nothing_searched_for_becomes_part_of_the_page(client: httpx.Client, payload: str) -> None:
    page = parsed(client.get(MIDT, params={"q": payload}))
    assert harmless(page)
    assert page.select_one("#q")["value"] == payload


def test_every_heading_leads_to_a_question_about_its_section_in_that_document(client: httpx.Client) -> None:
    asks = parsed(client.get(MIDT)).select("a.spoergom")
    assert len(asks) > 10
    asked = next(link for link in asks if "Styringsaftale 2023-24" in link["aria-label"])
    page = parsed(client.get(asked["href"]))
    assert page.select("article.tur")
    sources = [link["href"] for link in page.select(".kilder a[href^='/dokument/']")]
    assert sources and all(link.startswith(MIDT) for link in sources)


def test_every_link_inside_the_reader_leads_to_a_place_on_the_page(client: httpx.Client) -> None:
    for document in client.get("/api/documents").json():
        page = parsed(client.get(f"/dokument/{document['id']}", params={"q": "kommunerne"}))
        names = [tag["id"] for tag in page.select("[id]")]
        assert len(names) == len(set(names))
        assert {link["href"][1:] for link in page.select("a[href^='#']")} <= set(names)
        assert page.select("a.varig") and page.select("a.ordlink")


_WORDS = st.text(alphabet="abæø -", min_size=1, max_size=8)


@given(st.lists(_WORDS, min_size=1, max_size=6), st.lists(_WORDS, max_size=3))
def test_a_place_keeps_its_name_wherever_other_text_comes_after_it(old: list[str], new: list[str]) -> None:
    def passages(texts: list[str]) -> list[Passage]:
        return [Passage(0, Span(n, n + 1), text, ()) for n, text in enumerate(texts)]

    before = [name for _, name in passage_anchors(passages(old))]
    after = [name for _, name in passage_anchors(passages(old + new))]
    assert after[: len(old)] == before
    assert len(after) == len(set(after))


def test_headings_that_are_alike_get_names_of_their_own() -> None:
    headings = ["Takster", "Takster 2", "Takster", "takster-2", "***", ""]
    names = section_anchors([Section(n, h, (h,), Span(0, 1)) for n, h in enumerate(headings)])
    assert names[0] == "afsnit-takster"
    assert len(set(names.values())) == len(headings)


# --- taken in, confirmed, replaced, removed ------------------------------------------------------------


def test_a_new_document_is_confirmed_replaced_only_when_said_and_removed_only_when_said(
    own_server: Any,
) -> None:
    with own_server.client() as client:

        def sent(text: str, status: int = 200, **fields: str) -> BeautifulSoup:
            files = {"file": ("nord.txt", text.encode())}
            return parsed(client.post("/dokumenter", files=files, data=fields), status)

        sent("\n\n".join(PARTS))
        document = next(d for d in client.get("/api/documents").json() if d["file"] == "nord.txt")
        where = f"/dokument/{document['id']}"
        _is_confirmed_with_what_was_read(client, where)
        former = _places(client, where)

        changed = "\n\n".join(
            (PARTS[0], "Nyt\n\nEt helt nyt afsnit om noget andet står her først.", *PARTS[1:])
        )
        refused = sent(changed, 409).select_one("[role=alert]").get_text()
        assert "»nord.txt« er allerede indlæst" in refused and "Erstat en tidligere udgave" in refused
        assert _places(client, where) == former
        sent(changed, erstat="ja")
        assert set(former) < set(_places(client, where)), "links to what did not change must hold"
        sent(changed)
        assert set(former) < set(_places(client, where)), "the same file again changes nothing"

        asks = parsed(client.get(f"{where}/fjern"))
        assert "Det kan ikke fortrydes" in asks.get_text()
        assert client.get(where).status_code == 200
        gone = parsed(client.post(f"{where}/fjern", follow_redirects=True))
        assert "er fjernet" in gone.select_one("[role=status]").get_text()
        assert client.get(where).status_code == 404


def _is_confirmed_with_what_was_read(client: httpx.Client, where: str) -> None:
    page = parsed(client.get(f"{where}/virkning"))
    fields = {name: page.select_one(f"[name={name}]") for name in ("title", "kind", "valid_from", "valid_to")}
    typed = {name: str(field["value"]) for name, field in fields.items()}
    assert typed == {
        "title": PARTS[0], "kind": "rammeaftale", "valid_from": "2025-01-01", "valid_to": "2026-12-31"
    }  # fmt: skip
    region = page.select_one("#region option[selected]").get_text()
    assert region == "Nordjylland"
    for name in typed:
        assert "Fundet:" in page.select_one(f"[id='{fields[name]['aria-describedby']}']").get_text()
    wrong = client.post(f"{where}/virkning", data=typed | {"region": region, "valid_to": "om lidt"})
    assert "skal være en dato" in parsed(wrong, 422).select_one("[role=alert]").get_text()
    assert parsed(wrong, 422).select_one("#title")["value"] == PARTS[0]
    row = _row(client, where)
    assert "gælder" not in row and "Bekræft oplysningerne" in row
    typed |= {"region": region, "title": "Nordjyllands rammeaftale", "standing": "vedtaget"}
    done = parsed(client.post(f"{where}/virkning", data=typed, follow_redirects=True))
    assert "er bekræftet" in done.select_one("[role=status]").get_text()
    row = _row(client, where)
    assert "Nordjyllands rammeaftale" in row and "gælder" in row and "vedtaget" in row


def _row(client: httpx.Client, where: str) -> str:
    link = parsed(client.get("/dokumenter")).select_one(f"tbody th a[href='{where}']")
    return str(link.find_parent("tr").get_text(" ", strip=True))


def _places(client: httpx.Client, where: str) -> list[str]:
    """The lasting links to passages."""
    found = [str(tag["id"]) for tag in parsed(client.get(where)).select(".passus[id]")]
    assert found
    return found


def test_a_form_without_a_file_and_a_script_without_one_are_told_so(client: httpx.Client) -> None:
    empty = {"file": ("", b"")}
    page = parsed(client.post("/dokumenter", files=empty), 422)
    assert "ikke valgt nogen fil" in page.select_one("[role=alert]").get_text()
    told = client.post("/dokumenter", files=empty, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["code"]) == (422, "ingen_fil")


# --- help and glossary ---------------------------------------------------------------------------------


def test_help_and_the_accessibility_statement_are_reached_from_every_page(client: httpx.Client) -> None:
    footer = {link["href"] for link in parsed(client.get("/dokumenter")).select("footer a")}
    assert {"/hjaelp", "/tilgaengelighed"} <= footer
    helped = parsed(client.get("/hjaelp"))
    for words in (
        "Kan ikke afgøres",
        "Mål, ikke loft",
        "7 om Hovedstaden, Midtjylland, Syddanmark",
        "sprogmodel",
    ):
        assert words in helped.get_text(" ", strip=True)
    names = {tag["id"] for tag in helped.select("[id]")}
    assert {link["href"][1:] for link in helped.select("main a[href^='#']")} <= names
    statement = parsed(client.get("/tilgaengelighed"))
    assert harmless(helped) and harmless(statement)
    headings = [heading.get_text() for heading in statement.select("h2")]
    for part in ("Overholdelsesstatus", "Ikke-tilgængeligt indhold", "Håndhævelsesprocedure"):
        assert part in headings
    assert statement.select_one("time")["datetime"] == "2026-11-22"


def test_the_glossary_is_leafed_through_by_letter(client: httpx.Client) -> None:
    page = parsed(client.get("/ordliste"))
    links = page.select(".bogstaver a")
    assert len(links) > 10
    for link in links:
        heading = page.select_one(f"[id='{link['href'][1:]}']")
        terms = [dt.get_text() for dt in heading.find_next("dl").select("dt")]
        assert terms and all(term.upper().startswith(link.get_text()) for term in terms)
    assert [link.get_text() for link in links][-1] in "YZÆØÅVUT"


def test_the_overview_of_the_path_tells_how_far_each_step_is(client: httpx.Client) -> None:
    client.post("/ny-medarbejder", data={"role": "leder", "region": "Midtjylland"})
    overview = parsed(client.get("/ny-medarbejder"))
    assert not overview.select(".trinstand")
    step = str(overview.select_one(".moduler li li a")["href"])
    questions = parsed(client.get(step)).select(".quiz > li")
    given: dict[str, str] = {}
    for question in questions:
        choice = question.select_one("input")
        given[str(choice["name"])] = str(choice.get("value") or "1")
    client.post(step, data=given)
    told = parsed(client.get("/ny-medarbejder")).select_one(".trinstand").get_text()
    assert re.fullmatch(rf"gennemført|\d af {len(questions)}", told)
    client.post("/ny-medarbejder/slet")
