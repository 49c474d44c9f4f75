"""However the process that reads a file ends, the reader gets a clear error."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest import sandbox
from ingest.errors import IngestError
from tests.refused_files import LIMITS, PDF, refusal

CHILD = """
import os, sys, signal
sys.stdin.buffer.readline()
{}
"""


@pytest.mark.parametrize(
    ("child", "code"),
    [
        ("sys.exit(3)", "nedbrud"),
        ("os.write(1, b'klar\\n'); sys.exit(1)", "beskadiget"),
        ("os.write(1, b'klar\\n'); os.kill(os.getpid(), signal.SIGSEGV)", "nedbrud"),
        ("os.write(1, b'klar\\n'); os.kill(os.getpid(), signal.SIGKILL)", "hukommelse"),
        ('os.write(1, b\'klar\\n{"text": "halvt\'); os._exit(0)', "nedbrud"),
        ("os.write(1, b'klar\\n'); [os.write(1, bytes(65536)) for _ in range(100)]", "for_stor"),
        ("os.close(1); signal.pause()", "tidsgraense"),
        ("os.fork() or signal.pause(); os._exit(0)", "tidsgraense"),
    ],
)
def test_however_the_reading_process_ends_the_reader_gets_a_clear_error(
    child: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "barn"
    script = tmp_path / "barn.py"
    script.write_text(CHILD.format(child), encoding="utf-8")
    program.write_text(f'#!/bin/sh\nexec "{sandbox.sys.executable}" "{script}"\n', encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sandbox.sys, "executable", str(program))
    limits = replace(
        LIMITS, wall_seconds=1 if code == "tidsgraense" else 300, max_text_chars=1000, max_pages=1
    )
    with pytest.raises(IngestError, match=r"fil\.pdf") as caught:
        sandbox.parse(b"x" * 1_000_000, "fil.pdf", "application/pdf", limits)
    assert caught.value.code == code


def test_a_reading_process_that_cannot_start_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox.sys, "executable", "/findes/ikke/python")
    assert refusal(PDF, "a.pdf").code == "nedbrud"
