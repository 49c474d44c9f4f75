"""Which loaded agreement a case file or a report is about, where its text and its period make that plain."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.evidence import AGREEMENT_KINDS, AMENDMENT
from index.snapshot import Snapshot
from index.store import StoredDocument
from ingest.documents import Metadata, Span
from ingest.sentences import sentence_spans

_NAMES_IT = re.compile(r"\b(?:ram+e|styrings|takst)aftale\w*", re.IGNORECASE)
_PERIOD = re.compile(r"\b(20\d\d)\s*(?:[-–/]|til|og)\s*((?:20)?\d\d)\b(?!\s*[-/.]\s*\d)")
_SENTENCES = 400
_TOP = 40_000


@dataclass(frozen=True)
class AboutFinding:
    """The id of the agreement, or None; `how` it was found or why it was not; `span` in the file's text."""

    value: str | None
    how: str
    span: Span | None = None


def agreements_for(snapshot: Snapshot, document_id: str) -> list[StoredDocument]:
    """The loaded agreements that a document can be about, by region, the newest first."""
    found = [
        each
        for each in snapshot.documents.values()
        if each.metadata.kind in AGREEMENT_KINDS and each.id != document_id
    ]
    return sorted(
        found,
        key=lambda d: (
            d.metadata.region or "Ø",
            -(d.metadata.valid_from.toordinal() if d.metadata.valid_from else 0),
            d.id,
        ),
    )


def about_of(snapshot: Snapshot, document_id: str) -> AboutFinding:
    """The one agreement of the document's region and period, where the text names an agreement of that period."""
    stored = snapshot.documents[document_id]
    known = stored.metadata
    if not known.region or known.valid_from is None or known.valid_to is None:
        return AboutFinding(None, "uden region og periode kan det ikke læses ud af teksten; vælg den selv")
    first, last = known.valid_from, known.valid_to
    years = f"{first.year}-{last.year % 100:02d}"
    same = [
        each
        for each in agreements_for(snapshot, document_id)
        if each.metadata.region == known.region and _same_period(known, each.metadata)
    ]
    whole = [each for each in same if each.metadata.kind == "rammeaftale"] or same
    if len(whole) != 1:
        count = "ingen aftale" if not whole else "flere aftaler"
        chosen = "" if not whole else "; vælg den rigtige"
        return AboutFinding(None, f"der er indlæst {count} fra {known.region} for {years}{chosen}")
    begins, ends = whole[0].metadata.valid_from or first, whole[0].metadata.valid_to or last
    span = _where(snapshot.texts[document_id], stored.span, begins.year, ends.year)
    if span is None:
        return AboutFinding(None, f"teksten nævner ikke en aftale for {years}; vælg den, hvis det er den")
    return AboutFinding(
        whole[0].id, "den eneste indlæste aftale fra regionen med den periode, teksten nævner", span
    )


def _same_period(known: Metadata, agreement: Metadata) -> bool:
    """Whether an agreement is of a document's period; an amendment begins somewhere within it."""
    if known.kind != AMENDMENT:
        return (agreement.valid_from, agreement.valid_to) == (known.valid_from, known.valid_to)
    begins, ends = agreement.valid_from or date.max, agreement.valid_to or date.min
    return known.valid_from is not None and begins <= known.valid_from <= ends


def _where(text: str, span: Span, first: int, last: int) -> Span | None:
    """The first sentence or line that names an agreement and the period, and no other."""
    wanted = (first, last % 100)
    own = text[span.start : min(span.end, span.start + _TOP)]
    for a, b in sentence_spans(own)[:_SENTENCES]:
        at = a
        for line in own[a:b].split("\n\n"):
            named = {(int(found[1]), int(found[2]) % 100) for found in _PERIOD.finditer(line)}
            if named == {wanted} and _NAMES_IT.search(line):
                start = span.start + at + len(line) - len(line.lstrip())
                return Span(start, span.start + at + len(line.rstrip()))
            at += len(line) + 2
    return None
