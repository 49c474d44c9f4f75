"""What the bytes of a file look like, whatever its name says."""

from __future__ import annotations

import re

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "et RTF-dokument"),
    (b"%!PS", "en PostScript-fil"),
    (b"\x89PNG\r\n", "et billede (PNG)"),
    (b"\xff\xd8\xff", "et billede (JPEG)"),
    (b"GIF87a", "et billede (GIF)"),
    (b"GIF89a", "et billede (GIF)"),
    (b"II*\x00", "et billede (TIFF)"),
    (b"MM\x00*", "et billede (TIFF)"),
    (b"\x1f\x8b\x08", "et gzip-arkiv"),
    (b"7z\xbc\xaf\x27\x1c", "et 7-zip-arkiv"),
    (b"Rar!\x1a\x07", "et RAR-arkiv"),
    (b"\x7fELF", "et program"),
    (b"MZ\x90\x00", "et program"),
    (b"SQLite format 3\x00", "en database"),
)
# Possessive: what stands before the first tag is taken once, so that no file can make the search run long.
_HTML = re.compile(
    rb"(?:\s++|<\?xml[^>]*+>|<!--(?:(?!-->).)*+-->)*+<(?:!doctype\s+html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_ANY_TAG = re.compile(rb"<[a-z!/][^<>]*>", re.IGNORECASE)
_IN_ZIP: tuple[tuple[bytes, str], ...] = (
    (b"word/document", "docx"),
    (b"xl/workbook", "et Excel-regneark (.xlsx)"),
    (b"ppt/presentation.xml", "en PowerPoint-præsentation (.pptx)"),
    (b"application/vnd.oasis.opendocument.text", "et OpenDocument-dokument (.odt)"),
    (b"application/epub+zip", "en e-bog (.epub)"),
)
# What a format is called in an error message; the others are already words.
NAMES = {
    "pdf": "en PDF-fil",
    "docx": "et Word-dokument (.docx)",
    "html": "en HTML-side",
    "tekst": "almindelig tekst",
}


def looks_like(data: bytes) -> str:
    """The format by its first bytes: "pdf", "docx", "html", "zip", "ole", "tekst", "binaer",
    or a Danish noun phrase for another known format.
    """
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    stripped = head.lstrip()
    for signature, kind in _SIGNATURES:
        if stripped.startswith(signature) or head.startswith(signature):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for mark, kind in _IN_ZIP if mark in data), "zip")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "tekst"  # UTF-16 with mark: full of NUL bytes, but text
    if _HTML.match(head):
        return "html"
    return "binaer" if is_noise(data) else "tekst"


def has_tags(data: bytes) -> bool:
    """Whether there is anything a browser would take for a tag."""
    # UTF-16 has a NUL in every other byte.
    return _ANY_TAG.search(data.replace(b"\x00", b"")) is not None


def is_noise(data: bytes) -> bool:
    """Whether bytes hold what no text file holds: a NUL, or more than 2 % other control characters."""
    if b"\x00" in data:
        return True
    kept = len(data.translate(None, delete=_CONTROLS))
    return (len(data) - kept) * 50 > len(data)


_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r")) + b"\x7f"
