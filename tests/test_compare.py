"""The comparison of agreements: exact quotes of the right document, honest empty cells, computed differences."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant
from assistant.compare import Comparison, UnknownChoice
from assistant.compare_answer import asks_difference, asks_matrix, difference_answer, matrix_answer
from assistant.compare_cell import KINDS
from assistant.compare_export import export
from assistant.compare_figures import dates, numbers
from assistant.compare_matrix import Cell, CellQuote, Column, Matrix, Row
from assistant.question import understand
from assistant.subjects import load_subjects, pattern_of
from eval.compare import GOLD, load_gold, measure
from tests.conftest import run_command

NEW, OLD = "midt-rammeaftale-2023-24", "midt-rammeaftale-2021-22"
CASE, SYD, HOVED = "midt-norddjurs-sag-2023", "syd-opsamling-2022-23", "hovedstaden-rammeaftale-2021-22"
DOCUMENTS = [NEW, OLD, SYD, HOVED, CASE]
SUBJECTS = [subject.id for subject in load_subjects()]


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("compare") / "data"))
    with Assistant.open(data) as opened:
        yield opened


@pytest.fixture(scope="module")
def comparison(assistant: Assistant) -> Comparison:
    return Comparison(assistant.answering)


@pytest.fixture(scope="module")
def full(comparison: Comparison) -> Matrix:
    return comparison.matrix()


def cell(matrix: Matrix, subject: str, document: str) -> Cell:
    row = next(row for row in matrix.rows if row.subject == subject)
    return next(cell for cell in row.cells if cell.document == document)


def test_every_ready_subject_is_compared_for_every_agreement(full: Matrix) -> None:
    assert [row.subject for row in full.rows] == SUBJECTS
    assert [column.document for column in full.columns] == [HOVED, NEW, OLD, SYD]
    assert all(len(row.cells) == 4 for row in full.rows)


def test_the_cells_are_what_the_documents_say(full: Matrix) -> None:
    measured = measure(full, load_gold(GOLD))
    wrong = [f"{each.gold.subject} / {each.gold.document}: {each.reason}" for each in measured if each.reason]
    assert len(measured) == 80
    assert len(wrong) <= 4, wrong


def test_a_case_file_is_seen_in_the_cell_of_its_agreement(full: Matrix) -> None:
    found = cell(full, "takstudvikling", NEW)
    assert found.kind == "omtale"
    assert "under afklaring" in found.quotes[0].text
    assert [beside.document for beside in found.beside] == [CASE]
    assert "taksterne ikke kan stige" in found.beside[0].quotes[0].text
    assert cell(full, "overhead", NEW).beside == []


def test_numbers_that_differ_are_named(full: Matrix) -> None:
    row = next(row for row in full.rows if row.subject == "parter")
    found = next(difference for difference in row.differences if difference.kind == "tal")
    values = {value.document: value.value for value in found.values}
    assert values[HOVED] == "29 kommuner"
    assert values[NEW] == values[OLD] == "19 kommuner"


def test_dates_that_differ_are_named(full: Matrix) -> None:
    row = next(row for row in full.rows if row.subject == "basis-ydelsestakst")
    found = next(difference for difference in row.differences if difference.kind == "dato")
    assert {value.document: value.value for value in found.values} == {
        HOVED: "1. januar 2022",
        OLD: "1. januar 2022",
        NEW: "2024",
    }


def test_annexes_are_counted(full: Matrix) -> None:
    row = next(row for row in full.rows if row.subject == "bilag")
    found = next(difference for difference in row.differences if difference.kind == "antal")
    assert {value.document: value.value for value in found.values} == {HOVED: "2", NEW: "5", OLD: "8"}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    subjects=st.lists(st.sampled_from(SUBJECTS), max_size=4),
    documents=st.lists(st.sampled_from(DOCUMENTS), min_size=1, max_size=4),
    questions=st.lists(
        st.sampled_from(
            [
                "Hvor mange kommuner er med i Region Hovedstaden?",
                "Hvem er formand?",
                "takst 2 pct. Midtjylland",
            ]
        ),
        max_size=2,
    ),
)
def test_no_cell_quotes_another_document_and_every_quote_is_exact(
    assistant: Assistant,
    comparison: Comparison,
    subjects: list[str],
    documents: list[str],
    questions: list[str],
) -> None:
    matrix = comparison.matrix(subjects, documents, questions)
    snapshot = assistant.answering.snapshot
    citations = {made.n: made for made in matrix.citations}
    for made in citations.values():
        assert snapshot.texts[made.document][made.start : made.end] == made.quote
    for row in matrix.rows:
        for found in row.cells:
            assert all(citations[quote.n].document == found.document for quote in found.quotes)
            for beside in found.beside:
                assert snapshot.documents[beside.document].metadata.about == found.document
                assert all(citations[quote.n].document == beside.document for quote in beside.quotes)
            assert bool(found.empty) == (found.kind != "citat")
            assert bool(found.quotes) == (found.kind in ("citat", "omtale"))


def test_a_question_of_ones_own_is_a_row(comparison: Comparison) -> None:
    matrix = comparison.matrix(questions=["Hvad er reglerne for socialpædagogisk ledsagelse til ferier?"])
    assert [row.subject for row in matrix.rows] == [""]
    kinds = {found.document: found.kind for found in matrix.rows[0].cells}
    assert kinds[OLD] == "citat"
    assert kinds[HOVED] == "ikke_reguleret"
    assert kinds[SYD] == "ikke_aftalen"


def test_an_unknown_subject_or_document_is_named(comparison: Comparison) -> None:
    with pytest.raises(UnknownChoice, match=r"»takster«.*takstudvikling"):
        comparison.matrix(subjects=["takster"])
    with pytest.raises(UnknownChoice, match=r"»nord«.*hovedstaden"):
        comparison.matrix(documents=["nord"])
    with pytest.raises(UnknownChoice, match="tomt"):
        comparison.matrix(questions=["  "])


def test_a_second_matrix_takes_well_under_two_seconds_of_processor(
    comparison: Comparison, full: Matrix
) -> None:
    assert full.rows
    started = time.process_time()
    comparison.matrix()
    # A tenth of that is used: a busy machine does not come near it, embedding every passage anew is far beyond it.
    assert time.process_time() - started < 2


FOURTH = """# Rammeaftale 2025-26

## Forord

Rammeaftalen er indgået mellem de 11 nordjyske kommuner og Region Nordjylland. Aftalen gælder fra den 1. januar 2025 til
den 31. december 2026. Den er godkendt af kommunalbestyrelserne og Regionsrådet den 12. november 2024.

## Udviklingstemaer

I perioden arbejdes der med tre udviklingstemaer:

- Rekruttering
- Unge i overgangen til voksenlivet
- Digitale støtteformer

## Takster

Taksterne må højst stige med den almindelige pl-fremskrivning i 2025 og 2026.

Over- og underskud over 5 pct. tilbagebetales til køberkommunerne året efter.
"""


def test_an_agreement_of_another_region_is_compared_as_it_stands(data_copy: Path, tmp_path: Path) -> None:
    file = tmp_path / "nord.txt"
    file.write_text(FOURTH, encoding="utf-8")
    assert run_command("ingest", str(file), data=data_copy).code == 0
    with Assistant.open(data_copy) as opened:
        matrix = Comparison(opened.answering).matrix()
    new = next(column.document for column in matrix.columns if column.region == "Nordjylland")
    found = {row.subject: next(one for one in row.cells if one.document == new) for row in matrix.rows}
    texts = {subject: " ".join(quote.text for quote in one.quotes) for subject, one in found.items()}
    assert "11 nordjyske kommuner" in texts["parter"]
    assert "1. januar 2025" in texts["aftaleperiode"]
    assert "12. november 2024" in texts["godkendelse"]
    assert "Digitale støtteformer" in texts["fokusomraader"]
    assert "må højst stige" in texts["takstudvikling"]
    assert "5 pct." in texts["over-underskud"]
    empty = {subject for subject, one in found.items() if one.kind == "ikke_reguleret"}
    assert {"overhead", "oekonomimodel", "standardkontrakt", "bilag", "kontakt"} <= empty


# --- exports ---------------------------------------------------------------------------------------------


def test_json_and_markdown_hold_every_citation(full: Matrix) -> None:
    read = json.loads(export(full, "json"))
    assert read["citations"][0]["quote"]
    text = export(full, "md").decode()
    assert all(f"[{made.n}]" in text for made in full.citations)
    assert text.count("\n| ") == 21


def test_csv_has_a_line_for_each_quote_and_each_empty_cell(full: Matrix) -> None:
    raw = export(full, "csv")
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    overhead = [row for row in rows if row["Emne"] == "Overhead"]
    assert {row["Resultat"] for row in overhead} == {
        "fastsat",
        KINDS["ikke_reguleret"],
        KINDS["ikke_aftalen"],
    }
    quoted = [row for row in rows if row["Fil"]]
    assert len(quoted) >= 60
    assert all(row["Ordret citat"] and int(row["Fra"]) < int(row["Til"]) for row in quoted)


def test_xlsx_holds_matrix_differences_and_sources(full: Matrix) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(full, "xlsx")))
    assert book.sheetnames == ["Sammenligning", "Forskelle", "Kilder"]
    assert book["Sammenligning"].max_row == 21
    assert book["Kilder"].max_row == 1 + len(full.citations)


FORMULAS = st.builds(
    str.__add__, st.sampled_from(["=", "+", "-", "@", "\t=", "\r=", " =", "\n@"]), st.text(max_size=12)
)


@settings(max_examples=40, deadline=None)
@given(text=FORMULAS)
def test_no_export_holds_a_formula(text: str) -> None:
    matrix = crafted(text)
    for row in csv.reader(io.StringIO(export(matrix, "csv").decode("utf-8-sig"), newline=""), delimiter=";"):
        for value in row:
            assert not value.lstrip("\ufeff").startswith(("=", "+", "@", "\t", "\r"))
            assert not value.startswith("-")
    book = openpyxl.load_workbook(io.BytesIO(export(matrix, "xlsx")))
    assert all(one.data_type != "f" for sheet in book for line in sheet.iter_rows() for one in line)


def crafted(text: str) -> Matrix:
    made = Citation(
        n=1, document="a", title=text, region=text, section=text, file="f.txt", start=0, end=1, quote=text,
        passage=text, url="/dokument/a",
    )  # fmt: skip
    column = Column(
        document="a", title=text, region=text, kind="rammeaftale", valid_from=None, valid_to=None, standing="",
        note="",
    )  # fmt: skip
    one = Cell(document="a", kind="citat", quotes=[CellQuote(text=text, n=1)])
    return Matrix(columns=[column], rows=[Row(subject="", title=text, cells=[one])], citations=[made])


# --- what is computed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("den 1. juli 2022", ["2022-07-01"]),
        ("fra 1/1-2022 og i maj 2020", ["2022-01-01", "2020-05"]),
        ("perioden 2023-24", ["2023/2024"]),
        ("til og med 2022", ["2022"]),
    ],
)
def test_dates_are_read(text: str, expected: list[str]) -> None:
    assert dates(text) == expected


def test_numbers_are_read_with_what_they_count() -> None:
    found = numbers("De 29 kommuner, 2 pct., 10.000 pladser og to områder i 2022. Tlf: 41 71 99 98")
    assert [(str(figure.value), figure.shown) for figure in found] == [
        ("29", "29 kommuner"),
        ("2", "2 pct."),
        ("10000", "10.000 pladser"),
        ("2", "to områder"),
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("overhead*", "en overheadprocent på 6", True),
        ("# kommuner", "de 19 kommuner", True),
        ("# kommuner", "de kommuner", False),
        ("# * kommuner", "de 19 midtjyske kommuner", True),
        ("takst* … stige", "Taksterne kan ikke stige", True),
        ("takst* … stige", "stige taksterne", False),
        ("central* udmelding*", "Decentrale udmeldinger", False),
    ],
)
def test_patterns_of_the_subjects_file(pattern: str, text: str, fits: bool) -> None:
    assert bool(pattern_of(pattern).search(text)) == fits


# --- in chat ---------------------------------------------------------------------------------------------

DAY = date(2026, 11, 22)


def marked_lines_are_cited(answer: Answer) -> None:
    """Every quote in the text has its [n], and every [n] its citation."""
    numbers = {int(found) for found in re.findall(r"\[(\d+)\]", answer.answer)}
    assert numbers == {made.n for made in answer.citations}
    for line in answer.answer.splitlines():
        if "»" in line:
            assert re.search(r"\[\d+\]", line), line


def test_chat_compares_a_subject_region_by_region(assistant: Assistant) -> None:
    answer = matrix_answer(assistant.answering, "Sammenlign overhead i de tre regioner", DAY)
    assert answer is not None and answer.status == "answered"
    assert "hen imod 6 %" in answer.answer
    assert answer.answer.count("Ikke reguleret i dokumentet.") == 2
    assert {made.document for made in answer.citations} == {HOVED}
    marked_lines_are_cited(answer)


def test_chat_compares_only_the_regions_that_are_named(assistant: Assistant) -> None:
    answer = matrix_answer(
        assistant.answering, "Hvad er forskellen på taksterne i Midtjylland og Hovedstaden?", DAY
    )
    assert answer is not None
    assert "Syddanmark" not in answer.answer
    assert "under afklaring" in answer.answer and "taksterne ikke kan stige" in answer.answer
    marked_lines_are_cited(answer)


def test_chat_says_what_is_new_in_an_agreement(assistant: Assistant) -> None:
    asked = "Hvad er nyt i rammeaftale 2023-24 i Midtjylland?"
    assert asks_difference(understand(asked, assistant.answering.regions))
    answer = difference_answer(assistant.answering, asked, DAY)
    assert answer is not None
    assert "Nyt afsnit »Nationale reformer«" in answer.answer
    assert "»2 pct.« er udgået" in answer.answer
    marked_lines_are_cited(answer)


def test_chat_has_no_difference_where_a_region_has_one_version(assistant: Assistant) -> None:
    assert difference_answer(assistant.answering, "Hvad er nyt i aftalen i Hovedstaden?", DAY) is None


@pytest.mark.parametrize(
    ("asked", "versions"),
    [
        ("Hvad er nyt i rammeaftale 2023-24?", True),
        ("Hvad er ændret siden sidste aftale?", True),
        ("Hvad er forskellen på rammeaftale 2021-22 og 2023-24?", True),
        ("Hvad er forskellen på taksterne i Midtjylland og Hovedstaden?", False),
        ("Hvor mange kommuner er der?", False),
    ],
)
def test_a_question_about_two_versions_is_known(assistant: Assistant, asked: str, versions: bool) -> None:
    assert asks_difference(understand(asked, assistant.answering.regions)) is versions


@pytest.mark.parametrize(
    ("asked", "matrix"),
    [
        ("Sammenlign overhead i de tre regioner", True),
        ("Sammenlign aftalerne", True),
        ("Hvilke regioner bruger standardkontrakten?", True),
        ("Hvilke aftaleperioder har de tre regioner?", True),
        ("Sammenlign indsatserne for borgere med autisme", False),
        ("Hvad er nyt i rammeaftale 2023-24?", False),
        ("Hvem er formand for KKR Midtjylland?", False),
    ],
)
def test_the_matrix_answers_only_what_it_has_rows_for(assistant: Assistant, asked: str, matrix: bool) -> None:
    answering = assistant.answering
    assert asks_matrix(answering, understand(asked, answering.regions)) is matrix
