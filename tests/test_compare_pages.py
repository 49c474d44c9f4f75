"""The pages that compare show all that the API says, each sentence once, and every link leads to its passage."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.shown_pages import parsed

PAIRS = (
    ("midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"),
    ("midt-rammeaftale-2023-24", "midt-rammeaftale-2021-22"),
    ("hovedstaden-rammeaftale-2021-22", "midt-rammeaftale-2021-22"),
)


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_every_change_and_every_unchanged_sentence_stands_on_the_page_once(
    client: httpx.Client, a: str, b: str
) -> None:
    said = client.get("/api/diff", params={"a": a, "b": b}).json()
    page = parsed(client.get("/sammenlign/forskel", params={"a": a, "b": b}))
    changes = [change for section in said["sections"] for change in section["changes"]]
    assert len(page.select(".aendring")) == len(changes)
    assert [each["id"] for each in page.select(".aendring")] == [
        f"aendring-{number}" for number in range(1, len(changes) + 1)
    ]
    kinds = {"aendret": "ændret", "tilfoejet": "tilføjet", "udgaaet": "udgået"}
    assert [kinds[each["class"][1]] for each in page.select(".aendring")] == [
        each["kind"] for each in changes
    ]
    assert len(page.select(".uaendret p")) == sum(section["unchanged"] for section in said["sections"])
    assert len(page.select(".oversigt tbody tr")) == len(said["summary"])
    anchors = {tag["id"] for tag in page.select("[id]")}
    assert all(link["href"][1:] in anchors for link in page.select("a[href^='#']"))


def test_the_matrix_shows_every_quote_difference_and_reason(client: httpx.Client) -> None:
    said = client.get("/api/compare").json()
    page = parsed(client.get("/sammenlign"))
    cells = [cell for row in said["rows"] for cell in row["cells"]]
    quotes = sum(len(c["quotes"]) + sum(len(beside["quotes"]) for beside in c["beside"]) for c in cells)
    assert len(page.select("td blockquote")) == quotes
    assert len(page.select("td .tom")) == sum(bool(cell["empty"]) for cell in cells)
    assert len(page.select(".forskelle li")) == sum(len(row["differences"]) for row in said["rows"])
    links = {link["href"] for link in page.select("td .ophav a")}
    assert links == {made["url"] for made in said["citations"]}
    assert all(re.match(r"/dokument/[\w-]+\?fra=\d+&til=\d+#citat$", link) for link in links)


def test_a_choice_that_cannot_be_made_says_why_and_keeps_the_form(client: httpx.Client) -> None:
    for query, said in (
        ({"emne": "findes-ikke"}, "Emnet »findes-ikke« kendes ikke"),
        ({"spoerg": "x" * 4001}, "er for langt; højst 4.000 tegn"),
        ({"spoerg": [f"Spørgsmål {n}?" for n in range(21)]}, "Der er 21 spørgsmål; skriv højst 20"),
    ):
        page = parsed(client.get("/sammenlign", params=query), 422)
        alert = page.select_one("[role=alert]")
        assert alert is not None
        assert said in alert.get_text()
        assert page.select_one("#valg") is not None
    page = parsed(client.get("/sammenlign/forskel", params={"a": PAIRS[0][0]}), 422)
    assert "Vælg to dokumenter" in page.get_text()
