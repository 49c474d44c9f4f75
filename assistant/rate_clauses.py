"""Sentences of a document that look like rate clauses: a percentage, a ceiling, a deadline."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.snapshot import Snapshot
from ingest.documents import Section, Unit

PERCENT = re.compile(r"(?P<n>\d+(?:,\d+)?)\s*(?:%|pct\b\.?|procent\w*)", re.IGNORECASE)
NO_RISE = re.compile(
    r"\b(?:kan|må|skal) ikke stige\b|\bikke kan stige\b|\b(?:holdes|fastholdes) uændrede?\b|\bingen stigning\b",
    re.IGNORECASE,
)
_SIGNS: Mapping[str, re.Pattern[str]] = {
    "procent": PERCENT,
    "loft": re.compile(
        r"\b(?:maksimalt|maksimal|maks\.|højst|højest|må ikke overstige|kan ikke overstige|ikke overstiger|"
        r"loft(?:et)?|takstloft\w*|prisloft\w*|op til # |minimum|mindst|som minimum)(?!\w)".replace(
            "#", r"\d+"
        ),
        re.IGNORECASE,
    ),
    "ingen stigning": NO_RISE,
    "frist": re.compile(
        r"\b(?:senest|inden udgangen af|frist(?:en)?|med \d+ (?:måneders|dages) varsel)\b", re.IGNORECASE
    ),
}
# A percentage, a bound or a deadline may be about anything; these words make it one about rates and money.
_MONEY = re.compile(
    r"takst|regning|udgift|omkostning|betal|afregn|overhead|budget|pris|refusion|underskud|overskud|faktur|\bkr\b|kroner|"
    r"finansier|abonnement|opsig|varsel",
    re.IGNORECASE,
)
_LEAST_WORDS = 4


@dataclass(frozen=True)
class RateClause:
    """A sentence, list item or row with the signs it was known by. `start` and `end` cite the stored text."""

    document: str
    start: int
    end: int
    quote: str
    text: str
    section: str
    signs: tuple[str, ...]


def rate_clauses(snapshot: Snapshot, document_id: str) -> list[RateClause]:
    """Every sentence of the document that looks like a rate clause, in reading order."""
    text = snapshot.file(document_id).text
    found: list[RateClause] = []
    for stored in snapshot.document_passages(document_id):
        section = snapshot.section(document_id, stored.passage.section)
        for unit in stored.passage.units:
            signs = signs_of(unit, section, stored.passage.units)
            if signs:
                a, b = unit.span.start, unit.span.end
                heading = section.heading if section else ""
                found.append(RateClause(document_id, a, b, text[a:b], unit.text, heading, signs))
    return found


def signs_of(unit: Unit, section: Section | None, units: Sequence[Unit]) -> tuple[str, ...]:
    """What in a unit looks like a rate clause; () for a heading and for what is not about money."""
    if unit.kind == "heading" or len(unit.text.split()) < _LEAST_WORDS:
        return ()
    signs = tuple(name for name, pattern in _SIGNS.items() if pattern.search(unit.text))
    lead = units[unit.lead].text if unit.lead is not None else ""
    about = " ".join((unit.text, lead, section.heading if section else ""))
    return signs if signs and _MONEY.search(about) else ()


def uncovered(clauses: Sequence[RateClause], quotes: Sequence[str], text: str) -> list[RateClause]:
    """Those that no quote of a rule touches; `text` is the stored text that the clauses cite."""
    taken: list[tuple[int, int]] = []
    for quote in quotes:
        at = text.find(quote)
        while at >= 0:
            taken.append((at, at + len(quote)))
            at = text.find(quote, at + 1)
    return [clause for clause in clauses if not any(a < clause.end and clause.start < b for a, b in taken)]
