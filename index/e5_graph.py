"""multilingual-e5-small as a model of onnxruntime: twelve layers of BERT in 8 bits, one text at a time.

The weights come from 4 bits, so that 8 bits hold them nearly as they are. What is rounded as it passes is the weak
point: numbers between the layers share one scale in DynamicQuantizeMatMul, and a few large ones would take it from the
rest. Hence, in each layer:

- what enters the three matrices of attention, where a few columns are large, has a scale for every 64 numbers, and the
  output of GELU, which enters the narrowing matrix (`fo`), one for every 256 (MatMulNBits);
- what enters the widening matrix (`fi`) is first divided by the usual size of each of its columns, which the layer norm
  before it tells, and the rows of the matrix are multiplied by the same (SmoothQuant, Xiao et al. 2023,
  https://arxiv.org/abs/2211.10438, without its measuring of texts).

`python -m eval.bench embedding` measures what that costs in time and in likeness to the same weights in 32 bits.
"""

from __future__ import annotations

import numpy as np

from index.e5_weights import Floats, Weights
from index.onnx_format import MICROSOFT, Graph

INPUT, OUTPUT = "words", "row"
_ATTENTION_GROUP = 64
_NARROWING_GROUP = 256
# How many times the layer norm's own factor a number of that column may well be.
_SPREAD = 5.0


def e5_model(weights: Weights) -> bytes:
    """The model: `words`, shape (1, tokens, width), to `row`, their mean after the last layer, shape (1, width)."""
    graph = Graph("multilingual-e5-small")
    width = weights.width
    scale, shift = (graph.constant(f"emb.ln.{kind}", weights.floats(f"emb.ln.{kind}")) for kind in "wb")
    state = graph.step(
        "LayerNormalization", [INPUT, scale, shift], ["state"], axis=-1, epsilon=weights.epsilon
    )
    thirds = graph.constant("thirds", np.full(3, width, np.int64))
    for number in range(weights.layers):
        state = _Layer(graph, weights, f"l{number}.").after(state, thirds)
    tokens_axis = graph.constant("tokens_axis", np.array([1]))
    graph.step("ReduceMean", [state, tokens_axis], [OUTPUT], keepdims=0)
    return graph.model({INPUT: (1, "tokens", width)}, {OUTPUT: (1, width)})


class _Layer:
    """One layer; all its names begin with `prefix`."""

    def __init__(self, graph: Graph, weights: Weights, prefix: str) -> None:
        self._graph = graph
        self._weights = weights
        self._prefix = prefix

    def after(self, state: str, thirds: str) -> str:
        """The state after the layer: every token looks at all, then each is worked on by itself."""
        graph, weights = self._graph, self._weights
        looks = ("q", "k", "v")
        joined = np.concatenate([self._floats(f"{each}.b") for each in looks])
        matrix = np.concatenate([self._matrix(f"{each}.w", weights.width) for each in looks])
        together = self._grouped_product("qkv", state, matrix, joined, _ATTENTION_GROUP)
        parts = [self._name(each) for each in looks]
        graph.step("Split", [together, thirds], parts, axis=-1)
        seen = graph.step(
            "MultiHeadAttention", parts, [self._name("seen")], MICROSOFT, num_heads=weights.heads
        )
        out = self._product("ao", seen, self._matrix("ao.w", weights.width), self._floats("ao.b"))
        state = self._added("aln", out, state)
        usual: Floats = np.abs(self._floats("aln.b")) + np.float32(_SPREAD) * np.abs(self._floats("aln.w"))
        evened = graph.step(
            "Mul", [state, self._constant("usual", np.reciprocal(usual))], [self._name("evened")]
        )
        wide = self._product("fi", evened, self._matrix("fi.w", weights.inner) * usual)
        bias = self._constant("fi.b", self._floats("fi.b"))
        bent = graph.step("BiasGelu", [wide, bias], [self._name("bent")], MICROSOFT)
        matrix, bias_out = self._matrix("fo.w", weights.width), self._floats("fo.b")
        return self._added(
            "oln", self._grouped_product("fo", bent, matrix, bias_out, _NARROWING_GROUP), state
        )

    def _added(self, norm: str, new: str, old: str) -> str:
        """Layer norm of the sum."""
        # Not SkipLayerNormalization, which does both in one: it was measured to take four times as long.
        total = self._graph.step("Add", [new, old], [self._name(f"{norm}.sum")])
        scale, shift = (self._constant(f"{norm}.{kind}", self._floats(f"{norm}.{kind}")) for kind in "wb")
        return self._graph.step(
            "LayerNormalization",
            [total, scale, shift],
            [self._name(norm)],
            axis=-1,
            epsilon=self._weights.epsilon,
        )

    def _product(self, name: str, entering: str, matrix: Floats, bias: Floats | None = None) -> str:
        """Times a matrix of shape (out, in) in 8 bits, a scale for each number out and one for all that enters."""
        scales = np.abs(matrix).max(1) / 127
        rounded = np.rint(matrix / scales[:, None]).astype(np.int8)
        inputs = [entering, self._constant(name, rounded.T), self._constant(f"{name}.scale", scales)]
        if bias is not None:
            inputs += ["", self._constant(f"{name}.b", bias)]
        return self._graph.step("DynamicQuantizeMatMul", inputs, [self._name(f"{name}.out")], MICROSOFT)

    def _grouped_product(self, name: str, entering: str, matrix: Floats, bias: Floats, group: int) -> str:
        """Times a matrix of shape (out, in) in 8 bits, a scale for every `group` numbers of it and of what enters."""
        out, inner = matrix.shape
        groups = matrix.reshape(out, inner // group, group)
        scales = np.abs(groups).max(-1) / 127
        rounded = (np.rint(groups / scales[..., None]) + 128).astype(np.uint8)
        return self._graph.step(
            "MatMulNBits",
            [
                entering,
                self._constant(name, rounded),
                self._constant(f"{name}.scale", scales.reshape(-1)),
                *("", ""),
                self._constant(f"{name}.b", bias),
            ],
            [self._name(f"{name}.out")],
            MICROSOFT,
            K=inner,
            N=out,
            bits=8,
            block_size=group,
            accuracy_level=4,  # what enters is rounded to 8 bits too
        )

    def _name(self, name: str) -> str:
        return self._prefix + name

    def _constant(self, name: str, values: Floats) -> str:
        return self._graph.constant(f"{self._prefix}{name}.constant", values)

    def _floats(self, name: str) -> Floats:
        return self._weights.floats(self._prefix + name)

    def _matrix(self, name: str, rows: int) -> Floats:
        return self._weights.matrix(self._prefix + name, rows)
