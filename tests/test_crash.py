"""A process killed at any instant of a change leaves the former state or the new one, never a mix."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.torture import kills
from eval.torture.boundaries import PHASES
from eval.torture.small_library import HashedWords, agreement, small_library, write


def test_a_process_killed_at_any_instant_leaves_the_former_state_or_the_new(tmp_path: Path) -> None:
    killed = kills.run(tmp_path, 10)
    assert [kill.faults for kill in killed] == [()] * 10
    assert {kill.phase for kill in killed} == set(PHASES)


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
