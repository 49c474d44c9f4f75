"""A large collection in PostgreSQL is searched in part: what is left out is what could not be among the best."""

from __future__ import annotations

import numpy as np
import pytest

from index.postings import Posting, best, posting
from index.sketches import Sketches

PASSAGES = 3_000


def terms(chance: np.random.Generator) -> list[tuple[float, Posting]]:
    found = []
    for share in (0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.95):
        numbers = np.flatnonzero(chance.random(PASSAGES) < share).astype(np.int32)
        if len(numbers):
            counts = chance.uniform(0.2, 0.9, len(numbers)).astype(np.float32)
            found.append((float(-np.log(share) + 0.1), posting(numbers, counts, PASSAGES)))
    chance.shuffle(found)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_common_words_change_nothing_for_being_looked_up_in_few_passages(seed: int) -> None:
    chance = np.random.default_rng(seed)
    worth = terms(chance)
    allowed = chance.random(PASSAGES) < 0.3 if seed % 2 else None
    sums = np.zeros(PASSAGES)
    for weight, term in worth:
        sums += weight * term.among(np.arange(PASSAGES, dtype=np.int32))
    if allowed is not None:
        sums[~allowed] = 0
    wanted = sorted(np.flatnonzero(sums), key=lambda number: (-sums[number], number))[:50]
    found = best(worth, 50, PASSAGES, allowed)
    assert [number for number, _ in found] == wanted
    assert [score for _, score in found] == pytest.approx(sums[wanted], rel=1e-5)


def test_no_words_find_nothing() -> None:
    assert best([], 5, PASSAGES) == []


def test_the_nearest_by_signs_hold_the_nearest_of_all() -> None:
    chance = np.random.default_rng(1)
    centres = chance.standard_normal((120, 100))
    rows = np.repeat(centres, 50, axis=0) + 0.6 * chance.standard_normal((6_000, 100)) + 0.5
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    sketches = Sketches(np.packbits(rows > rows.mean(0), axis=1))
    part = np.arange(1_000, 4_000)
    held = []
    for query in rows[::200] + chance.normal(0, 0.02, (30, 100)).astype(np.float32):
        for among in (None, part):
            candidates = set(sketches.nearest(query, 300, among).tolist())
            places = np.arange(len(rows)) if among is None else among
            assert candidates <= set(places.tolist()) and 300 <= len(candidates) < 450
            nearest = places[np.argsort(-(rows[places] @ query))[:50]]
            held.append(len(candidates & set(nearest.tolist())) / 50)
    assert np.mean(held) > 0.9
