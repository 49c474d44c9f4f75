"""Passages by the vector of a question: what a dense view answers, and two of them as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vector

T = TypeVar("T")


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

    def unit_scores(self, query: Vector, number: int) -> list[float]:
        """The cosine of the query with each unit of a passage, in order."""
        ...

    def best_units(self, query: Vector, numbers: Sequence[int]) -> list[float | None]:
        """The best cosine of the query with a unit of each of those passages; None for one without units."""
        ...

    def close(self) -> None:
        """Let go of what it holds open."""
        ...


class Joined:
    """Two dense views as one: the numbers of the second follow those of the first."""

    def __init__(self, first: Nearest, second: Nearest) -> None:
        self._first, self._second = first, second
        self._cut = len(first)

    def __len__(self) -> int:
        return self._cut + len(self._second)

    def search(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """As `Nearest.search`."""
        below = above = None
        if among is not None:
            below, above = among[among < self._cut], among[among >= self._cut] - self._cut
        found = self._first.search(query, k, below)
        found += [(number + self._cut, score) for number, score in self._second.search(query, k, above)]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def scores(self, query: Vector, numbers: Sequence[int]) -> list[float]:
        """As `Nearest.scores`."""
        below, above = self._parted(numbers)
        return self._joined(numbers, self._first.scores(query, below), self._second.scores(query, above))

    def unit_scores(self, query: Vector, number: int) -> list[float]:
        """As `Nearest.unit_scores`."""
        if number < self._cut:
            return self._first.unit_scores(query, number)
        return self._second.unit_scores(query, number - self._cut)

    def best_units(self, query: Vector, numbers: Sequence[int]) -> list[float | None]:
        """As `Nearest.best_units`."""
        below, above = self._parted(numbers)
        return self._joined(
            numbers, self._first.best_units(query, below), self._second.best_units(query, above)
        )

    def _parted(self, numbers: Sequence[int]) -> tuple[list[int], list[int]]:
        below = [number for number in numbers if number < self._cut]
        return below, [number - self._cut for number in numbers if number >= self._cut]

    def _joined(self, numbers: Sequence[int], below: Sequence[T], above: Sequence[T]) -> list[T]:
        first, second = iter(below), iter(above)
        return [next(first if number < self._cut else second) for number in numbers]

    def close(self) -> None:
        self._first.close()
        self._second.close()
