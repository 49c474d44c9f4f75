"""The comparison as a spreadsheet, CSV, Markdown or JSON, each with its citations and safe from formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from typing import Literal

import xlsxwriter

from assistant.answer import Citation
from assistant.citations import shown
from assistant.compare_cell import KINDS
from assistant.compare_matrix import Cell, Matrix, MatrixDifference
from assistant.rate_file_output import FORMULA_STARTS

Format = Literal["json", "md", "csv", "xlsx"]
MEDIA: dict[Format, str] = {
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
KIND_NAMES = {"tal": "Tal", "dato": "Datoer", "antal": "Antal punkter", "forekomst": "Reguleret"}
_CELL_LIMIT = 32_000
_SOURCE_HEADER = (
    "Nr.",
    "Dokument",
    "Titel",
    "Region",
    "Afsnit",
    "Side",
    "Fil",
    "Fra",
    "Til",
    "Citat",
    "Adresse",
)
_CSV_HEADER = (
    "Emne", "Dokument", "Region", "Resultat", "Kilde til", "Tekst", "Afsnit", "Side", "Fil", "Fra", "Til", "Ordret citat",
)  # fmt: skip
_BULLET = re.compile(r"(?m)^[-•▪◦*]\s+")
_RESULTS = {"citat": "fastsat", "omtale": "omtalt uden at fastsætte noget"}


def export(matrix: Matrix, form: Format) -> bytes:
    """The whole matrix in a format; text is UTF-8, CSV with a mark for Excel."""
    makers: dict[Format, Callable[[Matrix], bytes]] = {
        "json": lambda made: (made.model_dump_json(indent=2) + "\n").encode(),
        "md": lambda made: markdown(made).encode(),
        "csv": _csv,
        "xlsx": _xlsx,
    }
    return makers[form](matrix)


def tidy(text: str) -> str:
    """A quote with round bullets: one that begins with a hyphen looks like a formula."""
    return _BULLET.sub("• ", text)


def lines_of(cell: Cell) -> list[str]:
    """What stands in a cell, a line each: why it is empty, its quotes, what a case file adds."""
    found = [cell.empty.capitalize() + (":" if cell.quotes else ".")] if cell.empty else []
    found += [f"»{tidy(quote.text)}« [{quote.n}]" for quote in cell.quotes]
    for beside in cell.beside:
        found += [f"{beside.title}: »{tidy(quote.text)}« [{quote.n}]" for quote in beside.quotes]
    return found


def difference_line(difference: MatrixDifference, names: dict[str, str]) -> str:
    """ "Tal (kommuner): Rammeaftale …: 19 kommuner; …"."""
    values = "; ".join(
        f"{names.get(value.document, value.document)}: {value.value}" for value in difference.values
    )
    return f"{KIND_NAMES[difference.kind]} ({difference.about}): {values}"


def names_of(matrix: Matrix) -> dict[str, str]:
    """Document id to title, of the columns and of all that is cited."""
    cited = {made.document: made.title for made in matrix.citations}
    return cited | {column.document: column.title for column in matrix.columns}


def source_line(made: Citation) -> str:
    """A citation in one line: title, section, file and offsets."""
    page = f", side {made.page}" if made.page else ""
    section = f", »{made.section}«" if made.section else ""
    return f"{made.title}{section}{page} ({made.file}, tegn {made.start}–{made.end})"


def markdown(matrix: Matrix) -> str:
    """A table, the differences and the sources."""
    names = names_of(matrix)
    header = ["Emne", *(column.title for column in matrix.columns)]
    parts = [_md_row(header), _md_row(["---"] * len(header))]
    parts += [_md_row([row.title, *("\n".join(lines_of(cell)) for cell in row.cells)]) for row in matrix.rows]
    differing = [row for row in matrix.rows if row.differences]
    if differing:
        parts += ["", "## Forskelle", ""]
        for row in differing:
            parts += [f"- **{_md(row.title)}**"]
            parts += [f"  - {_md(difference_line(found, names))}" for found in row.differences]
    parts += ["", "## Kilder", ""]
    parts += [
        f"- [{made.n}] {_md(source_line(made))}: »{_md(shown(made.quote))}«" for made in matrix.citations
    ]
    return "\n".join(parts) + "\n"


def _md_row(cells: list[str]) -> str:
    return "| " + " | ".join(_md(cell).replace("\n", "<br>") for cell in cells) + " |"


def _md(text: str) -> str:
    return re.sub(r"([\\|<>`*])", r"\\\1", text)


def _csv(matrix: Matrix) -> bytes:
    """A line for each quote, and one for each empty cell; semicolons, as a Danish Excel reads it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_CSV_HEADER)
    citations = {made.n: made for made in matrix.citations}
    names = names_of(matrix)
    regions = {column.document: column.region or "" for column in matrix.columns}
    for row in matrix.rows:
        for cell in row.cells:
            place = [row.title, names[cell.document], regions[cell.document]]
            known = cell.empty == KINDS[cell.kind]
            result = _RESULTS.get(cell.kind, cell.empty) if known else cell.empty
            quotes = [(names[cell.document], result, quote) for quote in cell.quotes]
            quotes += [
                (beside.title, "siger andet eller mere", quote)
                for beside in cell.beside
                for quote in beside.quotes
            ]
            if not cell.quotes:
                writer.writerow([*map(_safe, (*place, result)), *[""] * 8])
            for title, said, quote in quotes:
                made = citations[quote.n]
                cells = (
                    *place, said, title, tidy(quote.text), made.section, made.page or "", made.file,
                    made.start, made.end, made.quote,
                )  # fmt: skip
                writer.writerow([_safe(value) for value in cells])
    return ("\ufeff" + out.getvalue()).encode()


def _safe(value: str | int) -> str | int:
    if not isinstance(value, str):
        return value
    # Every text cell here is a quote or a title: also one that looks like a negative number is text.
    text = value.strip()
    return "'" + text if text.startswith(FORMULA_STARTS) else text


def _xlsx(matrix: Matrix) -> bytes:
    """Sheets for the matrix, the differences and the sources; every text is written as text."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E4EEF8"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        names = names_of(matrix)

        def sheet(name: str, header: tuple[str, ...], rows: list[list[str | int]], widths: list[int]) -> None:
            made = book.add_worksheet(name)
            for column, title in enumerate(header):
                made.set_column(column, column, widths[min(column, len(widths) - 1)])
                made.write_string(0, column, title, head)
            for line, values in enumerate(rows, start=1):
                for column, value in enumerate(values):
                    if isinstance(value, int):
                        made.write_number(line, column, value, body)
                    else:
                        made.write_string(line, column, value[:_CELL_LIMIT], body)
            made.freeze_panes(1, 1)

        sheet(
            "Sammenligning",
            ("Emne", *(column.title for column in matrix.columns)),
            [[row.title, *("\n".join(lines_of(cell)) for cell in row.cells)] for row in matrix.rows],
            [26, 48],
        )
        sheet(
            "Forskelle",
            ("Emne", "Art", "Hvad", "Dokument", "Værdi", "Kilder"),
            [
                [
                    row.title, KIND_NAMES[found.kind], found.about, names.get(value.document, value.document),
                    value.value, ", ".join(map(str, value.citations)),
                ]
                for row in matrix.rows
                for found in row.differences
                for value in found.values
            ],
            [26, 16, 22, 40, 40, 12],
        )  # fmt: skip
        sheet(
            "Kilder",
            _SOURCE_HEADER,
            [
                [
                    made.n, made.document, made.title, made.region or "", made.section, made.page or "",
                    made.file, made.start, made.end, made.quote, made.url,
                ]
                for made in matrix.citations
            ],
            [6, 28, 36, 16, 36, 6, 28, 9, 9, 80, 40],
        )  # fmt: skip
    return out.getvalue()
