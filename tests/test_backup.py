"""A backup taken while the program answers gives the same answers on another machine."""

from __future__ import annotations

import sqlite3
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.assistant import Assistant
from eval.server import dev_questions
from index.backup import backup, restore
from index.errors import IndexFault
from index.library import Library
from index.store import Store

DAY = date(2026, 11, 22)
QUESTION = "Hvem er formand for KKR Midtjylland?"


def nothing_more(_: Path) -> None:
    """The views are not looked at."""


@pytest.fixture
def saved(library_data: Path, tmp_path: Path) -> Path:
    """A backup of the shared data folder."""
    store = Store.open(library_data)
    backup(store, library_data, tmp_path / "kopi.zip")
    store.close()
    return tmp_path / "kopi.zip"


def test_every_question_gets_the_same_answer_from_a_backup(
    assistant: Assistant, tmp_path: Path, saved: Path
) -> None:
    def with_views(folder: Path) -> None:
        library = Library(folder, Store.open(folder), embedder=assistant.library.embedder)
        library.ensure()
        library.close()

    restore(saved, tmp_path / "ny", with_views)
    library = Library(tmp_path / "ny", Store.open(tmp_path / "ny"), embedder=assistant.library.embedder)
    differing = []
    with Assistant(library, clock=lambda: DAY) as restored:
        for question in dev_questions():
            answers = [
                each.answer(question).model_dump(exclude={"elapsed_ms"}) for each in (assistant, restored)
            ]
            if answers[0] != answers[1]:
                differing.append(question)
    assert differing == []


def test_the_commands_copy_a_running_server_with_what_was_said_so_far(
    own_server: Any, command: Any, data_copy: Path, tmp_path: Path
) -> None:
    with own_server.client() as client:
        said = client.post("/api/chat", json={"message": QUESTION}).json()
    copied = command("backup", str(tmp_path / "kopi.zip"), data=data_copy)
    assert (copied.code, "7 dokumenter" in copied.out) == (0, True), copied.err
    assert (tmp_path / "kopi.zip").stat().st_mode & 0o077 == 0
    made = command("restore", str(tmp_path / "kopi.zip"), data=tmp_path / "ny")
    assert made.code == 0, made.err
    assert "Beregner" not in made.err, "nothing is embedded again"
    store = Store.open(tmp_path / "ny")
    try:
        with store.engine.connect() as connection:
            kept = connection.exec_driver_sql("select question, id from messages").all()
    finally:
        store.close()
    assert (QUESTION, said["message_id"]) in [tuple(row) for row in kept]
    again = command("restore", str(tmp_path / "kopi.zip"), data=tmp_path / "ny")
    assert (again.code, "er ikke tom" in again.err) == (1, True)


def test_a_backup_that_is_cut_or_changed_makes_no_folder(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    cut = tmp_path / "kort.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    changed = tmp_path / "rettet.zip"
    with zipfile.ZipFile(saved) as packed, zipfile.ZipFile(changed, "w") as written:
        for name in packed.namelist():
            written.writestr(name, packed.read(name) + (b" " if name.endswith(".db") else b""))
    for wrong in (cut, changed):
        with pytest.raises(IndexFault, match="ikke en hel sikkerhedskopi"):
            restore(wrong, tmp_path / "ny", nothing_more)
    assert [path.name for path in tmp_path.iterdir() if "ny" in path.name] == []


def test_a_restore_that_is_interrupted_leaves_nothing_behind(saved: Path, tmp_path: Path) -> None:
    def interrupted(_: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore(saved, tmp_path / "ny", interrupted)
    assert [path.name for path in tmp_path.iterdir() if "ny" in path.name] == []


def test_a_backup_does_not_overwrite_a_file(saved: Path, library_data: Path) -> None:
    before = saved.read_bytes()
    store = Store.open(library_data)
    with pytest.raises(IndexFault, match="findes allerede"):
        backup(store, library_data, saved)
    store.close()
    assert saved.read_bytes() == before


def test_what_is_written_while_the_copy_is_made_does_not_tear_it(data_copy: Path, tmp_path: Path) -> None:
    store = Store.open(data_copy)
    with store.engine.begin() as writing:
        writing.exec_driver_sql("insert into state values ('halvt', 'skrevet')")
        backup(store, data_copy, tmp_path / "kopi.zip")
    store.close()
    restore(tmp_path / "kopi.zip", tmp_path / "ny", nothing_more)
    with sqlite3.connect(tmp_path / "ny" / "rammeaftale.db") as restored:
        assert restored.execute("select count(*) from state where key = 'halvt'").fetchone() == (0,)
        assert restored.execute("pragma quick_check").fetchone() == ("ok",)
    restored.close()


def test_a_postgresql_database_is_left_to_its_own_tool(tmp_path: Path) -> None:
    class Elsewhere(Store):
        def __init__(self) -> None:
            self.url = "postgresql://x/y"

    with pytest.raises(IndexFault, match="pg_dump"):
        backup(Elsewhere(), tmp_path, tmp_path / "kopi.zip")
