"""Rows of a CSV file, streamed: encoding, delimiter and broken quotes as Excel and other systems leave them."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from assistant.rate_file_columns import RateFileError, is_header

MAX_BYTES = 250_000_000
MAX_LINE = 1_000_000
_CHUNK = 1 << 20
Line = tuple[int, list[str], str]
"""Line number from 1, cells, and what is wrong with the line ("" for nothing)."""


def encoding_of(path: Path) -> tuple[str, int]:
    """The encoding and the number of lines: UTF-8 or UTF-16 by mark, UTF-8 where it fits, else Windows-1252.

    Reads the file once in pieces. Raises RateFileError for a file that is too large or not text.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise RateFileError(
            f"»{path.name}« fylder {size // 10**6:,} MB; en CSV-fil må højst fylde {MAX_BYTES // 10**6} MB."
            " Del den i flere filer.".replace(",", ".")
        )
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", size // 100
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        lines, fits = 0, True
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise RateFileError(f"»{path.name}« er ikke en tekstfil. Gem den som CSV eller XLSX.")
            lines += chunk.count(b"\n")
            if fits:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    fits = False
        if fits:
            try:
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                fits = False
    return ("utf-8-sig" if fits else "cp1252"), max(1, lines)


def csv_rows(path: Path, encoding: str) -> Iterator[Line]:
    """Every line of the file as cells. A line that quotes break is given again by itself, with what is wrong."""
    # cp1252 leaves five bytes open; they become a visible mark instead of an error.
    with path.open("r", encoding=encoding, errors="replace", newline="") as file:
        delimiter, skipped = _delimiter(file)
        file.seek(0)
        lines = _Lines(file, path.name)
        for _ in range(skipped):
            next(lines)
            lines.taken.clear()
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        width = 0
        while True:
            start = lines.number + 1
            lines.taken.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield from _alone(lines.taken, start, delimiter)
                reader = csv.reader(lines, delimiter=delimiter, strict=True)
                continue
            if len(lines.taken) > 1 and _swallowed(cells, max(width, len(cells)), delimiter):
                yield from _alone(lines.taken, start, delimiter)
                continue
            width = max(width, len(cells))
            yield start, cells, ""


class _Lines:
    """The lines of a file with those that the row under way has taken."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self._name = file, name
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(MAX_LINE + 1)
        if not line:
            raise StopIteration
        if len(line) > MAX_LINE:
            raise RateFileError(
                f"Linje {self.number + 1} i »{self._name}« er over {MAX_LINE:,} tegn lang.".replace(",", ".")
            )
        self.number += 1
        self.taken.append(line)
        return line


def _delimiter(file: TextIO) -> tuple[str, int]:
    """The delimiter of the header, else the most frequent one; and how many lines only say which it is."""
    lines = [line for _ in range(30) if (line := file.readline(MAX_LINE + 1))]
    if lines and lines[0].lower().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4], 1
    marks = (";", "\t", ",")
    for mark in marks:
        if any(is_header([cell.strip('" \r\n') for cell in line.split(mark)]) for line in lines):
            return mark, 0
    return max(marks, key=lambda mark: sum(_outside_quotes(line, mark) for line in lines)), 0


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _swallowed(cells: list[str], width: int, delimiter: str) -> bool:
    """Whether a cell over several lines holds the rest of its row and more: a stray quote, not a line break."""
    return width > 2 and any(
        cell.count(delimiter) >= width - 1 and ("\n" in cell or "\r" in cell) for cell in cells
    )


def _alone(taken: list[str], start: int, delimiter: str) -> Iterator[Line]:
    for number, line in enumerate(taken, start):
        text = line.rstrip("\r\n")
        cells = text.split(delimiter)
        if '"' not in text:
            yield number, cells, ""
            continue
        try:
            yield number, next(csv.reader([text], delimiter=delimiter, strict=True)), ""
        except csv.Error:
            yield number, cells, "Anførselstegnene i linjen passer ikke sammen; ret dem i filen."
