"""Words of a talk for the older and the newer of the agreements ("den gamle", "dengang", "nu"), and for a correction.

They switch what is asked, and are never searched for.
"""

from __future__ import annotations

import re
from typing import Literal

Version = Literal["older", "newer"]

OLDER_WORDS = r"(?:forrige|gamle|gammel|tidligere|foregående|ældre|ældste)"
NEWER_WORDS = r"(?:nye|nyeste|nuværende|nugældende|gældende|seneste|aktuelle)"
_PREPOSITION = r"(?:\b(?:i|til|for|fra|efter|under|om|af|ved|hos|med)\s+)?"
# Behind it no noun of its own: "den gamle?", "den gamle var", but not "den gamle takstfil".
_ALONE = (
    r"(?=\s*(?:[?.!,;]|$|(?:er|var|og|så|hed|gjaldt|gælder|stod|står|sagde|siger|da|jo|i|for|på|om|så)\b))"
)
_AGREEMENT = r"\s+(?:ramme|styrings|takst)?aftale(?:n|ns|r|s|tekst\w*|period\w*)?\b"
_OLDER = re.compile(
    rf"{_PREPOSITION}\b(?:(?:den|vores|jeres)\s+)?{OLDER_WORDS}{_AGREEMENT}"
    rf"|{_PREPOSITION}\bden\s+{OLDER_WORDS}{_ALONE}"
    r"|\b(?:dengang|førhen|før i tiden|(?:tidligere|før)(?=\s*[?.!]*$)|(?<=\bsom\s)sidst)\b",
    re.IGNORECASE,
)
_NEWER = re.compile(
    rf"{_PREPOSITION}\b(?:(?:den|vores|jeres)\s+)?{NEWER_WORDS}{_AGREEMENT}"
    rf"|{_PREPOSITION}\bden\s+{NEWER_WORDS}{_ALONE}"
    r"|\bnu\b(?!\s+(?:om|hvis)\b)|\bi dag\b|\bfor tiden\b|\bnutildags\b"
    r"|(?<=\b(?:det|den|der)\s)(?:stadig(?:væk)?|fortsat)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"^(?:(?:nej|næ|ups|hov|hovsa|sorry|undskyld|rettelse|ej|åh|nå)\b[\s,.!:–-]*)*"
    r"(?:(?:(?:det|der) var ikke det[\s,.]*)?(?:jeg|vi)\s+(?:mente|mener|mener jo|skulle have (?:skrevet|sagt))\b[\s,:–-]*"
    r"|det (?:skulle være|er|var)\b[\s,:–-]*(?=(?:i\s+)?\S+\s*\S*\s*[.!]?$))?"
    r"(?:altså\b[\s,:–-]*)?",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"^(?:nej|næ|ups|hov|hovsa|sorry|undskyld|rettelse)\b|\b(?:jeg|vi)\s+(?:mente|mener|skulle have (?:skrevet|sagt))\b",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"\b(?:men )?ikke\s+(?:om |i |for |til |det |den )?(?P<not>\S+?)(?:,?\s+men\b|,|\s*[.!]?$)", re.I
)


def version_in(text: str) -> Version | None:
    """The version a text of a talk names; None where it names none, or both."""
    older, newer = bool(_OLDER.search(text)), bool(_NEWER.search(text))
    if older == newer:
        return None
    return "older" if older else "newer"


def without_version(text: str) -> str:
    """The text less its words for a version."""
    return _tidy(_NEWER.sub(" ", _OLDER.sub(" ", text)))


def corrected(text: str) -> str | None:
    """What a correction puts in the place of what was asked ("nej, jeg mente 2021-22"); None where it is none.

    What it says was not meant ("ikke Midtjylland, men Hovedstaden") is left out.
    """
    if not _TAKES_BACK.search(text):
        return None
    found = _CORRECTS.match(text)
    rest = text[found.end() :] if found else text
    kept = _tidy(_NOT_THIS.sub(" ", rest))
    return kept if any(sign.isalnum() for sign in kept) else _tidy(rest)


def _tidy(text: str) -> str:
    """The text with white space folded and none before a closing sign."""
    return re.sub(r"\s+([?.!,;])", r"\1", " ".join(text.split())).strip(" ,;")
