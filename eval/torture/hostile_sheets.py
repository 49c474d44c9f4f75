"""Fifty rate lists made to hurt whoever reads them, the same ones every time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import xlsxwriter

from eval.torture.crafted import repacked

COUNT = 50
Crafted = tuple[str, bytes]
"""A file name that says what is wrong with it, and the file."""

HEADER = "Tilbud;Region;År;Takst;Basistakst;Basisår;Pl %"
ROW = "Solhøj;Midtjylland;2022;1.764,00;1.800,00;2019;"
FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    '=HYPERLINK("http://ond.example")',
)
_SHEET = "xl/worksheets/sheet1.xml"
_SHARED = "xl/sharedStrings.xml"
_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def crafted() -> list[Crafted]:
    """COUNT files, each made by hand."""
    made = [*_archives(), *_xml(), *_cells(), *_texts()]
    return made[:COUNT]


def a_handful() -> list[Crafted]:
    """Some that take no time to make."""
    wanted = {"nulbyte.csv", "utf16-halv.csv", "formler.csv"}
    small = [("entiteter.xlsx", repacked(_book(), {_SHEET: f"{_entities()}<a>&a11;</a>".encode()}))]
    return [*small, *((name, data) for name, data in _texts() if name in wanted)]


def _book() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    page = book.add_worksheet()
    for at, row in enumerate((HEADER.split(";"), ROW.split(";"))):
        page.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def _sheet(rows: str) -> bytes:
    return f'<?xml version="1.0"?><worksheet {_SPACE}><sheetData>{rows}</sheetData></worksheet>'.encode()


def _inline(*cells: str) -> str:
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def _entities() -> str:
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE w [<!ENTITY a0 "ha">{nested}<!ENTITY fil SYSTEM "file:///etc/passwd">]>'


def _archives() -> Iterator[Crafted]:
    book = _book()
    yield "bombe-ark.xlsx", repacked(book, {_SHEET: _sheet(" " * 300_000_000)})
    yield "bombe-tekster.xlsx", repacked(book, {_SHARED: b"<sst>" + b"<si><t>a</t></si>" * 5_000_000})
    yield "bombe-andet.xlsx", repacked(book, {"xl/media/a.png": bytes(200_000_000)})
    lying = bytearray(repacked(book, {_SHEET: _sheet(" " * 100_000_000)}))
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = lying.find(mark)
        while at >= 0:
            lying[at + offset : at + offset + 4] = (9).to_bytes(4, "little")
            at = lying.find(mark, at + 4)
    yield "forkerte-størrelser.xlsx", bytes(lying)
    yield "mange-dele.xlsx", repacked(book, {f"xl/{n}.xml": b"<a/>" for n in range(5_000)})
    yield "sti-ud.xlsx", repacked(book, {"../../../tmp/ud.xml": b"<a/>"})
    for tenth in (1, 3, 5, 7, 9):
        yield f"afkortet-{tenth}.xlsx", book[: len(book) * tenth // 10]
    flipped = bytearray(book)
    flipped[book.index(_SHEET.encode()) + 60] ^= 0xFF
    yield "ødelagt-sum.xlsx", bytes(flipped)
    locked = bytearray(book)
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    yield "låst.xlsx", bytes(locked)
    yield "gammelt.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("hej.txt", "hej")
    yield "ikke-regneark.xlsx", out.getvalue()
    yield "tom.xlsx", b""


def _xml() -> Iterator[Crafted]:
    book = _book()
    for name, part in (
        ("ark", _SHEET),
        ("tekster", _SHARED),
        ("bog", "xl/workbook.xml"),
        ("stil", "xl/styles.xml"),
    ):
        bomb = f'<?xml version="1.0"?>{_entities()}<worksheet {_SPACE}><a>&a11;&fil;</a></worksheet>'
        yield f"entiteter-{name}.xlsx", repacked(book, {part: bomb.encode()})
    deep = "<a>" * 200_000 + "</a>" * 200_000
    yield "dyb-ark.xlsx", repacked(book, {_SHEET: _sheet(deep)})
    yield "dyb-tekster.xlsx", repacked(book, {_SHARED: f"<sst {_SPACE}>{deep}</sst>".encode()})
    yield "halv-xml.xlsx", repacked(book, {_SHEET: b"<worksheet><sheetData><row>"})
    yield "uden-ark.xlsx", repacked(book, {"xl/workbook.xml": f"<workbook {_SPACE}/>".encode()})
    yield "stil-ukendt.xlsx", repacked(book, {_SHEET: _sheet('<row><c s="999999"><v>1</v></c></row>')})


def _cells() -> Iterator[Crafted]:
    book = _book()
    head = f"<row>{_inline(*HEADER.split(';'))}</row>"
    good = f"<row>{_inline(*ROW.split(';'))}</row>"
    rows = {
        "million-kolonner": "<row>" + "<c><v>1</v></c>" * 1_000_000 + "</row>",
        "yderst-kolonne": head + '<row><c r="ZZZZZZZ1"><v>1</v></c></row>',
        "kæmperække": head + '<row r="99999999999999999999">' + _inline(*ROW.split(";")) + "</row>",
        "negativ-række": head + '<row r="-5">' + _inline(*ROW.split(";")) + "</row>",
        "stor-celle": head + f"<row>{_inline('a' * 10_000_000)}</row>",
        "tekst-mangler": head + '<row><c t="s"><v>999999</v></c><c t="s"><v>-1</v></c></row>',
        "tal": head + "<row>" + "".join(f"<c><v>{v}</v></c>" for v in ("1e999999", "NaN", "-inf", "0x1")) + "</row>",
        "datoer": head + '<row><c t="d"><v>9999-99-99</v></c><c s="1"><v>-99999999</v></c></row>',
        "formler": head + "".join(f"<row>{_inline(text.replace(chr(34), '&quot;'), *ROW.split(';')[1:])}</row>" for text in FORMULAS),
        "tomme-rækker": head + "<row/>" * 1_000_000 + good,
    }  # fmt: skip
    for name, made in rows.items():
        yield f"{name}.xlsx", repacked(book, {_SHEET: _sheet(made)})


def _texts() -> Iterator[Crafted]:
    lines = f"{HEADER}\r\n{ROW}\r\n"
    yield "nulbyte.csv", lines.encode() + b"a\0b;c\r\n"
    yield "anførsel-uden-slut.csv", (lines + '"Solhøj;Midtjylland;2022\r\n' + f"{ROW}\r\n" * 5_000).encode()
    yield "anførsel-hver-linje.csv", (lines + f'"{ROW}\r\n' * 20_000).encode()
    yield "stor-celle.csv", (lines + "a" * 10_000_000 + ROW).encode()
    yield "million-kolonner.csv", (";" * 900_000 + "\r\n" + lines).encode()
    yield "lange-overskrifter.csv", (";".join(f"k{n}" for n in range(100_000)) + "\r\n" + ROW).encode()
    yield "utf16.csv", lines.encode("utf-16")
    yield "utf16-halv.csv", lines.encode("utf-16")[:-1]
    yield "utf32.csv", lines.encode("utf-32")
    yield "ebcdic.csv", lines.encode("cp500", "replace")
    yield "støj.csv", bytes((n * 7919 + n // 251) % 251 + 1 for n in range(500_000))
    yield "formler.csv", (lines + "".join(f'"{text.replace(chr(34), chr(34) * 2)}"{ROW[6:]}\r\n' for text in FORMULAS)).encode()  # fmt: skip
    yield "kun-linjeskift.csv", b"\n" * 5_000_000
    yield "tomme-linjer-i-midten.csv", lines.encode() + b";;;;;;\r\n" * 200_000
    yield "pdf.csv", b"%PDF-1.7\n" + bytes(range(1, 200)) * 50
