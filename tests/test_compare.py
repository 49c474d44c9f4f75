"""The comparison of agreements: exact quotes of the right document, honest empty cells, computed differences."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.compare import Comparison, UnknownChoice
from assistant.compare_matrix import Cell, Matrix
from assistant.subjects import load_subjects
from eval.compare import GOLD, load_gold, measure
from tests.conftest import run_command

NEW, OLD = "midt-rammeaftale-2023-24", "midt-rammeaftale-2021-22"
CASE, SYD, HOVED = "midt-norddjurs-sag-2023", "syd-opsamling-2022-23", "hovedstaden-rammeaftale-2021-22"
DOCUMENTS = [NEW, OLD, SYD, HOVED, CASE]
SUBJECTS = [subject.id for subject in load_subjects()]


def cell(matrix: Matrix, subject: str, document: str) -> Cell:
    row = next(row for row in matrix.rows if row.subject == subject)
    return next(cell for cell in row.cells if cell.document == document)


def test_every_ready_subject_is_compared_for_every_agreement(whole_matrix: Matrix) -> None:
    assert [row.subject for row in whole_matrix.rows] == SUBJECTS
    assert [column.document for column in whole_matrix.columns] == [HOVED, NEW, OLD, SYD]
    assert all(len(row.cells) == 4 for row in whole_matrix.rows)


def test_the_cells_are_what_the_documents_say(whole_matrix: Matrix) -> None:
    measured = measure(whole_matrix, load_gold(GOLD))
    wrong = [f"{each.gold.subject} / {each.gold.document}: {each.reason}" for each in measured if each.reason]
    assert len(measured) == 80
    assert len(wrong) <= 4, wrong


def test_a_case_file_is_seen_in_the_cell_of_its_agreement(whole_matrix: Matrix) -> None:
    found = cell(whole_matrix, "takstudvikling", NEW)
    assert found.kind == "omtale"
    assert "under afklaring" in found.quotes[0].text
    assert [beside.document for beside in found.beside] == [CASE]
    assert "taksterne ikke kan stige" in found.beside[0].quotes[0].text
    assert cell(whole_matrix, "overhead", NEW).beside == []


def test_numbers_that_differ_are_named(whole_matrix: Matrix) -> None:
    row = next(row for row in whole_matrix.rows if row.subject == "parter")
    found = next(difference for difference in row.differences if difference.kind == "tal")
    values = {value.document: value.value for value in found.values}
    assert values[HOVED] == "29 kommuner"
    assert values[NEW] == values[OLD] == "19 kommuner"


def test_dates_that_differ_are_named(whole_matrix: Matrix) -> None:
    row = next(row for row in whole_matrix.rows if row.subject == "basis-ydelsestakst")
    found = next(difference for difference in row.differences if difference.kind == "dato")
    assert {value.document: value.value for value in found.values} == {
        HOVED: "1. januar 2022",
        OLD: "1. januar 2022",
        NEW: "2024",
    }


def test_annexes_are_counted(whole_matrix: Matrix) -> None:
    row = next(row for row in whole_matrix.rows if row.subject == "bilag")
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
    comparison: Comparison, whole_matrix: Matrix
) -> None:
    assert whole_matrix.rows
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
