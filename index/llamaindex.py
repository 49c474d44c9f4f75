"""Our model and our search in LlamaIndex's own terms, for those who build workflows with it.

Importing LlamaIndex takes seconds: nothing on the way of a question imports this file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from index.embedding import Embedder
from index.library import Library
from index.passages import context_of
from index.snapshot import Snapshot
from index.store import StoredPassage
from ingest.cpr import mask_cpr
from ingest.source_text import page_at


class RammeaftaleEmbedding(BaseEmbedding):  # type: ignore[misc]  # LlamaIndex's types are not followed
    """Our embedding model as LlamaIndex's: `Settings.embed_model = RammeaftaleEmbedding(library.embedder)`."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder, **settings: Any) -> None:
        super().__init__(model_name=embedder.model, **settings)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "RammeaftaleEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        row: list[float] = self._embedder.query(mask_cpr(query)).tolist()
        return row

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        rows: list[list[float]] = self._embedder.passages([mask_cpr(text) for text in texts]).tolist()
        return rows


class RammeaftaleRetriever(BaseRetriever):  # type: ignore[misc]  # LlamaIndex's types are not followed
    """Our search as LlamaIndex's retriever; the filters are those of `Snapshot.select`, none means all."""

    def __init__(
        self,
        library: Library,
        k: int = 10,
        regions: Collection[str] = (),
        kinds: Collection[str] = (),
        on: date | None = None,
        documents: Collection[str] = (),
    ) -> None:
        self._library = library
        self._k = k
        self._filters: dict[str, Any] = {"regions": regions, "kinds": kinds, "on": on, "documents": documents}
        super().__init__()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        snapshot = self._library.ensure()
        among = snapshot.select(**self._filters) if any(self._filters.values()) else None
        hits = {hit.passage_id: hit for hit in snapshot.search(query_bundle.query_str, self._k, among)}
        return [
            NodeWithScore(node=_node(snapshot, found), score=hits[found.id].score)
            for found in snapshot.passages(list(hits))
        ]


def nodes(snapshot: Snapshot) -> list[TextNode]:
    """Every passage as a node, for an index of LlamaIndex's own; embedded with the very text that ours is."""
    return [
        _node(snapshot, found)
        for document_id in snapshot.documents
        for found in snapshot.document_passages(document_id)
    ]


def _node(snapshot: Snapshot, found: StoredPassage) -> TextNode:
    """A passage with what a citation needs: `start` and `end` are characters of the stored text of `file`."""
    document, span = snapshot.documents[found.document_id], found.passage.span
    section = snapshot.section(found.document_id, found.passage.section)
    path = section.path if section else ()
    known = {
        "context": context_of(document.metadata.title, path),
        "document": document.id,
        "title": document.metadata.title,
        "region": document.metadata.region,
        "section": " – ".join(path),
        "file": document.file,
        "start": span.start,
        "end": span.end,
        "page": page_at(snapshot.file(document.id).page_starts, span.start),
    }
    others = [key for key in known if key != "context"]
    return TextNode(
        id_=found.id,
        text=found.passage.text,
        metadata=known,
        excluded_embed_metadata_keys=others,
        excluded_llm_metadata_keys=["context", "file", "start", "end", "page"],
        metadata_template="{value}",
        text_template="{metadata_str}\n{content}",
    )
