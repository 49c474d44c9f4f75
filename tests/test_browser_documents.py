"""Documents, help and glossary in a real browser: by mouse, by keyboard, without scripts, with hostile files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import FilePayload, Page, expect

from eval.torture.xss_payloads import some
from tests.browser import OpenPage, next_page, overflow, violations
from tests.new_agreement import COMPUTED

if TYPE_CHECKING:
    from tests.conftest import Server

MIDT = "/dokument/midt-rammeaftale-2023-24"
PAYLOADS = some(12)
# The first of each pair is looked at in both lights.
PAGES = (
    "/dokumenter",
    "/dokumenter?dato=x",
    f"{MIDT}?q=takst",
    "/dokument/midt-rammeaftale-2021-22?fra=16000&til=16200#citat",
    "/dokument/syd-opsamling-2022-23",
    f"{MIDT}/fjern",
    f"{MIDT}/virkning",
    f"{MIDT}/ret",
    "/hjaelp",
    "/tilgaengelighed",
    "/ordliste",
    "/ordliste?search=takst",
    "/ny-medarbejder",
)


def test_every_page_is_accessible_in_the_light_and_wide(open_page: OpenPage) -> None:
    page = open_page(width=1280)
    for path in PAGES[::2]:
        page.goto(path)
        assert (path, violations(page)) == (path, [])


def test_every_page_is_accessible_in_the_dark_and_narrow_and_fits(open_page: OpenPage) -> None:
    page = open_page(width=360, height=700, dark=True, expected=["status of 422"])
    for path in PAGES:
        page.goto(path)
        assert (path, violations(page)) == (path, [])
        assert (path, overflow(page)) == (path, 0)


def test_a_document_is_searched_and_a_word_explained_by_keyboard_alone(page: Page) -> None:
    page.goto(MIDT)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # straight to the content
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "q":
            break
    page.keyboard.type("takst")
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?q=takst$"))
    step = page.get_by_role("button", name="Næste")
    step.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("#bladtal")).to_have_text(re.compile("^2 af "))
    expect(page.locator("mark.vist")).to_have_id("fund-2")
    expect(step, "the button can be pressed again").to_be_focused()

    word = page.locator(".ordlink").first
    word.focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box).to_be_visible()
    expect(box).to_contain_text(word.inner_text()[:4], ignore_case=True)
    expect(word).to_have_attribute("aria-expanded", "true")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(word, "back at the word").to_be_focused()


def test_without_scripts_a_document_is_searched_leafed_through_and_explained(open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    page.goto(MIDT)
    page.get_by_label("Søg i dokumentet").fill("takst")
    with next_page(page):
        page.get_by_role("button", name="Søg").click()
    page.locator(".steder ol a").nth(1).click()
    expect(page).to_have_url(re.compile("#fund-2$"))
    page.locator("#fund-2 + .bladr .naeste").click()
    expect(page).to_have_url(re.compile("#fund-3$"))
    page.goto(MIDT)
    word = page.locator(".ordlink").first
    word.click()
    explained = page.locator(".forklaringer dl > div:target")
    expect(explained.locator("dd")).to_be_visible()
    expect(word).not_to_be_in_viewport()
    explained.get_by_text("Til stedet").click()
    expect(word).to_be_in_viewport()


def test_a_link_to_a_place_shows_it_again_when_it_is_opened_anew(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(MIDT)
    page.locator(".passus[id] + .varig").nth(10).click()
    expect(page).to_have_url(re.compile("#."))
    address = page.url
    other = open_page()
    other.goto(address)
    target = other.locator(".passus:target")
    expect(target).to_have_count(1)
    expect(target).to_be_in_viewport()
    other.emulate_media(media="print")
    expect(other.locator(".varig").first).to_be_hidden()
    expect(other.get_by_label("Søg i dokumentet")).to_be_hidden()


# Taking a document in and approving a rule weigh what the documents change anew.
_MOST_MS = 180_000


def _file(name: str, text: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": text.encode()}


def test_a_new_agreement_is_confirmed_and_its_rule_drafts_approved_one_corrected(
    open_page: OpenPage, own_server: Server
) -> None:
    page = open_page(at=own_server, expected=["status of 422"])
    page.set_default_timeout(_MOST_MS)
    page.goto("/dokumenter")
    page.get_by_label("Fil", exact=True).set_input_files(_file("aftale.md", COMPUTED))
    with next_page(page):
        page.get_by_role("button", name="Indlæs").click()
    expect(page).to_have_url(re.compile(r"/virkning\?kom=added$"))
    where = page.url.split("?")[0]
    assert page.get_by_label("Region").input_value() == "Midtjylland"
    assert page.get_by_role("button", name="Godkend udkastet").count() == 0, "first the facts"
    page.get_by_label("Gælder til og med").fill("2024-01-01")
    with next_page(page):
        page.get_by_role("button", name="Bekræft oplysningerne").click()
    expect(page.get_by_text("Intet er gemt")).to_be_visible()
    assert page.get_by_label("Gælder til og med").input_value() == "2024-01-01"
    page.get_by_label("Gælder til og med").fill("2026-12-31")
    with next_page(page):
        page.get_by_role("button", name="Bekræft oplysningerne").click()
    expect(page.get_by_text("Oplysningerne er bekræftet")).to_be_visible()

    drafts = page.locator(".udkast > li")
    approve = page.get_by_role("button", name="Godkend udkastet")
    expect(approve).to_have_count(1)
    expect(page.get_by_text("Højeste stigning i taksten i perioden: 2 pct.")).to_be_visible()
    # What no rule computes is only to be read.
    unread = page.get_by_role("heading", name="Kan ikke beregnes af reglerne")
    expect(unread).to_be_visible()
    page.get_by_text("Læs og ret udkastet").first.click()
    yaml = page.locator("textarea.yaml").first
    proposed = yaml.input_value()
    yaml.fill(proposed.replace("value:", "vaerdi:"))
    with next_page(page):
        page.get_by_role("button", name="Godkend udkastet").first.click()
    expect(page.get_by_role("alert")).to_contain_text("vaerdi")
    assert "vaerdi:" in yaml.input_value(), "what was written is still there to mend"
    assert violations(page) == []
    yaml.fill(proposed)
    with next_page(page):
        page.get_by_role("button", name="Godkend udkastet").first.click()
    expect(drafts.get_by_text("godkendt", exact=True).first).to_be_visible()
    expect(approve).to_have_count(0)

    # The approval is taken back by keyboard, with a reason; the draft is offered no more until that is undone.
    page.get_by_text("Træk godkendelsen tilbage").first.focus()
    page.keyboard.press("Enter")
    assert violations(page) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with next_page(page):
        page.keyboard.press("Enter")
    page.get_by_text("1 afvist", exact=True).click()
    expect(page.get_by_text("Afvist: Sætningen er ingen takstbestemmelse.")).to_be_visible()
    expect(approve).to_have_count(0)
    assert violations(page) == []
    with next_page(page):
        page.get_by_role("button", name="Fortryd afvisningen").click()
    expect(page.get_by_text("1 afvist", exact=True)).to_have_count(0)
    expect(approve).to_have_count(1)

    plain = open_page(width=360, dark=True, scripts=False, at=own_server)
    plain.set_default_timeout(_MOST_MS)
    plain.goto(where)
    with next_page(plain):
        plain.get_by_role("button", name="Godkend udkastet").first.click()
    expect(plain.locator(".udkast").get_by_text("godkendt", exact=True)).to_have_count(1)
    assert overflow(plain) == 0


def test_a_hostile_file_is_taken_in_confirmed_and_shown_and_none_of_it_runs(
    open_page: OpenPage, own_server: Server
) -> None:
    page = open_page(at=own_server, expected=["status of 422", "status of 409"])
    page.set_default_timeout(_MOST_MS)
    page.goto("/dokumenter")
    field = page.get_by_label("Fil", exact=True)
    field.set_input_files(_file("tom.txt", ""))
    page.get_by_role("button", name="Indlæs").click()
    expect(page.locator("#indlaesfejl .fejl")).to_contain_text("»tom.txt«")
    expect(field).to_be_focused()
    assert violations(page) == []

    text = "Rammeaftale 2025-26 for Nordjylland\n\n" + "\n\n".join(
        f"{payload}\n\nTaksten for Solgården nummer {n} {payload} udgør 10 kr."
        for n, payload in enumerate(PAYLOADS)
    )
    name = '"><img src=x onerror=alert(1)>.txt'
    field.set_input_files(_file(name, text))
    with next_page(page):
        page.get_by_role("button", name="Indlæs").click()
    expect(page).to_have_url(re.compile(r"/virkning\?kom=added$"))
    assert "er indlæst" in page.locator("h1").inner_text()
    assert violations(page) == []
    where = page.url.split("/virkning")[0]
    for label, value in (("Titel", PAYLOADS[1]), ("Slags", PAYLOADS[2]), ("Status", PAYLOADS[0])):
        page.get_by_label(label).fill(value)
    with next_page(page):
        page.get_by_role("button", name="Bekræft oplysningerne").click()
    expect(page.get_by_text("Oplysningerne er bekræftet")).to_be_visible()
    assert page.locator("h1").inner_text().startswith(PAYLOADS[1])
    for path in (
        where,
        f"{where}?q=%3Cscript%3E",
        f"{where}/ret",
        f"{where}/fjern",
        "/dokumenter",
        "/?q=Taksten",
    ):
        page.goto(path)
        page.locator("h1").wait_for(state="attached")
    page.goto(where)
    assert page.locator(".tekst img, .tekst svg, .tekst script").count() == 0

    page.goto("/dokumenter")
    field.set_input_files(_file(name, text.replace("10 kr.", "11 kr.")))
    page.get_by_role("button", name="Indlæs").click()
    with next_page(page):
        page.get_by_role("button", name="Erstat den tidligere udgave").click()
    expect(page).to_have_url(re.compile(r"/virkning\?kom=replaced$"))
    page.goto(f"{where}/fjern")
    with next_page(page):
        page.get_by_role("button", name="Ja, fjern").click()
    expect(page.get_by_text("er fjernet")).to_be_visible()
