"""The collection of documents: opened by every process, changed by one at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from index import approvals, ingestion
from index.approvals import LOCAL, ApprovedValue
from index.change import Change
from index.consistency import faults_of
from index.current import CurrentSnapshot
from index.embedding import BUILT_IN, Embedder
from index.errors import BrokenView, IndexFault, IngestRunning, UnknownDocument
from index.incoming import read_new, sources_beside
from index.ingestion import Progress, silent
from index.models import Models
from index.plan import Adding
from index.replacement import planned_change
from index.report import Report
from index.reranking import Reranker
from index.snapshot import Snapshot
from index.store import Store
from index.views import FolderViews, Views
from ingest.cpr import mask_cpr
from ingest.documents import Metadata
from ingest.limits import Limits
from ingest.metadata import UNCONFIRMED
from ingest.reading import find_files, read_bytes
from ingest.source_text import SourceText
from ingest.sources import FILE_NAME, Sources

_SEEDED = "seeded"
# Seconds between two looks at whether another machine is done.
_WAITING = 0.5


def _nothing(_: Report) -> None:
    """Nothing to do before a change."""


def _views(data: Path, store: Store) -> Views:
    if not store.shared:
        return FolderViews(data)
    # psycopg and pgvector are loaded only where the address asks for them.
    from index.postgres_generation import PostgresViews

    return PostgresViews(store.engine)


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
        adding: Adding | None = None,
    ) -> None:
        """`model` and `reranker` are names or folders, loaded when first needed; "" is no reranker.

        `adding` tells from which size a change adds to the search views rather than building them whole.
        """
        self.data = data
        self.store = store
        self.limits = limits or Limits()
        self.views: Views = _views(data, store)
        self._adding = adding or Adding()
        self._models = Models(model if embedder is None else embedder, reranker)
        self._current = CurrentSnapshot(store, self.views, self._models)
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
        self._current.close()
        self.store.close()

    @property
    def embedder(self) -> Embedder:
        """The model, loaded when first needed."""
        return self._models.embedder

    @property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that reads the first hits again, loaded when first needed; None when there is none."""
        return self._models.reranker

    # --- reading ---------------------------------------------------------------------------------------

    def snapshot(self) -> Snapshot:
        """The present state. BrokenView when its views are damaged, missing or made by another model."""
        return self._current.get()

    def ensure(self, progress: Progress = silent) -> Snapshot:
        """The present state, its views rebuilt first when they are damaged, missing or of another model."""
        try:
            return self.snapshot()
        except BrokenView:
            # One thread rebuilds, the others wait for it rather than being refused.
            with self._healing:
                while True:
                    try:
                        return self.snapshot()
                    except BrokenView:
                        try:
                            self.repair(progress)
                            return self.snapshot()
                        except IngestRunning:
                            self._wait_for_another()

    # --- writing ---------------------------------------------------------------------------------------

    def _apply(self, change: Change, progress: Progress, rebuild: bool = False) -> None:
        ingestion.apply(
            self.store,
            self.views,
            self.embedder,
            change,
            progress,
            rebuild,
            self._adding,
            self._current.opened,
        )

    def seed(self, folder: Path, progress: Progress = silent) -> Report:
        """Take in the documents the product ships with, once in a data folder's life."""
        while self.store.state(_SEEDED) is None:
            try:
                return self.ingest([folder], progress, state={_SEEDED: "ja"})
            except IngestRunning:
                self._wait_for_another()
        return Report()

    def _wait_for_another(self) -> None:
        """Servers that start together on one database: one builds, the others wait. Else raises what it handles."""
        if not self.views.shared:
            raise
        time.sleep(_WAITING)

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
        sources = sources_beside(paths, wanted)
        with self.views.writing():
            read = read_new(wanted, self._whole_files(), self.limits, report, progress)
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
        with self.views.writing():
            if source.sha256 in self._whole_files():
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
        change = planned_change(self.store, read, sources, report, state)
        if not change.empty:
            if report.documents:
                before_change(report)
            self._apply(change, progress)

    def remove(self, document_id: str, progress: Progress = silent) -> None:
        """Remove a document everywhere, its bytes in the database files too."""
        with self.views.writing():
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

        Without changes what is known is confirmed as it stands; CPR numbers are taken out of what is new. `actor` is who did it, for the log.
        """
        with self.views.writing():
            known = self._known(document_id)
            written: dict[str, Any] = {
                key: mask_cpr(new) if isinstance(new, str) else new for key, new in changes.items()
            }
            corrected = replace(known, **written, confirmed=True)
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
        with self.views.writing():
            for value in values:
                self._known(value.document_id)
            with self.store.transaction(durable=True) as connection:
                approvals.add_values(connection, values, actor)
                self.store.set_state(connection, "revision", uuid4().hex)

    def reject_values(self, document_id: str, drafts: Sequence[str], reason: str, actor: str = LOCAL) -> None:
        """Log rule drafts as rejected with the name of a reason, or with "" as offered again; an approved one is approved no
        more. Raises UnknownDocument."""
        with self.views.writing():
            self._known(document_id)
            with self.store.transaction(durable=True) as connection:
                if approvals.reject_values(connection, document_id, drafts, reason, actor):
                    self.store.set_state(connection, "revision", uuid4().hex)

    def _whole_files(self) -> set[str]:
        """sha256 of the files that need not be read again."""
        return self.store.files().keys() - self.store.incomplete_files()

    def _known(self, document_id: str) -> Metadata:
        documents = {found.id: found.metadata for found in self.store.documents()}
        if document_id not in documents:
            raise UnknownDocument(document_id, sorted(documents))
        return documents[document_id]

    # --- looking after itself --------------------------------------------------------------------------

    def check(self) -> list[str]:
        """What is wrong, a Danish sentence each; empty when truth and views agree."""
        return faults_of(self.store, self.views, self._models)

    def repair(self, progress: Progress = silent) -> None:
        """Build the views anew from the database; nothing is embedded twice with the same model."""
        with self.views.writing():
            self._apply(Change(), progress, rebuild=True)
