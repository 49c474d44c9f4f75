"""Our search and model inside LlamaIndex; and LlamaIndex off the way of a question."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import MetadataMode

from eval.torture.crafted import text_pdf
from eval.torture.small_library import NORD, QUESTION, HashedWords, agreement, small_library, write
from index.embedding import load_embedder
from index.library import Library
from index.llamaindex import RammeaftaleEmbedding, RammeaftaleRetriever, nodes


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = small_library(tmp_path / "data")
    taken = opened.ingest(
        write(tmp_path / "ind", nord=agreement(), syd=agreement("Syddanmark", "2023-24", "990 kr."))
    )
    for document in taken.documents:
        opened.correct(document, {})
    yield opened
    opened.close()


def test_the_retriever_gives_nodes_that_can_be_cited(library: Library) -> None:
    found = RammeaftaleRetriever(library, k=3).retrieve(QUESTION)
    assert [node.score for node in found] == [hit.score for hit in library.ensure().search(QUESTION, 3)]
    first = found[0].node
    assert set(first.metadata) == {
        "context", "document", "title", "region", "section", "file", "start", "end", "page"
    }  # fmt: skip
    assert first.metadata["section"].endswith("Takster")
    text = library.ensure().texts[first.metadata["document"]]
    assert "må højst stige med 1 pct." in text[first.metadata["start"] : first.metadata["end"]]


def test_the_retriever_keeps_to_its_filters(library: Library) -> None:
    def documents(retriever: RammeaftaleRetriever) -> set[str]:
        return {node.node.metadata["document"] for node in retriever.retrieve(QUESTION)}

    assert documents(RammeaftaleRetriever(library, regions=["Nordjylland"])) == {NORD}
    assert documents(RammeaftaleRetriever(library, on=date(2024, 5, 1))) == {"syddanmark-rammeaftale-2023-24"}
    assert documents(RammeaftaleRetriever(library, regions=["Sjælland"])) == set()
    assert len(documents(RammeaftaleRetriever(library))) == 2


def test_a_node_from_a_pdf_names_its_page(library: Library) -> None:
    library.ingest_bytes(
        text_pdf("Notat om roer\n\nRoehuset ligger i byen.", "Gulerodshuset har tolv pladser i alt."),
        "roer.pdf",
    )
    (first, *_) = RammeaftaleRetriever(library, k=1).retrieve("Gulerodshuset pladser")
    assert first.node.metadata["file"] == "roer.pdf"
    assert first.node.metadata["page"] in (1, 2)


def test_an_index_of_llamaindex_over_our_nodes_embeds_what_ours_embeds(library: Library) -> None:
    snapshot = library.ensure()
    embedder = HashedWords()
    made = nodes(snapshot)
    index = VectorStoreIndex(nodes=made, embed_model=RammeaftaleEmbedding(embedder))
    assert isinstance(library.embedder, HashedWords)
    assert set(embedder.embedded) <= set(library.embedder.embedded)
    assert len(made) == len(snapshot.generation.ids)
    vector = embedder.query(QUESTION)
    (nearest, cosine), *_ = snapshot.generation.dense.search(vector, 1)
    (theirs, *_) = index.as_retriever(similarity_top_k=1).retrieve(QUESTION)
    assert theirs.node.node_id == snapshot.generation.ids[nearest]
    assert theirs.score == pytest.approx(cosine, abs=1e-4)
    assert made[0].get_content(MetadataMode.EMBED).startswith(made[0].metadata["context"] + "\n")


def test_the_built_in_model_serves_llamaindex_in_and_out_of_a_loop() -> None:
    embedder = load_embedder()
    model = RammeaftaleEmbedding(embedder)
    assert model.model_name == embedder.model
    row = model.get_query_embedding("Hvad er en takst?")
    assert asyncio.run(model.aget_query_embedding("Hvad er en takst?")) == row
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-3)
    texts = ["Taksten er prisen for et døgn.", "Klimakonferencen er om klima."]
    a, b = model.get_text_embedding_batch(texts)
    assert np.dot(row, a) > np.dot(row, b)


def test_a_question_never_waits_for_llamaindex_or_torch(library: Library) -> None:
    asks = (
        "import sys; from pathlib import Path; from eval.torture.small_library import small_library\n"
        "found = small_library(Path(sys.argv[1])).ensure().search('takst')\n"
        "print(bool(found), [name for name in sys.modules if name.split('.')[0] in "
        "('llama_index', 'torch', 'sentence_transformers', 'transformers', 'nltk')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks, str(library.data)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.stdout.strip() == "True []"
