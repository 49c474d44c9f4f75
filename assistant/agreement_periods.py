"""The periods of the agreements: as they are registered with the documents, with the sentence that states each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from assistant.compare import Comparison
from assistant.compare_cell import Block
from assistant.evidence import Candidate
from assistant.period import Period
from assistant.rules.figures import DATE, DateSpan, FigureError, matched_date
from index.snapshot import Snapshot
from index.store import StoredDocument

AGREEMENT, REPORT = "rammeaftale", "statusrapport"
_STATES = re.compile(
    r"\b(?:ramme)?aftale\w*\b(?:\s+\S+){0,3}?\s+(?:gæld\w+|gjaldt|løber|varer|indgås)\b(?P<period>.*)",
    re.IGNORECASE,
)
_DATES = re.compile(rf"(?<!\d)(?:{DATE})", re.IGNORECASE)
_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*(20\d\d|\d\d)\b")
_COMING = re.compile(r"\b(?:kommende|næste|fremtidige)\s+(?:\w+\s+)?(?:ramme)?aftale", re.IGNORECASE)
_PRESENT = re.compile(r"\b(?:nuværende|gældende|aktuelle)\s+(?:\w+\s+)?(?:ramme)?aftale", re.IGNORECASE)
_NAMED = re.compile(r"\b(?:ramm[ea]+ftale\w*)\s+(?:for\s+)?(20\d\d)\s*[-–/]\s*(20\d\d|\d\d)\b", re.IGNORECASE)
# The subject of the comparison under which sentences on an agreement's period are found.
_SUBJECT = "aftaleperiode"


@dataclass(frozen=True)
class AgreementPeriod:
    """An agreement's first and last day, and the sentence of a document that tells its period.

    `registered`: the days stand with the document, else they are the sentence's own. `coming` and `present`: the
    sentence calls the agreement so, as of the day its document was written. `doubtful`: what is registered is not
    what the sentence says.
    """

    document: StoredDocument
    first: date
    last: date
    block: Block
    registered: bool = True
    coming: bool = False
    present: bool = False
    doubtful: bool = False

    @property
    def itself(self) -> bool:
        """Whether the document is the agreement, not a report on it."""
        return self.document.metadata.kind == AGREEMENT

    @property
    def years(self) -> Period:
        return Period(self.first.year, self.last.year)

    def holds(self, span: DateSpan) -> bool:
        """Whether it is in force on all those days."""
        return self.first <= span.start and span.end <= self.last

    def misses(self, span: DateSpan) -> bool:
        """Whether it is in force on none of them."""
        return span.end < self.first or self.last < span.start

    def candidate(self, snapshot: Snapshot) -> Candidate | None:
        """The sentence, to be quoted."""
        section = snapshot.section(self.document.id, self.block.passage.passage.section)
        if section is None:
            return None
        return Candidate(self.document, self.block.passage, section, self.block.first, {}, 0.0)


def agreement_periods(
    snapshot: Snapshot, comparison: Comparison, documents: Collection[str]
) -> dict[str, list[AgreementPeriod]]:
    """The agreements of those documents by region, the oldest first; only those a person has confirmed.

    A report on an agreement counts for it, as long as the agreement itself is not loaded.
    """
    found: dict[str, list[AgreementPeriod]] = {}
    for document_id in sorted(documents):
        document = snapshot.documents[document_id]
        known = document.metadata
        about_loaded = known.about is not None and known.about in snapshot.documents
        if known.kind not in (AGREEMENT, REPORT) or not known.confirmed or about_loaded or not known.region:
            continue
        found.setdefault(known.region, []).extend(_of(snapshot, comparison, document))
    return {
        region: sorted(periods, key=lambda each: (each.first, each.document.id))
        for region, periods in sorted(found.items())
        if periods
    }


def proposed_agreements(snapshot: Snapshot, region: str | None) -> list[StoredDocument]:
    """The agreements of a region that nobody has confirmed, the oldest first: what is known of them is only read out."""
    found = [
        document
        for document in snapshot.documents.values()
        if document.metadata.kind == AGREEMENT
        and document.metadata.region == region
        and not document.metadata.confirmed
    ]
    return sorted(found, key=lambda each: (each.metadata.valid_from or date.max, each.id))


def _of(snapshot: Snapshot, comparison: Comparison, document: StoredDocument) -> Iterator[AgreementPeriod]:
    known = document.metadata
    stated = list(_stated(snapshot, document))
    if known.kind == REPORT and stated:
        for first, last, block in stated:
            registered = (first, last) == (known.valid_from, known.valid_to)
            coming, present = bool(_COMING.search(block.text)), bool(_PRESENT.search(block.text))
            yield AgreementPeriod(document, first, last, block, registered, coming, present)
        return
    if known.valid_from is None or known.valid_to is None:
        return
    own = [block for first, last, block in stated if (first, last) == (known.valid_from, known.valid_to)]
    doubtful = bool(stated) and not own
    said = own[0] if own else stated[0][2] if stated else None
    said = said or _dating(snapshot, document) or _naming(snapshot, comparison, document)
    said = said or _opening(snapshot, document)
    if said is not None:
        yield AgreementPeriod(document, known.valid_from, known.valid_to, said, doubtful=doubtful)


def _stated(snapshot: Snapshot, document: StoredDocument) -> Iterator[tuple[date, date, Block]]:
    """Sentences that give an agreement's period in words: its first day, its last, and where it stands."""
    seen: set[tuple[date, date]] = set()
    for passage in snapshot.document_passages(document.id):
        for number, unit in enumerate(passage.passage.units):
            states = _STATES.search(unit.text) if unit.kind not in ("heading", "row") else None
            period = _days(states["period"]) if states else None
            if period is not None and period not in seen:
                seen.add(period)
                yield (*period, Block(passage, number, number))


def _days(text: str) -> tuple[date, date] | None:
    """The period a text gives: two dates, or a span of years."""
    days: list[DateSpan] = []
    for match in _DATES.finditer(text):
        try:
            days.append(matched_date(match))
        except FigureError:
            return None
    if len(days) == 2 and days[0].start < days[1].end:
        return days[0].start, days[1].end
    years = _YEARS.search(text) if not days else None
    if years is None:
        return None
    first, last = int(years[1]), int(years[2]) % 100 + int(years[1]) // 100 * 100
    return (date(first, 1, 1), date(last, 12, 31)) if first < last else None


def _dating(snapshot: Snapshot, document: StoredDocument) -> Block | None:
    """A sentence with the two days between which an agreement is known to hold, whatever it calls that."""
    known = document.metadata
    for passage in snapshot.document_passages(document.id):
        for number, unit in enumerate(passage.passage.units):
            dated = unit.kind != "row" and len(_DATES.findall(unit.text)) == 2
            if dated and _days(unit.text) == (known.valid_from, known.valid_to):
                return Block(passage, number, number)
    return None


def _opening(snapshot: Snapshot, document: StoredDocument) -> Block | None:
    """How a document begins: shown for one that names its period nowhere, rather than to leave it out."""
    first = next(iter(snapshot.document_passages(document.id)), None)
    return Block(first, 0, 0) if first is not None else None


def _naming(snapshot: Snapshot, comparison: Comparison, document: StoredDocument) -> Block | None:
    """A sentence that names the agreement with its years, for want of one that states its period."""
    known = document.metadata
    assert known.valid_from and known.valid_to
    years = (known.valid_from.year, known.valid_to.year % 100)
    settled = [block for block in comparison.finding(_SUBJECT, document).blocks if _names(block.text, years)]
    if settled:
        return settled[0]
    for passage in snapshot.document_passages(document.id):
        for number, unit in enumerate(passage.passage.units):
            if unit.kind != "row" and _names(unit.text, years):
                return Block(passage, number, number)
    return None


def _names(text: str, years: tuple[int, int]) -> bool:
    return any((int(match[1]), int(match[2]) % 100) == years for match in _NAMED.finditer(text))
