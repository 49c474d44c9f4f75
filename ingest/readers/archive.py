"""A Word file is a zip archive: what it unpacks to is counted before a parser sees any of it."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from ingest.errors import IngestError
from ingest.limits import Limits

_MAX_MEMBERS = 5_000
_CHUNK = 1 << 20
_ENCRYPTED_MEMBER = 0x1
# No writer of DOCX puts a document type in a part; a hostile one does, to define entities.
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SAVE_AGAIN = "Åbn den i Word, gem den igen som .docx, og indlæs den på ny."


def check_archive(data: bytes, name: str, limits: Limits) -> None:
    """Unpack every member once, counting, before a parser sees it.

    The sizes an archive declares may lie, so both they and the bytes really unpacked are held to the limit.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if any(member.flag_bits & _ENCRYPTED_MEMBER for member in members):
                raise IngestError(
                    "krypteret",
                    name,
                    "er låst med en adgangskode",
                    "Gem en kopi uden adgangskode, og indlæs den.",
                )
            declared = sum(member.file_size for member in members)
            if declared > limits.max_unpacked_bytes or len(members) > _MAX_MEMBERS:
                raise _bomb(name, limits)
            _count(archive, name, limits)
    except zipfile.BadZipFile as error:
        if b"PK\x05\x06" not in data[-70_000:]:
            raise IngestError(
                "afkortet",
                name,
                "er afkortet: slutningen af Word-filen mangler",
                "Hent filen igen, og indlæs den på ny.",
            ) from error
        raise IngestError("beskadiget", name, "er beskadiget: pakken kan ikke åbnes", _SAVE_AGAIN) from error
    # zipfile raises NotImplementedError for a packing it does not know.
    except (zlib.error, EOFError, struct.error, NotImplementedError) as error:
        raise IngestError("beskadiget", name, "er beskadiget: pakken kan ikke åbnes", _SAVE_AGAIN) from error


def _count(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    total = 0
    for member in archive.infolist():
        is_xml = member.filename.endswith((".xml", ".rels"))
        seam = b""
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                total += len(chunk)
                if total > limits.max_unpacked_bytes:
                    raise _bomb(name, limits)
                # NUL bytes out: the mark is found in UTF-16 too.
                if is_xml and _DOCTYPE.search((seam + chunk).replace(b"\x00", b"")):
                    raise IngestError(
                        "beskadiget",
                        name,
                        "indeholder XML-entiteter, som et Word-dokument ikke må have",
                        _SAVE_AGAIN,
                    )
                seam = chunk[-20:]


def _bomb(name: str, limits: Limits) -> IngestError:
    return IngestError(
        "zipbombe",
        name,
        f"pakker ud til mere end {limits.max_unpacked_bytes / 1_000_000:.0f} MB og kan være en zipbombe",
        "Gem dokumentet igen med færre eller mindre billeder, eller hæv grænsen i indstillingerne.",
    )
