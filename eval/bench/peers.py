"""Others' ways to search, as their own guides set them up, with our model in their place for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from index.embedding import Embedder, Vector

Search = Callable[[str, int], list[str]]
"""A question and how many to find, to the names of the passages, best first."""

# How many each half of a hybrid search finds before they are joined.
_DEPTH = 50


def llamaindex_hybrid(
    names: Sequence[str], texts: Sequence[str], rows: Vector, embedder: Embedder, folder: Path
) -> Search:
    """VectorIndexRetriever over Chroma and BM25Retriever in Danish, joined by reciprocal rank."""
    import chromadb
    import Stemmer
    from llama_index.core import StorageContext, VectorStoreIndex
    from llama_index.core.llms import MockLLM
    from llama_index.core.retrievers import QueryFusionRetriever, VectorIndexRetriever
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever
    from llama_index.vector_stores.chroma import ChromaVectorStore

    from index.llamaindex import RammeaftaleEmbedding

    nodes = [
        TextNode(id_=name, text=text, embedding=row.tolist())
        for name, text, row in zip(names, texts, rows, strict=True)
    ]
    client = chromadb.PersistentClient(str(folder), chromadb.Settings(anonymized_telemetry=False))
    collection = client.create_collection("passager", metadata={"hnsw:space": "cosine"})
    storage = StorageContext.from_defaults(vector_store=ChromaVectorStore(chroma_collection=collection))
    index = VectorStoreIndex(nodes, storage_context=storage, embed_model=RammeaftaleEmbedding(embedder))
    lexical = BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=_DEPTH, stemmer=Stemmer.Stemmer("danish"), language="da"
    )
    dense = VectorIndexRetriever(index, similarity_top_k=_DEPTH)
    fused = QueryFusionRetriever(
        [dense, lexical],
        llm=MockLLM(),
        num_queries=1,
        similarity_top_k=10,
        mode="reciprocal_rerank",
        use_async=False,
    )
    return lambda query, k: [found.node.node_id for found in fused.retrieve(query)[:k]]


def haystack_hybrid(names: Sequence[str], texts: Sequence[str], rows: Vector, embedder: Embedder) -> Search:
    """InMemoryBM25Retriever and InMemoryEmbeddingRetriever, joined by DocumentJoiner's reciprocal rank fusion."""
    from haystack import Document, Pipeline, component
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    @component
    class QuestionEmbedder:
        """Our model as a text embedder of Haystack."""

        @component.output_types(embedding=list[float])  # type: ignore[untyped-decorator]  # Haystack is not read here
        def run(self, text: str) -> dict[str, Any]:
            return {"embedding": embedder.query(text).tolist()}

    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    store.write_documents(
        [
            Document(id=name, content=text, embedding=row.tolist())
            for name, text, row in zip(names, texts, rows, strict=True)
        ]
    )
    pipeline = Pipeline()
    pipeline.add_component("question", QuestionEmbedder())
    pipeline.add_component("lexical", InMemoryBM25Retriever(store, top_k=_DEPTH))
    pipeline.add_component("dense", InMemoryEmbeddingRetriever(store, top_k=_DEPTH))
    pipeline.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=10))
    pipeline.connect("question.embedding", "dense.query_embedding")
    pipeline.connect("lexical", "joined")
    pipeline.connect("dense", "joined")

    def search(query: str, k: int) -> list[str]:
        done = pipeline.run({"question": {"text": query}, "lexical": {"query": query}})
        return [found.id for found in done["joined"]["documents"][:k]]

    return search


def bm25s_alone(names: Sequence[str], texts: Sequence[str]) -> Search:
    """bm25s with Danish stems; no model."""
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer("danish")
    retriever = bm25s.BM25()
    retriever.index(
        bm25s.tokenize(list(texts), stopwords="da", stemmer=stemmer, show_progress=False), show_progress=False
    )

    def search(query: str, k: int) -> list[str]:
        tokens = bm25s.tokenize(query, stopwords="da", stemmer=stemmer, show_progress=False)
        found, _ = retriever.retrieve(tokens, k=min(k, len(names)), show_progress=False)
        return [names[number] for number in found[0]]

    return search
