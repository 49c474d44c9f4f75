"""The page Spørg in a real browser: asked, read, corrected, exported; by mouse, by keyboard, without scripts."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, Request, Route, expect

from eval.torture.xss_payloads import some
from tests.browser import OpenPage, next_page, overflow, violations

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"
RATE = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
QUOTE = "I Midtjylland er ca. 10.000 pladser"
# Each would open a dialog or ask another host if it ran; both fail the test.
PAYLOADS = some(14)


def ask(page: Page, question: str) -> None:
    """Ask and wait until the answer stands as the server shows it."""
    turns = page.locator(".tur.ny").count()
    page.fill("#q", question)
    page.keyboard.press("Enter")
    expect(page.locator(".tur.ny")).to_have_count(turns + 1)


def focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.className + '#' + document.activeElement.id"))


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press a key until an element that matches has the focus, as someone without a mouse does."""
    for _ in range(80):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    pytest.fail(f"{selector} is not reached by {key}; the focus is at {focused(page)}")


def test_a_question_is_answered_and_its_source_opens_beside_the_chat(page: Page) -> None:
    page.goto("/")
    ask(page, PLACES)
    expect(page.locator(".svar")).to_contain_text("10.000 pladser")
    expect(page.locator("#melding")).to_contain_text("Svar: Rammeaftale 2023-24")
    page.locator(".svar .chip").hover()
    box = page.locator("#kilde-boks")
    for words in (QUOTE, "Rammeaftale 2023-24, Midtjylland", "Styringsaftale 2023-24", "ufærdig tekst"):
        expect(box).to_contain_text(words)
    page.locator(".svar .chip").click()
    mark = page.locator("#rude mark")
    expect(mark).to_contain_text(QUOTE)
    expect(mark).to_be_in_viewport()
    expect(page.locator(".svar")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#rude")).to_be_hidden()
    # Its address is the conversation's: loaded again, the answer is there and nothing is asked anew.
    page.reload()
    expect(page.locator("article.tur")).to_have_count(1)


def test_by_keyboard_alone_asked_read_corrected_and_exported(open_page: OpenPage) -> None:
    page = open_page(expected=["status of 422"])
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#indhold")).to_be_focused()
    tab_to(page, "#q")
    page.keyboard.type(RATE)
    page.keyboard.press("Enter")
    expect(page.locator(".tur.ny .afgoerelse")).to_have_text("Kan ikke afgøres")
    tab_to(page, ".beregningskilder .chip", "Shift+Tab")
    expect(page.locator("#kilde-boks")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#kilde-boks")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.locator("#rude mark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#rude")).to_be_hidden()
    expect(page.locator(".chip:focus")).to_have_count(1)
    tab_to(page, ".ret > summary")
    page.keyboard.press("Enter")
    tab_to(page, ".retform [name=takst]")
    page.keyboard.press("Control+a")
    page.keyboard.type("mange")
    page.keyboard.press("Enter")
    expect(page.locator(".retform [role=alert]")).to_contain_text("»mange«")
    tab_to(page, ".retform [name=takst]")
    page.keyboard.press("Control+a")
    page.keyboard.type("1.440")
    page.keyboard.press("Enter")
    expect(page.locator(".tur")).to_have_count(2)
    expect(page.locator(".tur").last).to_be_focused()
    expect(page.locator(".tur .trin").last).to_contain_text("1.440,00 kr. <= 1.450,00 kr.")
    tab_to(page, "#hent", "Shift+Tab")
    with page.expect_download() as saved:
        page.keyboard.press("Enter")
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "ny takst 1.440" in text
    assert "Takstafale er under afklaring" in text


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_every_state_is_accessible_and_fits_its_window(open_page: OpenPage, width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)

    def fine(state: str) -> None:
        assert violations(page) == [], state
        assert overflow(page) == 0, state

    page.goto("/")
    page.locator(".filtre summary").click()
    page.locator("[name=region]").first.check()
    fine("first page with filters")
    page.locator("#valgte button").click()
    ask(page, RATE)
    page.locator(".chip").first.focus()
    page.evaluate("() => document.querySelectorAll('.tur details').forEach((part) => { part.open = true; })")
    fine("computation, everything unfolded")
    page.locator(".kilder .ophav a").first.click()
    expect(page.locator("#rude mark")).to_be_visible()
    fine("document beside the chat")
    page.locator("#rude-luk").click()
    page.goto("/samtaler")
    page.locator(".hold summary").first.click()
    fine("earlier conversations")
    page.goto("/drift")
    fine("operations")


def test_a_tap_shows_the_quote_and_from_there_the_document_opens(open_page: OpenPage) -> None:
    page = open_page(width=360, touch=True)
    page.goto("/")
    ask(page, PLACES)
    page.locator(".svar .chip").tap()
    expect(page.locator("#kilde-boks")).to_contain_text(QUOTE)
    expect(page.locator("#rude")).to_be_hidden()
    page.locator("#kilde-boks a").tap()
    expect(page.locator("#rude mark")).to_be_in_viewport()
    # Turned to the wide side the document stands beside the chat, and closing it leads back to the chip.
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("#rude mark")).to_contain_text(QUOTE)
    page.locator("#rude-luk").tap()
    expect(page.locator("#rude")).to_be_hidden()
    expect(page.locator(".chip:focus")).to_have_count(1)


def test_text_twice_as_large_loses_nothing(open_page: OpenPage) -> None:
    page = open_page(width=640)
    page.goto("/")
    ask(page, RATE)
    page.evaluate(
        """() => {
          document.documentElement.style.fontSize = "200%";
          document.querySelectorAll(".tur details").forEach((part) => { part.open = true; });
        }"""
    )
    assert overflow(page) == 0


def test_without_scripts_asked_narrowed_read_and_rated(open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    page.goto("/")
    page.fill("#q", PLACES)
    page.locator(".filtre summary").click()
    page.check("[name=region][value=Midtjylland]")
    page.click("#spoerg button[type=submit]")
    expect(page.locator(".svar")).to_contain_text("10.000 pladser")
    expect(page.locator("[data-kopier]")).to_be_hidden()
    page.locator(".vurder summary").click()
    page.get_by_label("Svaret er forældet").check()
    page.get_by_role("button", name="Svaret hjalp ikke").click()
    expect(page.locator(".vurder summary")).to_have_text("Vurderet: hjalp ikke")
    page.locator(".svar .chip").click()
    expect(page.locator("mark#citat")).to_contain_text(QUOTE)


def test_no_payload_runs_as_a_question_or_as_a_title(open_page: OpenPage, client: httpx.Client) -> None:
    page = open_page()
    page.goto("/")
    pairs = list(zip(PAYLOADS[::2], PAYLOADS[1::2], strict=True))
    for one, other in pairs:
        ask(page, f"Hvem er formand for KKR Midtjylland? {one} {other}")
    for shown, pair in zip(page.locator(".spurgt").all_inner_texts(), pairs, strict=True):
        assert shown.endswith(" ".join(pair))
    page.locator(".chip").first.hover()
    page.reload()
    expect(page.locator(".tur")).to_have_count(len(pairs))
    for payload in PAYLOADS:
        client.post("/api/chat", json={"message": payload})
    page.goto("/samtaler")
    for payload in PAYLOADS:
        expect(page.get_by_role("link", name=payload[:120].strip(), exact=True)).to_have_count(1)
    page.goto("/drift")
    page.goto("/")
    expect(page.locator(".sidebane li")).not_to_have_count(0)


def test_stopped_it_says_so_and_the_next_question_is_answered(page: Page) -> None:
    page.route("**/api/chat", lambda route: None)  # never answered
    page.goto("/")
    page.fill("#q", PLACES)
    page.keyboard.press("Enter")
    expect(page.locator(".arbejdslinje")).to_contain_text("Søger i aftalerne")
    expect(page.locator("#stop")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".tur .besked")).to_contain_text("Stoppet")
    expect(page.locator("#q")).to_be_focused()
    page.unroute("**/api/chat")
    ask(page, PLACES)
    expect(page.locator(".svar")).to_contain_text("10.000 pladser")


def test_a_line_that_breaks_is_told_and_the_answer_is_there_on_reload(page: Page) -> None:
    def broken(route: Route) -> None:
        whole = route.fetch()
        route.fulfill(response=whole, body=whole.text().split("event: done")[0])

    page.route("**/api/chat", broken)
    page.goto("/")
    page.fill("#q", PLACES)
    page.keyboard.press("Enter")
    expect(page.locator(".tur .besked")).to_contain_text("Forbindelsen blev afbrudt")
    with next_page(page):
        page.get_by_role("link", name="Hent siden igen").click()
    expect(page.locator(".svar")).to_contain_text("10.000 pladser")


def test_an_answer_is_copied_with_its_sources_for_a_letter_and_as_text(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.clock.install()
    page.goto("/")
    ask(page, PLACES)
    # The word stands for three seconds, which pass when the test says so.
    page.clock.pause_at(datetime.now() + timedelta(hours=1))
    page.locator("[data-kopier]").click()
    expect(page.locator("[data-kopier]")).to_have_text("Kopieret")
    page.clock.run_for(3_000)
    expect(page.locator("[data-kopier]")).to_have_text("Kopiér med kilder")
    html, text = page.evaluate(
        """async () => {
          const [item] = await navigator.clipboard.read();
          const read = async (kind) => (await item.getType(kind)).text();
          return [await read("text/html"), await read("text/plain")];
        }"""
    )
    for held in (
        PLACES,
        QUOTE,
        "[1]",
        "Kilder",
        "Styringsaftale 2023-24",
        "/dokument/midt-rammeaftale-2023-24?fra=",
    ):
        assert held in html
        assert held in text
    assert "<button" not in html
    assert "»I Midtjylland er ca. 10.000 pladser" in text


def test_the_first_page_is_light_and_asks_nobody_else(open_page: OpenPage) -> None:
    page = open_page()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))  # Playwright marks the function
    page.goto("/", wait_until="networkidle")
    assert len(finished) > 3
    sizes = [request.sizes() for request in finished]
    assert sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes) < 150_000


def test_on_paper_the_sources_are_unfolded_and_the_tools_are_gone(page: Page) -> None:
    page.goto("/")
    ask(page, PLACES)
    page.emulate_media(media="print")
    expect(page.locator(".kilder blockquote")).to_be_visible()
    for tool in ("#spoerg", ".redskaber", ".top nav", ".sidebane"):
        expect(page.locator(tool)).to_be_hidden()
