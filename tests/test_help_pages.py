"""Help, the glossary and the path for new staff: reached from every page, and leafed through."""

from __future__ import annotations

import re

import httpx

from tests.shown_pages import harmless, parsed


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
