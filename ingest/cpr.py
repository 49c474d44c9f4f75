"""Danish CPR numbers in running text: found, and taken out before anything is kept.

A CPR number is a day, a month, two digits of a year and four more, ddmmyyxxxx. Replacement numbers have 60 added
to the day. The check digit (modulus 11) is not asked for: numbers given out since 2007 need not hold it. So every
ten digits that begin with a date count, whoever gave them out: a person's number that stays is worse than a case
number that goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MASK = "[CPR-nummer fjernet]"

# Signs without width may stand between any two signs of a pasted text.
_Z = "[\u00ad\u200b-\u200f\u2060\ufeff]{0,3}"
_BLANK = r"[^\S\r\n\t\v\f\u2028\u2029]"
_DASH = "[-\u2010-\u2015\u2212\u2043\ufe58\ufe63\uff0d~_]"
_MARK = rf"(?:{_DASH}|[./\\|:\u00b7\u2022\u2044\u2215\uff0e\uff0f])"
_D1 = rf"(?:\d{_Z})"
_D2 = f"{_D1}{{2}}"
_D4 = f"{_D1}{{4}}"
# Between day, month and year; and between the date and the last four, where a line may break after a dash.
_WITHIN = rf"(?:{_BLANK}{{0,2}}{_MARK}{_BLANK}{{0,2}}|{_BLANK}{{1,2}}){_Z}"
_BEFORE_LAST = (
    rf"(?:(?:{_BLANK}{{0,3}}{_MARK}){{1,3}}{_BLANK}{{0,3}}(?:\r?\n{_BLANK}{{0,40}})?|{_BLANK}{{0,3}}){_Z}"
)
_DASHED = rf"{_BLANK}{{0,3}}{_DASH}{{1,3}}{_BLANK}{{0,3}}{_Z}"
_PAIR_BEFORE = rf"(?<!\d\d{_BLANK}\d\d{_BLANK})"
_PAIR_AFTER = rf"(?!{_BLANK}?\d)"
_CENTURY = rf"(?:1{_Z}[89]|2{_Z}0){_Z}"

_FORM = re.compile(
    r"(?<!\d)(?:"
    # 0102901234, 010290-1234, 01.02.90-1234, 01 02 90 - 1234, 0102 90 1234
    rf"(?P<d1>{_D2})(?P<m1>{_D2})(?:{_BLANK}{{1,2}})?(?P<y1>{_D2}){_BEFORE_LAST}{_D4}"
    rf"|(?P<d2>{_D2}){_WITHIN}(?P<m2>{_D2}){_WITHIN}(?P<y2>{_D2}){_BEFORE_LAST}{_D4}"
    # 1.2.90-1234 and 1/2-1990-1234: so short, or so long, a date only with a dash before the last four.
    rf"|(?P<d3>{_D1}{{1,2}}){_WITHIN}(?P<m3>{_D1}{{1,2}}){_WITHIN}(?:{_CENTURY})?(?P<y3>{_D2}){_DASHED}{_D4}"
    rf"|(?P<d4>{_D2})(?P<m4>{_D2}){_CENTURY}(?P<y4>{_D2}){_DASHED}{_D4}"
    # 01 02 90 12 34, 010290-12 34, and every digit by itself
    rf"|{_PAIR_BEFORE}(?P<d5>{_D2}){_WITHIN}(?P<m5>{_D2}){_WITHIN}(?P<y5>{_D2}){_WITHIN}{_D2}{_BLANK}{_D2}{_PAIR_AFTER}"
    rf"|(?P<d6>{_D2})(?P<m6>{_D2})(?P<y6>{_D2}){_WITHIN}{_D2}{_BLANK}{_D2}{_PAIR_AFTER}"
    rf"|(?<!\d{_BLANK})(?P<d7>\d{_BLANK}\d){_BLANK}(?P<m7>\d{_BLANK}\d){_BLANK}(?P<y7>\d{_BLANK}\d)"
    rf"{_BLANK}(?:{_DASH}{_BLANK})?\d(?:{_BLANK}\d){{3}}{_PAIR_AFTER}"
    r")(?!\d)"
)
_FORMS = 7
# Ids that the program itself gives out are no numbers of persons, whatever digits they hold.
_ID = re.compile(
    r"(?<![0-9a-fA-F-])(?:[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}|[0-9a-fA-F]{32,})(?![0-9a-fA-F-])"
)
_REPLACEMENT = 60
# The shortest form, 1.2.90-1234, has this many digits.
_FEWEST = 8
_PRODUCTION_UNIT = re.compile(
    r"(?:\bP-?\s?(?:nr|nummer|numre)|\bproduktions(?:enheds)?(?:nr|nummer|numre))\W{0,4}$", re.I
)
_IN_ROW_BEFORE = re.compile(r"\d[^\S\r\n]{1,20}$")
_IN_ROW_AFTER = re.compile(r"[^\S\r\n]{1,20}\d")


def find_cpr(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of every CPR number in the text, in order, as people write them."""
    if not _enough_digits(text):
        return
    ids = [found.span() for found in _ID.finditer(text)]
    at = 0
    while (found := _FORM.search(text, at)) is not None:
        start, end = found.span()
        inside = next((until for since, until in ids if since <= start < until), None)
        if inside is not None:
            at = inside
        elif _is_date(found):
            yield start, end
            at = end
        else:
            # Another number may begin inside what only looked like one.
            at = start + 1


def mask_cpr(text: str) -> str:
    """The text with MASK in the place of every CPR number."""
    parts: list[str] = []
    at = 0
    for start, end in find_cpr(text):
        parts += (text[at:start], MASK)
        at = end
    return "".join((*parts, text[at:])) if parts else text


def find_in_document(text: str) -> Iterator[tuple[int, int]]:
    """CPR numbers in a document. What a table or a label shows to be something else is left out.

    That is ten digits called a P number (of a place of work), and two numbers with a blank between them in a row
    of more numbers.
    """
    for start, end in find_cpr(text):
        number = text[start:end]
        before = text[max(0, start - 40) : start]
        if number.isdigit() and _PRODUCTION_UNIT.search(before):
            continue
        apart = not number.isdigit() and not re.search(_MARK, number)
        if apart and (_IN_ROW_BEFORE.search(before) or _IN_ROW_AFTER.match(text, end)):
            continue
        yield start, end


def _enough_digits(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= _FEWEST


def _is_date(found: re.Match[str]) -> bool:
    """Whether the first parts are day and month, the day with or without the 60 of a replacement number.

    A 31st of any month counts: a number written wrong by one digit still points at somebody.
    """
    for form in range(1, _FORMS + 1):
        if found[f"d{form}"] is not None:
            day, month = _number(found[f"d{form}"]), _number(found[f"m{form}"])
            if day > _REPLACEMENT:
                day -= _REPLACEMENT
            return 1 <= month <= 12 and 1 <= day <= 31
    return False


def _number(text: str) -> int:
    return int("".join(sign for sign in text if sign.isdecimal()))
