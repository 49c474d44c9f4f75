"""From the five files to sections, passages and units, and from any text to offsets that hold."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from ingest.documents import Document, Span, Unit
from ingest.intake import documents_of
from ingest.limits import Limits
from ingest.reading import read_source
from ingest.regions import Regions
from ingest.sections import structure
from ingest.sentences import sentence_spans
from ingest.sources import load_sources


@pytest.fixture(scope="module")
def shipped() -> dict[str, tuple[str, Document]]:
    """Every shipped document with the text of its file, by id."""
    sources, found = load_sources(CORPUS / "sources.toml"), {}
    for path in sorted((CORPUS / "documents").glob("*.txt")):
        source = read_source(path, Limits())
        for document in documents_of(source, sources, Regions.load(), set()):
            found[document.id] = (source.text, document)
    return found


def units(document: Document) -> list[Unit]:
    return [unit for passage in document.passages for unit in passage.units]


def unit_with(document: Document, words: str) -> Unit:
    return next(unit for unit in units(document) if words in unit.text)


def path_of(document: Document, words: str) -> tuple[str, ...]:
    passage = next(found for found in document.passages if words in found.text)
    return document.sections[passage.section].path


def check_offsets(text: str, start: int, end: int) -> None:
    sections, passages = structure(text, start, end, "Titel")
    assert [section.number for section in sections] == list(range(len(sections)))
    for section in sections:
        assert start <= section.span.start <= section.span.end <= end
        assert section.path[-1] == section.heading
    former = start
    for passage in passages:
        assert former <= passage.span.start < passage.span.end <= end
        former = passage.span.start
        for unit in passage.units:
            assert passage.span.start <= unit.span.start < unit.span.end <= passage.span.end
            stored = text[unit.span.start : unit.span.end]
            # Letters are never made up: those shown stand in the stored slice, in order.
            rest = iter(stored)
            assert all(letter in rest for letter in unit.text if letter.isalnum())
            assert unit.lead is None or 0 <= unit.lead < len(passage.units)


LINES = st.lists(
    st.sampled_from(
        [
            "# Rammeaftale", "## Takster", "Forord", "1. Indledning", "- et punkt i listen", "2) endnu et punkt",
            "Tema\tDato", "Roer\t3. maj", "Sags ID: 12", "Side 1 af 4", "Taksten er 3 kr. pr. dag. Den er fast",
            "Den gælder i 2023-24.", "kom-", "munale udgifter", "Her er listen:", "Forord ..... 3", "Takster\t4",
            "", "", "Indhold", "<p>Et</p>\t<p>Side 1 af 4</p>", "**Fed linje**", "»Citat«", "\u00a0",
        ]
    )
    | st.text(max_size=20),
    max_size=40,
).map("\n".join)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(text=LINES, cut=st.tuples(st.integers(0, 400), st.integers(0, 400)))
def test_offsets_hold_for_any_text_and_any_part_of_it(text: str, cut: tuple[int, int]) -> None:
    start, end = (min(at, len(text)) for at in sorted(cut))
    check_offsets(text, start, end)
    check_offsets(text, 0, len(text))


def test_offsets_hold_in_the_shipped_documents(shipped: dict[str, tuple[str, Document]]) -> None:
    for text, document in shipped.values():
        check_offsets(text, document.span.start, document.span.end)


def test_one_file_of_three_documents_is_three_with_offsets_into_the_one(
    shipped: dict[str, tuple[str, Document]],
) -> None:
    ids = ("midt-klimakonference-2020", "midt-dk2020-samarbejdsaftale", "midt-rammeaftale-2021-22")
    parts = [shipped[part][1] for part in ids]
    assert len({part.file for part in parts}) == 1
    assert [part.span.start for part in parts[1:]] == [part.span.end for part in parts[:-1]]
    assert (parts[0].span.start, parts[-1].span.end) == (0, len(shipped[ids[0]][0]))
    assert not {unit.text for unit in units(parts[0])} & {unit.text for unit in units(parts[2])}


@pytest.mark.parametrize(
    ("document", "shown", "stored"),
    [
        ("midt-rammeaftale-2021-22", "mindre omkostningstunge løsninger", "om-\n\nkostningstunge"),
        ("midt-rammeaftale-2021-22", "styre de kommunale og regionale", "kom-\n\nmunale"),
        ("midt-rammeaftale-2021-22", "takstaftalen for tilbud omfattet af rammeaftalen", "rammeaf-talen"),
        ("midt-rammeaftale-2021-22", "børne- og ungeområde", "børne- og ungeområde"),
    ],
)
def test_broken_words_are_whole_in_the_sentence_that_is_searched(
    shipped: dict[str, tuple[str, Document]], document: str, shown: str, stored: str
) -> None:
    text, found = shipped[document]
    unit = unit_with(found, shown)
    assert stored in text[unit.span.start : unit.span.end]


def test_a_sentence_that_goes_on_over_the_page_end_is_one(shipped: dict[str, tuple[str, Document]]) -> None:
    text, document = shipped["midt-rammeaftale-2021-22"]
    unit = unit_with(document, "særligt vigtigt at")
    assert "den viden" in unit.text
    assert "\n\n" in text[unit.span.start : unit.span.end]


def test_page_furniture_and_tables_of_contents_are_no_passages(
    shipped: dict[str, tuple[str, Document]],
) -> None:
    for _, document in shipped.values():
        for unit in units(document):
            assert not re.search(r"Sags ID|Dok\. ID|Weidekampsgade|Side \d af \d|\.{4,}\s*\d", unit.text)
            assert not re.fullmatch(r"(Forord|Indledning|Kontakt)\W*[sS]?\.?\s*\d+", unit.text)


def test_furniture_between_two_halves_of_a_sentence_is_not_read_with_it() -> None:
    page = "\n\nSags ID: SAG-{0}\n\nSide {0} af 3\n\n"
    text = (
        "Første side handler om roer." + page.format(1) + "Kommunerne betaler for de pladser, som de"
        + page.format(2) + "køber i året. Det sker hvert år." + page.format(3) + "Sidste side er kort nok."
    )  # fmt: skip
    _, passages = structure(text, 0, len(text), "Roer")
    shown = [unit.text for passage in passages for unit in passage.units]
    assert "Kommunerne betaler for de pladser, som de køber i året." in shown
    assert not any("Sags" in unit or "Side" in unit for unit in shown)


def test_a_margin_read_into_the_last_cells_of_a_table_is_left_out(
    shipped: dict[str, tuple[str, Document]],
) -> None:
    text, document = shipped["midt-dk2020-samarbejdsaftale"]
    rows = [unit for unit in units(document) if unit.kind == "row"]
    assert [row.text[:2] for row in rows] == ["1)", "2)", "3)", "4)", "5)"]
    assert "Weidekampsgade" not in "".join(text[row.span.start : row.span.end] for row in rows)


def test_tables_keep_their_rows_and_know_their_header(shipped: dict[str, tuple[str, Document]]) -> None:
    _, document = shipped["syd-opsamling-2022-23"]
    passage = next(found for found in document.passages if "Erfa-møde om egenbetaling" in found.text)
    row = next(unit for unit in passage.units if unit.text.startswith("Erfa-møde"))
    assert row.text.split(" | ") == [
        "Erfa-møde om egenbetaling", "Økonomimedarbejdere og andre nøglepersoner", "10. oktober 2022",
        "Socialdirektørforum",
    ]  # fmt: skip
    assert row.lead is not None
    assert passage.units[row.lead].text == "Tema | Målgruppe | Dato | Afholdt af"


@pytest.mark.parametrize(
    ("document", "words", "path"),
    [
        ("midt-rammeaftale-2023-24", "på både børne-unge- og", ("Fælles fokus på borgere med komplekse udfordringer",)),
        ("midt-rammeaftale-2021-22", "prisstruktur og takstberegning", ("Principper for takstsamarbejdet", "Rammerne for takstsamarbejdet")),
        ("midt-dk2020-samarbejdsaftale", "Region Midtjylland forventes at bidrage", ("Samarbejdsaftale om DK2020 Midtjylland", "Finansiering")),
        ("midt-norddjurs-sag-2023", "BEK nr. 1298", ("Lovgrundlag",)),
    ],
)  # fmt: skip
def test_a_passage_knows_the_headings_it_stands_under(
    shipped: dict[str, tuple[str, Document]], document: str, words: str, path: tuple[str, ...]
) -> None:
    assert path_of(shipped[document][1], words) == path


def test_headings_are_found_by_marks_by_numbers_and_by_standing_alone() -> None:
    text = """# Aftale

Indledende ord om aftalen.

Takster i perioden

Taksten er fast i hele perioden.

## 2. Opsigelse

Aftalen kan opsiges.

### Varsel

Varslet er 14 måneder.

# Bilag

Der er to bilag.
"""
    sections, passages = structure(text, 0, len(text), "Titel")
    paths = {sections[passage.section].path: passage.text for passage in passages}
    assert [path[-1] for path in paths] == ["Aftale", "Takster i perioden", "2. Opsigelse", "Varsel", "Bilag"]
    assert ("Aftale", "2. Opsigelse", "Varsel") in paths and ("Bilag",) in paths
    whole = next(section for section in sections if section.heading == "2. Opsigelse")
    assert text[whole.span.start : whole.span.end].endswith("14 måneder.\n\n")


def test_an_item_knows_the_sentence_that_leads_into_it() -> None:
    text = "# Aftale\n\nAftalen omfatter:\n\n- botilbud til voksne\n- støtte i eget hjem\n"
    _, (passage,) = structure(text, 0, len(text), "Aftale")
    items = [unit for unit in passage.units if unit.kind == "item"]
    assert len(items) == 2
    assert all(
        item.lead is not None and passage.units[item.lead].text == "Aftalen omfatter:" for item in items
    )


@pytest.mark.parametrize(
    "sentences",
    [
        ["Taksten er 1.250 kr. pr. døgn.", "Den gælder fra 1. januar 2023."],
        ["Jf. § 85 i lov om social service ydes støtte.", "Det sker m.v. efter aftale."],
        ["Varslet er 14 måneder, jf. bilag 1.", "Kommunen betaler ca. 3 mio. kr. årligt."],
        ["Se afsnit 2.1.", "Der står mere."],
        ["Hvem betaler?", "Det gør kommunen!", "Sådan er det."],
        ["Reglen står i § 85.", "Der er flere."],
        ["1. Den nære psykiatri er vigtig.", "Det er den."],
        ["Vedr. 1. Tværsektoriel indsats er der nyt.", "Det sker i 2023."],
        ["Det gælder fx børn, unge, voksne m.fl. i kommunen.", "»Det er godt.«", "Ja."],
        ["Aftalen gælder t.o.m. 31. december 2024 og evt. længere.", "Herefter ophører den."],
    ],
    ids=lambda sentences: sentences[0][:30],
)
def test_sentences_end_where_a_dane_would_end_them(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@given(st.text(alphabet="abÆ .!?1\n»«", max_size=60))
def test_sentences_cover_all_that_is_not_blank(text: str) -> None:
    spans = sentence_spans(text)
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(a < b for a, b in spans) and spans == sorted(spans)


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="start=5, end=3"):
        Span(5, 3)


def test_headings_are_found_in_a_pdf_page_without_blank_lines() -> None:
    text = (
        "Rammeaftale 2025-26\nKKR Sjælland og Region Sjælland har lavet aftalen sammen.\nTakster\n"
        "Taksten for et døgntilbud bliver fastsat af driftsherren, som\n"
        "orienterer kommunerne. Den gælder hele året.\nOpsigelse af aftalen\n"
        "Aftalen kan opsiges med 14 måneders varsel af hver part."
    )
    sections, passages = structure(text, 0, len(text), "Titel")
    assert [section.heading for section in sections[1:]] == [
        "Rammeaftale 2025-26",
        "Takster",
        "Opsigelse af aftalen",
    ]
    assert "fastsat af driftsherren, som orienterer kommunerne." in passages[1].text


def test_names_under_a_foreword_are_no_headings(shipped: dict[str, tuple[str, Document]]) -> None:
    _, document = shipped["hovedstaden-rammeaftale-2021-22"]
    assert not any("ormand for KKR" in section.heading for section in document.sections)


@pytest.mark.parametrize(
    "text",
    [
        "." * 200_000,
        "Afsnit 1 " + "." * 200_000 + "** 7 x",
        "# x\n" * 20_000,
        "".join(f"{'#' * (1 + number % 6)} Del {number}\n" for number in range(20_000)),
        "Indhold\n" + "\n" * 100_000 + "x",
        "Bl.a. " * 20_000,
        "12. A " * 20_000,
        "".join(f"Afsnit nummer {number} ..... {number}\n" for number in range(5_000))
        + "".join(f"\nAfsnit nummeret {number}\n\nEn tekst står her.\n" for number in range(3_000)),
    ],
    ids=["prikker", "lang indgang", "ens overskrifter", "niveauer", "tomt indhold", "forkortelser", "numre", "titler"],
)  # fmt: skip
def test_a_text_made_to_cost_the_square_of_its_length_takes_seconds(text: str) -> None:
    started = time.process_time()
    structure(text, 0, len(text), "Titel")
    # A second of processor at most; at the square of the length it would be hours.
    assert time.process_time() - started < 8


def test_lines_that_differ_by_more_than_a_page_number_are_what_the_document_says() -> None:
    offers = "\n\n".join(
        f"## Tilbud {letter}\n\nTakst pr. dag: {rate} kr.\n\nSide {page}"
        for page, (letter, rate) in enumerate(
            zip("ABCDEFGH", (1450, 1320, 990, 2010, 1450, 870, 1700, 1610), strict=True), 1
        )
    )
    _, passages = structure(offers, 0, len(offers), "Takster")
    said = " ".join(passage.text for passage in passages)
    assert all(f"{rate} kr." in said for rate in (1320, 990, 2010, 870, 1700, 1610))
    assert "Side" not in said


def test_a_long_table_that_goes_on_in_another_passage_keeps_its_heads() -> None:
    rows = "\n".join(f"Botilbud nummer {n} | Slagelse Kommune | {1000 + n} kr." for n in range(400))
    text = f"## Takster\n\nTilbud | Driftsherre | Takst 2026\n{rows}\n"
    _, passages = structure(text, 0, len(text), "Takstliste")
    assert len(passages) > 1
    for before, passage in pairwise(passages):
        assert before.span.end <= passage.span.start
    for passage in passages:
        for unit in passage.units:
            if unit.text.startswith("Botilbud"):
                assert unit.lead is not None
                assert passage.units[unit.lead].text == "Tilbud | Driftsherre | Takst 2026"
                assert passage.span.start <= unit.span.start < unit.span.end <= passage.span.end
