"""The README shows what the program really says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.readme_examples import README, TODAY, arguments, examples, settings_table, stable

TEXT = README.read_text(encoding="utf-8")


def test_the_two_commands_stand_at_the_top_with_nothing_before_them() -> None:
    lines = TEXT.splitlines()
    assert lines[0].startswith("```")
    assert lines[1].startswith("make run ")
    assert lines[2].startswith("make test ")


@pytest.mark.parametrize(("shown", "output"), examples(TEXT), ids=lambda value: value[:60])
def test_every_example_prints_what_it_shows(inside: Callable[..., Any], shown: str, output: str) -> None:
    ran = inside(*arguments(shown), today=TODAY)
    assert ran.code == 0, ran.err
    again = "Skriv eksemplerne igen: .venv/bin/python tests/readme_examples.py"
    assert stable(ran.out).strip() == output.strip(), again


def test_the_table_of_settings_is_the_settings() -> None:
    assert settings_table() in TEXT


def test_every_command_is_described() -> None:
    from api.cli import cli

    missing = [name for name in cli.commands if f"rammeaftale {name}" not in TEXT and f"`{name}`" not in TEXT]
    assert missing == []
