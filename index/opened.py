"""An opened generation: passages by number, and both views over them, wherever these are kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vector
from index.errors import BrokenView
from index.manifest import Manifest
from index.passages import SearchPassage
from index.word_view import WordView

# So many of the nearest passages are weighed by their nearest unit too; more were measured to change nothing.
WEIGHED = 100


class Nearest(Protocol):
    """The dense view: passages by the vector of a question."""

    def __len__(self) -> int: ...

    def search(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (passage number, cosine), best first; of the numbers in `among` when given."""
        ...

    def scores(self, query: Vector, numbers: Sequence[int]) -> list[float]:
        """The cosine of the query with each of those passages."""
        ...


class OpenedGeneration(ABC):
    """One state of the search views. Safe from several threads."""

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        ids: Sequence[str],
        groups: Sequence[str],
        lexical: WordView,
        dense: Nearest,
    ) -> None:
        """`ids` and `groups` of the passages, in the order the views number them."""
        self.name = name
        self.manifest = manifest
        self.ids = list(ids)
        self.groups = list(groups)
        self.lexical = lexical
        self.dense = dense
        self.numbers = {passage_id: number for number, passage_id in enumerate(self.ids)}
        self._members: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            self._members.setdefault(group, []).append(number)

    def members(self, groups: Collection[str]) -> NDArray[np.int64]:
        """The numbers of all passages of those groups."""
        numbers = [number for group in sorted(groups) for number in self._members.get(group, ())]
        return np.asarray(numbers, np.int64)

    def nearest(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (passage number, mean of its cosine and its nearest unit's), best first.

        One sentence that says what is asked makes its passage near, whatever stands around it.
        """
        found = []
        for number, cosine in self.dense.search(query, max(k, WEIGHED), among):
            units = self._unit_scores(query, number)
            found.append((number, (cosine + (max(units) if units else cosine)) / 2))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def unit_scores(self, query: Vector, passage_id: str) -> list[float]:
        """The cosine of the query with each unit of a passage, in order."""
        return self._unit_scores(query, self.numbers[passage_id])

    def verify(self, passages: Sequence[SearchPassage], rows: Vector) -> None:
        """Ask new views for passages they must hold before anyone relies on them. Raises BrokenView."""
        if not len(self.dense) == len(self.lexical) == len(passages):
            raise BrokenView(
                f"Det nye indeks {self.name} har {len(self.dense)} vektorer og {len(self.lexical)} tekster "
                f"til {len(passages)} passager."
            )
        for number in range(0, len(passages), max(1, len(passages) // 5)):
            best = self.dense.search(rows[number], 1)
            if best and best[0][1] < 0.99:
                raise BrokenView(f"Det nye indeks {self.name} finder ikke passage {number} igen.")

    @abstractmethod
    def _unit_scores(self, query: Vector, number: int) -> list[float]:
        """The same by the passage's number."""

    @abstractmethod
    def close(self) -> None:
        """Let go of what it holds open."""
