"""The sentences of an agreement that a rule computes word for word, and the value each gives.

A clause is read only when every word of it has its place in the form; one word more ("om året", "ud over pl",
"for nye tilbud") makes it another clause, which no rule here computes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from assistant.rules.figures import number

_PCT = r"(?P<n>\d+(?:,\d+)?)\s*(?:%|pct\.?|procent)"
_YEARS = r"(?P<first>(?:19|20)\d\d)\s*[-–]\s*(?P<last>(?:\d\d)?\d\d)"
_PERIOD = rf"(?:i|over|gennem) (?:hele )?(?:perioden|aftaleperioden|takst(?:aftale)?perioden)(?: {_YEARS})?"
_RATES = r"(?:taksterne|takster)"
_MOST = r"(?:højst|højest|maksimalt|maks\.?)"
_FORMS: tuple[tuple[str, str, str, str | None], ...] = (
    ("midt.takstudvikling", "maks_stigning", rf"{_RATES} (?:kan|må) ikke stige {_PERIOD}", "0"),
    ("midt.takstudvikling", "maks_stigning", rf"{_PERIOD} (?:kan|må) taksterne ikke stige", "0"),
    ("midt.takstudvikling", "maks_stigning",
     rf"{_RATES} (?:kan|må) {_MOST} stige (?:med )?{_PCT} {_PERIOD}", None),
    ("midt.takstudvikling", "maks_stigning",
     rf"{_RATES} (?:kan|må) stige (?:med )?{_MOST} {_PCT} {_PERIOD}", None),
    ("midt.takstudvikling", "maks_stigning",
     rf"{_PERIOD} (?:kan|må) taksterne {_MOST} stige (?:med )?{_PCT}", None),
    ("midt.takstudvikling", "min_reduktion",
     rf"{_RATES} (?:skal )?(?:reduceres|nedsættes|sænkes) med (?:som )?(?:minimum|mindst) {_PCT} {_PERIOD}", None),
    ("midt.takstudvikling", "fradrag_over",
     rf"der er mulighed for at fratr?ække den del over {_PCT},? (?:som|der) blev aftalt i (?:den )?"
     r"(?:sidste|seneste|forrige) takst(?:aftale|aftate|afale|afte) ?-?periode", None),
    ("hovedstaden.overhead", "maal",
     r"(?:aftale om,? at )?der(?: fra den (?:nuværende )?aftalte vejledende norm for beregning af de indirekte "
     r"omkostninger for kommunale tilbud)? \(?overheadprocent(?:en)?\)?,? arbejdes hen imod "
     rf"{_PCT} som et gennemsnitligt mål for kommunerne under ét", None),
    ("hovedstaden.overhead", "maal",
     r"(?:aftale om,? at )?(?:kommunerne|der) arbejde[rs] hen imod et gennemsnitligt mål for overhead(?:procenten)? "
     rf"på {_PCT} for kommunerne under ét", None),
)  # fmt: skip
_COMPILED = [(rule, key, re.compile(pattern, re.IGNORECASE), value) for rule, key, pattern, value in _FORMS]
_LEADING = re.compile(r"^\s*(?:[-–—•*+]|\d{1,2}[.)]|[a-z]\))\s+")
_NAMED_PERIOD = re.compile(rf"\bperioden {_YEARS}", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a clause fixes: the value of one parameter of a rule, for the years it names itself (if any)."""

    rule: str
    parameter: str
    value: Decimal
    years: tuple[int, int] | None


def read_clause(text: str) -> Reading | None:
    """The value a whole sentence fixes; None where a word of it has no place in the rule."""
    sentence = _LEADING.sub("", " ".join(text.split())).rstrip(" .;,")
    for rule, key, pattern, value in _COMPILED:
        if found := pattern.fullmatch(sentence):
            named = found.groupdict()
            years = _years(named["first"], named["last"]) if named.get("first") else None
            return Reading(rule, key, number(value or named["n"]), years)
    return None


def read_parameters(rule: str) -> frozenset[str]:
    """The parameters of a rule that a clause can fix; every other value of it cannot be checked against a text."""
    return frozenset(key for owner, key, _, _ in _FORMS if owner == rule)


def named_periods(text: str) -> list[tuple[int, int]]:
    """The periods that a text names: "perioden 2025-26" is (2025, 2026)."""
    return [_years(found["first"], found["last"]) for found in _NAMED_PERIOD.finditer(text)]


def _years(first: str, last: str) -> tuple[int, int]:
    return int(first), int(first[: 4 - len(last)] + last)
