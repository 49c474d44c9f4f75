"""The models of a library, loaded when first needed."""

from __future__ import annotations

import threading

from index.batching import Batching
from index.embedding import Embedder, load_embedder
from index.reranking import Reranker, load_reranker


class Models:
    """Safe from several threads: each model is loaded once."""

    def __init__(self, embedder: Embedder | str, reranker: Reranker | str = "") -> None:
        """Models, or their names or folders; "" is no reranker."""
        self._embedder = embedder
        self._reranker = reranker
        self._loading = threading.Lock()

    @property
    def embedder(self) -> Embedder:
        with self._loading:
            if isinstance(self._embedder, str):
                self._embedder = Batching(load_embedder(self._embedder))
            return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """The cross-encoder that reads the first hits again; None when there is none."""
        with self._loading:
            if isinstance(self._reranker, str):
                loaded = load_reranker(self._reranker)
                if loaded is None:
                    return None
                self._reranker = loaded
            return self._reranker
