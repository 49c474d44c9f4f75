"""The page Sammenlign in a real browser: the matrix, its exports, and what changed between two versions."""

from __future__ import annotations

import re
from urllib.parse import urlencode, urljoin

import httpx
from playwright.sync_api import Page, expect

from eval.torture.xss_payloads import some
from tests.browser import OpenPage, next_page, overflow, violations

OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"
DIFFERENCE = f"/sammenlign/forskel?a={OLD}&b={NEW}"
PAYLOADS = some(5)


def test_subjects_and_regions_are_picked_and_the_choice_stands_in_the_address(page: Page) -> None:
    page.goto("/sammenlign")
    expect(page.locator("thead th")).to_have_count(5)
    page.get_by_text("Vælg emner, regioner og dokumenter").click()
    page.get_by_label("Takstudvikling", exact=True).check()
    page.get_by_label("Midtjylland", exact=True).check()
    with next_page(page):
        page.get_by_role("button", name="Sammenlign").click()
    expect(page.locator("thead th")).to_have_count(3)
    expect(page.locator("tbody th")).to_have_count(1)
    assert "emne=takstudvikling" in page.url
    assert "region=Midtjylland" in page.url
    address, shown = page.url, page.locator(".matrix").inner_text()
    page.goto("/sammenlign")
    page.goto(address)
    assert page.locator(".matrix").inner_text() == shown
    cell = page.locator("tbody td").first
    expect(cell).to_contain_text("omtaler det uden at fastsætte noget")
    cell.get_by_text("et andet dokument siger mere").click()
    expect(cell).to_contain_text("ufærdig tekst")
    expect(cell).to_contain_text("taksterne ikke kan stige i perioden 2023-24")
    expect(page.locator(".forskelle")).to_contain_text("Reguleret")
    assert violations(page) == []


def test_every_quote_of_the_matrix_leads_to_the_very_passage(page: Page) -> None:
    page.goto("/sammenlign?emne=overhead&emne=standardkontrakt")
    link = page.locator("td.citat .ophav a").first
    quote = page.locator("td.citat blockquote").first.inner_text()
    with next_page(page):
        link.click()
    mark = " ".join(page.locator("mark").all_inner_texts())
    assert re.findall(r"\w+", quote) == re.findall(r"\w+", mark)


def test_questions_of_ones_own_become_rows_and_go_into_the_files(page: Page, client: httpx.Client) -> None:
    page.goto("/sammenlign?emne=overhead")
    page.fill("#spoerg-1", "Hvor mange kommuner er med?")
    page.get_by_role("button", name="Tilføj et spørgsmål").click()
    expect(page.locator("#spoerg-2")).to_be_focused()
    page.keyboard.type("Hvem er formand for KKR?")
    with next_page(page):
        page.keyboard.press("Enter")
    rows = page.locator("tbody th")
    expect(rows).to_have_count(3)
    expect(rows.nth(1)).to_contain_text("Hvor mange kommuner er med?")
    for name, begins in (("Excel", b"PK"), ("CSV", b"\xef\xbb\xbf"), ("Markdown", b"| Emne"), ("JSON", b"{")):
        address = page.locator(".hent").get_by_role("link", name=name).get_attribute("href")
        assert address is not None
        file = client.get(urljoin("/", address)).content
        assert file.startswith(begins)
        if name != "Excel":
            assert "Hvor mange kommuner er med?" in file.decode()


def test_the_heads_stay_in_sight_however_the_matrix_is_scrolled(open_page: OpenPage) -> None:
    page = open_page(width=1000, height=700)
    page.goto("/sammenlign")
    region = page.locator(".matrix")
    region.focus()
    assert page.evaluate("() => document.activeElement.className") == "matrix"
    region.evaluate("(box) => box.scrollTo(500, 2000)")
    edge = region.bounding_box()
    head = page.locator("thead th").nth(3).bounding_box()
    row = page.locator("tbody th").nth(6).bounding_box()
    assert edge and head and row
    assert abs(head["y"] - edge["y"]) < 3
    assert abs(row["x"] - edge["x"]) < 3


def test_the_comparison_holds_on_a_phone_in_the_dark_and_when_the_choice_is_wrong(
    open_page: OpenPage,
) -> None:
    page = open_page(width=360, dark=True, expected=["status of 422"])
    page.goto("/sammenlign")
    for details in page.locator("td details").all()[:3]:
        details.locator("summary").click()
    assert overflow(page) == 0
    assert violations(page) == []
    expect(page.locator("td .kortnavn").first).to_be_visible()
    page.goto("/sammenlign?dokument=findes-ikke")
    expect(page.get_by_role("alert")).to_contain_text("Dokumentet »findes-ikke« er ikke indlæst")
    assert violations(page) == []
    page.goto("/sammenlign?region=Fyn")
    expect(page.get_by_role("alert")).to_contain_text("ingen aftaler for »Fyn«")
    page.goto(f"/sammenlign/forskel?a={OLD}&b={OLD}")
    expect(page.get_by_role("alert")).to_contain_text("kan ikke sammenlignes med sig selv")
    assert violations(page) == []


def test_only_subjects_that_differ_are_shown_when_that_is_wanted(page: Page) -> None:
    page.goto("/sammenlign?emne=psykiatri&emne=overhead")
    expect(page.locator("tbody th")).to_have_count(2)
    page.get_by_label("Vis kun emner, hvor dokumenterne er forskellige").check()
    page.get_by_role("button", name="Sammenlign").click()
    expect(page.locator("tbody th")).to_have_count(1)
    expect(page.locator("tbody th")).to_contain_text("Overhead")


def test_the_changes_of_two_versions_are_gone_through_by_button_and_key(page: Page) -> None:
    page.goto("/sammenlign/forskel")
    assert page.input_value("#a") == OLD
    assert page.input_value("#b") == NEW
    with next_page(page):
        page.get_by_role("button", name="Vis ændringer").click()
    expect(page.locator("#overblik")).to_contain_text(
        "Fra Rammeaftale 2021-22, Midtjylland til Rammeaftale 2023-24"
    )
    expect(page.locator(".oversigt summary").first).to_contain_text("Tal")
    expect(page.locator(".forskel")).to_contain_text("Flyttet fra »Resumé« til »Overblik«.")
    changes = page.locator(".aendring").count()
    for step in (1, 2):
        page.get_by_role("button", name="Næste ændring").click()
        expect(page.locator(f"#aendring-{step}")).to_be_focused()
        expect(page.locator("#nummer")).to_have_text(f"Ændring {step} af {changes}")
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("#aendring-3")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_role("button", name="Forrige").click()
    expect(page.locator("#aendring-1")).to_be_focused()
    expect(page.locator("#aendring-1")).to_be_in_viewport()
    changed = page.locator(".aendring.aendret").first
    assert "[fjernet: 2021-22]" in (changed.text_content() or "")
    assert "[tilføjet: 2023-24]" in (changed.text_content() or "")
    folded = page.locator(".uaendret").first
    expect(folded.locator("p").first).to_be_hidden()
    folded.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(folded.locator("p").first).to_be_visible()
    assert violations(page) == []


def test_the_changes_are_read_on_a_phone_in_the_dark_and_without_scripts(open_page: OpenPage) -> None:
    page = open_page(width=360, dark=True)
    page.goto(DIFFERENCE)
    assert overflow(page) == 0
    assert violations(page) == []
    plain = open_page(scripts=False)
    plain.goto(DIFFERENCE)
    expect(plain.get_by_role("button", name="Næste ændring")).to_be_hidden()
    plain.get_by_role("link", name="Gå til første ændring").click()
    expect(plain).to_have_url(re.compile("#aendring-1$"))
    plain.locator("#aendring-1").get_by_role("link", name="Næste ændring").click()
    expect(plain).to_have_url(re.compile("#aendring-2$"))
    plain.goto("/sammenlign?emne=overhead")
    plain.get_by_text("Vælg emner, regioner og dokumenter").click()
    plain.get_by_label("Hovedstaden", exact=True).check()
    plain.fill("#spoerg-1", "Hvem er formand?")
    plain.get_by_role("button", name="Sammenlign").click()
    expect(plain.locator("tbody th")).to_have_count(2)


def test_nothing_in_the_address_becomes_part_of_the_page(open_page: OpenPage) -> None:
    page = open_page(expected=["status of 422"])
    page.goto(f"/sammenlign?{urlencode([('emne', 'overhead'), *(('spoerg', p) for p in PAYLOADS)])}")
    titles = page.locator("tbody th").all_inner_texts()
    assert all(any(payload in title for title in titles) for payload in PAYLOADS)
    for field in ("emne", "region", "dokument"):
        page.goto(f"/sammenlign?{urlencode({field: PAYLOADS[1]})}")
        expect(page.get_by_role("alert")).to_contain_text(PAYLOADS[1])
    page.goto(f"/sammenlign/forskel?{urlencode({'a': PAYLOADS[0], 'b': PAYLOADS[1]})}")
    expect(page.get_by_role("alert")).to_contain_text(PAYLOADS[0])
