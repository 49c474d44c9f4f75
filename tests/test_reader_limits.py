"""Bad input is refused in Danish, naming file and reason, and costs no more than the limits."""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from eval.torture.crafted import (
    FONT,
    locked_pdf,
    one_page_pdf,
    raw_pdf,
    repacked,
    show,
    stream,
    text_pdf,
    word_of,
)
from ingest import sandbox
from ingest.errors import CODES, IngestError
from ingest.reading import Limits, find_files, read_bytes, read_source
from tests.conftest import processor_seconds

# Never reached by what is read or refused for what it holds, however busy the machine.
LIMITS = Limits(cpu_seconds=20, wall_seconds=300)
TIGHT = Limits(cpu_seconds=1, wall_seconds=300)
PDF = text_pdf("Rammeaftale 2023-24", "Side to")
DOCX = word_of("Rammeaftale 2023-24", "Andet afsnit")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NOISE = random.Random(7).randbytes(5000)


def refusal(data: bytes, name: str, limits: Limits = LIMITS) -> IngestError:
    with pytest.raises(IngestError) as caught:
        read_bytes(data, name, limits)
    error = caught.value
    assert error.code in CODES and error.file in str(error)
    assert str(error).startswith("»") and str(error).endswith(".") and "\n" not in str(error)
    return error


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "code", "reason"),
    [
        (b"", "a.txt", "tom", "er tom"),
        (b"", "a.pdf", "tom", "er tom"),
        (b" \n\t \r\n", "a.txt", "tom", "ingen læsbar tekst"),
        (b"\xef\xbb\xbf", "a.md", "tom", "ingen læsbar tekst"),
        (b"<html><body><p> </p></body></html>", "a.html", "tom", "ingen læsbar tekst"),
        (word_of(" "), "a.docx", "tom", "ingen læsbar tekst"),
        (b"abc\x00def", "a.txt", "binaer", "binære data"),
        (NOISE, "a.txt", "binaer", "binære data"),
        (NOISE, "a.pdf", "binaer", "ikke en PDF-fil"),
        (NOISE, "a.docx", "binaer", "ikke et Word-dokument"),
        (NOISE, "a.html", "binaer", "ikke en HTML-side"),
        (PDF, "a.txt", "forkert_endelse", "ligner en PDF-fil"),
        (PDF, "a.docx", "forkert_endelse", "ligner en PDF-fil"),
        (DOCX, "a.md", "forkert_endelse", "ligner et Word-dokument"),
        (b"<!doctype html><p>x</p>", "a.txt", "forkert_endelse", "ligner en HTML-side"),
        (b"Almindelig tekst", "a.pdf", "forkert_endelse", "ligner almindelig tekst"),
        (b"Almindelig tekst", "a.html", "forkert_endelse", "ligner almindelig tekst"),
        (b"\x89PNG\r\n\x1a\n" + NOISE, "a.pdf", "forkert_endelse", "ligner et billede (PNG)"),
        (b"{\\rtf1 tekst}", "a.docx", "forkert_endelse", "ligner et RTF-dokument"),
        (zipped(xl__workbook_xml=b"x"), "a.docx", "forkert_endelse", "ligner et Excel-regneark"),
        (zipped(hej=b"x"), "a.docx", "forkert_endelse", "ligner et zip-arkiv"),
        (OLE + b"x" * 99, "a.docx", "forkert_endelse", "gammelt Office-dokument"),
        (b"MZ\x90\x00" + NOISE, "a.txt", "forkert_endelse", "ligner et program"),
        ("p‘dagog og b›rn".encode("cp1252"), "a.txt", "tegnsaet", "ukendt tegnsæt"),
        ("pædagog og børn på Fyn".encode("cp850"), "a.txt", "tegnsaet", "ukendt tegnsæt"),
        ("børn på".encode()[:-1], "a.txt", "afkortet", "slutter midt i et tegn"),
        ("børn ".encode() + b"\xff" + "på".encode(), "a.txt", "beskadiget", "ugyldige tegn fra byte 6"),
        (b"x", "a.xlsx", "ukendt_type", "type (.xlsx)"),
        (b"x", "LICENSE", "ukendt_type", "ingen endelse"),
        (text_pdf("", ""), "a.pdf", "scannet", "OCR (tekstgenkendelse) er nødvendig"),
        (text_pdf("1", "2"), "a.pdf", "scannet", "OCR (tekstgenkendelse) er nødvendig"),
    ],
)  # fmt: skip
def test_bad_content_is_refused_with_file_and_reason(data: bytes, name: str, code: str, reason: str) -> None:
    error = refusal(data, name)
    assert (error.code, reason in str(error)) == (code, True), str(error)
    assert error.file == name


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_a_pdf_behind_a_password_is_refused(algorithm: str) -> None:
    error = refusal(locked_pdf(PDF, user="hemmelig", owner="ejer", algorithm=algorithm), "låst.pdf")
    assert error.code == "krypteret" and "adgangskode" in str(error)


def test_a_pdf_behind_rights_management_is_refused_as_encrypted() -> None:
    locked = text_pdf("x", extra=b"/Encrypt << /Filter /Adobe.APS /V 4 >> /ID [<00> <00>]")
    assert refusal(locked, "låst.pdf").code == "krypteret"


def test_a_word_document_behind_a_password_is_refused() -> None:
    ole = OLE + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(99)
    assert refusal(ole, "låst.docx").code == "krypteret"
    flagged = bytearray(DOCX)
    at = flagged.index(b"PK\x01\x02")
    flagged[at + 8] |= 1
    assert refusal(bytes(flagged), "låst.docx").code == "krypteret"


@pytest.mark.parametrize("tenth", range(1, 10))
def test_a_file_cut_off_anywhere_is_refused(tenth: int) -> None:
    for data, name in ((PDF, "afkortet.pdf"), (DOCX, "afkortet.docx")):
        error = refusal(data[: len(data) * tenth // 10], name)
        assert error.code == "afkortet" and "mangler" in str(error)


def test_a_web_pdf_shorter_than_it_says_is_refused() -> None:
    parts = PDF.split(b"\n", 2)
    said = b"\n".join([*parts[:2], b"9 0 obj\n<< /Linearized 1 /L 999999 >>\nendobj", parts[2]])
    assert refusal(said, "web.pdf").code == "afkortet"


def test_a_pdf_that_lost_pages_is_refused() -> None:
    assert "skal have 2 sider, men kun 1" in str(
        refusal(PDF.replace(b"10 0 R 12 0 R", b"10 0 R 90 0 R"), "a.pdf")
    )


def test_a_damaged_page_refuses_the_whole_pdf_and_names_the_page() -> None:
    packed = bytearray(text_pdf("God side", show("x" * 50).decode() + NOISE.hex(), packed=True))
    at = packed.rindex(b"stream\nx\xda") + 1000
    packed[at : at + 200] = b"\xff" * 200
    error = refusal(bytes(packed), "a.pdf")
    assert error.code == "beskadiget" and "side 2" in str(error)


def test_a_damaged_word_document_is_refused() -> None:
    assert refusal(repacked(DOCX, {"word/document.xml": b"<w:document"}), "a.docx").code == "beskadiget"
    assert refusal(repacked(DOCX, {"[Content_Types].xml": b"<Types/>"}), "a.docx").code == "beskadiget"
    flipped = bytearray(DOCX)
    flipped[DOCX.index(b"word/document.xml") + 60] ^= 0xFF
    assert refusal(bytes(flipped), "a.docx").code == "beskadiget"


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


CHILD = """
import os, sys, signal
sys.stdin.buffer.readline()
{}
"""


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("sys.exit(3)", "nedbrud"),
        ("os.write(1, b'klar\\n'); sys.exit(1)", "beskadiget"),
        ("os.write(1, b'klar\\n'); os.kill(os.getpid(), signal.SIGSEGV)", "nedbrud"),
        ("os.write(1, b'klar\\n'); os.kill(os.getpid(), signal.SIGKILL)", "hukommelse"),
        ('os.write(1, b\'klar\\n{"text": "halvt\'); os._exit(0)', "nedbrud"),
        ("os.write(1, b'klar\\n'); [os.write(1, bytes(65536)) for _ in range(100)]", "for_stor"),
        ("os.close(1); signal.pause()", "tidsgraense"),
        ("os.fork() or signal.pause(); os._exit(0)", "tidsgraense"),
    ],
)
def test_however_the_reading_process_ends_the_reader_gets_a_clear_error(
    child: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "barn"
    script = tmp_path / "barn.py"
    script.write_text(CHILD.format(child), encoding="utf-8")
    program.write_text(f'#!/bin/sh\nexec "{sandbox.sys.executable}" "{script}"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sandbox.sys, "executable", str(program))
    limits = replace(
        LIMITS, wall_seconds=1 if code == "tidsgraense" else 300, max_text_chars=1000, max_pages=1
    )
    with pytest.raises(IngestError, match=r"fil\.pdf") as caught:
        sandbox.parse(b"x" * 1_000_000, "fil.pdf", "application/pdf", limits)
    assert caught.value.code == code


def test_a_reading_process_that_cannot_start_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.sys, "executable", "/findes/ikke/python")
    assert refusal(PDF, "a.pdf").code == "nedbrud"


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    (tmp_path / "mappe.txt").mkdir()
    (tmp_path / "mål.txt").write_text("x", encoding="utf-8")
    (tmp_path / "genvej.txt").symlink_to(tmp_path / "mål.txt")
    os.mkfifo(tmp_path / "rør.txt")
    for name, code, reason in (
        ("mappe.txt", "ikke_en_fil", "er en mappe"),
        ("genvej.txt", "ikke_en_fil", "er en genvej"),
        ("rør.txt", "ikke_en_fil", "er en enhed"),
        ("mangler.txt", "findes_ikke", "findes ikke"),
    ):
        with pytest.raises(IngestError, match=f"{name}.*{reason}") as caught:
            read_source(tmp_path / name, LIMITS)
        assert caught.value.code == code
    for name, code in (
        ("genvej.txt", "ikke_en_fil"),
        ("mangler.txt", "findes_ikke"),
        ("a.xlsx", "ukendt_type"),
    ):
        with pytest.raises(IngestError) as caught:
            find_files([tmp_path / name])
        assert caught.value.code == code
