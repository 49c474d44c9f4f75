"""The Python and the configuration in README.md work as they stand."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.cli import cli
from tests.conftest import PATIENCE, ROOT, environment
from tests.readme_examples import README

TEXT = README.read_text(encoding="utf-8")
PROGRAMS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
_ADDRESS = "http://127.0.0.1:8000"


def shown(program: str) -> list[str]:
    """What the README says that each print prints."""
    return re.findall(r"^\s*print\(.*\)  # (.+)$", program, re.MULTILINE)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.splitlines()[-1].strip()[:40])
def test_every_program_runs_and_prints_what_it_shows(
    library_data: Path, server: Any, tmp_path: Path, program: str
) -> None:
    assert shown(program)
    shutil.copytree(library_data, tmp_path / "data")
    ran = subprocess.run(
        [sys.executable, "-c", program.replace(_ADDRESS, server.address)],
        cwd=tmp_path,
        env=environment(None) | {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1"},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.splitlines() == shown(program)


def test_the_configuration_for_claude_desktop_starts_a_command_that_exists() -> None:
    import api.cli_mcp  # noqa: F401 - the command is added when its module is imported

    (block,) = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    started = json.loads(block)["mcpServers"]["rammeaftale"]
    assert started["command"].endswith("/.venv/bin/rammeaftale")
    assert started["args"][0] in cli.commands
