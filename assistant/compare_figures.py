"""Numbers, dates and names as values, so that two texts can be compared by computing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from assistant.question import MONTHS
from index.danish import STOP_WORDS, stem

_WORDS = {
    word: number
    for number, word in enumerate(
        "to tre fire fem seks syv otte ni ti elleve tolv".split(),
        2,
    )
}
_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\.\s*(?P<month>{_MONTH})\s+(?P<year>\d{{4}})"
    rf"|\b(?P<only_month>{_MONTH})\s+(?P<of>(?:19|20)\d\d)"
    r"|\b(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./-]\s?(?P<y>(?:19|20)\d\d)\b"
    r"|\b(?P<first>(?:19|20)\d\d)\s*[-–/]\s*(?P<last>(?:19|20)?\d\d)\b(?![./-]?\d)"
    r"|\b(?P<alone>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"(?<![\w./-])(?P<figure>\d+(?:\.\d{{3}})*(?:,\d+)?|{'|'.join(_WORDS)})(?![\w/-])"
    # What follows is only looked at: the next number may stand in it.
    r"(?=\s*(?P<unit>%|pct\.?|procents?\b|[^\W\d_][\w-]*(?:\s+[^\W\d_][\w-]*){0,3})?)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\s*\.|\s*\)")
_NAME = re.compile(r"\b[A-ZÆØÅ][a-zæøåé]+(?:[ -][A-ZÆØÅ][a-zæøåé]+)+")
_WEB = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_PHONE = re.compile(r"\b\d\d \d\d \d\d \d\d\b")


@dataclass(frozen=True)
class Figure:
    """A number and what it counts: stems of the nouns after it, "%" for a percentage. `shown` is as written."""

    value: Decimal
    of: tuple[str, ...]
    shown: str


def numbers(text: str) -> list[Figure]:
    """The numbers of a readable text, in order; dates, years, telephone and list numbers are left out."""
    bare = _PHONE.sub(" ", _WEB.sub(" ", _DATE.sub(" ", text)))
    bare = re.sub(r"(?m)^\s*\(?\d{1,2}[.)]\s", "", bare)
    return list(_figures(bare))


def _figures(text: str) -> Iterator[Figure]:
    for found in _NUMBER.finditer(text):
        figure, unit = found.group("figure").lower(), (found.group("unit") or "").lower()
        if figure.isdigit() and not unit and _ORDINAL.match(text, found.end("figure")):
            continue
        value = (
            Decimal(_WORDS[figure])
            if figure in _WORDS
            else Decimal(figure.replace(".", "").replace(",", "."))
        )
        if re.match(r"%|pct|procent", unit):
            yield Figure(value, ("%",), f"{found.group('figure')} pct.")
            continue
        words = re.findall(r"[\w-]+", unit)
        nouns = tuple(stem(word) for word in words if word not in STOP_WORDS)
        shown = " ".join((found.group("figure"), *_shown(words)))
        yield Figure(value, nouns, shown)


def _shown(words: list[str]) -> list[str]:
    """The words after a number up to the first that only binds."""
    kept: list[str] = []
    for word in words[:3]:
        if word in STOP_WORDS and not (kept and kept[-1].endswith("-")):
            break
        kept.append(word)
    return kept


def dates(text: str) -> list[str]:
    """Dates as ISO text, in order, each once: a day, a month, a year, or "2023/2024" for a period."""
    found: dict[str, None] = {}
    for match in _DATE.finditer(text):
        part = match.groupdict()
        if part["day"]:
            found[f"{part['year']}-{MONTHS[part['month'].lower()]:02}-{int(part['day']):02}"] = None
        elif part["of"]:
            found[f"{part['of']}-{MONTHS[part['only_month'].lower()]:02}"] = None
        elif part["d"]:
            day, month = int(part["d"]), int(part["m"])
            if 1 <= day <= 31 and 1 <= month <= 12:
                found[f"{part['y']}-{month:02}-{day:02}"] = None
        elif part["first"]:
            found[f"{part['first']}/{part['first'][: 4 - len(part['last'])]}{part['last']}"] = None
        else:
            found[part["alone"]] = None
    return list(found)


def names(text: str) -> list[str]:
    """Runs of two or more capitalised words, each once: people, bodies, places."""
    return list(dict.fromkeys(_NAME.findall(text)))


_NAMES_OF_MONTHS = {number: name for name, number in MONTHS.items()}


def shown_date(iso: str) -> str:
    """An ISO date as Danish text: "1. januar 2021", "maj 2020", "2023-2024"."""
    if "/" in iso:
        return iso.replace("/", "-")
    parts = [int(part) for part in iso.split("-")]
    if len(parts) == 1:
        return iso
    month = _NAMES_OF_MONTHS[parts[1]]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{parts[2]}. {month} {parts[0]}"
