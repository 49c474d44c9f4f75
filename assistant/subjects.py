"""The ready subjects of the comparison, read from corpus/subjects.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from assistant.quoted_data import DataError, check_keys, read_entries, text_of, texts_of
from assistant.wanted import Wanted
from corpus import CORPUS

FILE = CORPUS / "subjects.yaml"
_NEEDED = {"id", "title", "questions", "wanted"}
_ALLOWED = {"speaks_of", "under", "settled_by", "asked_as", "quotes"}
_NUMBER = r"(?:\d[\d.,/–-]*\d|\d|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv)"
_MOST_QUOTES = 5


@dataclass(frozen=True)
class Subject:
    """A row of the comparison: how it is asked, and which sentences speak of it and which settle it.

    `asked_as` are everyday ways to ask for it that the agreements do not use.
    """

    id: str
    title: str
    questions: tuple[str, ...]
    wanted: Wanted
    speaks_of: tuple[re.Pattern[str], ...]
    under: tuple[re.Pattern[str], ...]
    settled_by: tuple[re.Pattern[str], ...]
    asked_as: tuple[re.Pattern[str], ...] = ()
    quotes: int = 1


def load_subjects(path: Path = FILE) -> tuple[Subject, ...]:
    """All ready subjects, in order. Raises DataError that names the file, the subject and the value."""
    found: dict[str, Subject] = {}
    for number, entry in enumerate(read_entries(path, "subjects"), start=1):
        place = str(entry.get("id") or f"emne nr. {number}")
        check_keys(path, place, entry, _NEEDED, _ALLOWED)
        subject_id, wanted = text_of(path, place, entry, "id"), text_of(path, place, entry, "wanted")
        if subject_id in found:
            raise DataError(path, place, "emnet står to gange; giv det ene et andet id")
        kind = next((known for known in get_args(Wanted) if known == wanted), None)
        if kind is None:
            known = ", ".join(get_args(Wanted))
            raise DataError(path, place, f"wanted = {wanted!r} kendes ikke; skriv en af {known}")
        quotes = entry.get("quotes", 1)
        if not isinstance(quotes, int) or isinstance(quotes, bool) or not 1 <= quotes <= _MOST_QUOTES:
            raise DataError(
                path, place, f"quotes = {quotes!r} skal være et helt tal fra 1 til {_MOST_QUOTES}"
            )
        patterns = {
            key: tuple(pattern_of(text) for text in texts_of(path, place, entry, key))
            for key in ("speaks_of", "under", "settled_by", "asked_as")
        }
        if not patterns["speaks_of"] and not patterns["under"]:
            raise DataError(path, place, "der mangler speaks_of eller under, så intet kan findes om emnet")
        if patterns["speaks_of"] and not patterns["settled_by"]:
            raise DataError(path, place, "settled_by mangler; uden det er emnet aldrig andet end omtalt")
        questions = texts_of(path, place, entry, "questions")
        title = text_of(path, place, entry, "title")
        found[subject_id] = Subject(subject_id, title, questions, kind, **patterns, quotes=quotes)
    return tuple(found.values())


def pattern_of(text: str) -> re.Pattern[str]:
    """A pattern of the file as a regular expression.

    `*` is the rest of a word, `*` alone up to two words, `#` a number in figures or words, `…` anything.
    """
    pieces: list[str] = []
    gap = ""
    for token in text.split():
        if token == "…":
            gap = r"\b.*?"
            continue
        if token == "*":
            gap = r"\s+(?:\S+\s+){0,2}"
            continue
        piece = "".join({"*": r"[\w.@-]*", "#": _NUMBER}.get(sign, re.escape(sign)) for sign in token)
        pieces.append((gap or r"\s+") + piece if pieces else piece)
        gap = ""
    ends = r"(?!\w)" if text[-1].isalnum() else ""
    return re.compile(r"(?<!\w)" + "".join(pieces) + ends, re.IGNORECASE)


@lru_cache(maxsize=50_000)
def first_match(patterns: tuple[re.Pattern[str], ...], text: str) -> int | None:
    """The number of the first pattern that the text fits."""
    return next((number for number, pattern in enumerate(patterns) if pattern.search(text)), None)
