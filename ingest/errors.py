"""The one error of the ingest layer: a file that cannot be read, said so that a caseworker can act on it."""

from __future__ import annotations

import unicodedata
from typing import Literal, get_args

Code = Literal[
    "tom",  # no bytes, or no readable text
    "krypteret",  # a password is needed
    "scannet",  # pictures of pages, no text
    "afkortet",  # the end of the file is missing
    "beskadiget",  # the format's own rules are broken
    "forkert_endelse",  # the content is another format than the extension says
    "for_stor",  # bytes or characters over the limit
    "for_mange_sider",
    "tidsgraense",  # CPU or wall time
    "hukommelse",
    "zipbombe",  # unpacks to far more than its size
    "for_kompleks",  # nesting or decoding work over a safety limit
    "binaer",  # not text
    "tegnsaet",  # text in an encoding that is not supported
    "personnummer",  # a CPR number in the text or the name
    "ukendt_type",
    "findes_ikke",
    "ikke_en_fil",  # a folder, a link or a device
    "ingen_adgang",
    "nedbrud",  # the reading process could not start or died
]
CODES: frozenset[str] = frozenset(get_args(Code))
# Unicode categories: controls, format marks, half surrogates, line and paragraph separators.
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def clean_name(name: str) -> str:
    """The file's own name without folders, in a form that can be stored and shown.

    Control characters, text-direction marks and bytes that are not UTF-8 become "_";
    letters are composed (NFC).
    """
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    base = unicodedata.normalize("NFC", base)
    cleaned = "".join("_" if unicodedata.category(sign) in _INVISIBLE else sign for sign in base)
    return cleaned.strip() or "uden navn"


class IngestError(Exception):
    """A file was refused. `str()` is one or two complete Danish sentences: file, reason, how to mend.

    code: stable word for machines (see `Code`); file: the name as given, without folders;
    reason: what is wrong, continuing "»file« …" without full stop; mend: a sentence of its own.
    """

    def __init__(self, code: Code, file: str, reason: str, mend: str) -> None:
        self.code: Code = code
        self.file = clean_name(file)
        self.reason = reason
        self.mend = mend
        super().__init__(f"»{self.file}« {reason}. {mend}")

    def __reduce__(self) -> tuple[type[IngestError], tuple[Code, str, str, str]]:
        return IngestError, (self.code, self.file, self.reason, self.mend)
