"""What a reader must know of the time of an answer: that what it quotes has run out, or is of a later time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.asked import Asked
from assistant.compose import Statement
from assistant.evidence import AMENDMENT, ON_TOPIC_KINDS
from assistant.newcomers import titles_of
from assistant.question import MONTHS, Question
from index.snapshot import Snapshot, in_force
from index.store import StoredDocument
from ingest.documents import Metadata

LATER = "Det citerede er fra en senere aftale end den, der gjaldt den dag."
NONE_THEN = "Ingen indlæst aftale gjaldt den dag, der er spurgt til; det citerede gælder en senere tid."
# How the period of a source is spoken of; an agreement's own where the kind is not here.
_PERIODS = {
    "sagsfremstilling": "Den aftale, sagen handler om, er udløbet",
    "statusrapport": "Den aftaleperiode, kilden beretter om, er udløbet",
}
# An agreement on another matter runs out too.
_CO_OPERATION = "samarbejdsaftale"
_STILL = re.compile(
    r"\b(?:stadig(?:væk)?|fortsat|endnu|længere|nu|i dag|idag|fremover|nuværende|for tiden)\b", re.IGNORECASE
)
_SPAN = re.compile(r"\b(20\d\d)\s*[-–/]\s*(20\d\d|\d\d)\b")
# A report on what has been done is not out of date for telling it.
_PAST = re.compile(
    r"\b(?:blev|var|havde|holdt|deltog|kom|fik|gik|gjorde|skete|udpegede|godkendte|udarbejdede|\w+ede|har \w+(?:et|t))\b",
    re.IGNORECASE,
)


def expiry_notes(
    snapshot: Snapshot, statements: Sequence[Statement], asked: Asked, day: date, question: Question
) -> list[str]:
    """That the period of what is quoted first is over, or not begun, on the day or in the years asked about.

    Whether something newer is loaded, and whether it was searched too, is told with it.
    """
    document = statements[0].document
    known = document.metadata
    if known.kind not in ON_TOPIC_KINDS | {_CO_OPERATION}:
        return []
    if _is_over(document, asked, day, question) and not _tells_of(statements[0], day):
        return [_run_out(snapshot, statements, asked, question)]
    # A period in the question chose its agreement; a day may lie outside every agreement.
    on_a_day = asked.as_of is not None or question.day is not None or not _years(question)
    if on_a_day and known.valid_from and day < known.valid_from:
        if asked.as_of is None and _speaks_of(statements[0], question):
            return []
        return [LATER if _held(snapshot, document, day) else NONE_THEN]
    return []


def _is_over(document: StoredDocument, asked: Asked, day: date, question: Question) -> bool:
    ends = document.metadata.valid_to
    if ends is None:
        return False
    reports = document.metadata.kind in _PERIODS
    if reports and _PAST.search(question.text) and not _STILL.search(question.text):
        return False
    if asked.as_of is None and question.day is None and (years := _years(question)):
        still = _STILL.search(question.text) and not _PAST.search(question.text)
        return ends.year < min(years) or (bool(still) and ends < asked.today)
    return ends < day


def _tells_of(statement: Statement, day: date) -> bool:
    """Whether a sentence speaks of a span of years that holds the day, whenever it was written."""
    spans = _SPAN.finditer(" ".join(statement.texts))
    return any(int(span[1]) <= day.year <= int(span[1][:2] + span[2][-2:]) for span in spans)


def _years(question: Question) -> list[int]:
    """The first years of the times a question names."""
    return [period.first for period in question.periods] + list(question.years)


def _speaks_of(statement: Statement, question: Question) -> bool:
    """Whether a source's own words are of the month asked about: an event that it tells of.

    Of a report it is enough that they are of the year.
    """
    if question.day is None:
        return False
    document = statement.document.metadata
    if document.kind in _PERIODS and str(question.day.year) in " ".join((*statement.texts, document.title)):
        return True
    month = next(name for name, number in MONTHS.items() if number == question.day.month)
    said = " ".join((*statement.texts, statement.candidate.section.heading)).lower()
    written = rf"\b{month}\s+{question.day.year}\b|\b{question.day.month:d}[./-]{question.day.year}\b"
    return bool(re.search(written, said))


def _held(snapshot: Snapshot, document: StoredDocument, day: date) -> bool:
    """Whether another document of the region was in force that day."""
    return any(
        in_force(other, day)
        for other in snapshot.documents.values()
        if other.metadata.kind in ON_TOPIC_KINDS and other.metadata.region == document.metadata.region
    )


def _run_out(snapshot: Snapshot, statements: Sequence[Statement], asked: Asked, question: Question) -> str:
    """That a period is over, and where to read on in what is newer, where anything is loaded."""
    document = statements[0].document
    over = _PERIODS.get(document.metadata.kind, "Aftalens periode er udløbet")
    cited = {statement.document.id for statement in statements}
    if len(cited) > 1:
        over = f"{document.metadata.title}: {over}"
    newer = _newer(snapshot, document)
    confirmed = [each for each in newer if each.metadata.confirmed]
    if not confirmed:
        if newer:
            return f"{over}; der er indlæst en, der ser ud til at være nyere, men oplysningerne om den er ikke bekræftet."
        if (later := _later(snapshot, document)) is not None:
            return f"{over}. Der er indlæst et nyere dokument fra regionen, {titles_of([later])}; det kan sige noget andet."
        return f"{over}; en nyere er ikke indlæst."
    if any(each.id in cited or each.metadata.about in cited for each in confirmed):
        return f"{over}; den nyere er også citeret."
    title = confirmed[-1].metadata.title
    if asked.documents and not {each.id for each in confirmed} & set(asked.documents):
        return f"{over}. Der er indlæst en nyere, {title}, men der er kun søgt i de valgte dokumenter."
    if question.version == "older":
        return f"{over}. Der er indlæst en nyere, {title}, men der er spurgt til den ældre."
    if _STILL.search(question.text) and _years(question):
        return f"{over}. Der er indlæst en nyere, {title}; spørg til den for at se, om den siger det samme."
    if question.before or _asked_before(confirmed[0], asked, question):
        return f"{over}. Der er indlæst en nyere, {title}, men der er spurgt til en tidligere tid."
    return (
        f"{over}. Der er også søgt i den nyere, {title}, men det citerede er fra den ældre. Den nyere kan sige noget"
        " andet; slå efter i den."
    )


def _asked_before(newer: StoredDocument, asked: Asked, question: Question) -> bool:
    """Whether the time asked about lies before a newer agreement begins."""
    begins = newer.metadata.valid_from or date.min
    if (day := asked.as_of or question.day) is not None:
        return day < begins
    years = _years(question)
    return bool(years) and max(years) < begins.year


def _newer(snapshot: Snapshot, document: StoredDocument) -> list[StoredDocument]:
    """Loaded documents of the region and kind that begin later than a document and run longer, the oldest first.

    For a document about a loaded agreement they are those that follow the agreement.
    """
    known = snapshot.documents.get(document.metadata.about or "", document).metadata
    return sorted(
        (
            other
            for other in snapshot.documents.values()
            if other.metadata.kind == known.kind and _follows(other.metadata, known)
        ),
        key=lambda each: (each.metadata.valid_from or date.min, each.id),
    )


def _later(snapshot: Snapshot, document: StoredDocument) -> StoredDocument | None:
    """A document of another kind that is about a later agreement of the region: where that itself is not loaded."""
    known = snapshot.documents.get(document.metadata.about or "", document).metadata
    found = [
        other
        for other in snapshot.documents.values()
        if other.metadata.kind in ON_TOPIC_KINDS - {AMENDMENT} and _follows(other.metadata, known)
    ]
    return max(found, key=lambda each: (each.metadata.valid_from or date.min, each.id), default=None)


def _follows(other: Metadata, known: Metadata) -> bool:
    """Whether a document of the region begins later and runs longer than another."""
    if other.region != known.region or None in (known.valid_from, other.valid_from):
        return False
    assert known.valid_from is not None and other.valid_from is not None
    ends = other.valid_to is None or (known.valid_to is not None and other.valid_to > known.valid_to)
    return other.valid_from > known.valid_from and ends
