"""The columns of a rate list: known by their headers, in any order, or named in a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.rate_file_columns import (
    RateFileError,
    field_of,
    load_mapping,
    read_mapping,
)
from tests.rate_lists import HEADER, SOLHOEJ, checked, text_file


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
