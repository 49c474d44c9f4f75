"""From files and uploads to `SourceText`: which files, what they really hold, and the reader for each."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest import sandbox
from ingest.cpr import find_in_document, mask_cpr
from ingest.errors import IngestError, clean_name
from ingest.limits import Limits
from ingest.readers import markdown, text
from ingest.readers.looks import NAMES, has_tags, looks_like
from ingest.source_text import Extract, SourceText, page_at

__all__ = ["SUPPORTED", "Limits", "find_files", "read_bytes", "read_source"]

# Extension to media type.
SUPPORTED: dict[str, str] = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".htm": "text/html",
}
_KIND = {"text/plain": "tekst", "text/markdown": "tekst", "text/html": "html", "application/pdf": "pdf"}
_LISTED = ".txt, .md, .pdf, .docx, .html"
_EXTENSION_OF = {"pdf": ".pdf", "docx": ".docx", "html": ".html", "tekst": ".txt"}


def find_files(paths: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Files to read and files passed over, both sorted and without doubles.

    A folder is searched recursively; links and files of an unknown type inside it are passed over.
    Raises IngestError for a named file that does not exist, is no regular file or has an unknown extension.
    """
    wanted: set[Path] = set()
    passed: set[Path] = set()
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for found in _below(path):
                readable = found.suffix.lower() in SUPPORTED and stat.S_ISREG(found.lstat().st_mode)
                (wanted if readable else passed).add(found)
        else:
            _media_type(path.name)
            _check_regular(path)
            wanted.add(path)
    return sorted(wanted), sorted(passed - wanted)


def read_source(path: Path, limits: Limits) -> SourceText:
    """Read one file. Whatever it holds, only IngestError is raised (see `ingest.errors.Code`)."""
    _media_type(path.name)
    _check_regular(path)
    try:
        # Not through a link and not waiting for a pipe, should the file have become one just now.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            _check_size(os.fstat(handle).st_size, path.name, limits)
            data = stream.read(limits.max_bytes + 1)
    except OSError as error:
        raise _unreadable(path.name, error) from error
    return read_bytes(data, path.name, limits)


def read_bytes(data: bytes, name: str, limits: Limits) -> SourceText:
    """Read an upload. `name` gives the format by its extension; folders in it are ignored.

    Raises IngestError as `read_source`.
    """
    if mask_cpr(clean_name(name)) != clean_name(name):
        raise IngestError(
            "personnummer",
            mask_cpr(clean_name(name)),
            "har et navn, hvori der står noget, der ligner et CPR-nummer",
            "Giv filen et andet navn, og indlæs den igen.",
        )
    media_type = _media_type(name)
    _check_size(len(data), name, limits)
    if not data:
        raise IngestError("tom", name, "er tom (0 byte)", "Vælg en fil med indhold.")
    _check_content(data, name, media_type)
    extract = _read(data, name, media_type, limits)
    if len(extract.text) > limits.max_text_chars:
        raise IngestError(
            "for_stor",
            name,
            f"har {len(extract.text)} tegn, men der læses højst {limits.max_text_chars}",
            "Del dokumentet i flere filer, eller hæv grænsen i indstillingerne.",
        )
    if not any(sign.isalnum() for sign in extract.text):
        raise IngestError("tom", name, "indeholder ingen læsbar tekst", "Vælg en fil med tekst i.")
    _check_cpr(extract, name)
    return SourceText(
        file=clean_name(name),
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        text=extract.text,
        page_starts=extract.page_starts,
        title=extract.title,
    )


def _read(data: bytes, name: str, media_type: str, limits: Limits) -> Extract:
    # Decoding runs no parser, so plain text and Markdown need no process of their own.
    if media_type == "text/plain":
        return text.read(data, name, limits)
    if media_type == "text/markdown":
        return markdown.read(data, name, limits)
    return sandbox.parse(data, name, media_type, limits)


def _check_cpr(extract: Extract, name: str) -> None:
    """Refuse a text with a CPR number. It is not masked: quotes are checked against the file's own text."""
    title = extract.title or ""
    place = next(find_in_document(extract.text), None)
    if place is None and mask_cpr(title) == title:
        return
    if place is None:
        where = "i sin titel"
    else:
        page = page_at(extract.page_starts, place[0])
        line = extract.text.count("\n", 0, place[0]) + 1
        where = f"på side {page}" if page else f"i linje {line}"
    raise IngestError(
        "personnummer",
        name,
        f"indeholder {where} noget, der ligner et CPR-nummer, og er ikke gemt",
        "Fjern CPR-numre fra filen, og indlæs den igen; aftaler skal kunne læses uden.",
    )


def _below(folder: Path) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise _unreadable(Path(error.filename or folder).name, error) from error

    for parent, _, names in os.walk(folder, onerror=refuse, followlinks=False):
        yield from (Path(parent, name) for name in names)


def _media_type(name: str) -> str:
    suffix = Path(clean_name(name)).suffix.lower()
    if suffix not in SUPPORTED:
        kind = (
            f"er af en type ({suffix}), der ikke kan læses"
            if suffix
            else "har ingen endelse, som viser typen"
        )
        raise IngestError("ukendt_type", name, kind, f"Brug en af typerne {_LISTED}.")
    return SUPPORTED[suffix]


def _check_regular(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError as error:
        raise IngestError(
            "findes_ikke", path.name, "findes ikke", "Kontrollér stien og stavningen."
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path.name, error) from error
    if stat.S_ISREG(mode):
        return
    kind = (
        "en mappe"
        if stat.S_ISDIR(mode)
        else "en genvej (symbolsk link)"
        if stat.S_ISLNK(mode)
        else "en enhed"
    )
    raise IngestError("ikke_en_fil", path.name, f"er {kind} og ikke en fil", "Angiv selve filen.")


def _check_size(size: int, name: str, limits: Limits) -> None:
    if size > limits.max_bytes:
        raise IngestError(
            "for_stor",
            name,
            f"fylder {_megabytes(size)}, men der læses højst {_megabytes(limits.max_bytes)}",
            "Del dokumentet i flere filer, eller hæv grænsen i indstillingerne.",
        )


def _check_content(data: bytes, name: str, media_type: str) -> None:
    expected = _KIND.get(media_type, "docx")
    found = looks_like(data)
    if expected == "pdf" and b"%PDF-" in data[:1024]:
        return  # some programs write a few lines before the mark, and every reader allows it
    if expected == "html" and found in ("html", "tekst"):
        if found == "html" or has_tags(data):
            return
        found = "tekst"
    elif found == expected:
        return
    if expected == "docx" and found == "ole" and "EncryptedPackage".encode("utf-16-le") in data:
        raise IngestError(
            "krypteret", name, "er låst med en adgangskode", "Gem en kopi uden adgangskode, og indlæs den."
        )
    if expected == "docx" and found == "zip" and b"PK\x05\x06" not in data[-70_000:]:
        return  # cut off before the names of its parts: the reader says so
    if found == "binaer":
        wanted = "" if expected == "tekst" else f" og er ikke {NAMES[expected]}"
        raise IngestError(
            "binaer", name, f"indeholder binære data, der ikke kan genkendes{wanted}", "Vælg den rigtige fil."
        )
    looks = {"ole": "et gammelt Office-dokument (.doc, .xls)", "zip": "et zip-arkiv", **NAMES}.get(
        found, found
    )
    mend = (
        f"Omdøb den til endelsen {_EXTENSION_OF[found]}, og indlæs den igen."
        if found in _EXTENSION_OF
        else f"Gem dokumentet som en af typerne {_LISTED}."
    )
    raise IngestError(
        "forkert_endelse",
        name,
        f"har endelsen {Path(clean_name(name)).suffix}, men indholdet ligner {looks}",
        mend,
    )


def _unreadable(name: str, error: OSError | ValueError) -> IngestError:
    if isinstance(error, PermissionError):
        return IngestError(
            "ingen_adgang", name, "må ikke læses af dette program", "Giv læseadgang til filen."
        )
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return IngestError("ingen_adgang", name, f"kan ikke åbnes ({reason})", "Kontrollér stien og filen.")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
