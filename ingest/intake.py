"""From a file's text to its documents: known beforehand, or proposed from the text itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.cpr import mask_cpr
from ingest.documents import Document, Metadata, Span
from ingest.errors import IngestError
from ingest.headings import marks_headings
from ingest.metadata import propose, propose_id
from ingest.reading import SUPPORTED
from ingest.regions import Regions
from ingest.sections import structure
from ingest.source_text import SourceText
from ingest.sources import Source, Sources, SourcesError

# Formats whose readers keep what the writer made a heading.
_MARK_HEADINGS = frozenset(SUPPORTED[suffix] for suffix in (".docx", ".md", ".html", ".pdf"))


@dataclass(frozen=True)
class FormerPart:
    """A document of the file as it was taken in before: its span and the line it began with."""

    id: str
    metadata: Metadata
    span: Span
    opening: str


def documents_of(
    source: SourceText,
    sources: Sources,
    regions: Regions,
    taken: set[str],
    former: Sequence[FormerPart] = (),
    same_text: bool = False,
) -> list[Document]:
    """The documents of a file.

    `taken` are ids that other files' documents have; `former` are the documents of the version it replaces,
    whose ids and confirmed metadata it keeps. `same_text`: the file is the same, but parts of it were removed.
    """
    known = {part.id: part.metadata for part in former if part.metadata.confirmed}
    found = sources.find(source.file, source.sha256)
    if found is not None:
        return [
            _document(source, part_id, known.get(part_id, metadata), span)
            for part_id, metadata, span in _parts(source, found)
        ]
    spans = [(part, part.span) for part in former] if same_text else _split_as_before(source, former)
    made: list[Document] = []
    ids = taken | {part.id for part in former}
    for part, span in _with_gaps(spans, len(source.text)):
        if part is not None and part.metadata.confirmed:
            made.append(_document(source, part.id, part.metadata, span))
            continue
        whole = span == Span(0, len(source.text))
        metadata = propose(
            source.text[span.start : span.end], source.file, regions, source.title if whole else None
        )
        document_id = part.id if part is not None else propose_id(metadata, ids)
        ids.add(document_id)
        made.append(_document(source, document_id, metadata, span))
    return made


def _split_as_before(source: SourceText, former: Sequence[FormerPart]) -> list[tuple[FormerPart, Span]]:
    """Where each document of the former version lies in the new text."""
    if len(former) <= 1:
        return [(part, Span(0, len(source.text))) for part in former]
    starts: list[int] = []
    for part in former:
        at = 0 if not starts else _line_start(source.text, part.opening, starts[-1] + 1)
        if at < 0:
            raise SourcesError(
                f"»{source.file}« rummede før {len(former)} dokumenter, men linjen »{part.opening}«, hvor "
                f"»{part.id}« begyndte, står der ikke længere. Skriv i en sources.toml ved siden af filen, hvor "
                "hvert dokument begynder, eller giv filen et andet navn."
            )
        starts.append(at)
    ends = [*starts[1:], len(source.text)]
    return [(part, Span(a, b)) for part, a, b in zip(former, starts, ends, strict=True)]


def _with_gaps(spans: Sequence[tuple[FormerPart, Span]], length: int) -> list[tuple[FormerPart | None, Span]]:
    """The spans in order, and between them the stretches of text that no former document has."""
    filled: list[tuple[FormerPart | None, Span]] = []
    at = 0
    for part, span in sorted(spans, key=lambda each: each[1].start):
        if span.start > at:
            filled.append((None, Span(at, span.start)))
        filled.append((part, span))
        at = span.end
    if at < length:
        filled.append((None, Span(at, length)))
    return filled


def _parts(source: SourceText, found: Source) -> list[tuple[str, Metadata, Span]]:
    starts: list[int] = []
    for part in found.parts:
        at = 0 if part.starts_with is None else _line_start(source.text, part.starts_with)
        if at < 0 or (starts and at <= starts[-1]):
            raise SourcesError(
                f"»{source.file}« har ikke længere linjen »{part.starts_with}«, hvor »{part.id}« skal begynde. "
                "Ret starts_with i sources.toml, så den passer til filen."
            )
        starts.append(at)
    ends = [*starts[1:], len(source.text)]
    return [
        (part.id, part.metadata, Span(start, end))
        for part, start, end in zip(found.parts, starts, ends, strict=True)
    ]


def _line_start(text: str, opening: str, start: int = 0) -> int:
    if start == 0 and text.startswith(opening):
        return 0
    at = text.find("\n" + opening, max(start - 1, 0))
    return at + 1 if at >= 0 else -1


def _document(source: SourceText, document_id: str, metadata: Metadata, span: Span) -> Document:
    # A sources.toml is written by people too.
    metadata = replace(metadata, title=mask_cpr(metadata.title), note=mask_cpr(metadata.note))
    by_type = source.media_type == SUPPORTED[".pdf"]
    marked = source.media_type in _MARK_HEADINGS and marks_headings(
        source.text[span.start : span.end], by_type
    )
    sections, passages = structure(source.text, span.start, span.end, metadata.title, marked)
    if not passages:
        raise IngestError(
            "tom", source.file, "indeholder ingen tekst at søge i", "Vælg en fil med tekst i hele sætninger."
        )
    return Document(document_id, source.file, source.sha256, span, metadata, sections, passages)
