"""Passages for a question: both views, fused."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index.embedding import Embedder, Vector
from index.fusion import weighted_sum
from index.opened import OpenedGeneration
from index.stages import stage


@dataclass(frozen=True)
class Hit:
    """A found passage. `score` is the fused one in [0, 1]; `cosine` is exact; `bm25` is 0 when not found so."""

    passage_id: str
    group: str
    score: float
    cosine: float
    bm25: float


@dataclass(frozen=True)
class Depth:
    """How far each view is read before fusing, and how much the dense one counts."""

    lexical: int = 50
    dense: int = 50
    dense_weight: float = 1.0


@stage("search")
def search(
    generation: OpenedGeneration,
    embedder: Embedder,
    question: str,
    k: int = 20,
    groups: Collection[str] | None = None,
    depth: Depth | None = None,
    vector: Vector | None = None,
    also: Collection[str] = (),
) -> list[Hit]:
    """The k best passages, best first; only of those groups when given.

    `vector` is the question's, when the caller has it already; else the question is embedded here. `also` are ids of passages
    that come after the k best when they are not among them; they must be of the groups.
    """
    depth = depth or Depth()
    if groups is not None and not groups:
        return []
    if vector is None:
        vector = embedder.query(question)
    among = generation.members(groups) if groups is not None else None
    lexical = generation.lexical.search(question, depth.lexical, groups)
    dense = generation.nearest(vector, depth.dense, among)
    every = weighted_sum(lexical, dense, depth.dense_weight)
    fused = every[:k]
    if further := {generation.numbers[passage_id] for passage_id in also} - {n for n, _ in fused}:
        scores = dict(every)
        fused += [(number, scores.get(number, 0.0)) for number in sorted(further)]
    numbers = [number for number, _ in fused]
    cosines = dict(zip(numbers, generation.dense.scores(vector, numbers), strict=True))
    bm25 = dict(lexical)
    return [
        Hit(generation.ids[n], generation.groups[n], score, cosines[n], bm25.get(n, 0.0))
        for n, score in fused
    ]
