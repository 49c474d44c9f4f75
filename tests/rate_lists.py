"""Rate lists for the tests of checking a whole list, and the list checked."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

from assistant.rate_file import RateFileRules, check_rate_file
from assistant.rate_file_columns import ColumnMapping
from assistant.rules.parameters import load_rules
from ingest.regions import Regions
from tests.shipped_documents import TITLES, WHOLE

HEADER = "Tilbud;Region;År;Takst;Basistakst;Basisår;Pl %"
SOLHOEJ = "Solhøj;Midtjylland;2022;1.764,00;1.800,00;2019;"


RULES = RateFileRules(load_rules(WHOLE), TITLES, Regions.load())


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
