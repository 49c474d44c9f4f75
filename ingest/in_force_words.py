"""From when and until when a text says in words that it applies: "gælder fra den 1. januar 2026 til og med …"."""

from __future__ import annotations

import re
from datetime import date

from ingest.documents import Span
from ingest.sentences import sentence_spans

_MONTHS = (
    "januar februar marts april maj juni juli august september oktober november december".split()
)  # fmt: skip
_DAY = re.compile(
    rf"(?:den\s+)?(?:(?P<day>\d{{1,2}})\.\s*(?P<month>{'|'.join(_MONTHS)})|(?P<d>\d{{1,2}})[./-](?P<m>\d{{1,2}})[./-])"
    r"\s*(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"\b(?:træder\s+(?:\w+\s+){0,2}i\s+kraft|i\s+kraft|har\s+virkning|med\s+virkning|gælder|gældende|løber|gyldig)\b",
    re.IGNORECASE,
)
_NOT_OF_ITSELF = re.compile(r"\b(?:lov(?:en|s)?|bekendtgørelse\w*|ophæv\w*|afløser)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:til|indtil|udløber|ophører|frem til)\b|–|-", re.IGNORECASE)
_TOP = 40_000
_SENTENCES = 400


def stated_period(text: str) -> tuple[date, date | None, Span] | None:
    """The first day, the last day (None: not said) and where it is said; None where no sentence says when it begins."""
    own = text[:_TOP]
    found: tuple[date, date | None, Span] | None = None
    for a, b in sentence_spans(own)[:_SENTENCES]:
        said = own[a:b]
        opening = _BEGINS.search(said)
        if opening is None or _NOT_OF_ITSELF.search(said[: opening.start()]):
            continue
        days = [
            (day, each) for each in _DAY.finditer(said, opening.start()) if (day := _date(each)) is not None
        ]
        if not days:
            continue
        first, at = days[0]
        last = next(
            (day for day, each in days[1:2] if day > first and _UNTIL.search(said[at.end() : each.start()])),
            None,
        )
        span = Span(a + opening.start(), a + days[1 if last else 0][1].end())
        if last is not None:
            return first, last, span
        found = found or (first, None, span)
    return found


def _date(match: re.Match[str]) -> date | None:
    month = _MONTHS.index(match["month"].lower()) + 1 if match["month"] else int(match["m"])
    try:
        return date(int(match["year"]), month, int(match["day"] or match["d"]))
    except ValueError:
        return None
