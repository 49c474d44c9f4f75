"""From a file's text to its documents: known beforehand, or proposed from the text itself."""

from __future__ import annotations

from ingest.documents import Document, Metadata, Span
from ingest.errors import IngestError
from ingest.metadata import propose, propose_id
from ingest.regions import Regions
from ingest.sections import structure
from ingest.source_text import SourceText
from ingest.sources import Source, Sources, SourcesError


def documents_of(
    source: SourceText, sources: Sources, regions: Regions, taken: set[str], known: dict[str, Metadata]
) -> list[Document]:
    """The documents of a file.

    `taken` are ids that other files' documents have; `known` is the metadata a person has confirmed for this
    file's earlier version, by id, which a new version keeps.
    """
    found = sources.find(source.file, source.sha256)
    if found is not None:
        return [
            _document(source, part_id, known.get(part_id, metadata), span)
            for part_id, metadata, span in _parts(source, found)
        ]
    span = Span(0, len(source.text))
    if len(known) == 1:
        (document_id, metadata), *_ = known.items()
        return [_document(source, document_id, metadata, span)]
    metadata = propose(source.text, source.file, regions, source.title)
    return [_document(source, propose_id(metadata, taken), metadata, span)]


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


def _line_start(text: str, opening: str) -> int:
    if text.startswith(opening):
        return 0
    at = text.find("\n" + opening)
    return at + 1 if at >= 0 else -1


def _document(source: SourceText, document_id: str, metadata: Metadata, span: Span) -> Document:
    sections, passages = structure(source.text, span.start, span.end, metadata.title)
    if not passages:
        raise IngestError(
            "tom", source.file, "indeholder ingen tekst at søge i", "Vælg en fil med tekst i hele sætninger."
        )
    return Document(document_id, source.file, source.sha256, span, metadata, sections, passages)
