"""A rate list that is too large, packed or broken is refused with a sentence, and costs little."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assistant import rate_file_csv, rate_file_xlsx
from assistant.rate_file_columns import (
    RateFileError,
)
from tests.rate_lists import HEADER, checked, sheet_file, text_file


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
