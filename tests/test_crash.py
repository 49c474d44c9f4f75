"""A process killed at any instant of a change leaves the former state or the new one, never a mix."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.torture.small_library import HashedWords, agreement, small_library, write
from tests.faults.changing import State

# `make torture` sets more.
KILLS = int(os.environ.get("RAMMEAFTALE_KILLS", "10"))
# A change takes about a tenth of a second; some kills hit the moments right after it.
LONGEST_CHANGE = 0.15


class Nursery:
    """The process that forks the ones that are killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.changing"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parent.parent,
        )

    def wish(self, **words: Any) -> None:
        assert self._process.stdin is not None
        print(json.dumps(words), file=self._process.stdin, flush=True)

    def said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "processen, der forgrener de andre, er selv død"
        said: dict[str, Any] = json.loads(line)
        return said

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    started = Nursery()
    yield started
    started.close()


def change_until_killed(nursery: Nursery, folder: Path, number: int, chance: random.Random) -> list[State]:
    """Let a process change the library and kill it; returns the states it may have left."""
    nursery.wish(do="change", data=str(folder / "data"), files=str(folder / "ind"), number=number)
    opened = nursery.said()
    former: State = opened["state"]
    following = former
    for _ in range(chance.randrange(3)):
        following = nursery.said()["state"]
        assert "done" in nursery.said()
        former = following
    killer = threading.Timer(chance.uniform(0, LONGEST_CHANGE), os.kill, (opened["pid"], signal.SIGKILL))
    killer.start()
    while "ended" not in (said := nursery.said()):
        if "starts" in said:
            following = said["state"]
        else:
            former = following
    killer.join()
    assert said["ended"] == -signal.SIGKILL
    return [former, following]


def test_a_process_killed_at_any_instant_leaves_the_former_state_or_the_new(
    nursery: Nursery, tmp_path: Path
) -> None:
    chance = random.Random(KILLS)
    for number in range(KILLS):
        allowed = change_until_killed(nursery, tmp_path, number, chance)
        nursery.wish(do="look", data=str(tmp_path / "data"), files="", number=0)
        found = nursery.said()
        assert "ended" not in found, f"efter {number + 1} afbrydelser går en ny proces ned"
        assert nursery.said() == {"ended": 0}
        assert found["state"] in allowed
        assert found["faults"] == found["healed"] == []
        assert found["whole"]
        assert found["found"] == sorted(found["state"])
        assert found["seconds"] < 5


def test_what_a_crash_left_behind_is_cleaned_up_by_the_next_change(tmp_path: Path) -> None:
    library = small_library(tmp_path / "data")
    library.ingest(write(tmp_path / "ind", nord=agreement()))
    generations = tmp_path / "data" / "generations"
    for name in ("0123456789abcdef0123-1", "fedcba9876543210fedc-1.tmp"):
        (generations / name / "dense").mkdir(parents=True)
        (generations / name / "dense" / "vectors.npy").write_bytes(b"halvt")
    library.ingest(write(tmp_path / "ind", nord=agreement(rate="1.300 kr.")))
    assert [folder.name for folder in generations.iterdir()] == [library.store.generation()]
    library.close()


def test_a_process_that_dies_while_embedding_has_not_embedded_in_vain(tmp_path: Path) -> None:
    class Dies(Exception):
        pass

    def die(done: int, of: int, what: str) -> None:
        if what == "Bygger søgeindeks":
            raise Dies

    library = small_library(tmp_path / "data")
    files = write(tmp_path / "ind", nord=agreement())
    with pytest.raises(Dies):
        library.ingest(files, die)
    assert library.store.documents() == [] and library.store.generation() is None
    library.close()
    counting = HashedWords()
    again = small_library(tmp_path / "data", counting)
    assert again.ingest(files).added
    assert counting.embedded == []
    again.close()
