"""What a PDF draws is read as it is seen: cells apart, bullets, notes out of the sentence, paragraphs by their space."""

from __future__ import annotations

import pytest

from eval.torture.crafted import FONT, raw_pdf, stream
from ingest.documents import Document, Unit
from ingest.intake import documents_of
from ingest.limits import Limits
from ingest.reading import read_bytes
from ingest.regions import Regions
from ingest.sentences import sentence_spans
from ingest.sources import Sources

XS = (60, 260, 360, 460)
YS = (700, 660, 640, 600, 580)
REGIONS = Regions.load()


def said(x: float, y: float, text: str, size: float = 10) -> bytes:
    escaped = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET\n" % (size, x, y, escaped)


def ruled(style: str, spanned: bool) -> bytes:
    """The lines of a table: filled thin rectangles, as Word and browsers draw them, or strokes. The heads of columns 2
    and 3 stand under one of their own, where `spanned`; column 1 then goes over both rows of heads."""
    drawn = []

    def line(x0: float, y0: float, x1: float, y1: float) -> None:
        if style == "strokes":
            drawn.append(b"%g %g m %g %g l S\n" % (x0, y0, x1, y1))
        else:
            drawn.append(b"%g %g %g %g re f\n" % (x0, y0, max(x1 - x0, 0.5), max(y1 - y0, 0.5)))

    for n, y in enumerate(YS):
        line(XS[1] if spanned and n == 1 else XS[0], y, XS[3], y)
    for n, x in enumerate(XS):
        line(x, YS[-1], x, YS[1] if spanned and n == 2 else YS[0])
    return b"".join(drawn)


def pdf(*parts: bytes) -> bytes:
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
        3: FONT,
        4: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>",
        5: stream(b"".join(parts)),
    }
    return raw_pdf(objects)


def read(data: bytes) -> tuple[str, Document]:
    source = read_bytes(data, "aftale.pdf", Limits())
    (document,) = documents_of(source, Sources(), REGIONS, set())
    return source.text, document


def units(document: Document) -> list[Unit]:
    return [unit for passage in document.passages for unit in passage.units]


@pytest.mark.parametrize("style", ["filled", "strokes"])
@pytest.mark.parametrize("spanned", [False, True])
def test_every_row_of_a_ruled_table_keeps_its_own_figures_under_their_heads(
    style: str, spanned: bool
) -> None:
    heads = (
        said(65, 685, "Tilbud") + said(265, 685, "Overhead") + said(265, 645, "2025") + said(365, 645, "2026-27")
        if spanned
        else said(65, 685, "Tilbud") + said(265, 685, "Overhead") + said(265, 673, "2025") + said(365, 685, "2026-27")
    )  # fmt: skip
    first = said(65, 625, "Botilbud til voksne") + said(65, 612, "med autisme") + said(265, 625, "5,9")
    first += said(265, 612, "pct.") + said(365, 625, "5,2 pct.")
    last = said(65, 587, "Herberger") + said(265, 587, "6,0 pct.") + said(365, 587, "faktisk")
    text, document = read(pdf(ruled(style, spanned), heads, first, last))
    rows = [unit for unit in units(document) if unit.kind == "row"]
    assert [row.text for row in rows] == [
        "Tilbud | Overhead 2025 | " + ("Overhead " if spanned else "") + "2026-27",
        "Botilbud til voksne med autisme | 5,9 pct. | 5,2 pct.",
        "Herberger | 6,0 pct. | faktisk",
    ]
    assert [row.lead for row in rows] == [None, 0, 0]
    assert all(row.text in text for row in rows)


def test_a_table_without_rules_keeps_its_cells_apart() -> None:
    page = [
        said(60, 760, "De gennemsnitlige takster pr. døgn er aftalt for begge år."),
        *(said(x, 730, each) for x, each in ((60, "Målgruppe"), (300, "Takst 2026"), (400, "Takst 2027"))),
        said(60, 710, "Voksne med autisme og behov for"),
        said(60, 698, "støtte hele døgnet"),
        said(335, 710, "3.215 kr."),
        said(435, 710, "3.180 kr."),
        *(said(x, 672, each) for x, each in ((60, "Hjemløse"), (335, "1.410 kr."), (435, "1.395 kr."))),
        said(60, 640, "Beløbene er i faste priser."),
    ]
    _, document = read(pdf(*page))
    assert [(unit.kind, unit.text, unit.lead) for unit in units(document)][1:] == [
        ("row", "Målgruppe | Takst 2026 | Takst 2027", None),
        ("row", "Voksne med autisme og behov for støtte hele døgnet | 3.215 kr. | 3.180 kr.", 1),
        ("row", "Hjemløse | 1.410 kr. | 1.395 kr.", 1),
        ("sentence", "Beløbene er i faste priser.", None),
    ]


@pytest.mark.parametrize(
    "page",
    [
        [said(x, 760 - 20 * n, each) for n, what in enumerate(("Takster", "Belægning", "Opfølgning"))
         for x, each in ((60, f"{n + 1}."), (110, f"{what} drøftes hvert år af parterne."))],
        [said(60 + 250 * n, 760 - 12 * line, f"{what} drøftes hvert år af alle")
         for n in (0, 1) for line, what in enumerate(("Takster", "Pladser", "Belægning", "Regnskab", "Ventetid"))],
        [said(x, 760 - 20 * n, each) for n, what in enumerate(("Indledning", "Takster", "Opfølgning"))
         for x, each in ((60, what), (480, f"{3 + n}"))],
    ],
    ids=["a list with numbers", "prose in two columns", "contents"],
)  # fmt: skip
def test_what_stands_apart_on_a_line_is_not_always_a_table(page: list[bytes]) -> None:
    text, _ = read(pdf(*page, said(60, 500, "Aftalen er indgået mellem kommunerne og regionen.")))
    assert " | " not in text


def test_bullets_that_are_drawn_notes_that_are_raised_and_space_between_paragraphs_are_read() -> None:
    dot = b"%g %g m %g %g %g %g %g %g c h f\n"
    page = [
        said(60, 760, "Aftalen har to temaer, som kommunerne har valgt i fællesskab:"),
        dot % (66, 743, 66, 747, 70, 747, 70, 743),
        said(78, 742, "Unge uden uddannelse, som ikke har"),
        said(78, 730, "et sted at bo."),
        dot % (66, 719, 66, 723, 70, 723, 70, 719),
        said(78, 718, "Voksne, der mister synet i en sen alder."),
        said(60, 696, "Tilsynet"),
        said(97, 700, "2", 6),
        said(100, 696, " er ikke part i aftalen."),
        said(214, 700, "3", 6),
        said(217, 696, " Hver plads er på højst 65 m"),
        said(345, 700, "2", 6),
        said(348, 696, " efter loven, og"),
        said(60, 684, "den gælder til og med den"),
        said(60, 672, "31. december 2027. Den kan opsiges."),
        said(60, 643, "2", 5),
        said(64, 640, "Tilsynet ligger i Holbæk.", 8),
    ]
    _, document = read(pdf(*page))
    found = [(unit.kind, unit.text) for unit in units(document)]
    assert found == [
        ("sentence", "Aftalen har to temaer, som kommunerne har valgt i fællesskab:"),
        ("item", "• Unge uden uddannelse, som ikke har et sted at bo."),
        ("item", "• Voksne, der mister synet i en sen alder."),
        ("sentence", "Tilsynet er ikke part i aftalen."),
        (
            "sentence",
            "Hver plads er på højst 65 m² efter loven, og den gælder til og med den 31. december 2027.",
        ),
        ("sentence", "Den kan opsiges."),
        ("sentence", "Note 2: Tilsynet ligger i Holbæk."),
    ]


def test_a_sentence_that_ends_in_a_unit_ends_there() -> None:
    text = (
        "Belægningen var 96,4 pct. Driftsherren betaler 1,2 mio. kr. Beløbet deles med 50 pct. til hver. "
        "Køb over 100.000 kr. 2. december er med, og det er kr. Region Sjælland får."
    )
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        "Belægningen var 96,4 pct.",
        "Driftsherren betaler 1,2 mio. kr.",
        "Beløbet deles med 50 pct. til hver.",
        "Køb over 100.000 kr. 2. december er med, og det er kr. Region Sjælland får.",
    ]
