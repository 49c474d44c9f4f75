"""Passages by the sum of what a question's terms are worth in them, without weighing common terms everywhere.

Rare terms are added up first. Once what the common ones could still add lifts no further passage among the best, they are
looked up only in those that may be among them (MaxScore: Turtle and Flood 1995). What is found is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
# A term that stands in a larger share of the passages is kept as a row over all of them: added up in one go.
_COMMON = 0.25
# As many passages may remain before common terms are looked up one by one; adding whole rows is quicker above.
_FEW = 0.05
# What sums of 32 bits may be off by, against bounds that are exact.
_ROUNDING = 1e-4


@dataclass(frozen=True)
class Posting:
    """A term: in how many passages it stands, how much it counts there, in (0, 1), and at most.

    `numbers` are the passages, ascending; None where `counts` has a place for each passage there is.
    """

    size: int
    counts: Scores
    most: float
    numbers: NDArray[np.int32] | None

    @property
    def nbytes(self) -> int:
        return self.counts.nbytes + (self.numbers.nbytes if self.numbers is not None else 0)

    def among(self, wanted: NDArray[np.int32]) -> Scores:
        """How much it counts in each of those passages, which are ascending."""
        if self.numbers is None:
            return self.counts[wanted]
        at = np.minimum(np.searchsorted(self.numbers, wanted), self.size - 1)
        found: Scores = np.where(self.numbers[at] == wanted, self.counts[at], np.float32(0))
        return found


def posting(numbers: NDArray[np.int32], counts: Scores, passages: int) -> Posting:
    """That of a term which stands in these of so many passages, at least in one."""
    most = float(counts.max())
    if len(numbers) <= _COMMON * passages:
        return Posting(len(numbers), counts, most, numbers)
    whole = np.zeros(passages, np.float32)
    whole[numbers] = counts
    return Posting(len(numbers), whole, most, None)


def best(
    worth: Sequence[tuple[float, Posting]], k: int, passages: int, allowed: NDArray[np.bool_] | None = None
) -> list[tuple[int, float]]:
    """The k passages, of those allowed, with the greatest sums, as (number, sum): best first, then by number.

    `worth`: each term and what it is worth.
    """
    rising = sorted(worth, key=lambda pair: pair[1].size)
    bounds = [weight * term.most for weight, term in rising]
    left = [*accumulate(reversed(bounds), initial=0.0)][::-1]
    scores = np.zeros(passages, np.float32)
    if allowed is not None:
        scores[~allowed] = -np.inf
    added, look = 0, int(_FEW * passages)
    for at, (weight, term) in enumerate(rising):
        # Looking costs as much as adding up what was added since.
        if added > look:
            look = 2 * added
            among = _possible(scores, k, left[at])
            if among is not None and len(among) <= max(k, _FEW * passages):
                sums = scores[among]
                for further, other in rising[at:]:
                    sums += np.float32(further) * other.among(among)
                return _ranked(among, sums, k)
        if term.numbers is None:
            scores += np.float32(weight) * term.counts
        else:
            scores[term.numbers] += np.float32(weight) * term.counts
        added += term.size
    hits = np.flatnonzero(scores > 0).astype(np.int32)
    return _ranked(hits, scores[hits], k)


def _possible(scores: Scores, k: int, left: float) -> NDArray[np.int32] | None:
    """The passages that may still be among the k best when no sum rises by more than `left`; None when any may be."""
    hits = np.flatnonzero(scores > 0)
    if len(hits) < k:
        return None
    found = scores[hits]
    least = float(np.partition(found, len(hits) - k)[len(hits) - k]) * (1 - _ROUNDING) - left
    return hits[found >= least].astype(np.int32) if least > 0 else None


def _ranked(numbers: NDArray[np.int32], sums: Scores, k: int) -> list[tuple[int, float]]:
    if len(numbers) > k:
        least = np.partition(sums, len(sums) - k)[len(sums) - k]
        numbers, sums = numbers[sums >= least], sums[sums >= least]
    first = np.argsort(-sums, kind="stable")[:k]
    return [(int(numbers[n]), float(sums[n])) for n in first]
