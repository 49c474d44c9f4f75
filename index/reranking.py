"""A second look at what was found: a cross-encoder reads question and passage together. Off by default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from index.retriever import Hit
from index.sentence_models import load_sentence_model

# How many of the first hits are read again; what stands below keeps its place.
DEPTH = 20


class Reranker(Protocol):
    """Says how well each text answers the question. Safe from several threads."""

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One figure for each text, higher is better; only their order counts."""
        ...


class CrossEncoderReranker:
    """Any sentence-transformers cross-encoder, by name or folder (extra `models`)."""

    def __init__(self, name: str) -> None:
        self._model = load_sentence_model("CrossEncoder", name, "Omrangeringsmodellen", "cross-encoder")

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        if not texts:
            return []
        rows = np.asarray(
            self._model.predict([(question, text) for text in texts], show_progress_bar=False), np.float64
        )
        # A model of several classes puts its relevant one last.
        return [float(row) for row in (rows if rows.ndim == 1 else rows[:, -1])]


def load_reranker(name: str | None) -> Reranker | None:
    """The cross-encoder of that name or folder; None when there is no name."""
    return CrossEncoderReranker(name) if name else None


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit], texts: Sequence[str]) -> list[Hit]:
    """The hits in the reranker's order; `texts` are theirs.

    The fused scores are dealt out anew from the top, so that they still fall from first to last and keep
    their meaning for those who compare them with a threshold.
    """
    found = reranker.scores(question, texts)
    order = sorted(range(len(hits)), key=lambda n: -found[n])
    return [replace(hits[n], score=place.score) for n, place in zip(order, hits, strict=True)]
