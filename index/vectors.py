"""The dense view: Chroma for the whole collection, an exact scan for a part of it. Only here is Chroma known."""

from __future__ import annotations

import logging
import sqlite3
import weakref
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from index import spare_room
from index.embedding import Vector
from index.errors import BrokenView, CannotWrite

_log = logging.getLogger(__name__)
_COLLECTION = "passages"
_VECTORS = "vectors.npy"
_UNITS = "units.npy"
# Chroma takes at most 5,461 rows at a time.
_BATCH = 5_000
# Chroma keeps fewer rows than its flush threshold out of its index files and rewrites those whenever it opens
# them, which would read as damage. The threshold is set to what is there; below three rows it cannot be.
_FEWEST = 3
_FLUSH = 1_000


def _client(folder: Path) -> chromadb.api.ClientAPI:
    try:
        return chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
    except AttributeError as fault:
        # What Chroma 1.5 raises when it stops a client that never started.
        raise RuntimeError(f"Chroma kan ikke starte: {fault}") from fault


def build(folder: Path, vectors: Vector, units: Vector, graph: bool = True) -> None:
    """Write the view of passage and unit vectors (shape (n, dimensions), length 1) into a new folder.

    Without `graph` they are compared one by one.
    """
    folder.mkdir()
    try:
        np.save(folder / _VECTORS, vectors)
        np.save(folder / _UNITS, units)
        if graph and len(vectors) >= _FEWEST:
            _fill(folder / "chroma", vectors)
    except (ChromaError, OSError, RuntimeError, ValueError) as fault:
        raise CannotWrite(folder, fault) from fault


def _fill(folder: Path, vectors: Vector) -> None:
    flush = min(len(vectors), _FLUSH)
    client = _client(folder)
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
        client.close()
    spare_room.blank(folder)


def _check_database(path: Path) -> None:
    """Raise ValueError when Chroma's database is damaged: it must be found before native code relies on it."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            found = [str(row[0]) for row in connection.execute("pragma quick_check")]
    except sqlite3.Error as fault:
        raise ValueError(f"{path.name}: {fault}") from fault
    if found != ["ok"]:
        raise ValueError(f"{path.name}: {found[0]}")


def _cosines(rows: Vector, query: Vector) -> Vector:
    # Not `rows @ query`: BLAS shares that among threads, which on busy cores was measured at 16 ms for 0.3.
    found: Vector = np.vecdot(rows, query)
    return found


class DenseView:
    """Nearest passages by number. Opened read-only in effect: nothing is ever written to it again."""

    def __init__(self, folder: Path, units: Sequence[int], graph: bool = True) -> None:
        """`units`: how many units each passage has, by number. `graph` as it was built."""
        self._unit_ends = [0, *np.cumsum(np.asarray(units, np.int64)).tolist()]
        self._collection: chromadb.Collection | None = None
        self._release: Callable[[], object] = lambda: None
        try:
            # As plain arrays over the same pages: slicing a memmap makes a new one each time.
            self._vectors: Vector = np.asarray(np.load(folder / _VECTORS, mmap_mode="r"))
            self._units: Vector = np.asarray(np.load(folder / _UNITS, mmap_mode="r"))
            count = len(self._vectors)
            if graph and count >= _FEWEST:
                _check_database(folder / "chroma" / "chroma.sqlite3")
                client = _client(folder / "chroma")
                # A question in another thread may go on reading a view that was replaced: it is released
                # with its last reader.
                self._release = weakref.finalize(self, client.close)
                self._collection = client.get_collection(_COLLECTION, embedding_function=None)
                count = self._collection.count()
                # Chroma reads its graph at the first question: do it while the files are surely there.
                self._nearest(self._collection, self._vectors[0], 1)
        except (ChromaError, OSError, EOFError, ValueError, RuntimeError) as fault:
            self._release()
            raise BrokenView(f"Vektorvisningen i {folder} kan ikke åbnes: {fault}") from fault
        if count != len(self._vectors):
            self._release()
            raise BrokenView(f"Vektorvisningen i {folder} har {count} af {len(self._vectors)} passager.")

    def __len__(self) -> int:
        return len(self._vectors)

    def close(self) -> None:
        self._release()

    def search(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (passage number, cosine), best first; of the numbers in `among` when given.

        A part of the collection is scanned exactly: Chroma's own filter was measured ten times slower. So is
        the whole when Chroma fails, as it does when its files are taken away from under a reader.
        """
        if among is not None and len(among) == len(self):
            among = None
        if among is None and self._collection is not None:
            try:
                return self._nearest(self._collection, query, k)
            except (ChromaError, RuntimeError, ValueError) as fault:
                _log.warning("Chroma kan ikke søge (%s); alle vektorer gennemses i stedet.", fault)
        if among is None:
            among = np.arange(len(self), dtype=np.int64)
        if not len(among):
            return []
        # A document's passages are neighbours: reading them as slices copies nothing.
        cuts = np.flatnonzero(np.diff(among) != 1) + 1
        runs = zip([0, *cuts], [*cuts, len(among)], strict=True)
        scores = np.concatenate(
            [_cosines(self._vectors[among[a] : among[b - 1] + 1], query) for a, b in runs]
        )
        first = np.argpartition(-scores, k)[:k] if k < len(scores) else np.arange(len(scores))
        best = first[np.argsort(-scores[first], kind="stable")]
        return [(int(among[n]), float(scores[n])) for n in best]

    def _nearest(self, collection: chromadb.Collection, query: Vector, k: int) -> list[tuple[int, float]]:
        found = collection.query(
            query_embeddings=np.asarray([query], np.float32),
            n_results=min(k, len(self)),
            include=["distances"],
        )
        numbers = [int(number) for number in found["ids"][0]]
        distances = (found["distances"] or [[]])[0]
        return [(number, 1.0 - float(d)) for number, d in zip(numbers, distances, strict=True)]

    def scores(self, query: Vector, numbers: Sequence[int]) -> list[float]:
        """The cosine of the query with each of those passages."""
        return [float(score) for score in _cosines(self._vectors[list(numbers)], query)]

    def unit_scores(self, query: Vector, number: int) -> list[float]:
        """The cosine of the query with each unit of a passage, in order."""
        start, end = self._unit_ends[number], self._unit_ends[number + 1]
        return [float(score) for score in _cosines(self._units[start:end], query)]

    def best_units(self, query: Vector, numbers: Sequence[int]) -> list[float | None]:
        """As `Nearest.best_units`."""
        return [max(self.unit_scores(query, number), default=None) for number in numbers]
