"""What is seldom seen: a page on paper, text twice as large, refusals, warnings and empty lists; and what a reader may not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from eval.questions import load_questions
from index.database import Database
from index.keys import Keys
from index.keys import Scope as KeyScope
from tests.browser import OpenPage, next_page, overflow, violations
from tests.conftest import Server, running_server

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"
RATE = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
MIDT = "/dokument/midt-rammeaftale-2023-24"
RESULT = "/takst-tjek/regel/midt.takstudvikling?basistakst=1450&basisaar=2023&takst=1500&aar=2024"
DIFFERENCE = "/sammenlign/forskel?a=midt-rammeaftale-2021-22&b=midt-rammeaftale-2023-24"
# What is wider than its box and cannot be scrolled to, or not on paper.
CUT = """(kinds) => [...document.querySelectorAll("main *")].filter((part) => {
  const look = getComputedStyle(part);
  return kinds.includes(look.overflowX) && look.display !== "inline" && part.clientWidth > 1
    && !part.matches("input, textarea, select, .skjult") && !part.closest("svg") && part.scrollWidth > part.clientWidth + 2;
}).map((part) => `${part.tagName}.${part.className}`)"""


@pytest.fixture
def answered(client: httpx.Client) -> str:
    """The address of a conversation with a computation about which the sources disagree."""
    return "/samtale/" + str(client.post("/api/chat", json={"message": RATE}).json()["conversation_id"])


def test_on_paper_every_page_is_whole_and_dark_on_white(open_page: OpenPage, answered: str) -> None:
    # As wide as a sheet of A4 between its margins, in a browser set to dark.
    page = open_page(width=680, height=1000, dark=True)
    page.emulate_media(media="print", color_scheme="dark")
    shown = {
        answered: (".kilder blockquote", ".uenighed blockquote", ".kun-tryk", ".tegning img"),
        MIDT: (".tekst", ".fakta"),
        f"{MIDT}/virkning": (".fundne dd", "table td"),
        "/sammenlign?emne=overhead&emne=takstudvikling": (
            ".matrix td blockquote",
            ".matrix dl",
            ".forskelle",
        ),
        DIFFERENCE: (".oversigt td", ".aendring"),
        RESULT: (".kilder blockquote", ".kun-tryk dl", ".resultat details td"),
        "/ordliste?search=takst": (".ord blockquote",),
        "/hjaelp": (".udfaldsliste",),
        "/drift": ("main h1",),
    }
    for path, parts in shown.items():
        page.goto(path)
        for part in parts:
            expect(page.locator(part).first, f"{part} on {path}").to_be_visible()
        tools = page.locator("nav, button, .bund, [type=search], .spoergom, #spoerg").filter(visible=True)
        expect(tools).to_have_count(0)
        assert overflow(page) == 0, path
        assert page.evaluate(CUT, ["hidden", "clip", "auto", "scroll"]) == [], path
        ink = page.evaluate(
            """() => [getComputedStyle(document.body).color, getComputedStyle(document.documentElement).getPropertyValue("--grund"),
              getComputedStyle(document.body).backgroundColor]"""
        )
        assert ink == ["rgb(0, 0, 0)", "#fff", "rgb(255, 255, 255)"], path
    page.goto(RESULT)
    expect(page.locator(".kun-tryk dd").first).to_have_text("1450 kr. pr. dag")


def test_text_twice_as_large_loses_nothing_on_any_page(open_page: OpenPage, answered: str) -> None:
    page = open_page(width=640, expected=["status of 404"])
    paths = (
        "/", answered, "/samtaler", "/dokumenter", f"{MIDT}?q=takst", f"{MIDT}/virkning", f"{MIDT}/ret", f"{MIDT}/fjern",
        "/sammenlign?emne=overhead", DIFFERENCE, "/takst-tjek", RESULT, "/takst-tjek/liste", "/ordliste?search=takst",
        "/ny-medarbejder", "/hjaelp", "/tilgaengelighed", "/drift", "/findes-ikke",
    )  # fmt: skip
    for path in paths:
        page.goto(path)
        page.evaluate(
            """() => {
              document.documentElement.style.fontSize = "200%";
              document.querySelectorAll("main details").forEach((part) => { part.open = true; });
            }"""
        )
        assert overflow(page) == 0, path
        assert page.evaluate(CUT, ["hidden", "clip"]) == [], path
        # What must be scrolled sideways is a table or a drawing, and can be by keyboard.
        loose = page.locator(".rul:not([tabindex]), .matrix:not([tabindex]), .tegning:not([tabindex])")
        expect(loose).to_have_count(0)


def test_warnings_and_refusals_are_pages_like_any_other(open_page: OpenPage) -> None:
    page = open_page(width=360, dark=True, expected=["status of 404", "status of 413", "status of 409"])

    def fine(state: str) -> None:
        assert violations(page) == [], state
        assert overflow(page) == 0, state

    page.goto("/")
    page.fill("#q", "Min nabo Jens Hansen bor på Solgården, tlf. 22 33 44 55. Hvad er taksten?")
    page.keyboard.press("Enter")
    expect(page.locator("#personlig")).to_be_focused()
    expect(page.locator("#personlig")).to_contain_text("22 33 44 55")
    fine("a private person in the question")
    page.fill("#q", PLACES)
    page.get_by_role("button", name="Spørg", exact=True).click()
    page.locator(".tur.ny .vurder summary").click()
    fine("the panel for what was wrong")
    page.get_by_label("Svaret er forældet").check()
    page.get_by_role("button", name="Svaret hjalp ikke").click()
    expect(page.locator(".vurder summary")).to_be_focused()
    expect(page.locator("#melding")).to_have_text("Tak. Vurderingen er gemt.")
    fine("what was wrong is told")
    page.goto("/samtaler?soeg=findesikkenogetsteds")
    expect(page.get_by_role("status")).to_contain_text("Ingen samtaler med")
    fine("nothing found")
    page.goto("/ordliste?search=xyzzy")
    fine("no word found")
    page.goto("/dokument/findes-ikke")
    expect(page.locator("h1")).to_have_text("Det findes ikke")
    fine("not found")
    page.goto("/samtaler")
    with next_page(page):
        page.evaluate(
            """() => { const form = document.querySelector(".hold:not(.sletalle) form"); form.titel.removeAttribute("maxlength");
              form.titel.value = "x".repeat(120000); form.submit(); }"""
        )
    expect(page.locator("h1")).to_have_text("Det gik ikke")
    expect(page.locator(".indledning")).to_contain_text("for stort")
    fine("too large")


# --- with keys -----------------------------------------------------------------------------------------


class Locked:
    """A server that asks for a key, and how to get one."""

    def __init__(self, server: Server, data: Path) -> None:
        self.server, self._data = server, data

    def log_in(self, page: Page, scope: KeyScope) -> None:
        with closing(Database.open(self._data)) as database:
            _, whole = Keys(database).create(f"en {scope}", scope)
        page.goto("/log-ind")
        page.get_by_label("Nøgle").fill(whole)
        with next_page(page):
            page.keyboard.press("Enter")
        expect(page).to_have_url(f"{self.server.address}/")


@pytest.fixture
def locked(data_copy: Path) -> Iterator[Locked]:
    with closing(Database.open(data_copy)) as database:
        Keys(database).create("den første", "admin")
    with running_server(data_copy, require_key="true") as started:
        yield Locked(started, data_copy)


def test_a_reader_reports_an_answer_that_becomes_a_test_case_and_changes_nothing_else(
    open_page: OpenPage, locked: Locked, tmp_path: Path
) -> None:
    reader = open_page(width=360, at=locked.server, expected=["status of 401", "status of 403"])
    reader.goto("/log-ind")
    reader.get_by_label("Nøgle").fill("rammeaftale_forkert")
    with next_page(reader):
        reader.keyboard.press("Enter")
    expect(reader.get_by_role("alert")).to_contain_text("Nøglen kendes ikke")
    expect(reader.get_by_label("Nøgle")).to_be_focused()
    assert violations(reader) == []
    locked.log_in(reader, "read")
    reader.goto("/samtaler")
    expect(reader.locator("main")).to_contain_text("Der er ingen samtaler endnu")
    assert violations(reader) == []
    for path in ("/dokumenter", MIDT, f"{MIDT}/virkning", "/hjaelp", "/sammenlign?emne=overhead"):
        reader.goto(path)
        assert reader.locator("form[method=post]:not([action='/log-ud'])").count() == 0, path
        assert reader.locator("a[href$='/ret'], a[href$='/fjern'], a[href='/drift']").count() == 0, path
    reader.goto(f"{MIDT}/ret")
    expect(reader.locator(".indledning")).to_contain_text("må kun spørge og læse")
    assert violations(reader) == []
    reader.goto("/")
    reader.fill("#q", PLACES)
    reader.keyboard.press("Enter")
    reader.locator(".tur.ny .vurder summary").click()
    reader.get_by_label("Citatet er det forkerte sted i dokumentet").check()
    reader.get_by_role("button", name="Svaret hjalp ikke").click()
    expect(reader.locator(".vurder summary")).to_have_text("Vurderet: hjalp ikke")

    admin = open_page(at=locked.server)
    locked.log_in(admin, "admin")
    admin.goto("/drift")
    with next_page(admin):
        admin.get_by_role("button", name="Gør til prøvespørgsmål").click()
    expect(admin.locator(".sager .maerke")).to_have_text("er prøvespørgsmål")
    assert violations(admin) == []
    with admin.expect_download() as saved:
        admin.get_by_role("link", name="Hent prøvespørgsmålene").click()
    lines = Path(shutil.copy(saved.value.path(), tmp_path / "lines.jsonl"))
    (kept,) = load_questions([lines])
    assert (kept.question, kept.expect) == (PLACES, "answer")
    assert "10.000 pladser" in kept.forbid[0]

    # All conversations of his own are deleted by keyboard, and only when he says so.
    reader.goto("/samtaler")
    summary = reader.get_by_text("Slet alle samtaler", exact=True)
    summary.focus()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Space")
    assert violations(reader) == []
    reader.keyboard.press("Tab")
    with next_page(reader):
        reader.keyboard.press("Enter")
    expect(reader.get_by_role("status")).to_have_text("Alle samtaler er slettet.")
    expect(reader.locator(".samtaleliste li")).to_have_count(0)

    plain = open_page(scripts=False, at=locked.server)
    locked.log_in(plain, "read")
    plain.goto("/")
    plain.fill("#q", PLACES)
    with next_page(plain):
        plain.click("#spoerg button[type=submit]")
    plain.goto("/samtaler")
    expect(plain.locator(".samtaleliste li")).to_have_count(1)
    plain.get_by_text("Slet alle samtaler", exact=True).click()
    plain.get_by_label("Ja, slet dem alle").check()
    with next_page(plain):
        plain.get_by_role("button", name="Slet alle samtaler for altid").click()
    expect(plain.get_by_role("status")).to_have_text("Alle samtaler er slettet.")


def test_conversations_are_not_deleted_without_a_yes(client: httpx.Client) -> None:
    client.post("/api/chat", json={"message": PLACES})
    refused = client.post("/samtaler/slet", headers={"Accept": "text/html"})
    assert refused.status_code == 422
    assert "Intet er slettet" in refused.text
    assert client.get("/api/conversations").json()
