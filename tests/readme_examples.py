"""The examples in README.md as they come out of the program. Run this file to write them anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from api.settings import PREFIX, Settings, allowed

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
# The day the examples are from: what is in force depends on it.
TODAY = "2026-11-22"
_BLOCK = re.compile(r"```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```", re.DOTALL)
_TABLE = re.compile(
    r"(?<=\| variabel \| betydning \| tilladt \| ellers \|\n\|---\|---\|---\|---\|\n)(?:\|.*\n)*"
)
# Different in every run, or with every change of the documents or rules.
_CHANGING = re.compile(
    r'("(?:conversation_id|message_id|fingerprint|elapsed_ms)": )[^\n]*?(,?)$', re.MULTILINE
)


def examples(text: str) -> list[tuple[str, str]]:
    """(command, output) of every example."""
    return [(found["command"], found["output"]) for found in _BLOCK.finditer(text)]


def arguments(command: str) -> list[str]:
    """What `rammeaftale` is called with; `make ask Q="…"` is `rammeaftale ask "…"`."""
    words = shlex.split(command)
    if words[:2] == ["make", "ask"]:
        return ["ask", words[2].removeprefix("Q=")]
    assert words[0] == "rammeaftale"
    return words[1:]


def stable(output: str) -> str:
    """The output with what changes from run to run taken out."""
    return _CHANGING.sub(r"\1…\2", output)


def settings_table() -> str:
    """The rows of the table of settings."""
    rows = []
    for name, field in Settings.model_fields.items():
        default = "`data/` ved siden af koden" if name == "data" else field.default
        rows.append(
            f"| `{PREFIX}{name.upper()}` | {field.description} | {allowed(name)} | {default or ''} |\n"
        )
    return "".join(rows)


def written(text: str, run: Callable[[list[str]], str]) -> str:
    """The README with every example run and the table of settings made anew."""

    def block(found: re.Match[str]) -> str:
        output = stable(run(arguments(found["command"]))).rstrip("\n")
        return f"```console\n$ {found['command']}\n{output}\n```"

    return _TABLE.sub(lambda _: settings_table(), _BLOCK.sub(block, text))


def main() -> None:
    """Write the README anew from a fresh data folder."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        own = {"RAMMEAFTALE_DATA": folder, "RAMMEAFTALE_TODAY": TODAY, "COLUMNS": "100"}

        def run(words: list[str]) -> str:
            command = [sys.executable, "-m", "api", *words]
            return subprocess.run(
                command, cwd=ROOT, env=kept | own, check=True, stdout=subprocess.PIPE, encoding="utf-8"
            ).stdout

        README.write_text(written(README.read_text(encoding="utf-8"), run), encoding="utf-8")


if __name__ == "__main__":
    main()
