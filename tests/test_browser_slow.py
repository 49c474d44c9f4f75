"""On a slow line: an older answer never takes the place of a newer one, and what is done meanwhile is not lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, Route, expect

from tests.browser import OpenPage

RATE = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
NEXT = "Hvem er formand for KKR Midtjylland?"


@contextmanager
def held(page: Page, address: str | re.Pattern[str]) -> Iterator[list[Route]]:
    """Requests to the address wait, in the list given, until the end; what came of them is then on the page."""
    waiting: list[Route] = []
    page.route(address, lambda route: waiting.append(route))  # Playwright marks the function
    yield waiting
    for route in waiting:
        # Whole before the page has the first of it, so that what the page asks for next comes after it.
        route.fulfill(response=route.fetch())
    page.unroute(address)
    settled(page)


def settled(page: Page) -> None:
    """Goes on when the page has done what it had to do: a request made now is answered after it."""
    page.evaluate("async () => { await (await fetch('/health')).text(); }")


def ask(page: Page, question: str) -> None:
    page.goto("/")
    page.fill("#q", question)
    page.keyboard.press("Enter")
    expect(page.locator(".tur.ny")).to_have_count(1)


def test_of_two_sources_the_one_opened_last_stays(page: Page) -> None:
    ask(page, RATE)
    chips = {chip.get_attribute("href") or "": chip for chip in page.locator(".tur .chip").all()}
    (slow, first), (quick, second) = list(chips.items())[:2]
    with held(page, re.compile(re.escape(slow.split("#")[0]))) as waiting:
        with page.expect_request(lambda request: request.url.endswith(slow.split("#")[0])):
            first.press("Enter")
        second.press("Enter")
        expect(page.locator("#rude mark")).to_be_focused()
        assert len(waiting) == 1
    shown = page.locator("#rude-side")
    expect(shown).to_have_attribute("href", re.compile(f"{re.escape(quick)}$"))


def test_the_next_question_can_be_written_while_the_first_is_answered(page: Page) -> None:
    page.goto("/")
    page.fill("#q", RATE)
    with held(page, "**/api/chat"):
        page.keyboard.press("Enter")
        expect(page.locator("#stop")).to_be_focused()
        page.fill("#q", NEXT)
    expect(page.locator(".tur.ny")).to_have_count(1)
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator("#q")).to_have_value(NEXT)
    expect(page.locator("#q")).to_be_focused()


def test_corrected_figures_sent_twice_are_computed_once(page: Page) -> None:
    ask(page, RATE)
    page.locator(".ret > summary").click()
    page.fill(".retform [name=takst]", "1.440")
    with held(page, "**/regn") as waiting:
        page.locator(".retform button[type=submit]").click()
        page.locator(".retform button[type=submit]").click()
        settled(page)
        assert len(waiting) == 1
    expect(page.locator(".tur")).to_have_count(2)
    page.locator(".retform button[type=submit]").first.click()
    expect(page.locator(".tur"), "answered, it can be sent again").to_have_count(3)


def test_a_filter_is_taken_away_straight_from_writing_the_question(page: Page) -> None:
    page.goto("/")
    page.locator(".filtre summary").click()
    region = page.locator("[name=region]").first
    region.check()
    page.locator("#q").press_sequentially("Hvad koster en plads?")
    page.locator("#valgte button").click()
    expect(region).not_to_be_checked()


def test_another_file_is_chosen_only_when_the_first_is_answered(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/dokumenter")
    field = page.get_by_label("Fil", exact=True)
    field.set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"Rammeaftale"})
    page.route("**/dokumenter", lambda route: None)  # never answered
    page.get_by_role("button", name="Indlæs").click()
    expect(field).to_be_disabled()
    page.get_by_role("button", name="Afbryd").click()
    expect(page.locator("#indlaesfejl")).to_contain_text("Afbrudt")
    expect(field).to_be_enabled()
    expect(field).to_be_focused()
