"""A running server lives on whatever file it is handed, and says in a sentence what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from eval.torture import hostile, hostile_pdfs, hostile_sheets


def test_hostile_files_are_reported_and_the_server_goes_on(tmp_path: Path) -> None:
    with hostile.empty_server(tmp_path) as server:
        outcomes = hostile.send_pdfs(server, hostile_pdfs.a_dozen())
        outcomes += hostile.send_sheets(server, hostile_sheets.a_handful())
        assert server.process.poll() is None
    assert len(outcomes) == 16
    assert [each for each in outcomes if each.fault] == []
    assert max(each.seconds for each in outcomes) < hostile.MOST_SECONDS
    assert max(each.memory for each in outcomes) < hostile.MOST_BYTES
