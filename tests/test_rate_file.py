"""A whole rate list: no row is lost, every verdict is the rule's own, and nothing in a cell can do harm."""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import rate_file_csv, rate_file_xlsx
from assistant.rate_file import RateFileRules, check_rate_file
from assistant.rate_file_columns import (
    ColumnMapping,
    RateFileError,
    field_of,
    find_columns,
    load_mapping,
    read_mapping,
)
from assistant.rate_file_row import RULE_OF, RowRules, ceiling_in, list_words
from assistant.rules.field_words import said
from assistant.rules.parameters import load_rules
from assistant.rules.registry import check
from assistant.rules.result import RuleError
from corpus import CORPUS
from ingest.regions import Regions

HEADER = "Tilbud;Region;År;Takst;Basistakst;Basisår;Pl %"
SOLHOEJ = "Solhøj;Midtjylland;2022;1.764,00;1.800,00;2019;"


def _rules() -> RateFileRules:
    texts: dict[str, str] = {}
    titles: dict[str, str] = {}
    for file in tomllib.loads((CORPUS / "sources.toml").read_text(encoding="utf-8"))["file"]:
        text = (CORPUS / "documents" / file["file"]).read_bytes().decode("utf-8")
        for part in file["parts"]:
            texts[part["id"]], titles[part["id"]] = text, part["title"]
    return RateFileRules(load_rules(texts), titles, Regions.load())


RULES = _rules()


def checked(source: Path, mapping: ColumnMapping | None = None) -> dict[str, Any]:
    out = io.StringIO()
    check_rate_file(source, out, RULES, mapping)
    read: dict[str, Any] = json.loads(out.getvalue())
    total = read["sum"]
    assert total["rows"] == len(read["rows"]) == total["verdicts"] + total["errors"]
    return read


def text_file(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "takster.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


Sheet = Callable[..., Path]


def sheet_file(folder: Path, *rows: list[Any], percent: tuple[int, int] | None = None) -> Path:
    path = folder / "takster.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    for at, row in enumerate(rows):
        page.write_row(at, 0, row)
    if percent:
        page.write_number(*percent, rows[percent[0]][percent[1]], book.add_format({"num_format": "0.0%"}))
    book.close()
    return path


# --- verdicts ------------------------------------------------------------------------------------------


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
    assert "ikke indlæst" in rows[0]["notes"]
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


# --- columns -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "field", "year"),
    [
        ("Takst", "takst", None),
        ("Døgntakst 2022 (kr.)", "takst", 2022),
        ("TAKST PR. DØGN", "takst", None),
        ("Takst i kr. pr. dag", "takst", None),
        ("Ny takst", "takst", None),
        ("Basistakst (kr.)", "basistakst", None),
        ("Basis-takst", "basistakst", None),
        ("Basisår", "basisaar", None),
        ("Takstår", "aar", None),
        ("PL-fremskrivning i %", "pl_pct", None),
        ("Pris- og lønfremskrivning", "pl_pct", None),
        ("pl 2021", "pl_pct", 2021),
        ("Tilbuddets navn", "tilbud", None),
        ("Ændring i pct.", "aendring_pct", None),
        ("Kontaktperson", None, None),
    ],
)
def test_headers_are_known_in_the_usual_spellings(header: str, field: str | None, year: int | None) -> None:
    assert field_of(header) == (field, year)


def test_columns_stand_in_any_order_below_a_title(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "Takstliste 2022;;;",
        ";;;",
        "Basistakst;Takst;Takstår;Region;Basisår",
        "1.800;1.764;2022;Region Midtjylland;2019",
    )
    found = checked(path)
    assert found["rows"][0]["verdict"] == "overholdt"
    assert found["rows"][0]["row"] == 4
    assert found["sum"]["before_header"] == 2


def test_years_in_the_headers_make_the_earlier_the_base(tmp_path: Path) -> None:
    path = text_file(tmp_path, "Tilbud;Region;Takst 2022;Takst 2019", "A;Midtjylland;1.764;1.800")
    row = checked(path)["rows"][0]
    assert (row["verdict"], row["ceiling"], row["year"]) == ("overholdt", "1764.00", "2022")


def test_yearly_projection_stands_in_columns_of_its_own(tmp_path: Path) -> None:
    path = text_file(
        tmp_path,
        "Region;År;Takst;Basistakst;pl 2020;pl 2021;pl 2022",
        "Hovedstaden;2021;103;100;1;2;3",
        "Hovedstaden;2022;103;100;1;2;3",
    )
    ceilings = [row["ceiling"] for row in checked(path)["rows"]]
    assert ceilings == ["103.02", "106.11"]


def test_a_municipality_tells_the_region(tmp_path: Path) -> None:
    path = text_file(
        tmp_path, "Driftsherre;År;Takst;Basistakst;Basisår", "Randers Kommune;2022;1.764;1.800;2019"
    )
    assert checked(path)["rows"][0]["region"] == "Midtjylland"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("k.toml", '[kolonner]\n"Afregning" = "takst"\n"Før" = "basistakst"\n[faste]\nregion = "Midtjylland"\naar = "2022"\nbasisaar = "2019"\n'),
        ("k.yaml", "kolonner: {Afregning: takst, Før: basistakst}\nfaste: {region: Midtjylland, aar: '2022', basisaar: '2019'}\n"),
    ],
)  # fmt: skip
def test_a_mapping_file_names_other_columns_and_fixed_values(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    path = text_file(tmp_path, "Sted;Før;Afregning", "A;1.800;1.764")
    assert checked(path, load_mapping(tmp_path / name))["rows"][0]["verdict"] == "overholdt"


def test_a_mapping_that_cannot_be_used_says_why(tmp_path: Path) -> None:
    with pytest.raises(RateFileError, match="»pris«"):
        read_mapping({"kolonner": {"Afregning": "pris"}})
    with pytest.raises(RateFileError, match="»Findes ikke«"):
        checked(text_file(tmp_path, HEADER, SOLHOEJ), read_mapping({"kolonner": {"Findes ikke": "takst"}}))


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("Region;År;Takst;Dagstakst;Basistakst", "»Takst« og »Dagstakst«"),
        ("Region;Takst;Basistakst", "år"),
        ("A;B;C", "mangler en kolonne med region"),
        ("Region;Takst 2019;Takst 2020;Takst 2021", "mere end to år"),
    ],
)
def test_a_header_that_is_not_clear_is_refused_with_what_to_do(
    tmp_path: Path, header: str, named: str
) -> None:
    with pytest.raises(RateFileError, match=named):
        checked(text_file(tmp_path, header, "1;2;3;4"))


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


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(_CELL, min_size=1, max_size=7), max_size=12))
def test_no_row_is_lost_whatever_its_cells_hold(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "vilkårlig.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerows([HEADER.split(";"), *rows])
    found = checked(path)
    # A cell that holds whole lines of the list counts as these lines: more rows, never fewer.
    assert found["sum"]["rows"] + found["sum"]["blank"] >= len(rows)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


# --- results -------------------------------------------------------------------------------------------

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


# --- bombs ---------------------------------------------------------------------------------------------


def _packed(folder: Path, **parts: bytes) -> Path:
    """A real workbook with parts put in the place of its own."""
    whole = sheet_file(folder, ["Region", "År", "Takst", "Basistakst"], ["Midtjylland", 2022, 1, 1])
    bomb = folder / "bombe.xlsx"
    names = {"sheet": "xl/worksheets/sheet1.xml", "shared": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
    put = {names[part]: content for part, content in parts.items()}
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, put.get(member, old.read(member)))
    return bomb


def test_a_part_that_unpacks_to_far_more_is_refused(tmp_path: Path) -> None:
    shared = b"<sst>" + b"<si><t>a</t></si>" * 3_000_000 + b"</sst>"
    with pytest.raises(RateFileError, match="pakker"):
        checked(_packed(tmp_path, shared=shared))
    with pytest.raises(RateFileError, match="pakker"):
        checked(_packed(tmp_path, styles=b" " * 5_000_000))


def test_a_row_and_a_text_without_end_are_refused(tmp_path: Path) -> None:
    noise = b"".join(b'<c r="A1"><v>%d</v></c>' % (n * 7919) for n in range(300_000))
    with pytest.raises(RateFileError, match="række eller tekst"):
        checked(
            _packed(
                tmp_path, sheet=b"<worksheet><sheetData><row>" + noise + b"</row></sheetData></worksheet>"
            )
        )
    with pytest.raises(RateFileError, match=r"række eller tekst|pakker"):
        checked(_packed(tmp_path, shared=b"<sst><si>" + b"<r><t>ab</t></r>" * 300_000 + b"</si></sst>"))


def test_rows_that_are_feigned_by_comments_are_refused(tmp_path: Path) -> None:
    noise = b"".join(b"<c><v>%d</v></c><!--<row >-->" % (n * 7919) for n in range(200_000))
    with pytest.raises(RateFileError, match="kommentarer"):
        checked(
            _packed(
                tmp_path, sheet=b"<worksheet><sheetData><row>" + noise + b"</row></sheetData></worksheet>"
            )
        )


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    lines = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 9))
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "aaaaaaaaaa">' + lines + b"]>"
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c t="inlineStr"><is><t>&e8;</t></is></c></row></sheetData></worksheet>'
    )
    with pytest.raises(RateFileError):
        checked(_packed(tmp_path, sheet=sheet))


def test_a_sheet_that_claims_a_million_rows_costs_only_those_it_has(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{letter}{{0}}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCDE", ("Region", "År", "Takst", "Basistakst", "Basisår"), strict=True)
    )
    values = "".join(
        f'<c r="{letter}{{0}}" t="inlineStr"><is><t>{text}</t></is></c>'
        for letter, text in zip("ABCDE", ("Midtjylland", "2022", "1.764", "1.800", "2019"), strict=True)
    )
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData><row r="1">{cells.format(1)}</row>'
        f'<row r="99999999">{values.format(99999999)}</row></sheetData></worksheet>'
    )
    rows = checked(_packed(tmp_path, sheet=sheet.encode()))["rows"]
    assert [(row["row"], row["verdict"]) for row in rows] == [(99999999, "overholdt")]


def test_a_text_file_that_is_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "stor.csv"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)
    with pytest.raises(RateFileError, match=r"2\.000 MB"):
        checked(path)
    monkeypatch.setattr(rate_file_csv, "MAX_LINE", 1_000)
    with pytest.raises(RateFileError, match="tegn lang"):
        checked(text_file(tmp_path, HEADER, "x" * 2_000))


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\n", b"PK\x03\x04brudt", b"\xd0\xcf\x11\xe0gammelt", b"a;b\0c;d\n"]
)
def test_a_file_that_is_no_list_is_refused_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "fil.xlsx"
    path.write_bytes(content)
    with pytest.raises(RateFileError, match=r"fil\.xlsx"):
        checked(path)


def test_a_damaged_sheet_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RateFileError, match=r"beskadiget|kan ikke læses"):
        checked(_packed(tmp_path, sheet=b"<worksheet><sheetData><row><c><v>1</v></c>"))
    assert rate_file_xlsx.MAX_SHARED < rate_file_xlsx.MAX_SHEET
