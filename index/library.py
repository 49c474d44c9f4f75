"""The collection of documents: opened by every process, changed by one at a time."""

from __future__ import annotations

import errno
import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout

from index import approvals, generation, ingestion
from index.approvals import ApprovedValue
from index.embedding import BUILT_IN, Embedder, load_embedder
from index.errors import BrokenView, CannotWrite, DamagedStore, IndexFault, IngestRunning, UnknownDocument
from index.generation import Generation
from index.ingestion import Change, Progress
from index.reranking import Reranker, load_reranker
from index.snapshot import Snapshot
from index.store import Store, StoredDocument, StoredFile
from ingest.documents import Document, Metadata
from ingest.errors import IngestError
from ingest.identity import evidently_another, likeness, name_apart, same_named
from ingest.intake import FormerPart, documents_of
from ingest.limits import Limits
from ingest.metadata import UNCONFIRMED
from ingest.reading import find_files, read_bytes, read_source
from ingest.regions import Regions
from ingest.source_text import SourceText
from ingest.sources import FILE_NAME, Sources, SourcesError, load_sources

_SEEDED = "seeded"
_CANNOT_WRITE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
)


# Who changed something, where nobody said.
LOCAL = "lokal bruger"


def silent(done: int, of: int, what: str) -> None:
    """Progress that nobody watches."""


@dataclass
class Report:
    """What an ingest did, by file name or document id; `failed` holds a sentence for each file refused.

    `documents` are the ids of all documents that are new or changed, `gone` those that a new version of
    their file no longer holds. `apart`: files kept under another name, because a file of their own name is
    evidently another document; the name they are kept under, and why.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    apart: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.added or self.replaced or self.removed)


def _nothing(_: Report) -> None:
    """Nothing to do before a change."""


class Library:
    """Documents and their search views in one data folder. Safe from several threads."""

    def __init__(
        self,
        data: Path,
        store: Store,
        model: str = BUILT_IN,
        limits: Limits | None = None,
        embedder: Embedder | None = None,
        reranker: Reranker | str = "",
    ) -> None:
        """`model` and `reranker` are names or folders, loaded when first needed; "" is no reranker."""
        self.data = data
        self.store = store
        self.limits = limits or Limits()
        self._model = model
        self._embedder = embedder
        self._root = data / "generations"
        self._snapshot: Snapshot | None = None
        self._opening = threading.RLock()
        self._reranker = reranker
        self._healing = threading.Lock()

    @classmethod
    def open(
        cls,
        data: Path,
        model: str = BUILT_IN,
        database_url: str | None = None,
        limits: Limits | None = None,
        reranker: str = "",
    ) -> Library:
        """Open the data folder, creating it where there is none. Searching needs `ensure` or an ingest first."""
        return cls(data, Store.open(data, database_url), model, limits, reranker=reranker)

    def close(self) -> None:
        with self._opening:
            if self._snapshot is not None:
                self._snapshot.generation.close()
                self._snapshot = None
        self.store.close()

    @property
    def embedder(self) -> Embedder:
        """The model, loaded when first needed."""
        with self._opening:
            if self._embedder is None:
                self._embedder = load_embedder(self._model)
            return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that reads the first hits again, loaded when first needed; None when there is none."""
        with self._opening:
            if isinstance(self._reranker, str):
                loaded = load_reranker(self._reranker)
                if loaded is None:
                    return None
                self._reranker = loaded
            return self._reranker

    # --- reading ---------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The present state. BrokenView when its views are damaged, missing or made by another model."""
        edition = self.store.edition()
        known = self._snapshot
        if known is not None and known.edition == edition:
            return known
        with self._opening:
            while True:
                edition = self.store.edition()
                known = self._snapshot
                if known is not None and known.edition == edition:
                    return known
                try:
                    opened = self._opened(edition, known)
                except BrokenView:
                    # Swapped and taken away while it was opened; only a view still named is a broken one.
                    if self.store.edition() == edition:
                        raise
                    continue
                # The former snapshot is not closed here: a question in another thread may still read it.
                if self.store.edition() == edition:
                    self._snapshot = opened
                    return opened

    def _opened(self, edition: tuple[str | None, str | None], known: Snapshot | None) -> Snapshot:
        name, _ = edition
        if name is None:
            raise BrokenView("Der er endnu ikke bygget noget indeks.")
        same = known is not None and known.generation.name == name
        views = known.generation if known is not None and same else Generation(self._root / name)
        if views.manifest.model != self.embedder.model:
            views.close()
            raise BrokenView(
                f"Indekset er lavet med sprogmodellen {views.manifest.model}, ikke {self.embedder.model}."
            )
        return Snapshot(self.store, views, self.embedder, edition, self.reranker)

    def ensure(self, progress: Progress = silent) -> Snapshot:
        """The present state, its views rebuilt first when they are damaged, missing or of another model."""
        try:
            return self.snapshot()
        except BrokenView:
            # One thread rebuilds, the others wait for it rather than being refused.
            with self._healing:
                try:
                    return self.snapshot()
                except BrokenView:
                    self.repair(progress)
                    return self.snapshot()

    # --- writing ---------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        lock = FileLock(self.data / "ingest.lock")
        try:
            with lock.acquire(timeout=0):
                yield
        except Timeout as busy:
            raise IngestRunning from busy
        except OSError as fault:
            if fault.errno not in _CANNOT_WRITE:
                raise
            raise CannotWrite(self.data, fault.strerror) from fault

    def _apply(self, change: Change, progress: Progress, rebuild: bool = False) -> None:
        ingestion.apply(self.store, self._root, self.embedder, change, progress, rebuild)

    def seed(self, folder: Path, progress: Progress = silent) -> Report:
        """Take in the documents the product ships with, once in a data folder's life."""
        if self.store.state(_SEEDED) is not None:
            return Report()
        return self.ingest([folder], progress, state={_SEEDED: "ja"})

    def ingest(
        self,
        paths: Sequence[Path],
        progress: Progress = silent,
        state: Mapping[str, str] | None = None,
        before_change: Callable[[Report], None] = _nothing,
    ) -> Report:
        """Take in files, and folders recursively. A refused file changes nothing and does not stop the rest.

        `before_change` is called with what will have been done, once the files are read and before anything
        changes; not when no document does.
        """
        wanted, passed = find_files(paths)
        report = Report(passed_over=[str(path) for path in passed if path.name != FILE_NAME])
        sources = _sources_beside(paths, wanted)
        with self._writing():
            read: list[SourceText] = []
            known = self.store.files().keys() - self.store.incomplete_files()
            for number, path in enumerate(wanted):
                progress(number, len(wanted), "Læser filer")
                try:
                    if _sha256(path, self.limits) in known:
                        report.unchanged.append(path.name)
                    else:
                        read.append(read_source(path, self.limits))
                except IngestError as refused:
                    report.failed[str(path)] = str(refused)
            self._take_in(read, sources, report, progress, state or {}, before_change)
        return report

    def ingest_bytes(
        self,
        data: bytes,
        name: str,
        progress: Progress = silent,
        sources: Sources | None = None,
        before_change: Callable[[Report], None] = _nothing,
    ) -> Report:
        """Take in one upload. Raises IngestError when it is refused; `before_change` as in `ingest`."""
        report = Report()
        source = read_bytes(data, name, self.limits)
        with self._writing():
            if source.sha256 in self.store.files().keys() - self.store.incomplete_files():
                report.unchanged.append(source.file)
                return report
            self._take_in([source], sources or Sources(), report, progress, {}, before_change)
        for reason in report.failed.values():
            raise IndexFault(reason)
        return report

    def _take_in(
        self,
        read: Iterable[SourceText],
        sources: Sources,
        report: Report,
        progress: Progress,
        state: Mapping[str, str],
        before_change: Callable[[Report], None],
    ) -> None:
        stored = self.store.documents()
        files = self.store.files()
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
            source, former = self._placed(given, sources, hashes, files, regions, report)
            parts = self._former_parts(stored, former)
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
        change = Change(tuple(add.values()), frozenset(gone), state=state)
        if not change.empty:
            if report.documents:
                before_change(report)
            self._apply(change, progress)

    def _placed(
        self,
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
            stored = self.store.file_by_hash(hashes[name])
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

    def _former_parts(self, stored: Sequence[StoredDocument], sha256: str | None) -> list[FormerPart]:
        """The documents of a file that is replaced, in the order they stand in it."""
        file = self.store.file_by_hash(sha256) if sha256 is not None else None
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

    def remove(self, document_id: str, progress: Progress = silent) -> None:
        """Remove a document everywhere, its bytes in the database files too."""
        with self._writing():
            self._known(document_id)
            self._apply(Change(remove_documents=frozenset({document_id})), progress)

    def correct(
        self,
        document_id: str,
        changes: Mapping[str, str | date | None],
        progress: Progress = silent,
        actor: str = LOCAL,
    ) -> Metadata:
        """Correct what is known about a document and mark it confirmed; returns the new metadata.

        Without changes what is known is confirmed as it stands. `actor` is who did it, for the log.
        """
        with self._writing():
            known = self._known(document_id)
            corrected = replace(known, **dict(changes), confirmed=True)  # type: ignore[arg-type]  # keys checked by callers' schema
            if corrected.standing == UNCONFIRMED:
                corrected = replace(corrected, standing="")
            if corrected.valid_from and corrected.valid_to and corrected.valid_from > corrected.valid_to:
                raise IndexFault(
                    f"Gyldig fra {corrected.valid_from} er efter gyldig til {corrected.valid_to}. Ret datoerne."
                )
            action: approvals.Action = "oplysninger rettet" if known.confirmed else "oplysninger bekræftet"
            logged = (actor, action, document_id, ", ".join(sorted(changes)))
            self._apply(Change(metadata={document_id: corrected}, approved=(logged,)), progress)
            return corrected

    def approve_values(self, values: Sequence[ApprovedValue], actor: str = LOCAL) -> None:
        """Keep approved rule drafts; readers see them from the next question on. Raises UnknownDocument."""
        with self._writing():
            for value in values:
                self._known(value.document_id)
            with self.store.transaction(durable=True) as connection:
                approvals.add_values(connection, values, actor)
                self.store.set_state(connection, "revision", uuid4().hex)

    def _known(self, document_id: str) -> Metadata:
        documents = {found.id: found.metadata for found in self.store.documents()}
        if document_id not in documents:
            raise UnknownDocument(document_id, sorted(documents))
        return documents[document_id]

    # --- looking after itself --------------------------------------------------------------------------

    def check(self) -> list[str]:
        """What is wrong, a Danish sentence each; empty when truth and views agree."""
        try:
            faults = [f"Databasen melder fejl: {fault}." for fault in self.store.check()]
            name = self.store.generation()
        except DamagedStore as damaged:
            return [str(damaged)]
        if name is None:
            return [*faults, "Der er ikke bygget noget søgeindeks endnu."]
        folder = self._root / name
        planned = ingestion.planned_passages(self.store, Change())
        try:
            manifest = generation.read_manifest(folder)
            expected = generation.content_hash(planned, self.embedder.model)
            if manifest.model != self.embedder.model:
                faults.append(
                    f"Indekset er lavet med sprogmodellen {manifest.model}, men der er valgt {self.embedder.model}."
                )
            elif manifest.content != expected:
                faults.append("Indekset viser en anden udgave af dokumenterne end databasen.")
            opened = Generation(folder)
            if not len(opened.dense) == len(opened.lexical) == len(planned):
                faults.append(
                    f"Indekset har {len(opened.dense)} vektorer og {len(opened.lexical)} tekster, databasen "
                    f"{len(planned)} passager."
                )
            opened.close()
        except BrokenView as broken:
            faults.append(str(broken))
        faults += self._broken_spans()
        return faults

    def _broken_spans(self) -> list[str]:
        lengths = {
            found.id: len(file.text)
            for found in self.store.documents()
            if (file := self.store.file_by_hash(found.file_sha256)) is not None
        }
        return [
            f"Passage {found.number} i {found.document_id} peger uden for dokumentets tekst."
            for found in self.store.passages()
            if found.passage.span.end > lengths.get(found.document_id, 0)
        ]

    def repair(self, progress: Progress = silent) -> None:
        """Build the views anew from the database; nothing is embedded twice with the same model."""
        with self._writing():
            self._apply(Change(), progress, rebuild=True)


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


def _sha256(path: Path, limits: Limits) -> str:
    """The hash of a file's bytes; "" when it is too large or cannot be read, which its reader then says."""
    try:
        if path.stat().st_size > limits.max_bytes:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def _sources_beside(paths: Sequence[Path], files: Sequence[Path]) -> Sources:
    """All that the sources.toml files in, above or beside the given paths know."""
    folders = {path if path.is_dir() else path.parent for path in paths} | {file.parent for file in files}
    folders |= {folder.parent for folder in folders}
    known = [
        source
        for folder in sorted(folders)
        if (folder / FILE_NAME).is_file()
        for source in load_sources(folder / FILE_NAME).sources
    ]
    return Sources(tuple(known))
