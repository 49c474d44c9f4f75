"""A file of two documents: each is taken in, taken out and replaced on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.torture.small_library import write
from index.errors import IndexFault
from index.library import Library
from tests.left_in_files import holding

PARTS = """
[[file]]
file = "to.md"
[[file.parts]]
id = "forste-del"
title = "Første del"
kind = "notat"
[[file.parts]]
id = "anden-del"
starts_with = "# Anden"
title = "Anden del"
kind = "notat"
"""
TEXT = "# Første del\n\nGulerodshuset har tolv pladser.\n\n# Anden del\n\nRoehuset har ni pladser i alt.\n"


def of_two(folder: Path, text: str = TEXT) -> list[Path]:
    """Write a file that is known to be of two documents."""
    paths = write(folder, to=text)
    (folder / "sources.toml").write_text(PARTS, encoding="utf-8")
    return paths


def test_removing_one_of_two_documents_of_a_file_leaves_the_other_with_its_offsets(
    library: Library, tmp_path: Path
) -> None:
    library.ingest(of_two(tmp_path / "ind"))
    library.remove("forste-del")
    snapshot = library.ensure()
    (passage,) = snapshot.document_passages("anden-del")
    unit = passage.passage.units[-1]
    assert snapshot.texts["anden-del"][unit.span.start : unit.span.end] == "Roehuset har ni pladser i alt."
    assert holding(tmp_path / "data", "Gulerodshuset") == []
    assert library.check() == []


def test_a_sources_file_that_no_longer_fits_its_file_is_named(library: Library, tmp_path: Path) -> None:
    report = library.ingest(of_two(tmp_path / "ind", "# Noget andet\n\nHer er kun en enkelt del.\n"))
    assert "»to.md« har ikke længere linjen »# Anden«" in report.failed["to.md"]
    assert library.ensure().documents == {}


def test_a_removed_part_of_a_file_can_be_taken_in_again(library: Library, tmp_path: Path) -> None:
    paths = of_two(tmp_path / "ind")
    library.ingest(paths)
    library.remove("forste-del")
    report = library.ingest(paths)
    assert (report.added, report.unchanged, report.replaced) == (["forste-del"], [], [])
    snapshot = library.ensure()
    assert set(snapshot.documents) == {"forste-del", "anden-del"}
    assert snapshot.texts["forste-del"] == TEXT
    assert library.ingest(paths).unchanged == ["to.md"]
    assert library.check() == []


def test_a_new_version_of_a_file_of_two_documents_keeps_both(library: Library, tmp_path: Path) -> None:
    library.ingest(of_two(tmp_path / "ind"))
    report = library.ingest_bytes(TEXT.replace("tolv", "fjorten").encode(), "to.md")
    assert (report.replaced, report.gone) == (["to.md"], [])
    snapshot = library.ensure()
    assert set(snapshot.documents) == {"forste-del", "anden-del"}
    with pytest.raises(IndexFault, match="»# Anden del«, hvor »anden-del« begyndte, står der ikke længere"):
        library.ingest_bytes(TEXT.replace("# Anden del", "# Noget nyt").encode(), "to.md")
