"""What a filter costs: python -m eval.filter_bench [SIZE …] prints query times with and without one.

Vectors are synthetic and clustered, as embeddings are; a filter leaves a tenth to three quarters of them.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np

from index.embedding import Vector
from index.generation import Generation, build
from index.ingestion import LEXICON
from index.ingredients import Ingredients
from index.passages import SearchPassage
from index.retriever import search

SIZES = (1_000, 20_000)
SHARES = (0.1, 0.25, 0.5, 0.75)
_DIMENSIONS = 384
_DOCUMENTS = 40
_ROUNDS = 200
_WORDS = (
    "takst kommune region aftale tilbud plads borger varsel opsigelse styring økonomi udvikling psykiatri "
    "botilbud driftsherre belægning overhead betaling bilag samarbejde fokus indsats viden kvalitet"
).split()


class Synthetic:
    """A question's vector near a stored one, without a model, so that only searching is timed."""

    model = "syntetisk"
    dimensions = _DIMENSIONS

    def __init__(self, rows: Vector) -> None:
        self._rows, self._chance = rows, np.random.default_rng(7)

    def query(self, text: str) -> Vector:
        near = self._rows[self._chance.integers(len(self._rows))]
        return _unit(near + 0.02 * self._chance.standard_normal(_DIMENSIONS, np.float32))

    def queries(self, texts: object) -> Vector:
        return self.passages(texts)

    def kindred(self, texts: object) -> Vector:
        return self.passages(texts)

    def passages(self, texts: object) -> Vector:
        raise RuntimeError("Der skal ikke beregnes vektorer i denne måling.")


def clustered(size: int) -> Vector:
    """Unit vectors in clusters of about 50, shape (size, 384)."""
    chance = np.random.default_rng(size)
    centres = chance.standard_normal((max(1, size // 50), _DIMENSIONS), np.float32)
    noise = chance.standard_normal((size, _DIMENSIONS), np.float32)
    return _unit(centres[chance.integers(len(centres), size=size)] + 0.4 * noise)


def _unit(rows: Vector) -> Vector:
    scaled: Vector = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(scaled, np.float32)


def made_passages(size: int) -> list[SearchPassage]:
    """Passages of 60 words in 40 documents of equal length."""
    chance = np.random.default_rng(size + 1)
    texts = chance.choice(_WORDS, (size, 60))
    return [
        SearchPassage(f"p{n}", f"d{n * _DOCUMENTS // size:02d}", "Aftale", " ".join(texts[n]))
        for n in range(size)
    ]


def milliseconds(ask: Callable[[], object]) -> float:
    """Median time of one call."""
    ask()
    taken = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - started)
    return median(taken) * 1000


def measure(size: int, folder: Path) -> None:
    rows, passages = clustered(size), made_passages(size)
    started = time.perf_counter()
    name = build(folder, Ingredients(passages, rows, Synthetic.model, LEXICON))
    print(f"{size} passager, bygget på {time.perf_counter() - started:.1f} s")
    generation, embedder = Generation(folder / name), Synthetic(rows)
    question = "Hvad er taksten for et botilbud, og hvem betaler?"
    whole = milliseconds(lambda: search(generation, embedder, question))
    print(f"  uden filter       {whole:6.2f} ms")
    for share in SHARES:
        groups = {f"d{n:02d}" for n in range(round(share * _DOCUMENTS))}
        part = milliseconds(partial(search, generation, embedder, question, groups=groups))
        print(f"  filter, {share:4.0%} igen {part:6.2f} ms, {part / whole:.2f} gange")
    generation.close()


def main(sizes: tuple[int, ...] = SIZES) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            measure(size, Path(folder) / str(size))


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
