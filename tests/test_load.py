"""Many users at once: everybody is answered, the server stays awake, and too many are turned away with a time."""

from __future__ import annotations

from pathlib import Path

from eval.server import measured_server
from eval.torture.load import below_capacity, beyond_capacity
from tests.conftest import running_server

SECONDS = 15.0


def test_users_below_capacity_are_all_answered_and_the_server_stays_awake(data_copy: Path) -> None:
    with measured_server(data_copy) as server:
        found = {
            each.name.partition(": ")[2]: each
            for each in below_capacity(server.address, 10, SECONDS, thinking=4.0)
        }
    # How long /health and the event loop take depends on what else the machine runs; `make torture` holds them to
    # their goals.
    assert found["svar, fejl"].held, found["svar, fejl"]
    assert "/health, længst" in found


def test_four_times_too_many_are_turned_away_properly_and_it_is_as_before_soon_after(data_copy: Path) -> None:
    with running_server(data_copy, workers="1", queue="2") as small:
        found = beyond_capacity(small.address, holds=3, seconds=1.0)
    timed = ("/health, længst", "som før igen efter")
    assert [each for each in found if each.held is False and not each.name.endswith(timed)] == []
