"""Passages found and texts fetched, as connectors expect them."""

from __future__ import annotations

import re
from datetime import date

from api.mcp.results import FetchedText, FoundPassage, FoundPassages, TextMetadata
from api.refusal import Refused
from assistant.citations import Citations, passage_url
from index.passages import context_of
from index.snapshot import Snapshot, in_force
from ingest.source_text import page_at

MOST_FOUND = 10
# A section longer than this is not what someone who found a passage wants to read.
_LONGEST_SECTION = 20_000
_PLACE = re.compile(r"(?P<document>.+):(?P<start>\d{1,9})-(?P<end>\d{1,9})")


def search(snapshot: Snapshot, query: str, base: str) -> FoundPassages:
    """The passages nearest to the query, best first."""
    hits = snapshot.search(query, MOST_FOUND)
    results = []
    for found in snapshot.passages([hit.passage_id for hit in hits]):
        span = found.passage.span
        section = snapshot.section(found.document_id, found.passage.section)
        title = snapshot.documents[found.document_id].metadata.title
        results.append(
            FoundPassage(
                id=f"{found.document_id}:{span.start}-{span.end}",
                title=context_of(title, section.path if section else ()),
                url=base + passage_url(found.document_id, span.start, span.end),
                text=found.passage.text,
            )
        )
    return FoundPassages(results=results)


def fetch(snapshot: Snapshot, wanted: str, today: date, base: str) -> FetchedText:
    """A whole document, or the section a found passage stands in. Raises Refused for an unknown id."""
    if wanted in snapshot.documents:
        span = snapshot.documents[wanted].span
        return _text(snapshot, wanted, wanted, span.start, span.end, today, f"{base}/dokument/{wanted}")
    place = _PLACE.fullmatch(wanted)
    document_id = place["document"] if place else wanted
    if place is None or document_id not in snapshot.documents:
        raise Refused(
            404,
            "findes_ikke",
            f"Der er intet med id »{wanted}«. Brug et id fra search, eller et af dokumenterne: "
            f"{', '.join(sorted(snapshot.documents))}.",
        )
    start, end = int(place["start"]), int(place["end"])
    span = snapshot.documents[document_id].span
    if not span.start <= start < end <= span.end:
        raise Refused(
            404,
            "findes_ikke",
            f"Tegn {start}-{end} ligger uden for {document_id}, som går fra {span.start} til {span.end}. "
            "Dokumentet kan være ændret; søg igen.",
        )
    url = base + passage_url(document_id, start, end)
    section = Citations(snapshot).section_of(document_id, start)
    if section and section.span.end >= end and section.span.end - section.span.start <= _LONGEST_SECTION:
        start, end = section.span.start, section.span.end
    return _text(snapshot, wanted, document_id, start, end, today, url)


def _text(
    snapshot: Snapshot, wanted: str, document_id: str, start: int, end: int, today: date, url: str
) -> FetchedText:
    stored, document = snapshot.file(document_id), snapshot.documents[document_id]
    known = document.metadata
    section = None if wanted == document_id else Citations(snapshot).section_of(document_id, start)
    path = section.path if section else ()
    return FetchedText(
        id=wanted,
        title=context_of(known.title, path),
        text=stored.text[start:end],
        url=url,
        metadata=TextMetadata(
            document=document_id,
            region=known.region,
            kind=known.kind,
            valid_from=known.valid_from,
            valid_to=known.valid_to,
            in_force=in_force(document, today),
            standing=known.standing,
            section=" – ".join(path),
            page=page_at(stored.page_starts, start),
            file=stored.name,
            start=start,
            end=end,
        ),
    )
