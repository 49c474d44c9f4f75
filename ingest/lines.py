"""One line of a stored text, and what it reads without markup."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>")
TERMINAL = tuple(".:;,!?…")
MARKED_HEADING = re.compile(r"^(#{1,6})\s+(?=\S)")
EMPHASISED = re.compile(r"^(\*{1,3})(?!\s)[^*]+\1$")
# A line that begins with a date, as prose broken over lines has it, is no item: "31. december 2027. Den …".
_MONTH = (
    r"(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|kvartal|halvår)"
)
ITEM = re.compile(
    rf"^\s*(?:[-•▪◦*–]\s+|(?!\d{{1,2}}\.\s+{_MONTH}\b)\(?\d{{1,2}}[.)]\s+|\(?[a-zA-Z]\)\s+)(?=\S)"
)
CLOCK = re.compile(r"^\W*(?:fra\s+)?\d{1,2}[.:]\d{2}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """One line of the stored text, its newline left out. `cells`: it was one of several cells before."""

    start: int
    end: int
    text: str
    cells: bool = False

    @property
    def bare(self) -> str:
        """The text without markup and outer white space."""
        return _TAG.sub(" ", self.text).replace("*", "").strip().strip("#").strip()


def lines_of(text: str, start: int, end: int) -> list[Line]:
    """The lines of text[start:end] in order."""
    lines: list[Line] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        lines.append(Line(at, stop, text[at:stop]))
        at = stop + 1
    return lines
