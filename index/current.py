"""The snapshot that readers get: opened by the first, and anew when the database names another edition."""

from __future__ import annotations

import threading

from index.errors import BrokenView
from index.ingestion import ANSWERED
from index.known_sentences import known_sentences
from index.models import Models
from index.opened import OpenedGeneration
from index.snapshot import Snapshot
from index.store import Store
from index.views import Views


class CurrentSnapshot:
    """Safe from several threads."""

    def __init__(self, store: Store, views: Views, models: Models) -> None:
        self._store = store
        self._views = views
        self._models = models
        self._snapshot: Snapshot | None = None
        self._opening = threading.Lock()

    @property
    def opened(self) -> OpenedGeneration | None:
        """The generation that is open, if any; perhaps not the present one any more."""
        known = self._snapshot
        return known.generation if known is not None else None

    def get(self) -> Snapshot:
        """The present state. BrokenView when its views are damaged, missing or made by another model."""
        edition = self._store.edition()
        known = self._snapshot
        if known is not None and known.edition == edition:
            return known
        with self._opening:
            while True:
                edition = self._store.edition()
                known = self._snapshot
                if known is not None and known.edition == edition:
                    return known
                try:
                    opened = self._opened(edition)
                except BrokenView:
                    # Swapped and taken away while it was opened; only a view still named is a broken one.
                    if self._store.edition() == edition:
                        raise
                    continue
                # The former snapshot is not closed here: a question in another thread may still read it.
                if self._store.edition() == edition:
                    self._snapshot = opened
                    return opened

    def _opened(self, edition: tuple[str | None, str | None]) -> Snapshot:
        name, _ = edition
        if name is None:
            raise BrokenView("Der er endnu ikke bygget noget indeks.")
        views = self.opened
        if views is None or views.name != name:
            views = self._views.open(name, views)
        if self._store.state(ANSWERED) != known_sentences().fingerprint:
            views.close()
            raise BrokenView("Indekset er lavet med andre kendte spørgsmål end programmets.")
        if views.manifest.model != self._models.embedder.model:
            views.close()
            raise BrokenView(
                f"Indekset er lavet med sprogmodellen {views.manifest.model}, ikke {self._models.embedder.model}."
            )
        return Snapshot(self._store, views, self._models.embedder, edition, self._models.reranker)

    def close(self) -> None:
        with self._opening:
            if self._snapshot is not None:
                self._snapshot.generation.close()
                self._snapshot = None
