"""A library that fault tests can afford: tiny documents, and vectors made of hashed words instead of a model."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.embedding import Vector
from index.library import Library
from index.plan import Adding
from index.store import Store
from ingest.limits import Limits

QUESTION = "Hvor meget må taksten stige?"
"""What every agreement of `agreement` answers."""

NORD = "nordjylland-rammeaftale-2025-26"
"""The id that `agreement()` gets."""

ADDING = Adding(least=1, most=100, share=2.0)
"""Adds to the search views from the first passage on, as a large library does."""


class HashedWords:
    """Texts that share words are near one another. Counts what it embeds."""

    dimensions = 64

    def __init__(self, model: str = "ord") -> None:
        self.model = model
        self.embedded: list[str] = []

    def query(self, text: str) -> Vector:
        return self._vector(text)

    def queries(self, texts: Sequence[str]) -> Vector:
        return np.stack([self._vector(text) for text in texts])

    def kindred(self, texts: Sequence[str]) -> Vector:
        return self.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vector:
        self.embedded += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: str) -> Vector:
        row = np.full(self.dimensions, 1e-3, np.float32)
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.sha256(f"{self.model} {word[:6]}".encode()).digest()
            row[digest[0] % self.dimensions] += 1 if digest[1] % 2 else -1
        return np.asarray(row / np.linalg.norm(row), np.float32)


def small_library(
    data: Path,
    embedder: HashedWords | None = None,
    reranker: str = "",
    limits: Limits | None = None,
    adding: Adding | None = None,
    url: str | None = None,
) -> Library:
    return Library(
        data,
        Store.open(data, url),
        embedder=embedder or HashedWords(),
        reranker=reranker,
        limits=limits,
        adding=adding,
    )


def agreement(region: str = "Nordjylland", period: str = "2025-26", rate: str = "1.250 kr.") -> str:
    """A made-up agreement of some sections, its own words in each."""
    return f"""# Rammeaftale {period} for {region}

## Forord

KKR {region} og Region {region} har indgået denne rammeaftale for {period}. Aftalen omfatter 312 pladser.

## Takster

Taksten for et døgntilbud er {rate} pr. dag. Taksten må højst stige med 1 pct. om året i {region}.

## Opsigelse

Aftalen kan opsiges af en kommune med 14 måneders varsel. Opsigelsen skal ske skriftligt til sekretariatet.

## Kontakt

Spørgsmål rettes til sekretariatet for rammeaftalen i {region} på hverdage mellem 9 og 15.
"""


def write(folder: Path, **texts: str) -> list[Path]:
    """Write texts as files named after the keys."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.md" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths
