"""Rows of the first sheet of an XLSX file, streamed, after a look at what the file unpacks to."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree  # type: ignore[import-untyped]  # lxml has no types of its own
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import column_index_from_string
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.exceptions import InvalidFileException

from assistant.rate_file_columns import RateFileError
from assistant.rules.figures import decimal_text

MAX_MEMBERS = 2_000
MAX_SHEET = 1_000_000_000
MAX_SHARED = 48_000_000
MAX_OTHER = 4_000_000
MAX_RATIO = 400
MAX_COLUMNS = 200
MAX_PIECE = 1_000_000
MAX_CELL = 32_767
_CHUNK = 1 << 20
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_SHARED = "xl/sharedstrings.xml"
_BROKEN = (
    InvalidFileException, KeyError, IndexError, ValueError, TypeError, AttributeError, ArithmeticError,
    SyntaxError, EOFError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
Cell = str | int | Decimal | date | None


def guard(path: Path) -> None:
    """Refuse a file that would unpack to more than can be held.

    The reader holds one row and all shared strings at a time, so a row and a string are bounded as well as
    the parts themselves. Raises RateFileError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise _refused(path, f"rummer {len(members)} dele")
            for member in members:
                _check(path, archive, member)
    # zipfile raises NotImplementedError for a packing it does not know.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise RateFileError(
            f"»{path.name}« er beskadiget, låst med kodeord eller ikke en XLSX-fil. Gem den igen i Excel."
        ) from error


def _check(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    name = member.filename.replace("\\", "/").lstrip("/")
    if not name.lower().endswith((".xml", ".rels")):
        return
    sheet, shared = bool(_SHEET.fullmatch(name)), name.lower() == _SHARED
    limit = MAX_SHEET if sheet else MAX_SHARED if shared else MAX_OTHER
    large = member.file_size > MAX_OTHER
    if member.file_size > limit:
        raise _refused(path, f"pakker »{name}« ud til {member.file_size // 10**6} MB")
    if large and member.file_size > MAX_RATIO * max(1, member.compress_size):
        raise _refused(
            path,
            f"pakker »{name}« ud til {member.file_size // max(1, member.compress_size)} gange dens størrelse",
        )
    if name.lower() == "[content_types].xml":
        _check_types(path, archive.read(member))
    if large and (sheet or shared):
        _check_pieces(path, archive, member, rb"<(?:\w+:)?row[\s>/]" if sheet else rb"<(?:\w+:)?si[\s>/]")


def _check_types(path: Path, content: bytes) -> None:
    # A part in the sheets' folder is bounded as a sheet; it must not be read as something that is held whole.
    for override in re.findall(rb"<(?:\w+:)?Override\b[^>]*>", content):
        if (
            re.search(rb"""["']/?xl/worksheets/""", override, re.IGNORECASE)
            and b"worksheet+xml" not in override
        ):
            raise _refused(path, "beskriver sine dele forkert")


def _check_pieces(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, tag: bytes) -> None:
    """No more than MAX_PIECE bytes between two starts of a row or string, and nothing that could feign one."""
    start = re.compile(tag)
    read, last, tail = 0, 0, b""
    with archive.open(member) as file:
        # The XML declaration itself begins with <?, never with <!.
        while chunk := file.read(_CHUNK):
            text = tail + chunk
            if b"<!" in text:
                raise _refused(path, f"har kommentarer eller erklæringer i »{member.filename}«")
            offset = read - len(tail)
            read += len(chunk)
            for end in [offset + found.end() for found in start.finditer(text)] + [read]:
                if end - last > MAX_PIECE:
                    raise _refused(path, f"har en række eller tekst over {MAX_PIECE // 10**6} MB")
                last = max(last, end) if end < read else last
            tail = text[-40:]


def _refused(path: Path, why: str) -> RateFileError:
    return RateFileError(
        f"»{path.name}« {why} og bliver ikke læst. Gem arket som en ny XLSX-fil uden andet indhold, eller som CSV."
    )


def xlsx_rows(path: Path) -> Iterator[tuple[int, list[Cell], int]]:
    """Row number from 1, cells without empty ones at the end, and the sheet's own count of rows (0: unknown).

    Rows without any cell are left out. Raises RateFileError.
    """
    guard(path)
    # Our own handle, so that it is closed also where the workbook cannot be opened.
    with path.open("rb") as file:
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        except _BROKEN as error:
            raise RateFileError(
                f"»{path.name}« kan ikke læses som en XLSX-fil. Gem den igen i Excel."
            ) from error
        with closing(book):
            if not book.worksheets:
                raise RateFileError(f"»{path.name}« har intet regneark.")
            sheet = book.worksheets[0]
            rows = sheet.max_row or 0
            try:
                for number, cells in _Sheet(book, sheet).rows():
                    yield number, cells, rows
            except _BROKEN as error:
                raise RateFileError(
                    f"Arket i »{path.name}« er beskadiget og kan ikke læses til ende. Gem det igen i Excel."
                ) from error


class _Sheet:
    """The rows of a sheet as lxml streams them: openpyxl builds an object a cell, which takes five times as long."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._strings: list[str] = sheet._shared_strings
        self._kinds: dict[str, str] = {}
        self._letters: dict[str, int] = {}

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        number = 0
        with closing(self._sheet._get_source()) as source:
            found = etree.iterparse(
                source, events=("end",), tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False
            )
            for _, row in found:
                given = row.get("r")
                number = int(given) if given else number + 1
                cells = self._cells(row)
                row.clear()
                parent = row.getparent()
                while parent is not None and row.getprevious() is not None:
                    del parent[0]
                if cells:
                    yield number, cells

    def _cells(self, row: Any) -> list[Cell]:
        cells: list[Cell] = []
        for element in row:
            place = element.get("r")
            column = self._column(place) if place else len(cells)
            value = self._value(element)
            if value is None or column >= MAX_COLUMNS:
                continue
            if column > len(cells):
                cells += [None] * (column - len(cells))
            if column == len(cells):
                cells.append(value)
            else:
                cells[column] = value
        return cells

    def _column(self, place: str) -> int:
        letters = place.rstrip("0123456789")
        if letters not in self._letters:
            self._letters[letters] = column_index_from_string(letters) - 1
        return self._letters[letters]

    def _value(self, element: Any) -> Cell:
        kind = element.get("t", "n")
        if kind == "inlineStr":
            return "".join(t for t in element.itertext() if t)[:MAX_CELL] or None
        text: str | None = next((child.text for child in element if child.tag.endswith("}v")), None)
        if not text:
            return None
        match kind:
            case "s":
                return self._strings[int(text)][:MAX_CELL] or None
            case "b":
                return "ja" if text == "1" else "nej"
            case "n":
                return self._number(text, element.get("s", "0"))
            case "d":
                return date.fromisoformat(text[:10])
        return text[:MAX_CELL]

    def _number(self, text: str, style: str) -> Cell:
        kind = self._kinds.get(style)
        if kind is None:
            shown = str(ReadOnlyCell(self._sheet, 1, 1, None, "n", int(style)).number_format)
            kind = "date" if is_date_format(shown) else "percent" if "%" in shown else ""
            self._kinds[style] = kind
        # Excel itself shows no more than 15 digits; the last ones of a float are noise of its arithmetic.
        figure = Decimal(text) if text.isdigit() and len(text) < 15 else Decimal(f"{float(text):.15g}")
        if not figure.is_finite():
            return text
        if kind == "percent":
            return f"{decimal_text(figure * 100, 0, 12)} %"
        if kind == "date":
            moment = from_excel(float(figure), self._book.epoch)
            if isinstance(moment, datetime):
                return date(moment.year, moment.month, moment.day)
            return str(moment)
        if abs(figure) < 10**15 and figure == figure.to_integral_value():
            return int(figure)
        return figure
