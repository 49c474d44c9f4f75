"""PDF through pypdf, page by page. Runs in the sandbox: a PDF is a program written by a stranger."""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError
from pypdf.generic import DictionaryObject

from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.readers.pdf_headings import marked_lines
from ingest.readers.pdf_lines import PageType, TypedLine, apart_by_space
from ingest.readers.pdf_rules import PageRules
from ingest.source_text import Extract, one_line, storable
from ingest.titles import own_title

# What pypdf lets through from a file that breaks the format's rules, beside its own errors.
_BROKEN = (
    PyPdfError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
_NO_FORM = {"/XObject", "/Subtype"}
_PAGE_BREAK = "\n\n"
# A linearised ("web") file says its own length at its start: /L is its size in bytes.
_DECLARED_LENGTH = re.compile(rb"/Linearized\b.*?/L\s+(\d+)", re.DOTALL)
# Readers look for the end mark in the last 1024 bytes; some writers pad after it.
_TAIL = 2048
_FETCH_AGAIN = "Hent filen igen fra kilden, og indlæs den på ny."


def read(data: bytes, name: str, limits: Limits) -> Extract:
    """Text of every page in order, with the offset where each starts; an owner-only lock is opened. Lines set as
    headings are marked as in Markdown, with a blank line around them.

    Raises IngestError: "afkortet", "krypteret", "for_mange_sider", "for_stor", "scannet", "for_kompleks" or
    "beskadiget". A page that cannot be read refuses the whole file: half a document would answer wrongly.
    """
    _check_end(data, name)
    try:
        reader = _open(data, name)
        count = len(reader.pages)
        declared = cast(DictionaryObject, reader.root_object["/Pages"]).get("/Count", count)
    except LimitReachedError as error:
        raise _too_complex(name) from error
    except _BROKEN as error:
        raise _damaged(name) from error
    if count > limits.max_pages:
        raise IngestError(
            "for_mange_sider",
            name,
            f"har {count} sider, men der læses højst {limits.max_pages}",
            "Del dokumentet i flere filer, eller hæv grænsen i indstillingerne.",
        )
    if count == 0:
        raise IngestError("beskadiget", name, "er beskadiget: den har ingen sider", _FETCH_AGAIN)
    if isinstance(declared, int) and declared > count:
        reason = f"er beskadiget: den skal have {declared} sider, men kun {count} kan findes"
        raise IngestError("beskadiget", name, reason, _FETCH_AGAIN)
    text, page_starts = _pages(reader, name, limits)
    if not any(sign.isalpha() for sign in text):
        raise IngestError(
            "scannet",
            name,
            "er scannet eller består af billeder uden tekst, så OCR (tekstgenkendelse) er nødvendig",
            "Kør filen gennem et OCR-program, og indlæs resultatet.",
        )
    return Extract(text, page_starts, _title(reader))


def _check_end(data: bytes, name: str) -> None:
    declared = _DECLARED_LENGTH.search(data[:1024])
    too_short = declared is not None and int(declared.group(1)) > len(data)
    if too_short or b"%%EOF" not in data.rstrip(b"\x00\r\n\t ")[-_TAIL:]:
        raise IngestError("afkortet", name, "er afkortet: slutningen af PDF-filen mangler", _FETCH_AGAIN)


def _open(data: bytes, name: str) -> PdfReader:
    try:
        reader = PdfReader(io.BytesIO(data))
        locked = reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED
    except (DependencyError, NotImplementedError) as error:
        # A lock other than the format's own (rights management) opens only through its server.
        raise _locked(name) from error
    if locked:
        raise _locked(name)
    return reader


def _pages(reader: PdfReader, name: str, limits: Limits) -> tuple[str, tuple[int, ...]]:
    pages: list[list[TypedLine]] = []
    length = 0
    for number, page in enumerate(reader.pages, start=1):
        typed, drawn = PageType(), PageRules()
        try:
            with _losses_raised():
                found = page.extract_text(visitor_text=typed.visit, visitor_operand_before=drawn.visit)
        except LimitReachedError as error:
            raise _too_complex(name, number) from error
        except _BROKEN as error:
            raise _damaged(name, number) from error
        pages.append(typed.lines(found, drawn))
        length += len(found)
        if length > limits.max_text_chars:
            raise IngestError(
                "for_stor",
                name,
                f"har mere end {limits.max_text_chars} tegn på de første {number} sider",
                "Del dokumentet i flere filer, eller hæv grænsen i indstillingerne.",
            )
    parts: list[str] = []
    starts: list[int] = []
    offset = 0
    for marked in marked_lines(apart_by_space(pages)):
        lines = [line.rstrip() for line in storable("\n".join(marked)).split("\n")]
        part = "\n".join(lines).strip("\n") + _PAGE_BREAK
        starts.append(offset)
        parts.append(part)
        offset += len(part)
    return "".join(parts), tuple(starts)


class _Losses(logging.Handler):
    """Listens to pypdf, which goes on after losing text and only says so in its log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.first: BaseException | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self.first is not None:
            return
        if record.msg.startswith("Exceeded %(limit)d form XObject"):
            self.first = LimitReachedError(record.msg)
        elif record.name == "pypdf.filters" and record.msg.startswith("Error "):
            self.first = zlib.error(record.msg)  # a stream that could be unpacked only in part
        elif record.msg.startswith("Impossible to decode XFormObject") and isinstance(record.args, dict):
            reason = record.args.get("exception")
            # A form that is named but not there holds no text to lose.
            absent = _NO_FORM | {record.args.get("operand")}
            missing = isinstance(reason, KeyError) and reason.args[0] in absent
            if isinstance(reason, BaseException) and not missing:
                self.first = reason


@contextmanager
def _losses_raised() -> Iterator[None]:
    losses = _Losses()
    logger = logging.getLogger("pypdf")
    logger.addHandler(losses)
    try:
        yield
    finally:
        logger.removeHandler(losses)
    if losses.first is not None:
        raise losses.first


def _title(reader: PdfReader) -> str | None:
    """The title the writer program stored, or None; a file name left there by the program is no title."""
    try:
        stored = reader.metadata.title if reader.metadata else None
    except _BROKEN:
        return None
    title = own_title(one_line(stored)) if isinstance(stored, str) else None
    return title[:300] if title else None


def _locked(name: str) -> IngestError:
    return IngestError(
        "krypteret",
        name,
        "er krypteret og kan kun åbnes med en adgangskode",
        "Gem en kopi uden adgangskode, og indlæs den.",
    )


def _damaged(name: str, page: int | None = None) -> IngestError:
    where = f", og side {page} kan ikke læses" if page else " og kan ikke læses som PDF"
    return IngestError("beskadiget", name, f"er beskadiget{where}", _FETCH_AGAIN)


def _too_complex(name: str, page: int | None = None) -> IngestError:
    where = f" (side {page})" if page else ""
    return IngestError(
        "for_kompleks",
        name,
        f"pakker ud til mere eller er mere indviklet, end det er sikkert at læse{where}",
        "Udskriv dokumentet til en ny PDF, og indlæs den.",
    )
