"""The pages of documents: on a line of years, taken in, confirmed, replaced and removed."""

from __future__ import annotations

from datetime import date
from typing import Any

import httpx
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from api.schemas import Document
from api.timeline import WIDTH, timeline
from tests.shown_pages import harmless, parsed

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


# --- which agreement a document is about -----------------------------------------------------------------


def test_the_form_shows_which_agreement_a_case_is_about_and_leaves_it_where_nothing_is_chosen(
    client: httpx.Client,
) -> None:
    where = "/dokument/midt-norddjurs-sag-2023"
    form = parsed(client.get(f"{where}/ret"))
    names = ("title", "kind", "valid_from", "valid_to", "standing")
    typed = {name: str(form.select_one(f"[name={name}]")["value"]) for name in names} | {
        "region": "Midtjylland"
    }
    chosen = form.select_one("#about option[selected]")
    assert chosen["value"] == "midt-rammeaftale-2023-24"
    assert {"-", "hovedstaden-rammeaftale-2021-22"} <= {o["value"] for o in form.select("#about option")}
    saved = parsed(client.post(f"{where}/ret", data=typed, follow_redirects=True))
    assert saved.select_one("dl.fakta a")["href"] == "/dokument/midt-rammeaftale-2023-24"
    wrong = client.post(f"{where}/ret", data=typed | {"about": "midt-norddjurs-sag-2023"})
    assert "kan ikke handle om sig selv" in parsed(wrong, 422).select_one("[role=alert]").get_text()
