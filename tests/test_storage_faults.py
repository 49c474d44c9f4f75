"""The disk, other programs and the clock may do their worst: documents stay, and what is wrong is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eval.torture import storage
from eval.torture.nursery import Nursery, nursery
from eval.torture.power_cut import power_cuts


@pytest.fixture(scope="module")
def among() -> Iterator[Nursery]:
    with nursery() as started:
        yield started


def test_a_full_disk_refuses_a_document_whole_and_takes_it_when_there_is_room(
    among: Nursery, tmp_path: Path
) -> None:
    assert storage.disk_full(tmp_path, among, room=(0, 300_000)) == []


def test_a_folder_that_may_not_be_written_to_is_said_clearly(among: Nursery, tmp_path: Path) -> None:
    assert storage.read_only(tmp_path, among) == []


def test_an_empty_folder_that_may_not_be_written_to_is_said_clearly(among: Nursery, tmp_path: Path) -> None:
    assert storage.read_only(tmp_path, among, exists=False) == []


def test_a_locked_database_is_read_and_a_change_waits_until_it_is_free(tmp_path: Path) -> None:
    assert storage.database_locked(tmp_path) == []


def test_a_second_ingest_by_another_process_is_refused_while_the_first_goes_on(
    among: Nursery, tmp_path: Path
) -> None:
    assert storage.two_ingests(tmp_path, among) == []


def test_a_clock_that_is_set_back_loses_nothing_and_keeps_the_order(tmp_path: Path) -> None:
    assert storage.clock_set_back(tmp_path) == []


@pytest.mark.parametrize("adds", [False, True])
def test_a_power_cut_in_the_middle_of_the_swap_leaves_the_former_state_or_the_new(
    among: Nursery, tmp_path: Path, adds: bool
) -> None:
    assert power_cuts(tmp_path, among, most=4, adds=adds) == []


def test_the_data_folder_of_the_first_version_opens_with_all_its_documents(tmp_path: Path) -> None:
    assert storage.old_data_folder(tmp_path) == []
