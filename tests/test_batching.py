"""Questions asked at the same moment are embedded together, and each gets the very vector it gets alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.batching import MOST, Batching
from index.embedding import Vector, load_embedder


class Letters:
    """Letters, counted."""

    model = "bogstaver"
    dimensions = 128

    def query(self, text: str) -> Vector:
        return np.bincount([ord(letter) % 128 for letter in text], minlength=128).astype(np.float32)

    def queries(self, texts: Sequence[str]) -> Vector:
        return self.passages(texts)

    def kindred(self, texts: Sequence[str]) -> Vector:
        return self.queries(texts)

    def passages(self, texts: Sequence[str]) -> Vector:
        return np.stack([Letters.query(self, text) for text in texts])


class Counted(Letters):
    """Takes many, holds its first call until told, and notes how many questions each call had."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.begun, self.go = threading.Event(), threading.Event()

    def query(self, text: str) -> Vector:
        return self.queries([text])[0]

    def queries(self, texts: Sequence[str]) -> Vector:
        self.calls.append(len(texts))
        self.begun.set()
        self.go.wait()
        if "fejl" in texts:
            raise ValueError("fejl")
        return self.passages(texts)


def all_waiting(together: Batching, number: int) -> None:
    """Returns when so many questions wait for the model."""
    while len(together._asked.waiting) < number:
        threading.Event().wait(0.001)


def test_what_waits_while_the_model_works_is_embedded_in_one_call_and_each_gets_its_own() -> None:
    model = Counted()
    together = Batching(model)
    texts = [f"spørgsmål {number}" for number in range(MOST + 4)]
    with ThreadPoolExecutor(len(texts) + 1) as pool:
        first = pool.submit(together.query, "det første")
        model.begun.wait()
        rest = [pool.submit(together.query, text) for text in texts]
        all_waiting(together, len(texts))
        model.go.set()
        alone = Letters()
        assert np.array_equal(first.result(), alone.query("det første"))
        for text, found in zip(texts, rest, strict=True):
            assert np.array_equal(found.result(), alone.query(text))
    assert model.calls == [1, MOST, 4]


def test_a_question_to_an_idle_model_is_embedded_alone() -> None:
    model = Counted()
    model.go.set()
    together = Batching(model)
    for number in range(3):
        together.query(f"spørgsmål {number}")
    assert model.calls == [1, 1, 1]


def test_a_model_that_fails_fails_those_who_asked_and_nobody_after_them() -> None:
    model = Counted()
    together = Batching(model)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(together.query, "det første")
        model.begun.wait()
        waiting = [pool.submit(together.query, text) for text in ("fejl", "andet")]
        all_waiting(together, 2)
        model.go.set()
        first.result()
        for each in waiting:
            with pytest.raises(ValueError, match="fejl"):
                each.result()
    assert together.query("bagefter").shape == (Letters().dimensions,)


def test_the_built_in_model_gives_the_same_vectors_together_as_alone() -> None:
    model = Batching(load_embedder())
    texts = ["Hvem er formand for KKR Midtjylland?", "Hvad er takstloftet?", "pladser"]
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(model.query, texts))
    for text, row in zip(texts, found, strict=True):
        assert np.array_equal(row, load_embedder().query(text))


def test_questions_compared_at_the_same_moment_are_embedded_together_too() -> None:
    model = Counted()
    together = Batching(model)
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(together.kindred, ["det første"])
        model.begun.wait()
        rest = [pool.submit(together.kindred, [text]) for text in ("andet", "tredje")]
        while len(together._compared.waiting) < 2:
            threading.Event().wait(0.001)
        model.go.set()
        assert first.result().shape == (1, Letters().dimensions)
        for text, found in zip(("andet", "tredje"), rest, strict=True):
            assert np.array_equal(found.result(), Letters().queries([text]))
    assert model.calls == [1, 2]
