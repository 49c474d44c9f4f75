"""The text of one file as it is stored: every citation is a pair of offsets into it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True)
class Extract:
    """What a reader found in the bytes. `page_starts[i]` is the offset where page i+1 starts."""

    text: str
    page_starts: tuple[int, ...] = ()
    title: str | None = None


@dataclass(frozen=True)
class SourceText:
    """One file, read. sha256 is of the file's bytes (hex); `page_starts` is empty when there are no pages."""

    file: str
    sha256: str
    media_type: str
    text: str
    page_starts: tuple[int, ...]
    title: str | None


def page_at(page_starts: tuple[int, ...], offset: int) -> int | None:
    """The page (from 1) that holds a character offset; None when the format has no pages."""
    if offset < 0:
        raise ValueError(f"offset er {offset}, men skal være 0 eller større")
    return bisect_right(page_starts, offset) or None


_LINE_ENDS = str.maketrans(dict.fromkeys("\r\x0b\x0c\x85\u2028\u2029", "\n"))
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
# Characters that no database stores and no reader sees: controls but tab and line feed, half surrogates.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(text: str) -> str:
    """Text out of a parser, made storable and findable: composed letters, no ligatures, no controls.

    Never used on plain text files: there the stored text is the file itself.
    """
    text = _SURROGATE.sub("\ufffd", text.replace("\r\n", "\n").translate(_LINE_ENDS))
    return unicodedata.normalize("NFC", _UNSTORABLE.sub("", text.translate(_LIGATURES)))


def one_line(text: str) -> str:
    """`storable` text with all white space folded to single blanks."""
    return " ".join(storable(text).split())
