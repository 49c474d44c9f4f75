"""Words of a talk for the older and the newer of the agreements ("den gamle", "dengang", "nu"), and for a correction.

They switch what is asked, and are never searched for. "Sidste år" is put as the year it is of.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

Version = Literal["older", "newer"]

OLDER_WORDS = r"(?:forrige|gamle|gammel|tidligere|foregående|ældre|ældste)"
NEWER_WORDS = r"(?:nye|nyeste|nuværende|nugældende|gældende|seneste|aktuelle)"
_PREPOSITION = r"(?:\b(?:i|til|for|fra|efter|under|om|af|ved|hos|med)\s+)?"
# Behind it no noun of its own: "den gamle?", "den gamle var", but not "den gamle takstfil".
_ALONE = (
    r"(?=\s*(?:[?.!,;]|$|(?:er|var|og|så|hed|gjaldt|gælder|stod|står|sagde|siger|da|jo|i|for|på|om|så)\b))"
)
_AGREEMENT = r"\s+(?:(?:ramme|styrings|takst)?aftale(?:n|ns|r|s|tekst\w*|period\w*)?|periode(?:n)?)\b"
# A time that is over, without a word for the agreement of it; what stood in force in it is asked with it.
THEN = (
    r"\b(?:dengang|den gang|førhen|før i tiden|(?:tidligere|før|forhen)(?=\s*(?:[?.!,;]|$)))"
    r"(?:,?\s+(?:da|hvor|mens)\s+(?:den|det|aftalen|rammeaftalen)\s+(?:gjaldt|løb|var i kraft))?"
)
_OLDER = re.compile(
    rf"{_PREPOSITION}\b(?:(?:den|vores|jeres)\s+)?{OLDER_WORDS}{_AGREEMENT}"
    rf"|{_PREPOSITION}\bden\s+{OLDER_WORDS}{_ALONE}"
    rf"|{THEN}|(?<=\bsom\s)sidst\b",
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


# What is carried over "fra sidste år" is asked about in the present.
_LAST_YEAR = re.compile(
    r"(?<!\bfra )(?<!\bend )(?<!\bmod )\b(?:i\s+)?(?:(?:sidste|forrige) år|i\s?fjor)\b", re.IGNORECASE
)
_NEXT_YEAR = re.compile(r"\b(?:(?:i|til)\s+)?næste år\b", re.IGNORECASE)
_YEARS_AGO = re.compile(r"\bfor\s+(\d|et|to|tre|fire|fem)\s+år\s+siden\b", re.IGNORECASE)
_FEW = {"et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5}


def in_years(text: str, today: date) -> str:
    """The text with the years it names by the day it is asked on: "sidste år" of 2023 is "i 2022"."""
    text = _LAST_YEAR.sub(f"i {today.year - 1}", text)
    text = _NEXT_YEAR.sub(f"i {today.year + 1}", text)
    return _YEARS_AGO.sub(lambda found: f"i {today.year - int(_FEW.get(found[1].lower(), found[1]))}", text)


def version_in(text: str) -> Version | None:
    """The version a text of a talk names; None where it names none, or both."""
    older, newer = bool(_OLDER.search(text)), bool(_NEWER.search(text))
    if older == newer:
        return None
    return "older" if older else "newer"


def names_both(text: str) -> bool:
    """Whether a text names the older version and the newer one."""
    return bool(_OLDER.search(text) and _NEWER.search(text))


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
