"""A whole rate list: no row is lost, and every verdict is the rule's own."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.rate_file_columns import (
    ColumnMapping,
    find_columns,
)
from assistant.rate_file_row import RULE_OF, RowRules, ceiling_in, list_words
from assistant.rules.field_words import said
from assistant.rules.registry import check
from assistant.rules.result import RuleError
from tests.rate_lists import HEADER, RULES, SOLHOEJ, checked, sheet_file, text_file


def test_each_row_gets_verdict_ceiling_margin_reason_and_clause(tmp_path: Path) -> None:
    rows = checked(
        text_file(
            tmp_path,
            HEADER,
            SOLHOEJ,
            "Solhøj;Midtjylland;2022;1.764,01;1.800,00;2019;",
            "Havblik;Hovedstaden;2022;3.200;3.000;2019;5",
        )
    )["rows"]
    assert [row["verdict"] for row in rows] == ["overholdt", "ikke_overholdt", "ikke_overholdt"]
    assert [row["ceiling"] for row in rows] == ["1764.00", "1764.00", "3150.00"]
    assert [row["margin"] for row in rows] == ["0.00", "-0.01", "-50.00"]
    assert rows[2]["reason"].startswith("3.200,00 kr. er 50,00 kr. over loftet på 3.150,00 kr.")
    assert "indberettes" in rows[2]["reason"]
    assert "»Taksterne reduceres med minimum 2 pct. i hele perioden«" in rows[0]["clause"]
    assert "indgår ikke i reglen" in rows[0]["notes"]
    assert rows[1]["notes"] == "Som række 2"


def test_a_row_that_cannot_be_decided_has_its_own_error_and_the_others_stand(tmp_path: Path) -> None:
    rows = checked(
        text_file(
            tmp_path,
            HEADER,
            "A;Midtjylland;2022;x;1.800;2019;",
            "B;Midtjylland;2022;-5;1.800;2019;",
            "C;Hovedstaden;2022;3.200;3.000;2019;",
            "D;Narnia;2022;1;1;2019;",
            "E;Midtjylland;2031;1.764;1.800;2019;",
            "F;Midtjylland;2022;1.764;;2019;",
            "G;Midtjylland;2022;1.764;1.800;2019;;for;mange",
            SOLHOEJ,
        )
    )["rows"]
    errors = [row["error"] for row in rows]
    for error, named in zip(
        errors,
        (
            "Takst: »x« er ikke et beløb",
            "Takst: »-5«",
            "mangler: Pl %",
            "Narnia",
            "2031",
            "Basistakst",
            "9 celler",
        ),
        strict=False,
    ):
        assert named in error
    assert all(row["verdict"] is None for row in rows[:7])
    assert errors[7] is None
    assert rows[7]["verdict"] == "overholdt"


def test_a_region_without_a_rule_gets_no_figures(tmp_path: Path) -> None:
    row = checked(text_file(tmp_path, HEADER, "Fyn;Syddanmark;2022;1.000;900;2019;5"))["rows"][0]
    assert row["verdict"] == "kan_ikke_afgoeres"
    assert row["ceiling"] is None
    assert "Syddanmark" in row["reason"]


def test_the_unsettled_years_are_never_decided(tmp_path: Path) -> None:
    row = checked(text_file(tmp_path, HEADER, "A;Midtjylland;2023;1.900;1.800;2022;"))["rows"][0]
    assert row["verdict"] == "kan_ikke_afgoeres"
    assert "under afklaring" in row["reason"]


_RATE = st.decimals("0.01", "99999", places=2)
_PL = st.none() | st.decimals("-3", "20", places=2)


@settings(deadline=None)
@given(
    region=st.sampled_from(["Midtjylland", "Hovedstaden"]),
    year=st.integers(2018, 2025),
    base_year=st.none() | st.integers(2017, 2024),
    base=st.none() | _RATE,
    rate=st.none() | _RATE,
    pl=_PL,
    earlier=st.none() | st.decimals("0", "6", places=2),
    art=st.sampled_from([None, "takst", "udgift_pr_dag"]),
)
def test_a_row_is_decided_exactly_as_the_rule_decides(
    region: str,
    year: int,
    base_year: int | None,
    base: Decimal | None,
    rate: Decimal | None,
    pl: Decimal | None,
    earlier: Decimal | None,
    art: str | None,
) -> None:
    header = ["region", "år", "basisår", "basistakst", "takst", "pl", "tidligere reduktion", "art"]
    columns = find_columns(header, ColumnMapping())
    rows = RowRules(RULES.parameters, RULES.titles, columns, RULES.regions)
    found = rows.decide(2, [region, year, base_year, base, rate, pl, earlier, art])
    again = rows.decide(3, [region, year, base_year, base, rate, pl, earlier, art])
    assert found[1:] == again[1:]
    rule = RULE_OF[region]
    inputs: dict[str, Any] = {
        "aar": year,
        "basisaar": base_year,
        "basistakst": base,
        "takst": rate,
        "pl_pct": pl,
    }
    inputs |= {"tidligere_reduktion_pct": earlier} if region == "Midtjylland" else {"art": art}
    try:
        result = check(rule, inputs, RULES.parameters)
    except RuleError as wrong:
        assert (found.verdict, found.error) == ("fejl", said(wrong, list_words(columns)))
        return
    assert found.verdict == result.verdict
    assert found.ceiling == ceiling_in(result)
    if rate is not None and found.ceiling is not None:
        assert found.margin == found.ceiling - rate


# --- files as they are ---------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_encodings_and_delimiters_of_excel_are_read(tmp_path: Path, encoding: str, mark: str) -> None:
    lines = [line.replace(";", mark) for line in (HEADER, SOLHOEJ)]
    row = checked(text_file(tmp_path, *lines, encoding=encoding))["rows"][0]
    assert row["given"]["Tilbud"] == "Solhøj"
    assert row["verdict"] == "overholdt"


def test_commas_and_decimal_points_are_read_too(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Region,År,Takst,Basistakst,Basisår", "Midtjylland,2022,1764.50,1800,2019")
    assert checked(path)["rows"][0]["margin"] == "-0.50"


_CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=12)


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rows=st.lists(st.lists(_CELL, min_size=1, max_size=7), max_size=12))
def test_no_row_is_lost_whatever_its_cells_hold(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "vilkårlig.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerows([HEADER.split(";"), *rows])
    found = checked(path)
    # A cell that holds whole lines of the list counts as these lines: more rows, never fewer.
    assert found["sum"]["rows"] + found["sum"]["blank"] >= len(rows)


@settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lines=st.lists(st.text('a";1\t ', max_size=20), max_size=15))
def test_stray_quotes_swallow_no_line(tmp_path: Path, lines: list[str]) -> None:
    known = [f"Tilbud {n};Midtjylland;2022;1.764;1.800;2019;" for n in range(5)]
    path = text_file(tmp_path, HEADER, *lines, *known)
    given_names = [row["given"].get("Tilbud", "") for row in checked(path)["rows"]]
    assert [name for name in given_names if name.startswith("Tilbud ")] == [f"Tilbud {n}" for n in range(5)]


def test_a_percentage_cell_of_excel_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = sheet_file(
        tmp_path,
        ["Region", "År", "Takst", "Basistakst", "Pl"],
        ["Hovedstaden", 2022, 3150, 3000, 0.05],
        percent=(1, 4),
    )
    assert checked(path)["rows"][0]["ceiling"] == "3150.00"


def test_the_noise_of_floating_figures_does_not_decide(tmp_path: Path) -> None:
    path = sheet_file(
        tmp_path,
        ["Region", "År", "Takst", "Basistakst", "Basisår"],
        ["Midtjylland", 2022, 0.1 + 0.2, 0.3 / 0.98, 2019],
        ["Midtjylland", 2020, 0.1 + 0.2, 0.3, 2019],
    )
    assert checked(path)["rows"][1]["verdict"] == "overholdt"


def test_a_date_counts_as_its_year_and_gaps_are_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "takster.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.append(["Region", "År", "Takst", "Basistakst", "Basisår"])
    page["A9"], page["B9"], page["C9"], page["D9"], page["E9"] = (
        "Midtjylland",
        date(2022, 1, 1),
        1764,
        1800,
        2019,
    )
    book.save(path)
    found = checked(path)
    assert [(row["row"], row["verdict"]) for row in found["rows"]] == [(9, "overholdt")]
