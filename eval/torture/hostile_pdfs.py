"""Two hundred PDFs made to hurt whoever reads them, the same ones every time."""

from __future__ import annotations

import random
import zlib
from collections.abc import Iterator

from eval.torture.crafted import FONT, locked_pdf, one_page_pdf, raw_pdf, show, stream, text_pdf

COUNT = 200
Crafted = tuple[str, bytes]
"""A name that says what is wrong with it, and the file."""

_BASE = text_pdf("Rammeaftale 2023-24 for Nordland", "Taksten er 1.250 kr. pr. dag", "Side tre")
_PACKED = text_pdf("Rammeaftale 2021-22 for Sydland", "Opsigelse med 14 dages varsel", packed=True)
_ALGORITHMS = ("RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256")
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGE = b"/Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents 5 0 R"


def crafted() -> list[Crafted]:
    """COUNT files: every kind by hand, then damage drawn by a fixed seed."""
    made = [each for kind in _KINDS for each in kind()]
    chance = random.Random(8)
    while len(made) < COUNT:
        made.append(_mutated(len(made), chance))
    return made[:COUNT]


def a_dozen() -> list[Crafted]:
    """The first of each kind that takes no time to make, and some with damage."""
    quick = (_truncated, _pages, _cycles, _nested, _locked, _tables, _object_streams, _active)
    chance = random.Random(8)
    return [*(next(kind()) for kind in quick), *(_mutated(number, chance) for number in range(4))]


def _truncated() -> Iterator[Crafted]:
    locked = locked_pdf(_BASE, user="", owner="ejer", algorithm="AES-256")
    for name, data in (("klar", _BASE), ("pakket", _PACKED), ("låst", locked)):
        for tenth in range(1, 10):
            yield f"afkortet-{name}-{tenth}", data[: len(data) * tenth // 10]


def _shared() -> Iterator[Crafted]:
    for pages, words in ((10, 20_000), (200, 500), (1_500, 20_000), (2_500, 1)):
        kids = b"4 0 R " * pages
        content = stream(show("ordet ") * words, packed=True)
        yield f"delt-indhold-{pages}-{words}", _paged(b"[%s]" % kids, b"%d" % pages, content)


def _paged(kids: bytes, count: bytes, content: bytes = stream(show("Siden")), box: bytes = b"[0 0 595 842]") -> bytes:  # fmt: skip
    return raw_pdf(
        {
            1: _CATALOG,
            2: b"<< /Type /Pages /Kids %s /Count %s >>" % (kids, count),
            3: FONT,
            4: b"<< %s /MediaBox %s >>" % (_PAGE, box),
            5: content,
        }
    )


def _pages() -> Iterator[Crafted]:
    for count in (b"-1", b"0", b"1000000000", b"1.5", b"(ti)", b"null", b"[1]", b"99999999999999999999"):
        yield f"sidetal-{count.decode()}", _paged(b"[4 0 R]", count)
    for kids in (b"[]", b"[null]", b"[2 0 R]", b"[4 0 R 2 0 R]", b"[(a)]", b"4 0 R", b"[99 0 R]", b"null"):
        yield f"kids-{kids.decode().replace(' ', '')}", _paged(kids, b"1")
    boxes = (b"[0 0 1e38 1e38]", b"[0 0 -5 -5]", b"[0 0]", b"(kasse)", b"[0 0 999999999999 99999999999999]")
    for number, box in enumerate(boxes):
        yield f"kæmpeside-{number}", _paged(b"[4 0 R]", b"1", box=box)


def _cycles() -> Iterator[Crafted]:
    pages = b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>"
    page = b"<< %s >>" % _PAGE
    text = stream(show("Siden"))
    loops: dict[str, dict[int, bytes]] = {
        "forfader": {2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 /Parent 2 0 R >>"},
        "indhold": {5: b"[5 0 R 5 0 R]"},
        "indhold-to": {5: b"[6 0 R]", 6: b"[5 0 R]"},
        "ressourcer": {4: b"<< /Type /Page /Parent 2 0 R /Resources 4 0 R /Contents 5 0 R >>"},
        "længde": {5: b"<< /Length 5 0 R >>\nstream\n" + show("Siden") + b"\nendstream"},
        "skrift": {3: b"<< /Type /Font /Subtype /Type0 /DescendantFonts [3 0 R] /ToUnicode 3 0 R >>"},
        "henvisning": {4: b"6 0 R", 6: b"4 0 R"},
        "oversigt": {1: b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>", 6: b"<< /First 6 0 R /Next 6 0 R >>"},
        "dokumenttitel": {6: b"<< /Title 6 0 R >>"},
        "træ": {2: b"<< /Type /Pages /Kids [6 0 R] /Count 1 >>", 6: b"<< /Type /Pages /Kids [2 0 R 4 0 R] /Count 2 >>"},
    }  # fmt: skip
    for name, changes in loops.items():
        yield f"kreds-{name}", raw_pdf({1: _CATALOG, 2: pages, 3: FONT, 4: page, 5: text, **changes})
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R /Y 7 0 R >> >>"
    for name, first, second in (("sig-selv", b"/X Do", b""), ("hinanden", b"/Y Do /Y Do", b"/X Do /X Do")):
        yield (
            f"kreds-form-{name}",
            one_page_pdf(
                stream(show("Siden") + b" /X Do"),
                {6: stream(first, form), 7: stream(second, form)},
                b"/XObject << /X 6 0 R >>",
            ),
        )
    doubling = {
        n: stream(b"/X Do /X Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> >>" % (n + 1))
        for n in range(6, 36)
    }  # fmt: skip
    yield "form-fordobles-30-gange", one_page_pdf(stream(b"/X Do"), doubling, b"/XObject << /X 6 0 R >>")


def _nested() -> Iterator[Crafted]:
    for depth in (1_000, 100_000):
        yield f"lister-{depth}", one_page_pdf(stream(b"BT " + b"[" * depth + b"]" * depth + b" TJ ET"))
        yield f"ordbøger-{depth}", one_page_pdf(stream(b"/P " + b"<</A " * depth + b">>" * depth + b" BDC"))
        yield f"tilstande-{depth}", one_page_pdf(stream(b"q " * depth + show("Siden") + b" Q" * depth))
        yield f"objekt-{depth}", one_page_pdf(stream(show("Siden")), {6: b"[" * depth + b"]" * depth})
        yield f"parenteser-{depth}", one_page_pdf(stream(b"BT " + b"(" * depth + b")" * depth + b" Tj ET"))


def _locked() -> Iterator[Crafted]:
    for algorithm in _ALGORITHMS:
        yield f"adgangskode-{algorithm}", locked_pdf(_BASE, user="kode", owner="ejer", algorithm=algorithm)
        yield f"ejerkode-{algorithm}", locked_pdf(_BASE, user="", owner="ejer", algorithm=algorithm)
    for number, lock in enumerate(
        (
            b"<< >>",
            b"<< /Filter /Standard /V 99 /R 99 /O (a) /U (b) /P 0 >>",
            b"<< /Filter /Standard /V 1 /R 2 /O 3 /U [] /P (x) >>",
            b"<< /Filter /Standard /V 4 /R 4 /Length -8 /O (a) /U (b) /P -1 /CF << >> >>",
            b"<< /Filter /Standard /V 5 /R 6 /Length 99999999 /O () /U () /OE () /UE () /Perms () /P -1 >>",
            b"(l)",
        )
    ):
        yield (
            f"ødelagt-lås-{number}",
            text_pdf("Siden", extra=b"/Encrypt " + lock + b" /ID [<00> <00>]"),
        )


def _bombs() -> Iterator[Crafted]:
    for size in (5_000_000, 70_000_000, 400_000_000):
        yield f"flate-{size}", one_page_pdf(stream(b" " * size, packed=True))
    for layers in (2, 4, 12):
        data = b" " * 30_000_000
        for _ in range(layers):
            data = zlib.compress(data, 9)
        filters = b"/Filter [%s]" % (b"/FlateDecode " * layers)
        yield f"flate-{layers}-lag", one_page_pdf(stream(data, filters))
    yield "tusind-filtre", one_page_pdf(stream(b"x", b"/Filter [%s]" % (b"/ASCIIHexDecode " * 1000)))
    yield "løbelængde", one_page_pdf(stream(b"\x81 " * 300_000 + b"\x80", b"/Filter /RunLengthDecode"))
    yield "lzw", one_page_pdf(stream(_lzw(400_000), b"/Filter /LZWDecode"))
    yield "lzw-støj", one_page_pdf(stream(random.Random(1).randbytes(200_000), b"/Filter /LZWDecode"))
    yield "hex", one_page_pdf(stream(b"20" * 3_000_000 + b">", b"/Filter /ASCIIHexDecode"))
    yield "ascii85", one_page_pdf(stream(b"z" * 5_000_000 + b"~>", b"/Filter /ASCII85Decode"))
    for name in (b"DCTDecode", b"JBIG2Decode", b"CCITTFaxDecode", b"JPXDecode", b"Crypt", b"Ukendt"):
        yield f"filter-{name.decode()}", one_page_pdf(stream(b"noget", b"/Filter /" + name))
    packed = zlib.compress(b" " * 100_000)
    for columns, predictor in ((10**9, 15), (-1, 12), (1, 2), (1, 99), (0, 10)):
        parameters = b"/Filter /FlateDecode /DecodeParms << /Columns %d /Predictor %d >>" % (
            columns,
            predictor,
        )
        yield f"forudsigelse-{predictor}-{columns}", one_page_pdf(stream(packed, parameters))


def _lzw(codes: int) -> bytes:
    """A row of nine-bit codes that each stand for one more blank than the last."""
    bits, filled, out = 0, 0, bytearray()
    for number in range(codes):
        code = 256 if number % 255 == 0 else min(258 + number % 255 - 2, 511) if number % 255 > 1 else 32
        bits, filled = bits << 9 | code, filled + 9
        while filled >= 8:
            out.append(bits >> (filled - 8) & 255)
            filled -= 8
        bits &= (1 << filled) - 1
    return bytes(out)


def _tables() -> Iterator[Crafted]:
    changes: dict[str, tuple[bytes, bytes]] = {
        "størrelse": (b"/Size 15", b"/Size 999999999"),
        "antal": (b"xref\n0 15", b"xref\n0 99999999"),
        "negativ": (b"xref\n0 15", b"xref\n-5 15"),
        "rod-mangler": (b"/Root 1 0 R", b"/Rod 1 0 R"),
        "rod-er-side": (b"/Root 1 0 R", b"/Root 4 0 R"),
        "start-uden-for": (b"startxref\n", b"startxref\n9999"),
        "start-nul": (b"startxref\n", b"startxref\n0\n"),
        "forrige-sig-selv": (b"/Size 15", b"/Size 15 /Prev 9"),
        "forrige-kreds": (b"/Size 15", b"/Size 15 /Prev %d" % _BASE.rindex(b"xref\n0")),
        "strøm-kreds": (b"/Size 15", b"/Size 15 /XRefStm %d" % _BASE.rindex(b"xref\n0")),
        "hale-mangler": (b"trailer", b"halen"),
        "tabel-mangler": (b"xref\n0", b"tabel 0"),
    }
    for name, (old, new) in changes.items():
        yield f"tabel-{name}", _BASE.replace(old, new)
    body = bytearray(_BASE)
    for name, widths, index, size in (
        ("nulbredde", b"[0 0 0]", b"[0 99999999]", 99_999_999),
        ("bred", b"[1 99999999 1]", b"[0 2]", 2),
        ("negativ", b"[-1 -1 -1]", b"[-1 5]", 5),
        ("udsnit", b"[1 2 1]", b"[0 1 0 1 0 1 0 999999999]", 5),
    ):
        entries = b"/Type /XRef /Size %d /Root 1 0 R /W %s /Index %s" % (size, widths, index)
        table = b"99 0 obj\n" + stream(bytes(40), entries, packed=True) + b"\nendobj\n"
        yield f"tabelstrøm-{name}", bytes(body) + table + b"startxref\n%d\n%%%%EOF\n" % len(body)


def _object_streams() -> Iterator[Crafted]:
    for name, entries, content in (
        ("antal", b"/Type /ObjStm /N 999999999 /First 10", b"1 0 2 5 (a) (b)"),
        ("forskydning", b"/Type /ObjStm /N 2 /First 99999999", b"1 0 2 5 (a) (b)"),
        ("sig-selv", b"/Type /ObjStm /N 1 /First 4 /Extends 6 0 R", b"6 0 6 0 R"),
        ("bombe", b"/Type /ObjStm /N 1 /First 4", b"1 0 " + b"[" * 200_000),
        ("mange", b"/Type /ObjStm /N 200000 /First 5", b"1 0 " * 200_000),
    ):
        base = one_page_pdf(stream(show("Siden")), {6: stream(content, entries, packed=True)})
        table = b"1 1 0 \x02\x00\x06\x00".replace(b" ", b"")
        at = len(base)
        entry = b"/Type /XRef /Size 8 /Root 1 0 R /W [1 2 1] /Index [1 7]"
        rows = table + b"".join(b"\x02\x00\x06" + bytes([n]) for n in range(7))
        yield (
            f"objektstrøm-{name}",
            base + b"7 0 obj\n" + stream(rows, entry) + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % at,
        )


def _fonts() -> Iterator[Crafted]:
    head = b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FFFFFFFF> endcodespacerange "
    maps = {
        "område": b"1 beginbfrange <0000> <FFFF> <0000> endbfrange",
        "kæmpeområde": b"1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange",
        "mange-områder": b"100 beginbfrange " + b"<0000> <FFFF> <0041> " * 100 + b"endbfrange",
        "uden-slut": b"999999 beginbfchar <00> <0041>",
        "lang-erstatning": b"1 beginbfchar <41> <%s> endbfchar" % (b"0041" * 100_000),
        "halve-par": b"3 beginbfchar <41> <D800> <42> <DC00> <43> <D8> endbfchar",
        "omvendt": b"1 beginbfrange <FFFF> <0000> [<0041>] endbfrange",
    }
    for name, table in maps.items():
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>"
        yield f"tegnkort-{name}", _with_font(font, {6: stream(head + table, packed=True)})
    for name, font in {
        "forskelle": b"<< /Type /Font /Subtype /Type1 /BaseFont /X /Encoding << /Differences [%s] >> >>"
        % (b"0 /a /b " * 50_000),
        "bredder": b"<< /Type /Font /Subtype /TrueType /FirstChar 0 /LastChar 999999999 /Widths [1] >>",
        "omvendt": b"<< /Type /Font /Subtype /TrueType /FirstChar 99 /LastChar 1 /Widths [] >>",
        "ukendt": b"<< /Type /Font /Subtype /Type9 /Encoding /Mars >>",
        "type0-tom": b"<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [] >>",
        "tal": b"42",
        "tegnsæt-tal": b"<< /Type /Font /Subtype /Type1 /Encoding 42 /BaseFont [] >>",
    }.items():
        yield f"skrift-{name}", _with_font(font)


def _with_font(font: bytes, more: dict[int, bytes] | None = None) -> bytes:
    pages = {1: _CATALOG, 2: b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>", 3: font}
    page = {4: b"<< %s /MediaBox [0 0 595 842] >>" % _PAGE, 5: stream(show("ABC Rammeaftale"))}
    return raw_pdf({**pages, **page, **(more or {})})


def _active() -> Iterator[Crafted]:
    for name, entry in {
        "ved-åbning": b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>",
        "navne": b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (while\\(1\\){}) >>] >> >>",
        "start-program": b"/OpenAction << /S /Launch /F (cmd.exe) >>",
        "adresse": b"/OpenAction << /S /URI /URI (http://ond.example/) >>",
        "indlejret": b"/Names << /EmbeddedFiles << /Names [(x.exe) << /EF << /F 5 0 R >> >>] >> >>",
        "xfa": b"/AcroForm << /XFA [(a) 5 0 R] /Fields [99 0 R] >>",
    }.items():
        yield (
            f"aktiv-{name}",
            text_pdf("Siden med handling").replace(b"/Type /Catalog", b"/Type /Catalog " + entry),
        )


def _pictures() -> Iterator[Crafted]:
    head = b"BI /W 99999999 /H 99999999 /BPC 8 /CS /RGB "
    for name, content in {
        "kæmpe": head + b"ID " + bytes(5_000_000) + b" EI",
        "uden-slut": head + b"ID " + bytes(100_000),
        "mange": (b"BI /W 1 /H 1 ID x EI " * 20_000) + show("Siden"),
        "i-hinanden": b"BI " * 5_000 + b"ID x EI",
        "pakket": head + b"/F /Fl ID " + zlib.compress(bytes(50_000_000), 9) + b" EI",
        "ukendt-filter": head + b"/F [/A85 /LZW /Mars] ID ~> EI",
    }.items():
        yield f"billede-{name}", one_page_pdf(stream(content, packed=True))


def _mutated(number: int, chance: random.Random) -> Crafted:
    data = bytearray(chance.choice((_BASE, _PACKED)))
    for _ in range(chance.randrange(1, 30)):
        at = chance.randrange(20, len(data) - 20)
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 20)]
            case 2:
                data[at:at] = chance.randbytes(chance.randrange(1, 20))
            case _:
                data[at:at] = data[at : at + chance.randrange(1, 60)]
    return f"tilfældig-{number}", bytes(data)


_KINDS = (
    _truncated, _shared, _pages, _cycles, _nested, _locked, _bombs, _tables, _object_streams, _fonts, _active,
    _pictures,
)  # fmt: skip
