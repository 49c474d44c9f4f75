"""The dense view: Chroma for the whole collection, an exact scan for a part of it. Only here is Chroma known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from chromadb.api.shared_system_client import SharedSystemClient
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from index.errors import BrokenView
from index.store import Vector

_COLLECTION = "passages"
_VECTORS = "vectors.npy"
# Chroma takes at most 5,461 rows at a time.
_BATCH = 5_000
# Chroma keeps fewer rows than its flush threshold out of its index files and rewrites those whenever it opens
# them, which would read as damage. The threshold is set to what is there; below three rows it cannot be.
_FEWEST = 3
_FLUSH = 1_000


def _client(folder: Path) -> chromadb.api.ClientAPI:
    return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))


def build(folder: Path, vectors: Vector) -> None:
    """Write the view of vectors (shape (n, dimensions), length 1) into a new folder."""
    folder.mkdir()
    np.save(folder / _VECTORS, vectors)
    if len(vectors) < _FEWEST:
        return
    flush = min(len(vectors), _FLUSH)
    client = _client(folder / "chroma")
    try:
        collection = client.create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": {"space": "ip", "sync_threshold": flush, "batch_size": flush}},
        )
        for at in range(0, len(vectors), _BATCH):
            rows = vectors[at : at + _BATCH]
            collection.add(
                ids=[str(at + n) for n in range(len(rows))], embeddings=np.asarray(rows, np.float32)
            )
    finally:
        _close(client)


def _close(client: chromadb.api.ClientAPI) -> None:
    client.close()
    SharedSystemClient.clear_system_cache()


class DenseView:
    """Nearest passages by number. Opened read-only in effect: nothing is ever written to it again."""

    def __init__(self, folder: Path) -> None:
        try:
            self._vectors: Vector = np.load(folder / _VECTORS, mmap_mode="r")
            self._chroma = _client(folder / "chroma") if len(self._vectors) >= _FEWEST else None
            self._collection = (
                self._chroma.get_collection(_COLLECTION, embedding_function=None) if self._chroma else None
            )
            count = self._collection.count() if self._collection else len(self._vectors)
        except (ChromaError, OSError, ValueError, RuntimeError) as fault:
            raise BrokenView(f"Vektorvisningen i {folder} kan ikke åbnes: {fault}") from fault
        if count != len(self._vectors):
            raise BrokenView(f"Vektorvisningen i {folder} har {count} af {len(self._vectors)} passager.")

    def __len__(self) -> int:
        return len(self._vectors)

    def close(self) -> None:
        if self._chroma is not None:
            self._chroma.close()

    def search(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (passage number, cosine), best first; of the numbers in `among` when given.

        A part of the collection is scanned exactly: Chroma's own filter was measured ten times slower.
        """
        if among is None and self._collection is None:
            among = np.arange(len(self), dtype=np.int64)
        if among is not None:
            scores = np.asarray(self._vectors[among] @ query)
            best = np.argsort(-scores, kind="stable")[:k]
            return [(int(among[n]), float(scores[n])) for n in best]
        assert self._collection is not None
        try:
            found = self._collection.query(
                query_embeddings=np.asarray([query], np.float32),
                n_results=min(k, len(self)),
                include=["distances"],
            )
        except (ChromaError, RuntimeError, ValueError) as fault:
            raise BrokenView(f"Chroma kan ikke søge: {fault}") from fault
        numbers = [int(number) for number in found["ids"][0]]
        distances = (found["distances"] or [[]])[0]
        return [(number, 1.0 - float(d)) for number, d in zip(numbers, distances, strict=True)]

    def scores(self, query: Vector, numbers: Sequence[int]) -> list[float]:
        """The cosine of the query with each of those passages."""
        return [float(score) for score in self._vectors[list(numbers)] @ query]
