"""An agreement nobody has seen before reads the same in every format: sections, lists, signatures, tables, title."""

from __future__ import annotations

import html
import re
from datetime import date

import docx
import pytest

from eval.torture.crafted import FONT, raw_pdf, stream, word
from ingest.documents import Document, Unit
from ingest.intake import documents_of
from ingest.limits import Limits
from ingest.metadata import findings
from ingest.reading import read_bytes
from ingest.regions import Regions
from ingest.sections import structure
from ingest.sources import Sources
from ingest.titles import own_title

REGIONS = Regions.load()
AGREEMENT = """# Rammeaftale 2027-28
Aftale om det specialiserede socialområde mellem de 17 sjællandske kommuner og Region Sjælland, som har skrevet under.
# Forord
Kommunekontaktrådet for Sjælland har godkendt aftalen den 4. oktober 2026, og den gælder i to år fra årsskiftet.
På vegne af parterne
Mikael Smed Jensen
Formand for KKR Sjælland
Anne Marie Holst Lund, regionsrådsformand
# Hvem aftalen gælder for
Parterne udpeger fire huse, som tager imod de sværeste opgaver og underviser de andre. Husene er:
Birkehuset i Næstved, som tager sig af erhvervet hjerneskade
Lindegården i Slagelse, som tager sig af unge med spiseforstyrrelser
Pilehuset i Holbæk, som tager sig af voksne med autisme
Hvert hus får 1,2 mio. kr. om året i begge år, og pengene kommer fra en pulje, som kommunerne betaler til.
# Takster
Parterne regner med disse gennemsnitlige takster pr. døgn i aftalens to år, og de er alene vejledende:
|Målgruppe|Takst 2027|Takst 2028|
|Autisme, voksne|3.480 kr.|3.390 kr.|
|Sindslidelse|2.265 kr.|2.240 kr.|
Den konkrete takst står i kontrakten mellem den kommune, der køber, og den kommune eller region, der driver tilbuddet.
"""
BLOCKS = [
    (len(mark), words.strip("|").split("|") if words.startswith("|") else [words])
    for mark, words in re.findall(r"^(#*) ?(.+)$", AGREEMENT, re.MULTILINE)
]


def as_text() -> bytes:
    lines = ["\t".join(cells) for _, cells in BLOCKS]
    text = (
        "\n\n".join(lines).replace("\n\nAutisme", "\nAutisme").replace("\n\nSindslidelse", "\nSindslidelse")
    )
    return text.encode()


def as_markdown() -> bytes:
    lines = [("#" * mark + " " if mark else "") + " | ".join(cells) for mark, cells in BLOCKS]
    text = "\n\n".join(f"| {line} |" if " | " in line else line for line in lines)
    return text.replace("2028 |\n", "2028 |\n| --- | --- | --- |").replace("|\n\n|", "|\n|").encode()


def as_word(bold: bool) -> bytes:
    made = docx.Document()  # its stored title is "Word Document"
    table = None
    for mark, cells in BLOCKS:
        if len(cells) > 1:
            table = table or made.add_table(0, 3)
            for cell, words in zip(table.add_row().cells, cells, strict=True):
                cell.text = words
        elif not mark:
            made.add_paragraph(cells[0])
        elif bold:
            made.add_paragraph().add_run(cells[0]).bold = True
        else:
            made.add_heading(cells[0], mark)
    return word(made)


def as_html() -> bytes:
    rows = [
        f"<h1>{html.escape(cells[0])}</h1>" if mark else
        "<p>" + html.escape(cells[0]) + "</p>" if len(cells) == 1 else
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
        for mark, cells in BLOCKS
    ]  # fmt: skip
    body = "".join(rows).replace("</p><tr>", "</p><table><tr>").replace("</tr><p>", "</tr></table><p>")
    return f"<!doctype html><html><head><title>Untitled</title></head><body>{body}</body></html>".encode()


def as_pdf() -> bytes:
    """One page without blank lines; headings are larger, paragraphs broken over lines, cells apart by blanks."""
    shown = []
    for mark, cells in BLOCKS:
        text = " ".join(cells)
        lines = [text] if mark or len(cells) > 1 or len(text) < 75 else re.findall(r".{1,75}(?:\s|$)", text)
        for line in lines:
            escaped = line.strip().encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
            shown.append(b"/F1 %d Tf (%s) Tj T*" % (16 if mark else 10, escaped))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: FONT,
        4: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
        5: stream(b"BT 18 TL 60 800 Td " + b" ".join(shown) + b" ET"),
    }
    return raw_pdf(objects, extra=b"/Info << /Title (Microsoft Word - Dokument1) >>")


FORMS = {
    "a.txt": as_text, "a.md": as_markdown, "a.docx": lambda: as_word(False), "fed.docx": lambda: as_word(True),
    "a.html": as_html, "a.pdf": as_pdf,
}  # fmt: skip


def read(name: str, data: bytes) -> tuple[str, Document]:
    source = read_bytes(data, name, Limits())
    (document,) = documents_of(source, Sources(), REGIONS, set())
    return source.text, document


def units(document: Document) -> list[Unit]:
    return [unit for passage in document.passages for unit in passage.units]


@pytest.mark.parametrize("name", FORMS)
def test_an_agreement_reads_the_same_in_every_format(name: str) -> None:
    text, document = read(name, FORMS[name]())
    assert [section.heading for section in document.sections[1:]] == [c[0] for mark, c in BLOCKS if mark]
    listed = [unit.text for unit in units(document) if unit.kind == "item"]
    assert [each.split()[0] for each in listed] == ["Birkehuset", "Lindegården", "Pilehuset"]
    for passage in document.passages:
        for unit in passage.units:
            if unit.kind == "item":
                assert unit.lead is not None and passage.units[unit.lead].text == "Husene er:"
            if unit.text.startswith(("Autisme,", "Sindslidelse")):
                assert unit.lead is not None
                head = passage.units[unit.lead].text
                assert head.replace(" |", "") == "Målgruppe Takst 2027 Takst 2028"
                assert (
                    text[unit.span.start : unit.span.end].strip("| ").startswith(("Autisme", "Sindslidelse"))
                )
    told = [unit.text for unit in units(document) if unit.kind != "heading"]
    assert "Mikael Smed Jensen Formand for KKR Sjælland" in told
    assert "Anne Marie Holst Lund, regionsrådsformand" in told
    known = document.metadata
    assert (known.title, known.region) == ("Rammeaftale 2027-28, Sjælland", "Sjælland")
    assert (known.valid_from, known.valid_to) == (date(2027, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("lines", "headings"),
    [
        (["Vi takker for arbejdet.", "Ib Terp", "Borgmester i Brøndby Kommune"], []),
        (["Vi takker for arbejdet.", "Lis Bo Krag", "Næstformand for KKR Fyn", "Borgmester i Nyborg"], []),
        (["Vi takker for arbejdet.", "Med venlig hilsen", "Bo Ek, adm. direktør"], []),
        (["Vi har tre mål.", "Formandskabet", "Formandskabet går på skift mellem kommunerne hvert år."], ["Formandskabet"]),
        (["Der er to temaer:", "Rekruttering", "Boliger", "Økonomi", "Kommunerne deler udgiften efter indbyggertal."], ["Økonomi"]),
        (["Husene er:", "Elmehuset i Ry", "Askehuset i Hobro", "Egehuset i Skive", "De tre huse åbner i 2027."], []),
        (["Gruppen er:", "Per Holm, jurist", "Eva Bro, læge", "Gruppen mødes fire gange om året i Odense."], []),
    ],
    ids=lambda case: case[1] if isinstance(case, list) and len(case) > 1 else "",
)  # fmt: skip
def test_short_lines_that_are_no_headings_are_text_that_can_be_found(
    lines: list[str], headings: list[str]
) -> None:
    text = "\n\n".join(["Samarbejdet", *lines, "Aftalen gælder i to år."])
    sections, passages = structure(text, 0, len(text), "Titel")
    assert [section.heading for section in sections[1:]] == ["Samarbejdet", *headings]
    told = " ".join(unit.text for passage in passages for unit in passage.units if unit.kind != "heading")
    assert all(line in told for line in lines if line not in headings)


@pytest.mark.parametrize(
    ("head", "row", "is_head"),
    [
        ("Tilbud\t2023\t2024", "Kysten\t91\t94", True),
        ("Alder\t0-17 år\t18-64 år", "Botilbud\t2.100 kr.\t1.950 kr.", True),
        ("Område\tUnder 30 dage\tOver 30 dage", "Aflastning\t70 pct.\t85 pct.", True),
        ("Elmehuset\t12 pladser\t2.100 kr.", "Askehuset\t9 pladser\t1.950 kr.", False),
        ("1. maj 2025\tFrist for takster", "1. juni 2025\tFrist for regnskab", False),
    ],
)
def test_the_first_row_of_a_table_heads_the_columns_where_it_names_them(
    head: str, row: str, is_head: bool
) -> None:
    text = f"# Tal\n\nTallene er vejledende.\n\n{head}\n{row}\n{row.replace('9', '8')}\n\nDe gælder i et år."
    (passage,) = structure(text, 0, len(text), "Tal")[1]
    rows = [unit for unit in passage.units if unit.kind == "row"]
    assert [unit.lead is not None for unit in rows] == [False, is_head, is_head]


def test_the_rows_of_a_long_table_know_the_heads_of_their_columns() -> None:
    rows = "\n".join(
        f"Botilbud nummer {number} | {1500 + number} kr. | {1600 + number} kr." for number in range(90)
    )
    text = f"# Takster\n\nTaksterne er pr. døgn.\n\nTilbud | Takst 2025 | Takst 2026\n{rows}\n\nDe er vejledende."
    passages = structure(text, 0, len(text), "Takster")[1]
    led = [
        passage.units[unit.lead].text
        for passage in passages
        for unit in passage.units
        if unit.lead is not None
    ]
    assert led == ["Tilbud | Takst 2025 | Takst 2026"] * 90


def test_a_table_of_rising_figures_is_no_table_of_contents() -> None:
    text = "# Pladser\n\nAntallet vokser.\n\nElmehuset\t3\nAskehuset\t9\nEgehuset\t14\n\nDet gælder i 2027."
    (passage,) = structure(text, 0, len(text), "Pladser")[1]
    assert [unit.text for unit in passage.units if unit.kind == "row"] == [
        "Elmehuset | 3", "Askehuset | 9", "Egehuset | 14"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "stored",
    ["Word Document", "Microsoft Word - Aftale 3", "Document1", "Dokument1", "untitled", "Uden titel", "about:blank",
     "aftale_endelig.docx", "Microsoft Word-dokument", "Nyt dokument (2)", "Præsentation1", " ", "17"],
)  # fmt: skip
def test_what_a_program_calls_any_file_is_no_title(stored: str) -> None:
    assert own_title(stored) is None
    assert own_title("Dokument om takster i Nordjylland") and own_title("Rammeaftale 2025-26")


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        ("KKR Fyn har godkendt aftalen på møde den 19. november 2024.", "vedtaget"),
        ("Aftalen er derefter tiltrådt af alle 19 byråd og af regionsrådet.", "vedtaget"),
        ("Godkendt af KKR Sjælland den 3. oktober 2024", "vedtaget"),
        ("Regionsrådet og byrådene tiltrådte rammeaftalen i december 2024.", "vedtaget"),
        ("Aftalen er endnu ikke godkendt af kommunerne.", None),
        ("Når aftalen er godkendt af KKR, sendes den til kommunerne.", None),
        ("Aftalen forventes at være godkendt af alle byråd i december.", None),
        ("Budgettet er godkendt af regionsrådet.", None),
        ("Rammeaftale 2023-24 er vedtaget af alle kommuner.", None),
        ("Dette er et udkast. KKR har godkendt aftalen foreløbigt.", "udkast til godkendelse"),
    ],
)
def test_a_text_is_adopted_where_it_says_so_of_itself(said: str, standing: str | None) -> None:
    text = f"Rammeaftale 2025-26\n\nAftalen er mellem kommunerne på Sjælland.\n\n{said}\n"
    found = {each.field: each for each in findings(text, "a.txt", REGIONS)}["standing"]
    assert found.value == standing
    assert (found.span is not None) == (standing is not None)
