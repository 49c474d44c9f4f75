"""Plain text: the stored text is the file's own content, character for character."""

from __future__ import annotations

import re

from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.readers.looks import is_noise
from ingest.source_text import Extract

# Danish letters of UTF-8 read as Windows-1252.
_MOJIBAKE = re.compile("Ã[¦¸¥†˜…]")
# Where DOS (850/865) and Mac files have æ, ø and å, Windows-1252 has these signs in the middle of a word.
_FOREIGN = re.compile(r"[a-z][‘›†¾¿Œ][a-z]")
_DANISH = re.compile("[æøåÆØÅ]")
_SAVE_AS = "Åbn filen, gem den som tekst i UTF-8, og indlæs den igen."


def read(data: bytes, name: str, limits: Limits) -> Extract:
    """The exact decoded content, line ends and all; no pages, no title.

    Raises IngestError: "binaer", "tegnsaet", "afkortet" or "beskadiget".
    """
    return Extract(decode(data, name))


def decode(data: bytes, name: str) -> str:
    """UTF-8 (a mark is dropped), UTF-16 with mark, otherwise Windows-1252.

    Raises IngestError where none of them gives text.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _utf16(data, name)
    if is_noise(data):
        raise IngestError(
            "binaer",
            name,
            "indeholder binære data og ikke tekst",
            "Vælg den rigtige fil, eller gem dokumentet som tekst i UTF-8.",
        )
    body = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        return _windows(data, name, error, marked=len(body) < len(data))


def _windows(data: bytes, name: str, utf8: UnicodeDecodeError, *, marked: bool) -> str:
    text = data.decode("cp1252", "replace")
    danish = _DANISH.search(text) is not None
    if marked or (_MOJIBAKE.search(text) and not danish):
        if utf8.reason == "unexpected end of data":
            raise IngestError(
                "afkortet",
                name,
                "slutter midt i et tegn, så slutningen af filen mangler",
                "Hent eller kopiér filen igen, og indlæs den på ny.",
            )
        raise IngestError(
            "beskadiget",
            name,
            f"er skrevet i UTF-8, men har ugyldige tegn fra byte {utf8.start}",
            _SAVE_AS,
        )
    if "\ufffd" in text or (_FOREIGN.search(text) and not danish):
        raise IngestError(
            "tegnsaet",
            name,
            "er skrevet i et ukendt tegnsæt (ikke UTF-8 eller Windows-1252), så æ, ø og å kan ikke læses",
            _SAVE_AS,
        )
    return text


def _utf16(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise IngestError(
            "afkortet" if error.reason == "truncated data" else "beskadiget",
            name,
            f"er skrevet i UTF-16, men kan ikke læses fra byte {error.start}",
            _SAVE_AS,
        ) from error
    if "\x00" in text:
        raise IngestError("binaer", name, "indeholder binære data og ikke tekst", _SAVE_AS)
    return text
