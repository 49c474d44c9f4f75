"""A document on its page: no character is lost, every place has a name that lasts, and words are found."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reader import Dress, Term, document_html
from api.reader_anchors import passage_anchors, section_anchors
from api.reader_search import find
from ingest.documents import Passage, Section, Span, Unit
from tests.shown_pages import PAYLOADS, bare, harmless, parsed, shown_text

MIDT = "/dokument/midt-rammeaftale-2023-24"


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
