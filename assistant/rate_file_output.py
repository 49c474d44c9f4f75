"""A checked rate list as CSV, JSON or XLSX, written row by row."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Protocol, TextIO

import xlsxwriter

from assistant.rate_file_columns import Columns
from assistant.rate_file_outcome import Outcome
from assistant.rate_file_sum import WORDS, RateSum
from assistant.rules.figures import OERE, number

ADDED = (
    "Række", "Resultat", "Loft (kr.)", "Margin (kr.)", "Årsag", "Bestemmelse", "Forudsat og forbehold", "Fejl",
)  # fmt: skip
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[-−]?\d[\d.,\u00a0 ]*%?")
_TEXT_LIMIT = 32_767
_COLOURS = {
    "overholdt": ("#E3F1E4", "#0B4F14"),
    "ikke_overholdt": ("#FBE2E2", "#8A0F0F"),
    "kan_ikke_afgoeres": ("#FFF3CF", "#5C4300"),
    "beregnet": ("#E4EEF8", "#0C3C6B"),
    "fejl": ("#E6E6E6", "#000000"),
}


class Output(Protocol):
    """Takes the rows in order, then the sum."""

    def row(self, cells: Sequence[Any], outcome: Outcome) -> None: ...
    def close(self, total: RateSum) -> None: ...
    def abandon(self) -> None: ...


class Notes:
    """A note is written where it is first needed; later rows only name that row."""

    def __init__(self) -> None:
        self._first: dict[str, int] = {}

    def text(self, outcome: Outcome) -> str:
        if not outcome.notes:
            return ""
        first = self._first.setdefault(outcome.notes, outcome.number)
        return outcome.notes if first == outcome.number else f"Som række {first}"


def harmless(text: str) -> str:
    """The text of a CSV cell that no spreadsheet takes for a formula; numbers stay as they are."""
    if text.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def plain_text(value: Any) -> str:
    """A cell as Danish text."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return value if isinstance(value, str) else str(value)


def oere(value: Decimal | None) -> str:
    """An amount to the øre as a Danish Excel writes it, "3150,00"; never "-0,00"."""
    if value is None:
        return ""
    shown = value.quantize(OERE, ROUND_HALF_UP)
    return f"{shown if shown else abs(shown):f}".replace(".", ",")


class CsvOutput:
    """CSV as a Danish Excel saves it: semicolons, decimal commas, UTF-8 with a mark."""

    def __init__(self, path: Path, columns: Columns) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file, delimiter=";", lineterminator="\r\n")
        self._width = len(columns.header)
        self._notes = Notes()
        self._writer.writerow([*map(harmless, columns.header), *ADDED])

    def row(self, cells: Sequence[Any], outcome: Outcome) -> None:
        shown = [harmless(plain_text(cell)) for cell in cells[: self._width]]
        shown += [""] * (self._width - len(shown))
        self._writer.writerow(
            [
                *shown,
                outcome.number,
                WORDS[outcome.verdict],
                oere(outcome.ceiling),
                oere(outcome.margin),
                outcome.reason,
                outcome.clause,
                self._notes.text(outcome),
                harmless(outcome.error),
            ]
        )

    def close(self, total: RateSum) -> None:
        self._file.close()

    def abandon(self) -> None:
        self._file.close()


class JsonOutput:
    """One object: `rows` with a line each, then `sum`. Amounts are decimal strings to the øre."""

    def __init__(self, target: Path | TextIO, columns: Columns, rules_version: str) -> None:
        self._own = isinstance(target, Path)
        self._file = target.open("w", encoding="utf-8") if isinstance(target, Path) else target
        self._names = _unlike(columns.header)
        self._notes = Notes()
        self._first = True
        self._version = rules_version
        self._file.write('{"rows": [')

    def row(self, cells: Sequence[Any], outcome: Outcome) -> None:
        self._file.write("\n" if self._first else ",\n")
        self._first = False
        given = {name: plain_text(cell) for name, cell in zip(self._names, cells, strict=False)}
        line = {
            "row": outcome.number,
            "given": given,
            "region": outcome.region,
            "year": outcome.year,
            "verdict": None if outcome.error else outcome.verdict,
            "ceiling": _decimal(outcome.ceiling),
            "margin": _decimal(outcome.margin),
            "reason": outcome.reason,
            "clause": outcome.clause,
            "notes": self._notes.text(outcome),
            "error": outcome.error or None,
        }
        self._file.write(json.dumps(line, ensure_ascii=False))

    def close(self, total: RateSum) -> None:
        ended = json.dumps({"sum": total.as_dict(), "rules_version": self._version}, ensure_ascii=False)
        self._file.write("\n], " + ended[1:] + "\n")
        self._file.flush()
        self.abandon()

    def abandon(self) -> None:
        if self._own:
            self._file.close()


def _unlike(header: Sequence[str]) -> list[str]:
    """A name for each column, no two alike."""
    names: list[str] = []
    for column, name in enumerate(header, 1):
        names.append(f"{name or 'kolonne'} {column}" if not name or name in names else name)
    return names


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else oere(value).replace(",", ".")


class XlsxOutput:
    """A workbook with the rows, frozen header and coloured verdicts, and the sums on a sheet of their own."""

    def __init__(self, path: Path, columns: Columns, rules_version: str) -> None:
        # No text becomes a formula, a link or a number by itself.
        self._book = xlsxwriter.Workbook(
            str(path),
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self._sheet = self._book.add_worksheet("Takster")
        self._sums = self._book.add_worksheet("Sammentælling")
        self._head = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._money = self._book.add_format({"num_format": "#,##0.00"})
        self._looks = {
            verdict: self._book.add_format({"bg_color": ground, "font_color": ink, "bold": True})
            for verdict, (ground, ink) in _COLOURS.items()
        }
        self._width = len(columns.header)
        self._amounts = {at for name, at in columns.at.items() if name in ("takst", "basistakst")}
        self._years = {at for name, at in columns.at.items() if name in ("aar", "basisaar")}
        self._notes = Notes()
        self._version = rules_version
        self._at = 0
        widths = {"Række": 8, "Resultat": 18, "Årsag": 60, "Bestemmelse": 60, "Forudsat og forbehold": 40}
        for column, name in enumerate([*columns.header, *ADDED]):
            self._sheet.set_column(column, column, widths.get(name, 16))
            self._sheet.write_string(0, column, _cut(name), self._head)
        self._sheet.freeze_panes(1, 0)

    def row(self, cells: Sequence[Any], outcome: Outcome) -> None:
        self._at += 1
        at, sheet = self._at, self._sheet
        for column, cell in enumerate(cells[: self._width]):
            self._given(at, column, cell)
        column = self._width
        sheet.write_number(at, column, outcome.number)
        sheet.write_string(at, column + 1, WORDS[outcome.verdict], self._looks[outcome.verdict])
        for place, value in ((2, outcome.ceiling), (3, outcome.margin)):
            if value is not None:
                sheet.write_number(
                    at, column + place, float(value.quantize(OERE, ROUND_HALF_UP)), self._money
                )
        texts = (outcome.reason, outcome.clause, self._notes.text(outcome), outcome.error)
        for place, text in enumerate(texts, 4):
            if text:
                sheet.write_string(at, column + place, _cut(text))

    def _given(self, at: int, column: int, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, int | Decimal):
            if -(10**15) < cell < 10**15:
                look = self._money if column in self._amounts else None
                self._sheet.write_number(at, column, float(cell), look)
                return
        elif isinstance(cell, str) and (column in self._amounts or column in self._years):
            read = _figure(cell)
            if read is not None:
                look = self._money if column in self._amounts else None
                self._sheet.write_number(at, column, float(read), look)
                return
        self._sheet.write_string(at, column, _cut(cell.isoformat() if isinstance(cell, date) else str(cell)))

    def close(self, total: RateSum) -> None:
        if self._at:
            self._sheet.autofilter(0, 0, self._at, self._width + len(ADDED) - 1)
        sheet, at = self._sums, 0
        for line in total.table():
            for column, value in enumerate(line):
                look = self._head if at == 0 else None
                if isinstance(value, int | Decimal):
                    sheet.write_number(
                        at, column, float(value), self._money if isinstance(value, Decimal) else look
                    )
                else:
                    sheet.write_string(at, column, _cut(value), look)
            at += 1
        sheet.write_string(at + 1, 0, total.line())
        sheet.write_string(at + 2, 0, f"Regler: {self._version}")
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 9, 16)
        sheet.freeze_panes(1, 0)
        self._book.close()

    def abandon(self) -> None:
        self._book.close()


def _figure(text: str) -> Decimal | None:
    if not _NUMBER.fullmatch(text.strip()) or text.strip().endswith("%"):
        return None
    try:
        return number(text)
    except ValueError:
        return None


def _cut(text: str) -> str:
    return text if len(text) <= _TEXT_LIMIT else text[: _TEXT_LIMIT - 1] + "…"


SUFFIXES: Mapping[str, str] = {".csv": "CSV", ".json": "JSON", ".xlsx": "XLSX"}
