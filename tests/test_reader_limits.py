"""Whatever a file holds, reading it costs no more than the limits, and the refusal names them."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from eval.torture.crafted import FONT, W, one_page_pdf, raw_pdf, repacked, show, stream, text_pdf, word_of
from ingest.errors import IngestError
from ingest.reading import Limits, read_bytes, read_source
from tests.conftest import processor_seconds
from tests.refused_files import DOCX, LIMITS, NOISE, PDF, refusal

TIGHT = Limits(cpu_seconds=1, wall_seconds=300)


def test_limits_on_size_pages_and_text_name_figure_and_limit(tmp_path: Path) -> None:
    error = refusal(b"x" * 2_600_000, "a.txt", Limits(max_bytes=1_500_000))
    assert error.code == "for_stor" and "2,6 MB" in str(error) and "1,5 MB" in str(error)
    path = tmp_path / "stor.txt"
    path.write_bytes(b"x" * 1000)
    with pytest.raises(IngestError, match=r"stor\.txt") as caught:
        read_source(path, Limits(max_bytes=999))
    assert caught.value.code == "for_stor"
    error = refusal(text_pdf("a", "b", "c"), "a.pdf", Limits(max_pages=2))
    assert error.code == "for_mange_sider" and "3 sider" in str(error) and "højst 2" in str(error)
    assert refusal(b"x" * 100, "a.txt", Limits(max_text_chars=99)).code == "for_stor"
    assert refusal(text_pdf("ord " * 50), "a.pdf", Limits(max_text_chars=99)).code == "for_stor"
    assert refusal(word_of("ord " * 50), "a.docx", Limits(max_text_chars=99)).code == "for_stor"
    assert (
        refusal(word_of("ord " * 90_000), "a.docx", Limits(max_text_chars=9, max_pages=1)).code == "for_stor"
    )


def test_zip_bombs_are_refused_by_what_they_say_and_by_what_they_hold() -> None:
    bomb = repacked(DOCX, {"word/media/billede.png": bytes(40_000_000)})
    assert len(bomb) < 100_000
    limits = Limits(max_unpacked_bytes=30_000_000)
    error = refusal(bomb, "bombe.docx", limits)
    assert error.code == "zipbombe" and "30 MB" in str(error)
    # The same one, lying: every declared size says 9 bytes.
    lying = bytearray(bomb)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = lying.find(mark)
        while at >= 0:
            lying[at + offset : at + offset + 4] = (9).to_bytes(4, "little")
            at = lying.find(mark, at + 4)
    assert refusal(bytes(lying), "bombe.docx", limits).code in ("zipbombe", "beskadiget")
    many = repacked(DOCX, {f"word/{number}.xml": b"<a/>" for number in range(5001)})
    assert refusal(many, "mange.docx").code == "zipbombe"


def test_entity_bombs_are_harmless() -> None:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    part = f"<?xml version='1.0'?><!DOCTYPE w [{entities}]><w:document {W}><w:body><w:p><w:r><w:t>&a11;"
    part += "</w:t></w:r></w:p></w:body></w:document>"
    for data in (part.encode(), part.encode("utf-16")):
        error = refusal(repacked(DOCX, {"word/document.xml": data}), "a.docx", LIMITS)
        assert error.code == "beskadiget" and "XML-entiteter" in str(error)
    outside = f"<?xml version='1.0'?><!DOCTYPE html [<!ENTITY fil SYSTEM 'file:///etc/passwd'>{entities}]>"
    page = read_bytes(
        f"{outside}<html><body><p>Før &fil; &a11; efter</p></body></html>".encode(), "a.html", LIMITS
    )
    assert "Før &fil; &a11; efter" in page.text and "root:" not in page.text


def cyclic_pdf() -> bytes:
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
        }
    )


def shared_stream_pdf(pages: int) -> bytes:
    """Few bytes, one page listed many times, each time with the same long content."""
    return raw_pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"4 0 R " * pages, pages),
            3: FONT,
            4: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>",
            5: stream(show("ordet ") * 20_000, packed=True),
        }
    )


def form_pdf(form: bytes) -> bytes:
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /Font << /F1 3 0 R >> >>"
    return one_page_pdf(
        stream(show("Siden") + b" /X Do"), {6: stream(form, entries, packed=True)}, b"/XObject << /X 6 0 R >>"
    )


@pytest.mark.parametrize(
    ("data", "code", "limits"),
    [
        (cyclic_pdf(), "beskadiget", LIMITS),
        (raw_pdf({1: b"<< /Type /Catalog >>"}), "beskadiget", LIMITS),
        (raw_pdf({1: b"<< /Type /Catalog /Pages 1 0 R >>"}), "beskadiget", LIMITS),
        (PDF.replace(b"/Kids [", b"/Kins ["), "beskadiget", LIMITS),
        (b"%PDF-1.7\n" + NOISE + b"\n%%EOF\n", "beskadiget", LIMITS),
        (one_page_pdf(stream(b"BT " + b"[" * 100_000 + b"]" * 100_000 + b" TJ ET")), "for_kompleks", LIMITS),
        (one_page_pdf(stream(b" " * 300_000_000, packed=True)), "for_kompleks", LIMITS),
        (form_pdf(b" " * 100_000_000), "for_kompleks", LIMITS),
        (shared_stream_pdf(1500), "tidsgraense", TIGHT),
    ],
)
def test_hostile_pdfs_are_reported_within_the_limits(data: bytes, code: str, limits: Limits) -> None:
    before = processor_seconds()
    error = refusal(data, "fjendtlig.pdf", limits)
    assert error.code == code, str(error)
    # One second more before the system ends it; a tick of its clock is lost to rounding.
    assert processor_seconds() - before < limits.cpu_seconds + 1.1


def test_nesting_without_end_is_refused_and_ordinary_carelessness_is_not() -> None:
    def nested(depth: int) -> bytes:
        return b"<html>" + b"<div>" * depth + b"Inderst" + b"</div>" * depth + b"<p>Efter</p></html>"

    assert read_bytes(nested(600), "a.html", LIMITS).text == "Inderst\n\nEfter\n"
    assert refusal(nested(50_000), "a.html").code == "for_kompleks"
    cells = f"<w:document {W}><w:body>{'<w:tbl><w:tr><w:tc>' * 2000}<w:p/>{'</w:tc></w:tr></w:tbl>' * 2000}"
    deep = repacked(DOCX, {"word/document.xml": f"{cells}</w:body></w:document>".encode()})
    assert refusal(deep, "a.docx").code in ("beskadiget", "for_kompleks")


def test_finding_out_what_a_file_is_takes_no_time_whatever_it_holds() -> None:
    started = time.process_time()
    read_bytes(b"<!-- -->" * 100_000 + b"x", "a.txt", LIMITS)
    read_bytes(b"# a" + b" #" * 1_000_000 + b"x", "a.md", LIMITS)
    read_bytes(b"<" * 1_000_000 + b"x", "a.txt", LIMITS)
    refusal(b"<" * 1_000_000 + b"x", "a.html")
    # Each in a fraction of a second; looked at anew from every character they would take hours.
    assert time.process_time() - started < 2


def test_a_parser_that_needs_too_much_memory_is_stopped_and_loses_no_text_silently() -> None:
    little = replace(LIMITS, memory_bytes=130_000_000)
    assert read_bytes(PDF, "a.pdf", little).text.startswith("Rammeaftale")
    for data in (one_page_pdf(stream(b" " * 70_000_000, packed=True)), form_pdf(b" " * 70_000_000)):
        error = refusal(data, "stor.pdf", little)
        assert error.code == "hukommelse" and "130 MB" in str(error)


def test_wall_time_is_kept_by_the_parent() -> None:
    started = time.monotonic()
    error = refusal(shared_stream_pdf(1500), "langsom.pdf", Limits(cpu_seconds=900, wall_seconds=1))
    assert error.code == "tidsgraense" and "1 sekunder" in str(error)
    # The file would take many minutes.
    assert time.monotonic() - started < 120
