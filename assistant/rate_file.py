"""Whole rate lists: every row gets a verdict with ceiling, margin, reason and clause, or its own error."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from assistant.rate_file_columns import ColumnMapping, Columns, RateFileError, find_columns, is_header
from assistant.rate_file_cpr import without_cpr
from assistant.rate_file_csv import csv_rows, encoding_of
from assistant.rate_file_outcome import Outcome
from assistant.rate_file_output import SUFFIXES, CsvOutput, JsonOutput, Output, XlsxOutput
from assistant.rate_file_row import RowRules
from assistant.rate_file_sum import RateSum
from assistant.rate_file_table import SUFFIX as TABLE
from assistant.rate_file_table import TableOutput
from assistant.rate_file_xlsx import xlsx_rows
from assistant.rules.context import Agreement
from assistant.rules.parameters import Parameters
from ingest.regions import Regions

MAX_ROWS = 1_000_000
HEADER_WITHIN = 30
_TOLD_EVERY = 2_000
Progress = Callable[[int, int, str], None]
_Line = tuple[int, Sequence[Any], str]


def _silent(done: int, of: int, what: str) -> None:
    """Nobody watches."""


@dataclass(frozen=True)
class RateFileRules:
    """What rows are decided by: the parameters, a title for each document id, and the agreements that are loaded."""

    parameters: Parameters
    titles: Mapping[str, str]
    regions: Regions
    agreements: Sequence[Agreement] = ()


def check_rate_file(
    source: Path,
    target: Path | TextIO,
    rules: RateFileRules,
    mapping: ColumnMapping | None = None,
    progress: Progress = _silent,
) -> RateSum:
    """Check a rate list (.xlsx, .xlsm or CSV) and write the result: a path by its suffix, a stream as JSON.

    The result file appears only when it is whole. Raises RateFileError for a file that cannot be used, and OSError.
    """
    if isinstance(target, Path):
        if target.suffix.lower() not in (*SUFFIXES, TABLE):
            raise RateFileError(f"»{target.name}«: resultatet skrives som {', '.join(SUFFIXES)}.")
        if target.resolve() == source.resolve():
            raise RateFileError(f"»{target.name}« er filen selv. Skriv resultatet til en anden fil.")
        unfinished = target.with_name(f".{target.name}.ufærdig{target.suffix}")
        try:
            total = _checked(source, unfinished, rules, mapping or ColumnMapping(), progress)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        return total
    return _checked(source, target, rules, mapping or ColumnMapping(), progress)


def _checked(
    source: Path, target: Path | TextIO, rules: RateFileRules, mapping: ColumnMapping, progress: Progress
) -> RateSum:
    total = RateSum()
    read, expected = _lines(source)
    lines = without_cpr(read, source)
    columns = find_columns(_header(lines, source, mapping, total), mapping)
    output = _output(target, columns, rules.parameters.version)
    decider = RowRules(rules.parameters, rules.titles, columns, rules.regions, rules.agreements)
    try:
        for line in lines:
            _take(line, columns, decider, output, total)
            if total.rows % _TOLD_EVERY == 0:
                progress(total.rows, max(expected(), total.rows), "Kontrollerer takster")
            if total.rows > MAX_ROWS:
                most = f"{MAX_ROWS:,}".replace(",", ".")
                raise RateFileError(f"»{source.name}« har over {most} rækker. Del den i flere filer.")
    except BaseException:
        output.abandon()
        raise
    output.close(total)
    progress(total.rows, total.rows, "Kontrollerer takster")
    return total


def _take(line: _Line, columns: Columns, decider: RowRules, output: Output, total: RateSum) -> None:
    number, cells, broken = line
    width = len(columns.header)
    if not broken and not any(cell is not None and cell != "" and str(cell).strip() for cell in cells):
        total.blank += 1
        return
    if not broken and len(cells) > width and any(cells[width:]):
        broken = f"Rækken har {len(cells)} celler, men overskriften har {width}."
    outcome = Outcome(number, "", "", "fejl", error=broken) if broken else decider.decide(number, cells)
    total.rows += 1
    total.add(outcome)
    output.row(cells, outcome)


def _lines(source: Path) -> tuple[Iterator[_Line], Callable[[], int]]:
    """The lines of the file, and about how many there are."""
    if not source.is_file():
        raise RateFileError(f"»{source.name}« findes ikke eller er ikke en fil.")
    if source.stat().st_size == 0:
        raise RateFileError(f"»{source.name}« er tom.")
    if zipfile.is_zipfile(source):
        known = [0]

        def sheet() -> Iterator[_Line]:
            for number, cells, rows in xlsx_rows(source):
                known[0] = rows
                yield number, cells, ""

        return sheet(), lambda: known[0]
    with source.open("rb") as file:
        head = file.read(8)
    if head.startswith((b"\xd0\xcf\x11\xe0", b"PK", b"%PDF")):
        raise RateFileError(
            f"»{source.name}« er et gammelt, beskadiget eller låst regneark eller slet ikke en takstliste. Gem den som XLSX eller CSV."
        )
    encoding, count = encoding_of(source)
    return csv_rows(source, encoding), lambda: count


def _header(lines: Iterator[_Line], source: Path, mapping: ColumnMapping, total: RateSum) -> Sequence[Any]:
    """The header row; lines above it are counted. Raises RateFileError where there is none."""
    wanted = {" ".join(name.casefold().split()) for name in mapping.columns}
    first: Sequence[Any] = ()
    for _, cells, _ in lines:
        named = {" ".join(str(cell).casefold().split()) for cell in cells if cell is not None}
        if (wanted and wanted <= named) or (not wanted and is_header(cells)):
            return cells
        first = first or cells
        total.before += 1
        if total.before >= HEADER_WITHIN:
            break
    if first:
        # Says which columns were found and which are missing.
        find_columns(first, mapping)
    raise RateFileError(
        f"»{source.name}« har ingen række med overskrifter som Region, År, Takst og Basistakst blandt de første"
        f" {HEADER_WITHIN} linjer. Sig med en kolonnefil, hvad kolonnerne er."
    )


def _output(target: Path | TextIO, columns: Columns, version: str) -> Output:
    if not isinstance(target, Path):
        return JsonOutput(target, columns, version)
    match target.suffix.lower():
        case ".csv":
            return CsvOutput(target, columns)
        case ".xlsx":
            return XlsxOutput(target, columns, version)
        case suffix if suffix == TABLE:
            return TableOutput(target, columns, version)
        case _:
            return JsonOutput(target, columns, version)
