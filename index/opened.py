"""An opened generation: passages by number, and both views over them, wherever these are kept."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vector
from index.errors import BrokenView
from index.groups import Groups
from index.manifest import Manifest
from index.nearest import Joined, Nearest
from index.word_view import WordView

# So many of the nearest passages are weighed by their nearest unit too; more were measured to change nothing.
WEIGHED = 100


@dataclass(frozen=True)
class Part:
    """The passages that the generation `name` was built with, numbered from 0, and their vectors."""

    name: str
    ids: Sequence[str]
    groups: Sequence[str]
    dense: Nearest


class OpenedGeneration:
    """One state of the search views. Safe from several threads."""

    def __init__(
        self,
        name: str,
        manifest: Manifest,
        lexical: WordView,
        own: Part,
        foundation: Part | None = None,
    ) -> None:
        """`own` are the passages it was built with; they are numbered after those of the foundation it adds to."""
        self.name = name
        self.manifest = manifest
        self.lexical = lexical
        self._own, self._foundation = own, foundation
        self.dense: Nearest = own.dense if foundation is None else Joined(foundation.dense, own.dense)
        parts = [own] if foundation is None else [foundation, own]
        self.ids = [passage_id for part in parts for passage_id in part.ids]
        self.groups = [group for part in parts for group in part.groups]
        self.numbers = {passage_id: number for number, passage_id in enumerate(self.ids)}
        self._groups = Groups(self.groups)

    def part(self, name: str | None) -> Part | None:
        """The part built for that generation, when this one holds it."""
        return next((part for part in (self._own, self._foundation) if part and part.name == name), None)

    def members(self, groups: Collection[str]) -> NDArray[np.int64]:
        """The numbers of all passages of those groups, ascending."""
        return np.flatnonzero(self._groups.of(groups))

    def nearest(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (passage number, mean of its cosine and its nearest unit's), best first.

        One sentence that says what is asked makes its passage near, whatever stands around it.
        """
        near = self.dense.search(query, max(k, WEIGHED), among)
        units = self.dense.best_units(query, [number for number, _ in near])
        found = [
            (number, (cosine + (cosine if unit is None else unit)) / 2)
            for (number, cosine), unit in zip(near, units, strict=True)
        ]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def unit_scores(self, query: Vector, passage_id: str) -> list[float]:
        """The cosine of the query with each unit of a passage, in order."""
        return self.dense.unit_scores(query, self.numbers[passage_id])

    def verify(self, rows: Vector) -> None:
        """Ask new views for passages they must hold before anyone relies on them. Raises BrokenView.

        `rows` are the vectors of the passages it was built with, in order.
        """
        start = len(self.ids) - len(self._own.ids)
        if len(self._own.ids) != len(rows) or not len(self.dense) == len(self.lexical) == len(self.ids):
            raise BrokenView(
                f"Det nye indeks {self.name} har {len(self.dense)} vektorer og {len(self.lexical)} tekster "
                f"til {start + len(rows)} passager."
            )
        for number in range(0, len(rows), max(1, len(rows) // 5)):
            best = self.dense.search(rows[number], 1)
            if best and best[0][1] < 0.99:
                raise BrokenView(f"Det nye indeks {self.name} finder ikke passage {start + number} igen.")

    def close(self) -> None:
        """Let go of what it holds open. A foundation may serve others too; it goes with its last reader."""
        self._own.dense.close()
