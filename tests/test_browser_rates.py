"""The page Takst-tjek in a real browser: a form for each rule, its result, and whole rate lists."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import httpx
import openpyxl
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from assistant.rules.registry import RULES
from eval.torture.xss_payloads import some
from tests.browser import OpenPage, next_page, overflow, violations

CEILING = "/takst-tjek/regel/hovedstaden.prisloft"
HEADER = "Tilbud;Region;År;Basistakst;Takst;PL i alt"
LIST = f"""{HEADER}
Solgården;Hovedstaden;2022;3.000,00;3.212,50;5
Engen;Midtjylland;2022;1.450,00;1.400,00;
Bakken;Fyn;2022;1.450,00;1.400,00;
Søhus;Syddanmark;2022;1.450,00;1.400,00;
Åhuset;Hovedstaden;2022;2.000,00;2.100,00;5
"""
PAYLOADS = some(16)


def focused(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.id"))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that matches has the focus, as someone without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{selector} is not reached by Tab; the focus is at {focused(page)}")


def hand_in(page: Page, name: str, content: str) -> None:
    page.goto("/takst-tjek/liste")
    page.set_input_files("#file", {"name": name, "mimeType": "text/csv", "buffer": content.encode()})
    with next_page(page):
        page.get_by_role("button", name="Kontrollér listen").click()


def names(page: Page) -> list[str]:
    return [row.locator("td").first.inner_text() for row in page.locator(".rater tbody tr").all()]


def column(page: Page, head: str) -> Locator:
    return page.locator(".rater thead").get_by_role("link", name=head)


def test_a_rate_is_checked_corrected_and_shared_by_keyboard_alone(page: Page, open_page: OpenPage) -> None:
    page.goto("/takst-tjek")
    tab_to(page, f'a[href="{CEILING}"]')
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(CEILING)}$"))
    tab_to(page, "#felt-art")
    page.keyboard.press("Space")
    for field, value in (("basistakst", "3.000,00"), ("takst", "3.212,50"), ("aar", "2022"), ("pl_pct", "5")):
        tab_to(page, f"#felt-{field}")
        page.keyboard.type(value)
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page.locator("#resultat")).to_contain_text("Ikke overholdt")
    expect(page.locator("#resultat")).to_be_focused()
    result = page.locator(".resultat")
    for words in ("3.150,00 kr.", "Over loftet", "62,50 kr.", "Teknisk bilag 1", "niveauet i 2019"):
        expect(result).to_contain_text(words)
    expect(page.locator(".tegning svg")).to_have_attribute("role", "img")
    expect(page.locator(".tegning svg desc")).to_contain_text("2022: oplyst 3.212,50 kr., loft 3.150,00 kr.")
    assert "aendring_pct" not in page.url, "what was left empty is not in the address"
    other = open_page(scripts=False)
    other.goto(page.url)
    expect(other.locator(".udfald")).to_contain_text("Ikke overholdt")
    assert page.input_value("#felt-basistakst") == "3.000,00"
    page.fill("#felt-takst", "3.150")
    with next_page(page):
        page.keyboard.press("Enter")
    expect(page.locator("#resultat")).to_contain_text("Overholdt")
    expect(result).to_contain_text("Plads op til loftet")
    assert violations(page) == []


def test_the_clause_of_a_result_leads_to_its_passage(page: Page) -> None:
    page.goto("/takst-tjek/regel/midt.takstudvikling?basistakst=1450&basisaar=2019&takst=1500&aar=2022")
    quote = page.locator(".kilder blockquote").first.inner_text().strip("»«")
    with next_page(page):
        page.locator(".kilder .ophav a").first.click()
    assert quote in " ".join(page.locator("mark").all_inner_texts())


def test_a_figure_is_checked_while_the_form_is_filled_in(page: Page) -> None:
    page.goto(CEILING)
    field, error = page.locator("#felt-takst"), page.locator("#felt-takst-fejl")
    field.fill("tretusind")
    field.press("Tab")
    expect(error).to_be_visible()
    expect(error).to_contain_text("»tretusind« er ikke et beløb; skriv fx 1.462,50 kr.")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert "felt-takst-fejl" in (field.get_attribute("aria-describedby") or "")
    # Fields that were not touched yet are left alone.
    expect(page.locator("#felt-aar-fejl")).to_be_hidden()
    assert violations(page) == []
    field.fill("3,2 tusind kr.")
    field.press("Tab")
    expect(error).to_be_hidden()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#felt-takst-laest")).to_contain_text("3.200,00 kr.")


def test_a_press_is_not_lost_when_an_error_comes_up_under_it(open_page: OpenPage) -> None:
    page = open_page(expected=["status of 422"])
    held: list[Route] = []
    page.route("**/felter?*", lambda route: held.append(route))
    page.goto(CEILING)
    page.fill("#felt-takst", "tretusind")
    send = page.get_by_role("button", name="Beregn")
    send.hover()
    page.mouse.down()
    while not held:
        page.evaluate("() => new Promise(requestAnimationFrame)")
    with page.expect_response("**/felter?*"):
        held[0].continue_()
    page.evaluate("() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)))")
    page.mouse.up()
    expect(page.get_by_role("alert")).to_contain_text("»tretusind« er ikke et beløb")


@pytest.mark.parametrize("scripts", [True, False])
def test_every_error_stands_at_its_field_and_in_a_list_above(open_page: OpenPage, scripts: bool) -> None:
    page = open_page(scripts=scripts, expected=["status of 422"])
    page.goto(CEILING)
    page.get_by_text("Flere oplysninger").click()
    for field, value in (("basistakst", "abc"), ("aar", "22"), ("pl_aar-2020", "x"), ("pl_aar-2021", "1,5")):
        page.fill(f"#felt-{field}", value)
    with next_page(page):
        page.get_by_role("button", name="Beregn").click()
    assert page.title().startswith("Fejl:")
    faults = page.get_by_role("alert").get_by_role("link")
    expect(faults).to_have_count(3)
    expect(faults.nth(0)).to_contain_text("Tallet i 2019: »abc« er ikke et beløb")
    expect(faults.nth(1)).to_contain_text("»22« kan ikke bruges. Skriv et årstal med fire cifre")
    assert page.input_value("#felt-pl_aar-2021") == "1,5"
    faults.nth(2).click()
    expect(page.locator("#felt-pl_aar-2020")).to_be_visible()
    expect(page.locator("#felt-pl_aar-2020")).to_have_attribute("aria-invalid", "true")
    if scripts:
        expect(page.locator("#felt-pl_aar-2020")).to_be_focused()
        assert violations(page) == []


def test_every_rule_has_a_form_that_says_what_it_needs(open_page: OpenPage) -> None:
    page = open_page(width=360, dark=True, expected=["status of 422"])
    page.goto("/takst-tjek")
    assert overflow(page) == 0
    assert violations(page) == []
    assert page.locator(".regler a").count() == len(RULES)
    for rule_id in RULES:
        page.goto(f"/takst-tjek/regel/{rule_id}?beregn=1")
        heading = page.locator("#fejloversigt h2, .udfald")
        expect(heading).to_be_visible()
        assert overflow(page) == 0
        assert violations(page) == [], rule_id
    page.goto("/takst-tjek?region=Syddanmark")
    expect(page.locator(".besked")).to_contain_text("ingen bestemmelse om takster for Syddanmark")
    assert 0 < page.locator(".regler a").count() < len(RULES)


def test_a_result_holds_on_a_phone_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(width=360, dark=True)
    page.goto("/takst-tjek/regel/midt.takstudvikling?basistakst=1450&basisaar=2023&takst=1500&aar=2024")
    expect(page.locator(".udfald")).to_contain_text("Kan ikke afgøres")
    expect(page.locator(".uenighed")).to_contain_text("afklaret")
    page.get_by_text("Tallene i tegningen").click()
    assert overflow(page) == 0
    assert violations(page) == []


def test_a_rate_list_is_checked_sorted_filtered_and_fetched_without_scripts(
    open_page: OpenPage, client: httpx.Client
) -> None:
    page = open_page(scripts=False, expected=["status of 404"])
    hand_in(page, "takster.csv", LIST)
    expect(page.locator("h1")).to_contain_text("takster.csv")
    expect(page.locator(".indledning")).to_contain_text("5 rækker: 2 overholdt, 1 ikke overholdt")
    page.get_by_text("Kolonner, der er forstået").click()
    expect(page.locator(".forstaaet").first).to_contain_text("kolonnen »Basistakst«")
    with next_page(page):
        column(page, "Plads til loftet").click()
    assert names(page)[:3] == ["Solgården", "Åhuset", "Engen"]
    with next_page(page):
        column(page, "Plads til loftet").click()
    assert names(page)[:3] == ["Engen", "Åhuset", "Solgården"]
    expect(page.locator("th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    page.select_option("#resultat", "fejl")
    with next_page(page):
        page.get_by_role("button", name="Vis").click()
    assert names(page) == ["Bakken"]
    expect(page.locator(".hvorfor")).to_contain_text("»Fyn« kendes ikke. Skriv fx Midtjylland")
    with next_page(page):
        page.get_by_role("link", name="Vis alle").click()
    page.fill("#soeg", "ÅHUS")
    with next_page(page):
        page.get_by_role("button", name="Vis").click()
    assert names(page) == ["Åhuset"]
    address = page.url.split("?")[0]
    as_csv = client.get(f"{address}/hent", params={"format": "csv"})
    assert "takster-kontrolleret.csv" in as_csv.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(as_csv.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Resultat"] for row in rows] == [
        "ikke overholdt", "overholdt", "fejl", "kan ikke afgøres", "overholdt",
    ]  # fmt: skip
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{address}/hent").content))
    assert book["Takster"]["A2"].value == "Solgården"
    with next_page(page):
        page.get_by_role("button", name="Slet nu").click()
    expect(page.locator("h1")).to_contain_text("Kontrollér en takstliste")
    page.goto(address)
    expect(page.locator("main")).to_contain_text("Listen findes ikke længere")


def test_a_list_whose_columns_are_not_understood_is_mended_without_choosing_it_again(
    open_page: OpenPage,
) -> None:
    page = open_page(expected=["status of 422"])
    hand_in(page, "min liste.csv", "Sted;Gammel;Ny\nEngen;1.450,00;1.400,00\n")
    expect(page.get_by_role("alert")).to_contain_text("mangler en kolonne med region og år")
    expect(page.locator("#fejloversigt")).to_be_focused()
    assert violations(page) == []
    for name, value in (
        ("kolonne.tilbud", "Sted"),
        ("kolonne.takst", "Ny"),
        ("kolonne.basistakst", "Gammel"),
        ("fast.region", "Midtjylland"),
        ("fast.aar", "2022"),
    ):
        page.fill(f'[name="{name}"]', value)
    with next_page(page):
        page.get_by_role("button", name="Kontrollér listen").click()
    expect(page.locator(".indledning")).to_contain_text("1 række: 1 overholdt.")
    page.get_by_text("Kolonner, der er forstået").click()
    expect(page.locator(".forstaaet").first).to_contain_text("»Midtjylland« i alle rækker")


def test_a_list_can_be_dropped_on_the_form_and_a_long_one_is_paged(open_page: OpenPage) -> None:
    page = open_page(width=360, dark=True)
    page.goto("/takst-tjek/liste")
    rows = "\n".join(f"Hus {n};Midtjylland;2022;1.000,00;{900 + n},00;" for n in range(250))
    page.evaluate(
        """([name, text]) => {
          const moved = new DataTransfer();
          moved.items.add(new File([text], name, { type: "text/csv" }));
          document.getElementById("slip").dispatchEvent(new DragEvent("drop", { dataTransfer: moved, bubbles: true }));
        }""",
        ["sluppet.csv", f"{HEADER}\n{rows}\n"],
    )
    expect(page.locator("#valgtfil")).to_contain_text("sluppet.csv")
    assert violations(page) == []
    with next_page(page):
        page.get_by_role("button", name="Kontrollér listen").click()
    expect(page.locator("#tabel")).to_have_text("Række 1–100 af 250")
    assert overflow(page) == 0
    assert violations(page) == []
    with next_page(page):
        page.get_by_role("link", name="Næste side").click()
    with next_page(page):
        page.get_by_role("link", name="Næste side").click()
    expect(page.locator("#tabel")).to_have_text("Række 201–250 af 250")
    assert names(page)[-1] == "Hus 249"


def test_nothing_in_a_rate_list_or_its_name_runs(page: Page, client: httpx.Client, tmp_path: Path) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter=";", lineterminator="\n").writerows(
        [payload, payload, 2022, payload, "1.400,00", ""] for payload in PAYLOADS
    )
    rows = written.getvalue()
    name = "<img src=x onerror=alert(1)>.csv"
    hand_in(page, name, f"{HEADER};<script>alert(1)</script>\n{rows}\n")
    expect(page.locator("h1")).to_contain_text(name)
    assert names(page) == list(PAYLOADS)
    for details in page.locator("details").all():
        details.locator("summary").click()
    assert page.locator("main").locator("script, iframe, img, style, base, a[href^=javascript]").count() == 0
    assert violations(page) == []
    fetched = client.get(f"{page.url.split('#')[0]}/hent", params={"format": "csv"}).content.decode(
        "utf-8-sig"
    )
    cells = [row[0] for row in csv.reader(io.StringIO(fetched), delimiter=";")]
    formula = next(payload for payload in PAYLOADS if payload.startswith("="))
    assert f"'{formula}" in cells and formula not in cells, "a formula is written as text"


def test_nothing_in_a_field_becomes_part_of_the_page(open_page: OpenPage) -> None:
    page = open_page(expected=["status of 422"])
    fields = ("basistakst", "takst", "aar", "pl_pct")
    for at in range(0, len(PAYLOADS), len(fields)):
        page.goto(CEILING)
        typed = dict(zip(fields, PAYLOADS[at:], strict=False))
        for field, payload in typed.items():
            page.fill(f"#felt-{field}", payload)
        page.get_by_role("button", name="Beregn").click()
        for field, payload in typed.items():
            expect(page.get_by_role("alert")).to_contain_text(payload[:40])
            assert page.input_value(f"#felt-{field}") == payload
