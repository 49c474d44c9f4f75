"""Search views on disk may be damaged in any way: they are healed from the database, or the fault is said."""

from __future__ import annotations

import resource
import shutil
from pathlib import Path

import pytest

from eval.torture import damage
from eval.torture.damage import generation_of, noise, truncate
from eval.torture.small_library import QUESTION, HashedWords, small_library
from index.errors import BrokenView, CannotWrite, DamagedStore
from index.generation import remove_except
from index.library import Library

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in order; tests damage copies of it."""
    return damage.make_whole(tmp_path_factory.mktemp("hel"))


@pytest.fixture
def data(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "data"))


def hits(library: Library) -> list[list[object]]:
    return [[hit.passage_id, round(hit.score, 4)] for hit in library.ensure().search(QUESTION)]


def test_damaged_view_files_are_healed_and_answers_are_the_same(whole: Path, tmp_path: Path) -> None:
    outcomes = damage.run(whole, damage.a_handful(), tmp_path)
    assert [each for each in outcomes if each.fault] == []
    # Chroma's own database may be scratched or grow where nothing is kept.
    assert all(each.noticed for each in outcomes if each.scenario.kind != damage.SQLITE)


def test_a_missing_generation_folder_is_built_anew(data: Path) -> None:
    library = small_library(data)
    expected = hits(library)
    library.close()
    shutil.rmtree(generation_of(data))
    opened = small_library(data)
    assert "mangler sin manifest" in opened.check()[0]
    embedder = opened.embedder
    assert hits(opened) == expected
    assert isinstance(embedder, HashedWords) and embedder.embedded == []
    assert opened.check() == []
    opened.close()


def test_a_damaged_view_is_named_by_the_check_before_it_is_repaired(data: Path) -> None:
    truncate(generation_of(data) / "dense" / "vectors.npy")
    library = small_library(data)
    (fault,) = library.check()
    assert "ødelagte filer" in fault and "vectors.npy" in fault
    with pytest.raises(BrokenView, match=r"vectors\.npy"):
        library.snapshot()
    library.repair()
    assert library.check() == []
    library.close()


def test_a_database_that_is_no_database_is_said_clearly(data: Path) -> None:
    noise(data / "rammeaftale.db")
    (data / "rammeaftale.db-wal").unlink(missing_ok=True)
    with pytest.raises(DamagedStore, match=r"rammeaftale\.db er beskadiget.*sikkerhedskopi"):
        small_library(data)


def test_a_database_with_damaged_pages_is_said_clearly(data: Path) -> None:
    path = data / "rammeaftale.db"
    content = bytearray(path.read_bytes())
    for page in range(4096 * 2, len(content) - 4096, 4096):
        content[page : page + 2000] = bytes(2000)
    path.write_bytes(content)
    with pytest.raises(DamagedStore, match=r"rammeaftale\.db er beskadiget.*sikkerhedskopi"):
        small_library(data).ensure()


def test_a_view_that_cannot_be_written_leaves_no_half_generation(data: Path) -> None:
    library = small_library(data)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    expected = hits(library)
    # Enough for the small changes in the database, too little for Chroma's first file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, limits[1]))
    try:
        with pytest.raises(CannotWrite, match="Der kan ikke skrives"):
            library.repair()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [folder.name for folder in (data / "generations").iterdir()] == [library.store.generation()]
    assert hits(library) == expected
    library.close()


def test_a_replaced_generation_is_gone_though_somebody_was_opening_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced = tmp_path / "generations" / "a"
    replaced.mkdir(parents=True)
    remove = shutil.rmtree

    def opened_meanwhile(folder: Path, ignore_errors: bool) -> None:
        monkeypatch.setattr(shutil, "rmtree", remove)
        remove(folder, ignore_errors=ignore_errors)
        folder.mkdir()
        (folder / "chroma.sqlite3-wal").write_text("aftale")

    monkeypatch.setattr(shutil, "rmtree", opened_meanwhile)
    remove_except(tmp_path / "generations", None)
    assert list((tmp_path / "generations").iterdir()) == []
