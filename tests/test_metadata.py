"""What an unknown document says about itself is proposed; a person corrects the rest."""

from __future__ import annotations

from datetime import date

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.torture.crafted import text_pdf, word
from eval.torture.small_library import agreement
from index.library import Library
from ingest.documents import Metadata
from ingest.metadata import propose, propose_id
from ingest.regions import Regions

REGIONS = Regions.load()

CASE = """Punkt 7: Godkendelse af Rammeaftale 2025-26 på det specialiserede socialområde

Sagsfremstilling

Kommunerne i Nordjylland og Region Nordjylland indgår hvert andet år en rammeaftale.
Aalborg Kommune skal tage stilling til Rammeaftale 2025-26.

Indstilling

Direktøren indstiller, at aftalen godkendes.

Beslutning i Socialudvalget den 12-11-2024

Godkendt.
"""


def proposed(text: str, name: str = "fil.txt", title: str | None = None) -> Metadata:
    return propose(text, name, REGIONS, title)


@pytest.mark.parametrize(
    ("text", "name", "title", "expected"),
    [
        (agreement("Nordjylland", "2025-26"), "a.md", None,
         ("Rammeaftale 2025-26 for Nordjylland", "Nordjylland", "rammeaftale", 2025, 2026)),
        (agreement("Sjælland", "2023-2024"), "a.md", None,
         ("Rammeaftale 2023-2024 for Sjælland", "Sjælland", "rammeaftale", 2023, 2024)),
        (CASE, "punkt7.txt", None,
         ("Punkt 7: Godkendelse af Rammeaftale 2025-26 på det specialiserede socialområde",
          "Nordjylland", "sagsfremstilling", 2025, 2026)),
        ("Styringsaftale 2025/26\n\nKKR Sjælland har aftalt takster for de sjællandske kommuner.\n", "s.txt", None,
         ("Styringsaftale 2025/26, Sjælland", "Sjælland", "styringsaftale", 2025, 2026)),
        ("Udviklingsstrategi\n\nFor Odense, Kolding og Esbjerg kommuner gælder strategien i 2024 – 2025.\n", "u.txt",
         None, ("Udviklingsstrategi, Syddanmark", "Syddanmark", "udviklingsstrategi", 2024, 2025)),
        ("Opsamling på Rammeaftale 2023-24\n\nRegion Hovedstaden har samlet op på året.\n", "o.txt", None,
         ("Opsamling på Rammeaftale 2023-24", "Hovedstaden", "statusrapport", 2023, 2024)),
        ("Der er roer i jorden, og de vokser godt.\n", "Notat_om_roer.txt", None,
         ("Der er roer i jorden, og de vokser godt.", None, "dokument", None, None)),
        ("Kort tekst om noget helt andet.", "fil.txt", "  Rammeaftale   2027-28\n",
         ("Rammeaftale 2027-28", None, "rammeaftale", 2027, 2028)),
    ],
    ids=lambda case: case[0][:25] if isinstance(case, tuple) else "",
)  # fmt: skip
def test_a_document_is_known_by_its_own_words(
    text: str, name: str, title: str | None, expected: tuple[str, str | None, str, int | None, int | None]
) -> None:
    found = proposed(text, name, title)
    years = (found.valid_from and found.valid_from.year, found.valid_to and found.valid_to.year)
    assert (found.title, found.region, found.kind, *years) == expected
    assert not found.confirmed and found.standing == "ikke bekræftet"
    if found.valid_from and found.valid_to:
        assert (found.valid_from.month, found.valid_from.day) == (1, 1)
        assert (found.valid_to.month, found.valid_to.day) == (12, 31)


@pytest.mark.parametrize(
    "text", ["Taksten gælder den 12-11-2024.", "Sag 2024-1", "Tlf. 2024-99", "2020-2035", ""]
)
def test_a_date_or_a_case_number_is_no_period(text: str) -> None:
    found = proposed(f"Notat om noget\n\n{text}\n")
    assert (found.valid_from, found.valid_to) == (None, None)


def test_ids_are_readable_and_never_taken_twice() -> None:
    metadata = proposed(agreement("Sjælland", "2025-26"))
    first = propose_id(metadata, set())
    assert first == "sjaelland-rammeaftale-2025-26"
    assert propose_id(metadata, {first}) == f"{first}-2"
    assert propose_id(metadata, {first, f"{first}-2"}) == f"{first}-3"
    assert propose_id(Metadata(title="Åben sag: Ænder & Øl"), set()) == "aaben-sag-aender-oel"


@given(st.text(max_size=80), st.text(max_size=30))
def test_any_text_gets_a_title_and_an_id_that_fits_in_an_address(text: str, name: str) -> None:
    found = propose(text, f"{name}.txt", REGIONS)
    assert found.title.strip()
    assert set(propose_id(found, set())) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


def word_agreement() -> bytes:
    made = docx.Document()
    made.core_properties.title = "Rammeaftale 2025-26, Sjælland"
    made.add_heading("Rammeaftale 2025-26", 1)
    made.add_heading("Takster", 2)
    made.add_paragraph("KKR Sjælland har aftalt, at taksten højst må stige med 2 pct. om året.")
    table = made.add_table(2, 2)
    for number, text in enumerate(["Tilbud", "Pladser", "Roehuset", "12"]):
        table.cell(number // 2, number % 2).text = text
    return word(made)


HTML = """<!doctype html><html><head><title>Rammeaftale 2025-26 | Region Sjælland</title></head><body>
<nav><a href="/">Forside</a></nav><main><h1>Rammeaftale 2025-26</h1><h2>Takster</h2>
<p>KKR Sjælland har aftalt, at taksten højst må stige med 2 pct. om året.</p>
<table><tr><th>Tilbud</th><th>Pladser</th></tr><tr><td>Roehuset</td><td>12</td></tr></table></main></body></html>"""

PDF = text_pdf(
    "Rammeaftale 2025-26\n\nKKR Sjælland og Region Sjælland har lavet aftalen.",
    "Takster\n\nKKR Sjælland har aftalt, at taksten højst må stige med 2 pct. om året.\n\nTilbud Pladser Roehuset 12",
)


@pytest.mark.parametrize(
    ("name", "data"),
    [("aftale.docx", word_agreement()), ("aftale.html", HTML.encode()), ("aftale.pdf", PDF)],
    ids=["docx", "html", "pdf"],
)
def test_an_agreement_in_any_format_is_taken_in_found_and_cited(
    library: Library, name: str, data: bytes
) -> None:
    report = library.ingest_bytes(data, name)
    assert report.added == ["sjaelland-rammeaftale-2025-26"]
    snapshot = library.ensure()
    (document,) = snapshot.documents.values()
    assert (document.metadata.region, document.metadata.kind) == ("Sjælland", "rammeaftale")
    assert document.metadata.valid_to == date(2026, 12, 31)
    hit = snapshot.search("Hvor meget må taksten stige?")[0]
    (found,) = snapshot.passages([hit.passage_id])
    unit = next(unit for unit in found.passage.units if "2 pct." in unit.text)
    stored = snapshot.texts[document.id][unit.span.start : unit.span.end]
    assert (
        " ".join(stored.split()) == "KKR Sjælland har aftalt, at taksten højst må stige med 2 pct. om året."
    )
    texts = [unit.text for kept in snapshot.document_passages(document.id) for unit in kept.passage.units]
    if not name.endswith("pdf"):
        assert "Roehuset | 12" in texts
    assert not any("Forside" in text for text in texts)
    assert library.check() == []


def test_a_case_file_is_not_taken_for_the_agreement_it_is_about(library: Library) -> None:
    library.ingest_bytes(agreement().encode(), "aftale.md")
    library.ingest_bytes(CASE.encode(), "sag.txt")
    kinds = {found.metadata.kind for found in library.ensure().documents.values()}
    assert kinds == {"rammeaftale", "sagsfremstilling"}
    assert library.ensure().select(kinds=["sagsfremstilling"], regions=["Nordjylland"])
