"""A bad file is refused in Danish, naming file and reason."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from eval.torture.crafted import locked_pdf, repacked, show, text_pdf, word_of
from ingest.errors import IngestError
from ingest.reading import find_files, read_source
from tests.refused_files import DOCX, LIMITS, NOISE, PDF, refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


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
