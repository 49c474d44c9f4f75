"""The files of the index hold the index, and nothing else that the program had in memory when it wrote them."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from index import spare_room, vectors
from index.embedding import Vector


def made_up(rows: int) -> Vector:
    drawn = np.random.default_rng(rows).standard_normal((rows, 64)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)


def test_an_index_holds_nothing_of_what_was_in_memory_before(tmp_path: Path) -> None:
    # What these leave in memory is what the small ones would otherwise take along.
    for number in range(3):
        vectors.build(tmp_path / f"stor-{number}", made_up(90), made_up(90))
    for number in range(5):
        small = tmp_path / f"lille-{number}"
        vectors.build(small, made_up(3), made_up(3))
        for name in ("data_level0.bin", "length.bin"):
            (file,) = small.rglob(name)
            held = file.read_bytes()
            # There is room for a hundred rows.
            used = len(held) // 100 * 3
            assert not any(held[used:]), f"{name} nr. {number} rummer andet end rækkerne"


def test_files_that_nobody_can_tell_the_content_of_are_refused(tmp_path: Path) -> None:
    (tmp_path / "data_level0.bin").write_bytes(bytes(1000))
    (tmp_path / "length.bin").write_bytes(bytes(400))
    for header in (b"", struct.pack("<iQQQQ", 1, 0, 100, 3, 396), struct.pack("<iQQQQ", 2, 0, 100, 3, 10)):
        (tmp_path / "header.bin").write_bytes(header)
        with pytest.raises(ValueError, match=r"Byg indekset igen|udgave af chromadb"):
            spare_room.blank(tmp_path)
