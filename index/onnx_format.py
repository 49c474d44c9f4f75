"""ONNX models written byte by byte: what onnxruntime reads, without the package that usually writes it.

The numbers are the field numbers of onnx.proto3 (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto3); the
encoding is Protocol Buffers' own: a key (field number and kind), then a number, or a length and that many bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

# com.microsoft holds the operators that onnxruntime adds: https://onnxruntime.ai/docs/reference/operators/
MICROSOFT = "com.microsoft"
_IR_VERSION = 8
_OPERATORS = {"": 18, MICROSOFT: 1}
_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int64": 7}
_FLOAT, _INT = 1, 2

Shape = Sequence[int | str]
"""A length, or a name for one that is known only when the model runs."""


class Graph:
    """A model under construction: steps in the order they run, and the numbers they hold."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._steps: list[bytes] = []
        self._constants: dict[str, bytes] = {}

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Numbers the model holds; returns their name."""
        array = np.ascontiguousarray(values)
        shape = b"".join(_field(1, length) for length in array.shape)
        kind = _field(2, _TYPES[array.dtype.name])
        self._constants[name] = shape + kind + _field(8, name) + _field(9, array.tobytes())
        return name

    def step(
        self,
        operator: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        domain: str = "",
        **attributes: float | int,
    ) -> str:
        """One operator; an input "" is one left out. Returns the name of the first output."""
        parts = [_field(1, each) for each in inputs]
        parts += [_field(2, each) for each in outputs]
        parts += [_field(3, outputs[0]), _field(4, operator)]
        parts += [_field(5, _attribute(key, value)) for key, value in attributes.items()]
        parts += [_field(7, domain)] if domain else []
        self._steps.append(b"".join(parts))
        return outputs[0]

    def model(self, inputs: Mapping[str, Shape], outputs: Mapping[str, Shape]) -> bytes:
        """The whole model; all its inputs and outputs are of type float32."""
        graph = [_field(1, step) for step in self._steps]
        graph.append(_field(2, self._name))
        graph += [_field(5, constant) for constant in self._constants.values()]
        graph += [_field(11, _described(name, shape)) for name, shape in inputs.items()]
        graph += [_field(12, _described(name, shape)) for name, shape in outputs.items()]
        sets = [_field(8, _field(1, domain) + _field(2, version)) for domain, version in _OPERATORS.items()]
        return _field(1, _IR_VERSION) + b"".join(sets) + _field(7, b"".join(graph))


def _attribute(name: str, value: float | int) -> bytes:
    if isinstance(value, float):
        return _field(1, name) + _field(2, value) + _field(20, _FLOAT)
    return _field(1, name) + _field(3, value) + _field(20, _INT)


def _described(name: str, shape: Shape) -> bytes:
    """An input or output: its name, element type and shape."""
    lengths = b"".join(
        _field(1, _field(2, each) if isinstance(each, str) else _field(1, each)) for each in shape
    )
    return _field(1, name) + _field(2, _field(1, _field(1, _TYPES["float32"]) + _field(2, lengths)))


def _field(number: int, value: float | int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    content = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; negative numbers as 64 bits."""
    left = value & 0xFFFFFFFFFFFFFFFF
    found = bytearray()
    while left > 0x7F:
        found.append(left & 0x7F | 0x80)
        left >>= 7
    found.append(left)
    return bytes(found)
