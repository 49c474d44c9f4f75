"""Whatever a user does, in any order: no turn is lost or doubled, and what was deleted is gone."""

from __future__ import annotations

from eval.torture.turns import lived


def test_in_whatever_order_things_are_done_no_turn_is_lost_or_doubled_and_the_deleted_is_gone() -> None:
    done = lived(runs=4, steps=20, always_the_same=True)
    assert done.steps > 50
    # The steps did something: of each kind there were some.
    assert min(done.turns, done.changes, done.starts) > 0
