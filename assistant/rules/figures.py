"""Danish figures: how amounts, percentages, dates and yes/no are read, and how they are written.

A dot is a thousands mark where exactly three digits follow each dot ("3.000" is 3000); "2.50" and "3.5" are
read as decimals, because no Danish thousands group has one or two digits. A comma is always the decimal mark.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

OERE = Decimal("0.01")
NUMBER = r"[-−]?(?:\d{1,3}(?:[.\u00a0\u202f ]\d{3})+|\d+)(?:,\d+)?|[-−]?\d+\.\d{1,2}(?!\d)"
MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip
_MONTH_INDEX = {name: i for i, name in enumerate(MONTHS, 1)} | {
    name[:3]: i for i, name in enumerate(MONTHS, 1)
}
_MONTH_INDEX["sept"] = 9
MONTH = r"(?:" + "|".join(sorted(_MONTH_INDEX, key=len, reverse=True)) + r")"
DATE = (
    r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})"
    r"|(?P<d>\d{1,2})\s?[./-]\s?(?P<m>\d{1,2})\s?[./ -]\s?(?P<y>\d{4}|\d{2})(?!\d)"
    rf"|(?:(?P<dd>\d{{1,2}})\.?\s+)?(?P<month>{MONTH})\b\.?(?:\s+(?:i\s+)?(?P<yy>\d{{4}})(?!\d))"
)
NUMBER_WORDS = {
    "nul": 0, "en": 1, "én": 1, "et": 1, "ét": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6,
    "syv": 7, "otte": 8, "ni": 9, "ti": 10, "elleve": 11, "tolv": 12, "tretten": 13, "fjorten": 14,
    "femten": 15, "seksten": 16, "sytten": 17, "atten": 18, "nitten": 19, "tyve": 20, "femogtyve": 25, "tredive": 30, "fyrre": 40, "halvtreds": 50, "tres": 60,
    "halvfjerds": 70, "femoghalvfjerds": 75, "firs": 80, "halvfems": 90, "hundrede": 100,
}  # fmt: skip
SCALES = {
    "mio": Decimal(10**6), "million": Decimal(10**6), "millioner": Decimal(10**6), "mill": Decimal(10**6),
    "mia": Decimal(10**9), "milliard": Decimal(10**9), "milliarder": Decimal(10**9),
    "tusind": Decimal(1000), "tusinde": Decimal(1000), "t": Decimal(1000), "tkr": Decimal(1000),
}  # fmt: skip
_SCALE = r"(?:mio|mill|millioner|million|mia|milliarder|milliard|tusinde|tusind|t\.?(?=\s?kr))"
_AMOUNT = re.compile(
    rf"^(?:kr\.?|kroner|dkk)?\s*(?P<n>{NUMBER})\s*(?P<scale>{_SCALE})?\.?\s*(?:kr\.?|kroner|dkk|,-|,–)?"
    r"(?:\s*(?:pr\.?|om|per)\s*(?:dag|døgn)(?:en|et)?)?$",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"^(?P<n>{NUMBER}|\w+)\s*(?:%|pct\.?|procents?)?$", re.IGNORECASE)


class FigureError(ValueError):
    """A figure that cannot be read. The message is Danish and says what is allowed."""


def number(text: str) -> Decimal:
    """The Decimal of one Danish number, e.g. "1.462,50". Raises FigureError."""
    raw = text.strip().replace("−", "-")
    if not re.fullmatch(NUMBER, raw):
        raise FigureError(f"»{text}« er ikke et tal; skriv fx 1.462,50")
    raw = re.sub(r"[\u00a0\u202f ]", "", raw)
    if "," in raw:
        raw = raw.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})+", raw):
        raw = raw.replace(".", "")
    try:
        return Decimal(raw)
    except InvalidOperation as error:
        raise FigureError(f"»{text}« er ikke et tal; skriv fx 1.462,50") from error


def amount(value: object) -> Decimal:
    """Kroner from a Decimal, int, float or Danish text such as "kr. 1.800", "4 mio. kr." or "1.800,-"."""
    plain = _plain(value)
    if plain is not None:
        return plain
    match = _AMOUNT.match(str(value).strip())
    if not match:
        raise FigureError(f"»{value}« er ikke et beløb; skriv fx 1.462,50 kr. eller 4 mio. kr.")
    result = number(match["n"])
    if match["scale"]:
        result *= SCALES[match["scale"].lower().strip(".")]
    return result


def percent(value: object) -> Decimal:
    """Per cent (5 is five per cent) from a Decimal, int, float or text: "2,5 pct.", "to procent"."""
    plain = _plain(value)
    if plain is not None:
        return plain
    match = _PERCENT.match(str(value).strip())
    if not match:
        raise FigureError(f"»{value}« er ikke en procent; skriv fx 2,5 pct.")
    word = match["n"].lower()
    if word in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[word])
    return number(word)


def _plain(value: object) -> Decimal | None:
    if isinstance(value, bool):
        raise FigureError(f"»{value}« er ikke et tal; skriv fx 1.462,50")
    if isinstance(value, Decimal | int | float):
        result = Decimal(str(value))
        if not result.is_finite():
            raise FigureError(f"»{value}« er ikke et tal; skriv fx 1.462,50")
        return result
    return None


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The days a stated date covers: one day, one month or one year; both ends inclusive.

    `since` and `until` are spans without an end or a beginning: "fra 1. juli 2022", "før 1. juli 2022".
    """

    start: date
    end: date

    @classmethod
    def since(cls, day: date) -> DateSpan:
        return cls(day, date.max)

    @classmethod
    def until(cls, day: date) -> DateSpan:
        """All days before that day."""
        return cls(date.min, day - timedelta(days=1) if day > date.min else day)

    def __str__(self) -> str:
        if self.end == date.max:
            return f"fra {danish_date(self.start)}"
        if self.start == date.min:
            return f"før {danish_date(self.end + timedelta(days=1))}"
        if self.start == self.end:
            return danish_date(self.start)
        if (self.start.month, self.end.month) == (1, 12):
            return str(self.start.year)
        return f"{MONTHS[self.start.month - 1]} {self.start.year}"


def date_span(value: object) -> DateSpan:
    """The span of "1/1-2022", "1. juli 2022", "maj 2022", "2022" or a date. Raises FigureError."""
    if isinstance(value, DateSpan):
        return value
    if isinstance(value, date):
        return DateSpan(value, value)
    text = str(value).strip()
    if re.fullmatch(r"(19|20)\d{2}", text):
        return DateSpan(date(int(text), 1, 1), date(int(text), 12, 31))
    open_ended = re.fullmatch(r"(fra|før)\s+(.+)", text, re.IGNORECASE)
    if open_ended:
        stated = date_span(open_ended[2])
        if stated.start > date.min and stated.end < date.max:
            since = open_ended[1].lower() == "fra"
            return DateSpan.since(stated.start) if since else DateSpan.until(stated.start)
    match = re.fullmatch(rf"(?:den\s+)?(?:{DATE})", text, re.IGNORECASE)
    if not match:
        raise FigureError(f"»{value}« er ikke en dato; skriv fx 1. juli 2022, 1/7-2022 eller maj 2022")
    return matched_date(match)


def matched_date(match: re.Match[str]) -> DateSpan:
    """The span of a match of the pattern DATE. Raises FigureError for a day that does not exist."""
    try:
        if match["iso"]:
            year, month, day = (int(part) for part in match["iso"].split("-"))
        elif match["d"]:
            day, month, year = int(match["d"]), int(match["m"]), int(match["y"])
            year += 2000 if year < 100 else 0
        else:
            month, year = _MONTH_INDEX[match["month"].lower()], int(match["yy"])
            if not match["dd"]:
                return DateSpan(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))
            day = int(match["dd"])
        single = date(year, month, day)
    except ValueError as error:
        raise FigureError(f"»{match.group()}« er ikke en dato, der findes") from error
    return DateSpan(single, single)


def yes_no(value: object) -> bool:
    """True or False from a bool or from "ja"/"nej" (also true/false, 1/0). Raises FigureError."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().lower()
    if text in ("ja", "true", "sand", "1", "x"):
        return True
    if text in ("nej", "false", "falsk", "0"):
        return False
    raise FigureError(f"»{value}« skal være ja eller nej")


def rounded(value: Decimal) -> Decimal:
    """Two decimals, half up: øre and hundredths of a per cent."""
    return value.quantize(OERE, ROUND_HALF_UP)


def _danish(value: Decimal) -> str:
    shown = f"{value:,f}"
    return shown.replace(",", "\0").replace(".", ",").replace("\0", ".")


def decimal_text(value: Decimal, least: int = 2, most: int = 8) -> str:
    """A Danish number that keeps its own decimals, at least `least` and at most `most` of them."""
    exponent = value.normalize().as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return _danish(value.quantize(Decimal(1).scaleb(-min(most, max(least, places))), ROUND_HALF_UP))


def kroner(value: Decimal) -> str:
    """An amount to the øre: "3.150,00 kr."."""
    return f"{_danish(rounded(value))} kr."


def kroner_exact(value: Decimal) -> str:
    """An amount with every decimal it was given with."""
    return f"{decimal_text(value)} kr."


def kroner_step(value: Decimal) -> str:
    """An amount to the øre, with the unrounded figure behind it where the two differ."""
    if rounded(value) == value:
        return kroner(value)
    return f"{kroner(value)} (uafrundet {decimal_text(value)} kr.)"


def pct(value: Decimal) -> str:
    """A percentage to two decimals: "2,50 pct."."""
    return f"{_danish(rounded(value))} pct."


def pct_exact(value: Decimal) -> str:
    """A percentage with the decimals it was given with: "6 pct.", "2,125 pct."."""
    return f"{decimal_text(value, 0)} pct."


def factor(value: Decimal) -> str:
    """A factor as short as it is exact: "1,05"."""
    return decimal_text(value, 0)


def danish_date(day: date) -> str:
    """ "1. juli 2022"."""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"
