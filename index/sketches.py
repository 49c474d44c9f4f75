"""Vectors by their signs: one bit a dimension, small enough to be looked through whole for every question.

The signs that a question's vector shares with the others tell roughly which are near. Of these, the product of the signs
(+1 and -1) with its values, rounded to four bits, tells which may be the nearest, and those are then compared exactly. The
signs are those of the difference from the mean: what all vectors have in common tells none of them from another. See Gao
and Long 2024 (RaBitQ); what is missed is in eval/README.md.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.embedding import Vector

_BITS = 4
_WORD = 8
# For each that is to be found, so many are kept of what shares the most signs.
_ROUGHLY = 8
Words = NDArray[np.uint64]


class Sketches:
    """The signs of n vectors, by number."""

    def __init__(self, signs: NDArray[np.uint8]) -> None:
        """`signs`: shape (n, bytes), eight dimensions a byte, the first in the highest bit; 1 is above the mean."""
        self._words = _words(signs)

    def nearest(self, query: Vector, most: int, among: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
        """The numbers, ascending, of about `most` vectors that may be the nearest; of those in `among`, ascending, when given."""
        shared = _shared(self._words, query)
        # Fewer than all are picked here, not before: that would copy their signs.
        found = _greatest(shared if among is None else shared[among], _ROUGHLY * most)
        if among is not None:
            found = among[found]
        return found[_greatest(_products(self._words[:, found], query), most)]


def _shared(words: Words, query: Vector) -> NDArray[np.int32]:
    """For each vector how many signs it does not differ in, up to a constant."""
    return -_counted(words ^ _words(np.packbits(query > 0)[np.newaxis]))


def _products(words: Words, query: Vector) -> NDArray[np.int32]:
    """For each vector the product of its signs with the query, up to a factor and a constant."""
    low, high = float(query.min()), float(query.max())
    step = (high - low) / (2**_BITS - 1) or 1.0
    rounded = np.rint((query - low) / step).astype(np.uint8)
    # Each sign set counts its rounded value, which is `low` too small.
    sums = round(low / step) * _counted(words)
    for bit in range(_BITS):
        plane = _words(np.packbits((rounded >> bit) & 1)[np.newaxis])
        sums += _counted(words & plane) << bit
    return sums


def _counted(words: Words) -> NDArray[np.int32]:
    """How many bits of each vector are set."""
    ones = np.bitwise_count(words)
    found: NDArray[np.int32] = ones[0].astype(np.int32)
    for further in ones[1:]:
        found += further
    return found


def _greatest(scores: NDArray[np.int32], most: int) -> NDArray[np.int64]:
    """The places, ascending, of the `most` greatest, and of all that are equal to the least of them."""
    if most >= len(scores):
        return np.arange(len(scores))
    least = int(scores.min())
    above = np.cumsum(np.bincount(scores - least)[::-1])
    return np.flatnonzero(scores >= least + len(above) - 1 - int(np.searchsorted(above, most)))


def _words(signs: NDArray[np.uint8]) -> Words:
    """Shape (words, n): each 64 bits of all of them lie together."""
    padded = np.zeros((len(signs), -(-signs.shape[1] // _WORD) * _WORD), np.uint8)
    padded[:, : signs.shape[1]] = signs
    return np.ascontiguousarray(padded.view(np.uint64).T)
