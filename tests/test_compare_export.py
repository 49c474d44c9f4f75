"""The comparison as a file: every citation is in it, and nothing in it runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import Citation
from assistant.compare_cell import KINDS
from assistant.compare_export import export
from assistant.compare_matrix import Cell, CellQuote, Column, Matrix, Row


def test_json_and_markdown_hold_every_citation(whole_matrix: Matrix) -> None:
    read = json.loads(export(whole_matrix, "json"))
    assert read["citations"][0]["quote"]
    text = export(whole_matrix, "md").decode()
    assert all(f"[{made.n}]" in text for made in whole_matrix.citations)
    assert text.count("\n| ") == 21


def test_csv_has_a_line_for_each_quote_and_each_empty_cell(whole_matrix: Matrix) -> None:
    raw = export(whole_matrix, "csv")
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


def test_xlsx_holds_matrix_differences_and_sources(whole_matrix: Matrix) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(whole_matrix, "xlsx")))
    assert book.sheetnames == ["Sammenligning", "Forskelle", "Kilder"]
    assert book["Sammenligning"].max_row == 21
    assert book["Kilder"].max_row == 1 + len(whole_matrix.citations)


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
