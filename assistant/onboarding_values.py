"""Numbers and dates as Danes write them, read from an answer and found in a quote."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
_BY_MONTH = {name: n for n, name in enumerate(_MONTHS, 1)} | {
    name[:3]: n for n, name in enumerate(_MONTHS, 1)
}
_MONTH = "|".join(sorted(_BY_MONTH, key=len, reverse=True))
_WRITTEN_OUT = re.compile(rf"(?<!\d)(\d{{1,2}})\.?\s*({_MONTH})\b\.?\s*(\d{{4}})(?!\d)", re.IGNORECASE)
_FIGURES = re.compile(r"(?<![\d./-])(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./ -]\s?(\d{4}|\d{2})(?![\d/])")
_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])")
_BEFORE_DATE = re.compile(r"^(?:(?:den|d\.|pr\.|fra|senest|til|og med)\s*)+", re.IGNORECASE)

_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[.\u00a0 ]\d{3})+(?:,\d+)?(?![\d])|(?<![\d,])\d+(?:,\d+)?(?!\d)")
_BEFORE_NUMBER = re.compile(r"^(?:(?:ca\.?|cirka|omkring|omtrent)\s+)+", re.IGNORECASE)
_TYPED = re.compile(r"(\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(.*)", re.DOTALL)
_TIMES = {"tusind": 1000, "tusinde": 1000, "mio": 10**6, "million": 10**6, "millioner": 10**6}
_UNITS = {"%": "pct", "pct": "pct", "procent": "pct", "procents": "pct", "kr": "kr", "kroner": "kr"}
_ONES = "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten"
_TENS = {20: "tyve", 30: "tredive", 40: "fyrre", 50: "halvtreds", 60: "tres", 70: "halvfjerds",
         80: "firs", 90: "halvfems"}  # fmt: skip


def _number_words() -> dict[str, int]:
    ones = _ONES.split()
    words = {word: n for n, word in enumerate(ones)} | {"et": 1, "én": 1, "ét": 1, "hundrede": 100}
    for tens, word in _TENS.items():
        words[word] = tens
        words |= {f"{ones[one]}og{word}": tens + one for one in range(1, 10)}
    return words


_WORDS = _number_words()
# "en", "et" and "ti" as a word of a sentence are not numbers someone would look for.
_TELLING = {word: n for word, n in _WORDS.items() if n > 1}
_WORD = re.compile(r"[a-zæøåé]+", re.IGNORECASE)


def read_number(text: str, unit: str = "") -> Decimal | None:
    """The one number an answer is: "19", "nitten", "ca. 10.000 pladser", "2,5 %", "3 mio. kr."; else None.

    A unit that is written must be the one asked for.
    """
    text = _BEFORE_NUMBER.sub("", text.strip().lower())
    found = _TYPED.fullmatch(text)
    if found:
        number, rest = _decimal(found[1], typed=True), found[2]
    else:
        word, _, rest = text.partition(" ")
        if word.rstrip(".") not in _WORDS:
            return None
        number = Decimal(_WORDS[word.rstrip(".")])
    words = [word.strip(".,") for word in rest.split() if word.strip(".,")]
    if words and words[0] in _TIMES:
        number *= _TIMES[words.pop(0)]
    return number if _fits(words, unit) else None


def _fits(words: list[str], unit: str) -> bool:
    wanted = unit.lower().strip(".").split()
    if not words:
        return True
    if len(words) > 4 or any(sign.isdigit() for word in words for sign in word):
        return False
    said = {_UNITS[word] for word in words if word in _UNITS}
    asked = {_UNITS[word.strip(".")] for word in wanted if word.strip(".") in _UNITS}
    if said or asked:
        return said <= asked
    return any(word[:4] == other[:4] for word in words for other in wanted)


def read_date(text: str) -> date | None:
    """The one date an answer is: "1. juli 2022", "den 1/7-2022", "01.07.22", "2022-07-01"; else None."""
    text = _BEFORE_DATE.sub("", text.strip()).rstrip(". ")
    for pattern in (_WRITTEN_OUT, _ISO, _FIGURES):
        found = pattern.fullmatch(text)
        if found:
            return _date(pattern, found)
    return None


def numbers_in(text: str) -> set[Decimal]:
    """Every number in a text, in figures and in words (from two up); parts of dates and years among them."""
    figures = {_decimal(found[0]) for found in _NUMBER.finditer(text)}
    return figures | {Decimal(_TELLING[w]) for w in _WORD.findall(text.lower()) if w in _TELLING}


def dates_in(text: str) -> set[date]:
    """Every whole date in a text."""
    found = {_date(p, match) for p in (_WRITTEN_OUT, _ISO, _FIGURES) for match in p.finditer(text)}
    return {day for day in found if day is not None}


def danish_number(number: Decimal) -> str:
    """10.000 or 2,5"""
    whole, _, part = f"{number.normalize():f}".partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{part}" if part else "")


def danish_day(day: date) -> str:
    """1. juli 2022"""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def _decimal(figures: str, typed: bool = False) -> Decimal:
    """Points and blanks between thousands, a decimal comma; whoever types may also use a decimal point."""
    if typed and re.fullmatch(r"\d+\.\d{1,2}|\d+\.\d{4,}", figures):
        return Decimal(figures)
    return Decimal(re.sub(r"[.\s\u00a0]", "", figures).replace(",", "."))


def _date(pattern: re.Pattern[str], found: re.Match[str]) -> date | None:
    if pattern is _ISO:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    elif pattern is _WRITTEN_OUT:
        year, month, day = int(found[3]), _BY_MONTH[found[2].lower()], int(found[1])
    else:
        year, month, day = int(found[3]), int(found[2]), int(found[1])
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
