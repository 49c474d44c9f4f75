"""A document's text arrives as its author wrote it, in every format, with pages where there are pages."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from hypothesis import assume, given
from hypothesis import strategies as st

from eval.torture.crafted import W, locked_pdf, text_pdf, word
from ingest.errors import IngestError
from ingest.reading import SUPPORTED, Limits, find_files, read_bytes, read_source
from ingest.source_text import page_at

LIMITS = Limits()
DOCUMENTS = sorted(Path(__file__).parent.parent.joinpath("corpus/documents").glob("*.txt"))

# Danish prose as Windows-1252 can hold it.
PROSE = st.text(
    "abcdefghijklmnopqrstuvwxyzæøåABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅéü0123456789 \t\r\n.,:;!?()%§/–—»«”“’€…",
    max_size=300,
)


def read(data: bytes, name: str) -> str:
    return read_bytes(data, name, LIMITS).text


def test_the_five_agreements_are_stored_character_for_character() -> None:
    assert len(DOCUMENTS) == 5
    for path in DOCUMENTS:
        data = path.read_bytes()
        source = read_source(path, LIMITS)
        assert source.text == data.decode("utf-8")
        assert source.sha256 == hashlib.sha256(data).hexdigest()
        assert (source.file, source.media_type, source.page_starts) == (path.name, "text/plain", ())


@given(PROSE, st.sampled_from(["æ", "ø", "å", "Ø", "Åbenrå"]), st.sampled_from([".txt", ".md"]))
def test_danish_text_comes_back_unchanged_from_every_encoding(prose: str, letters: str, suffix: str) -> None:
    text = letters + prose
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read(text.encode(encoding), "brev" + suffix) == text
    windows = text.encode("cp1252")
    try:
        windows.decode("utf-8")
    except UnicodeDecodeError:
        assert read(windows, "brev" + suffix) == text
    else:
        assume(False)  # bytes that are right in both encodings are read as UTF-8


def test_line_ends_and_odd_signs_of_a_text_file_are_kept() -> None:
    text = "Første linje\r\nanden\rtredje\n\n\tindrykket  ﬁn­ans\f\n"
    assert read(text.encode(), "a.txt") == text
    assert read(text.encode(), "a.md") == text


def test_the_title_of_markdown_is_its_first_heading() -> None:
    source = read_bytes(b"Indledning\n\n# **Rammeaftale** 2021-22 #\n\nTekst", "a.md", LIMITS)
    assert source.title == "Rammeaftale 2021-22"
    assert source.media_type == "text/markdown"


def test_a_pdf_keeps_its_pages() -> None:
    pages = ["Rammeaftale 2023-24\nTakstloftet er 2,5 %.", "", "Side tre: køb og salg – »citat« (æøå) § 101"]
    source = read_bytes(text_pdf(*pages), "aftale.pdf", LIMITS)
    assert len(source.page_starts) == 3 and source.page_starts[0] == 0
    bounds = [*source.page_starts, len(source.text)]
    found = [source.text[start:end].strip() for start, end in pairwise(bounds)]
    assert found == pages
    assert page_at(source.page_starts, source.text.index("Takstloftet")) == 1
    assert page_at(source.page_starts, source.text.index("salg")) == 3
    assert page_at(source.page_starts, len(source.text)) == 3


@given(st.lists(st.integers(1, 500), max_size=20), st.integers(0, 9000))
def test_every_offset_has_the_page_that_holds_it(lengths: list[int], offset: int) -> None:
    starts = tuple(sum(lengths[:index]) for index in range(len(lengths)))
    page = page_at(starts, offset)
    if not starts:
        assert page is None
    else:
        assert page is not None and starts[page - 1] <= offset
        assert page == len(starts) or offset < starts[page]


def test_the_title_of_a_pdf_is_the_stored_one_unless_it_is_a_file_name() -> None:
    def titled(title: bytes) -> str | None:
        return read_bytes(text_pdf("Tekst", extra=b"/Info << /Title (%s) >>" % title), "a.pdf", LIMITS).title

    assert titled(b"Rammeaftale for Syddanmark") == "Rammeaftale for Syddanmark"
    assert titled(b"Microsoft Word - udkast3.docx") is None


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_is_only_locked_against_changes_is_read(algorithm: str) -> None:
    locked = locked_pdf(text_pdf("Låst mod ændring"), user="", owner="hemmelig", algorithm=algorithm)
    assert read(locked, "a.pdf").strip() == "Låst mod ændring"


def test_a_word_document_keeps_headings_lists_and_tables_in_order() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "SIDEHOVED"
    document.sections[0].footer.paragraphs[0].text = "SIDEFOD"
    document.add_heading("Rammeaftale 2025", 0)
    document.add_heading("Takster", 2)
    document.add_paragraph("Taksten følger\npl-fremskrivningen.")
    document.add_paragraph("Første punkt", style="List Bullet")
    document.add_paragraph("Andet punkt", style="List Bullet")
    table = document.add_table(2, 2)
    for row, texts in enumerate((("Tilbud", "Takst\nkr."), ("Bøgely", "1.234,50"))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    document.add_paragraph("Efter tabellen")
    source = read_bytes(word(document), "aftale.docx", LIMITS)
    assert source.text == (
        "# Rammeaftale 2025\n\n## Takster\n\nTaksten følger\npl-fremskrivningen.\n\n"
        "- Første punkt\n- Andet punkt\n\nTilbud | Takst kr.\nBøgely | 1.234,50\n\nEfter tabellen\n"
    )
    assert source.title == "Rammeaftale 2025" and source.page_starts == ()


def test_a_word_document_is_read_as_it_stands_with_its_changes_accepted() -> None:
    document = docx.Document()
    run = "<w:r><w:t>{}</w:t></w:r>"
    paragraph = (
        f"<w:p {W}>{run.format('Loftet er ')}<w:del>{'<w:r><w:delText>3</w:delText></w:r>'}</w:del>"
        f"<w:moveFrom>{run.format('flyttet')}</w:moveFrom><w:ins>{run.format('2')}</w:ins>"
        f"{run.format(' pct.')}"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>skjult</w:t></w:r></w:p>"
    )
    control = f"<w:sdt {W}><w:sdtContent><w:p>{run.format('I et felt')}</w:p></w:sdtContent></w:sdt>"
    for xml in (paragraph, control):
        document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))
    assert read(word(document), "a.docx") == "Loftet er 2 pct.\n\nI et felt\n"


def test_footnotes_and_text_boxes_follow_the_paragraph_they_belong_to() -> None:
    document = docx.Document()
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="-1"><w:p/></w:footnote><w:footnote w:id="2"><w:p><w:r>'
        "<w:t>Opgjort i 2023-priser.</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    name, kind = (
        PackURI("/word/footnotes.xml"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml",
    )
    part = Part(name, f"{kind}.footnotes+xml", notes.encode(), document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    box = "<w:txbxContent><w:p><w:r><w:t>Ramme: kontakt KKR</w:t></w:r></w:p></w:txbxContent>"
    compatible = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    document.add_paragraph("Taksten er 1.000 kr.")._p.extend(
        [
            parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'),
            parse_xml(
                f'<w:r {W} xmlns:mc="{compatible}"><mc:AlternateContent><mc:Choice Requires="wps">{box}</mc:Choice>'
                f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
            ),
        ]
    )
    document.add_paragraph("Næste")
    assert read(word(document), "a.docx") == (
        "Taksten er 1.000 kr.\n\nRamme: kontakt KKR\n\nNote: Opgjort i 2023-priser.\n\nNæste\n"
    )


def test_the_numbers_word_shows_are_part_of_the_text() -> None:
    document = docx.Document()
    part = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for at, form, shown in ((0, "decimal", "%1."), (1, "decimal", "%1.%2"), (2, "lowerLetter", "%3)"))
    )
    part.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>'))
    part.append(parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    part.append(
        parse_xml(
            f'<w:num {W} w:numId="78"><w:abstractNumId w:val="77"/>'
            '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>'
        )
    )
    for text, style, level, number in (
        ("Indledning", "Heading 1", 0, 77),
        ("Styring", "Heading 1", 0, 77),
        ("Takster", "Heading 2", 1, 77),
        ("Loft", "Normal", 2, 77),
        ("Regulering", "Normal", 2, 77),
        ("Overhead", "Heading 2", 1, 77),
        ("Bilag", "Heading 1", 0, 78),
        ("Uden nummer", "Normal", 0, 0),
    ):
        paragraph = document.add_paragraph(text, style=style)._p.get_or_add_pPr()
        paragraph.append(
            parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        )
    source = read_bytes(word(document), "a.docx", LIMITS)
    assert source.text == (
        "# 1. Indledning\n\n# 2. Styring\n\n## 2.1 Takster\n\na) Loft\nb) Regulering\n\n"
        "## 2.2 Overhead\n\n# 9. Bilag\n\nUden nummer\n"
    )
    assert source.title == "Indledning"


def test_danish_word_headings_are_known_by_outline_level() -> None:
    document = docx.Document()
    style = document.styles.add_style("Kapitel", docx.enum.style.WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="2"/>'))
    document.add_paragraph("Økonomi", style="Kapitel")
    assert read(word(document), "a.docx") == "### Økonomi\n"


def test_a_web_page_keeps_headings_lists_and_tables_and_drops_what_no_one_reads() -> None:
    page = """<!DOCTYPE html><html><head><title>Rammeaftale &amp; takster</title><style>p{}</style></head>
    <body>
    <nav><a href="/">Forside</a></nav><h1>Ramme<b>aftale</b></h1><!-- note --><p>Køb  og
    <i>salg</i> af pladser<br>i regionen</p><ul><li>Et<ul><li>Under</li></ul></li><li><p>To</p></li></ul>
    <table><caption>Takster</caption><thead><tr><th>Tilbud</th><th>Takst<br>kr.</th></tr></thead>
    <tr><td>Bøgely</td><td><p>1.234</p></td></tr></table><h3>Sidst</h3><div>a<div>b</div>c</div>
    <p hidden>gemt</p><p style="display: none">gemt</p><script>alert("x")</script></body></html>"""
    source = read_bytes(page.encode(), "side.html", LIMITS)
    assert source.text == (
        "# Rammeaftale\n\nKøb og salg af pladser\ni regionen\n\n- Et\n- Under\n- To\n\n"
        "Takster\nTilbud | Takst kr.\nBøgely | 1.234\n\n### Sidst\n\na\n\nb\n\nc\n"
    )
    assert source.title == "Rammeaftale & takster"


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "iso-8859-1"),
        ("cp1252", "utf-8"),
        ("cp865", "cp865"),
        ("utf-16", "utf-8"),
    ],
)
def test_a_web_page_is_read_in_its_encoding(encoding: str, declared: str) -> None:
    page = f'<html><head><meta charset="{declared}"></head><body><p>Åbne pladser på Sølund</p></body></html>'
    assert read(page.encode(encoding), "side.htm") == "Åbne pladser på Sølund\n"


def test_letters_that_are_written_in_parts_become_whole() -> None:
    page = "<p>A\u030argang, ﬁnansiering og \ud7ff ok</p>"
    assert read(page.encode(), "a.html") == "Årgang, finansiering og \ud7ff ok\n"


def test_a_folder_is_searched_through_and_unknown_types_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "A/c.PDF", "A/.skjult.md", "A/README.md", "A/billede.png", "A/B/d.docx", "e"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "A/genvej.txt").symlink_to(tmp_path / "b.txt")
    (tmp_path / "A/rundt").symlink_to(tmp_path, target_is_directory=True)
    found, passed = find_files([tmp_path, tmp_path / "b.txt"])
    assert found == sorted(
        tmp_path / n for n in ("b.txt", "A/c.PDF", "A/.skjult.md", "A/README.md", "A/B/d.docx")
    )
    assert {path.name for path in passed} == {"billede.png", "e", "genvej.txt"}
    assert all(path.suffix.lower() in SUPPORTED for path in found)


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("C:\\fakepath\\aftale.txt", "aftale.txt"),
        ("../../etc/aftale.txt", "aftale.txt"),
        ("a\nb\u202egnp.txt", "a_b_gnp.txt"),
        ("\udce6ble.txt", "_ble.txt"),
        ("A\u030arsag.TXT", "Årsag.TXT"),
    ],
)
def test_odd_file_names_are_stored_in_a_form_that_can_be_shown(name: str, stored: str) -> None:
    source = read_bytes(b"tekst", name, LIMITS)
    assert source.file == stored
    source.file.encode("utf-8")


def test_a_file_with_an_odd_name_on_disk_is_read_and_named_in_errors(tmp_path: Path) -> None:
    path = tmp_path / "rammeaftale ”26” – æøå \n#1.txt"
    path.write_text("Indhold", encoding="utf-8")
    assert read_source(path, LIMITS).text == "Indhold"
    path.write_bytes(b"")
    with pytest.raises(IngestError, match=r"rammeaftale ”26” – æøå _#1\.txt"):
        read_source(path, LIMITS)


def test_files_read_at_the_same_time_do_not_mix() -> None:
    def one(number: int) -> str:
        try:
            return read(
                text_pdf(f"Dokument {number}") if number % 2 else b"<p>Dokument %d</p>" % number, "a.pdf"
            )
        except IngestError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(one, range(8)))
    assert [text.strip() for text in found] == [
        f"Dokument {number}" if number % 2 else "forkert_endelse" for number in range(8)
    ]
