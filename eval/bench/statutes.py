"""The statutes of `lov-100k` as documents of a library, and vectors for them without a model."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Sequence
from itertools import groupby, islice
from pathlib import Path

import numpy as np

from eval.filter_bench import Synthetic, clustered
from index.change import Change
from index.embedding import Vector
from index.store import StoredFile
from ingest.documents import Document, Metadata, Passage, Section, Span, Unit

_CENTRES = 2_000
_NOISE = 0.4


class Drawn(Synthetic):
    """Each text has a vector of its own, drawn by its hash, in clusters as embeddings are; a question's is near one of them."""

    def __init__(self, asked_of: Sequence[str] = ("",)) -> None:
        """`asked_of`: the texts that questions are near."""
        self._centres = clustered(_CENTRES)
        super().__init__(self.passages(asked_of))

    def passages(self, texts: object) -> Vector:
        assert isinstance(texts, Sequence)
        return np.stack([self._drawn(text) for text in texts])

    def _drawn(self, text: str) -> Vector:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
        noise = np.random.default_rng(seed).standard_normal(self.dimensions, np.float32)
        row = self._centres[seed % _CENTRES] + np.float32(_NOISE) * noise
        return np.asarray(row / np.linalg.norm(row), np.float32)


def read_statutes(folder: Path, size: int) -> Change:
    """The statutes of the first `size` provisions as files that are taken in: a provision is a passage of two units.

    Raises OSError.
    """
    with gzip.open(folder / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in islice(lines, size)]
    statutes = groupby(sorted(rows, key=_statute), key=_statute)
    return Change(
        tuple(_statute_file(name, [(row["title"], row["text"]) for row in found]) for name, found in statutes)
    )


def _statute(row: dict[str, str]) -> str:
    return row["id"].split("#")[0]


def _statute_file(
    name: str, provisions: Sequence[tuple[str, str]]
) -> tuple[StoredFile, tuple[Document, ...]]:
    text = "\n\n".join(provision for _, provision in provisions)
    sha256 = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()
    title = provisions[0][0]
    passages, at = [], 0
    for _, provision in provisions:
        half = at + len(provision) // 2
        end = at + len(provision)
        halves = (Span(at, half), Span(half, end))
        units = tuple(Unit("sentence", span, text[span.start : span.end]) for span in halves)
        passages.append(Passage(0, Span(at, end), provision, units))
        at = end + 2
    document = Document(
        f"lov-{name.replace(':', '-')}",
        f"{name.replace(':', '-')}.txt",
        sha256,
        Span(0, len(text)),
        Metadata(title, kind="lov"),
        (Section(0, title, (title,), Span(0, len(text))),),
        tuple(passages),
    )
    return StoredFile(sha256, document.file, "text/plain", len(text.encode()), text, ()), (document,)


def read_questions(folder: Path, most: int) -> list[str]:
    """Questions for terms that the statutes define. Raises OSError."""
    with gzip.open(folder / "queries.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [f"Hvad forstås ved {json.loads(line)['text']}?" for line in islice(lines, most)]
