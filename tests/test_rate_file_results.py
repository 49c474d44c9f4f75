"""What comes back of a rate list: no formula, a workbook to read, whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from assistant.rate_file import check_rate_file
from assistant.rate_file_columns import (
    RateFileError,
)
from tests.rate_lists import HEADER, RULES, SOLHOEJ, sheet_file, text_file

DANGEROUS = ["=1+1", "+45 12 34 56 78", "-2+3", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://x")']


def _with_dangers(folder: Path) -> Path:
    return sheet_file(
        folder,
        ["Tilbud", "Region", "År", "Takst", "Basistakst", "Basisår", "Note", "=farlig"],
        *[["A", "Midtjylland", 2022, 1764, 1800, 2019, "", "x"] for _ in DANGEROUS],
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_becomes_a_formula(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / "farlig.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow([*HEADER.split(";"), "=Note"])
        writer.writerows(
            [text, "Midtjylland", 2022, "1.764", "1.800", 2019, "", "-1.234,50"] for text in DANGEROUS
        )
    target = tmp_path / f"ud{suffix}"
    check_rate_file(path, target, RULES)
    if suffix == ".csv":
        with target.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        for row in rows:
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r"))
        assert [row[0] for row in rows[1:]] == ["'" + text for text in DANGEROUS]
        # A negative number is a number.
        assert {row[7] for row in rows[1:]} == {"-1.234,50"}
        return
    page = openpyxl.load_workbook(target)["Takster"]
    for line in page.iter_rows():
        for cell in line:
            assert cell.data_type != "f"
            assert cell.hyperlink is None
    assert [str(page.cell(n, 1).value)[0] for n in range(2, 6)] == ["=", "+", "-", "@"]


def test_the_workbook_has_a_frozen_header_coloured_verdicts_and_a_summary(tmp_path: Path) -> None:
    source = text_file(
        tmp_path, HEADER, SOLHOEJ, "B;Midtjylland;2022;1.800;1.800;2019;", "C;Hovedstaden;2022;1;1;2019;", ""
    )
    target = tmp_path / "ud.xlsx"
    total = check_rate_file(source, target, RULES)
    assert total.line() == "3 rækker: 1 overholdt, 1 ikke overholdt, 1 fejl."
    book = openpyxl.load_workbook(target)
    page = book["Takster"]
    assert page.freeze_panes == "A2"
    header = [cell.value for cell in page[1]]
    verdict, ceiling = header.index("Resultat") + 1, header.index("Loft (kr.)") + 1
    assert [page.cell(n, verdict).value for n in (2, 3, 4)] == ["overholdt", "ikke overholdt", "fejl"]
    assert len({page.cell(n, verdict).fill.fgColor.rgb for n in (2, 3, 4)}) == 3
    assert page.cell(2, ceiling).value == 1764
    assert page.cell(2, 4).value == 1764
    sums = [[cell.value for cell in row] for row in book["Sammentælling"].iter_rows(max_row=4)]
    assert sums[1][:5] == ["Hovedstaden", "2022", 1, 0, 0]
    assert sums[2] == ["Midtjylland", "2022", 2, 1, 1, 0, 0, 0, 36]
    assert sums[3][:3] == ["I alt", "", 3]


def test_csv_results_open_in_a_danish_excel(tmp_path: Path) -> None:
    target = tmp_path / "ud.csv"
    check_rate_file(text_file(tmp_path, HEADER, SOLHOEJ), target, RULES)
    content = target.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b";1764,00;0,00;" in content
    assert content.endswith(b"\r\n")


def test_a_result_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "ud.csv"
    with pytest.raises(RateFileError):
        check_rate_file(text_file(tmp_path, "A;B", "1;2"), target, RULES)
    with pytest.raises(RateFileError, match="er filen selv"):
        check_rate_file(text_file(tmp_path, HEADER), tmp_path / "takster.csv", RULES)
    assert [path.name for path in tmp_path.iterdir()] == ["takster.csv"]


def test_progress_is_told_and_ends_with_all(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    source = text_file(tmp_path, HEADER, *[SOLHOEJ] * 4_500)
    check_rate_file(source, tmp_path / "ud.csv", RULES, progress=lambda *each: told.append(each))
    assert [done for done, _, _ in told] == [2_000, 4_000, 4_500]
    assert told[-1][:2] == (4_500, 4_500)
