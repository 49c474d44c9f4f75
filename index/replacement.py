"""What the files that are taken in become: new documents, or a new version of a file that is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from index.change import Change
from index.report import Report
from index.store import Store, StoredDocument, StoredFile
from ingest.documents import Document
from ingest.errors import IngestError
from ingest.identity import evidently_another, likeness, name_apart, same_named
from ingest.intake import FormerPart, documents_of
from ingest.regions import Regions
from ingest.source_text import SourceText
from ingest.sources import Sources, SourcesError


def planned_change(
    store: Store, read: Iterable[SourceText], sources: Sources, report: Report, state: Mapping[str, str]
) -> Change:
    """The change that takes the files in; changes nothing itself. The report says what becomes of each file.

    `state` is what the change is to remember besides.
    """
    stored = store.documents()
    files = store.files()
    hashes = {name: sha256 for sha256, name in files.items()}
    add: dict[str, tuple[StoredFile, tuple[Document, ...]]] = {}
    gone: set[str] = set()
    regions = Regions.load()
    for given in read:
        if given.sha256 in add:
            report.unchanged.append(given.file)
            continue
        if any(stored_file.name == given.file for stored_file, _ in add.values()):
            # Files are known by name: the second would pass for a new version of the first.
            report.failed[given.file] = (
                f"To forskellige filer hedder »{given.file}«, og kun den første er indlæst. "
                "Giv den anden et andet navn, og indlæs den igen."
            )
            continue
        source, former = _placed(store, given, sources, hashes, files, regions, report)
        parts = _former_parts(store, stored, former)
        own = {part.id for part in parts}
        taken = {found.id for found in stored} - own
        taken |= {document.id for _, documents in add.values() for document in documents}
        try:
            documents = documents_of(source, sources, regions, taken, parts, former == source.sha256)
            _refuse_taken(source, documents, taken)
        except (IngestError, SourcesError) as refused:
            report.failed[given.file] = str(refused)
            report.apart.pop(source.file, None)
            continue
        add[source.sha256] = (_stored(source), tuple(documents))
        ids = [document.id for document in documents]
        if former is None or former == source.sha256:
            report.added += [document_id for document_id in ids if document_id not in own]
            report.documents += [document_id for document_id in ids if document_id not in own]
        else:
            report.replaced.append(source.file)
            report.documents += ids
            report.gone += sorted(own - set(ids))
        if former is not None:
            gone.add(former)
    return Change(tuple(add.values()), frozenset(gone), state=state)


def _placed(
    store: Store,
    source: SourceText,
    sources: Sources,
    hashes: Mapping[str, str],
    files: Mapping[str, str],
    regions: Regions,
    report: Report,
) -> tuple[SourceText, str | None]:
    """The file under the name it is kept under, and the hash of the version it replaces (None: it is new)."""
    if source.sha256 in files:
        return replace(source, file=files[source.sha256]), source.sha256
    if sources.find(source.file, source.sha256) is not None:
        return source, hashes.get(source.file)
    why = ""
    alike: list[tuple[float, str]] = []
    for name in same_named(source.file, set(hashes)):
        stored = store.file_by_hash(hashes[name])
        if stored is None:
            continue
        other = evidently_another(stored.text, source.text, source.file, regions)
        why = why or other
        if not other:
            alike.append((likeness(stored.text, source.text), name))
    if alike:
        name = max(alike)[1]
        return replace(source, file=name), hashes[name]
    if not why:
        return source, None
    name = name_apart(source.file, set(hashes))
    report.apart[name] = f"en anden fil hedder »{source.file}«, men {why}"
    return replace(source, file=name), None


def _former_parts(store: Store, stored: Sequence[StoredDocument], sha256: str | None) -> list[FormerPart]:
    """The documents of a file that is replaced, in the order they stand in it."""
    file = store.file_by_hash(sha256) if sha256 is not None else None
    if file is None:
        return []
    found = sorted(
        (document for document in stored if document.file_sha256 == sha256), key=lambda d: d.span.start
    )
    return [
        FormerPart(
            document.id,
            document.metadata,
            document.span,
            file.text[document.span.start : document.span.end].split("\n", 1)[0].rstrip(),
        )
        for document in found
    ]


def _stored(source: SourceText) -> StoredFile:
    size = len(source.text.encode())
    return StoredFile(source.sha256, source.file, source.media_type, size, source.text, source.page_starts)


def _refuse_taken(source: SourceText, documents: Sequence[Document], taken: set[str]) -> None:
    for document in documents:
        if document.id in taken:
            raise SourcesError(
                f"»{source.file}« indeholder dokumentet »{document.id}«, som allerede er indlæst fra en anden fil. "
                f"Fjern det først: rammeaftale remove {document.id}"
            )
