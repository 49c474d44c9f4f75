"""rammeaftale takst."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from api.opening import open_assistant
from api.progress import progress
from api.refusal import Refused
from api.rules import answered, drawn
from api.settings import Settings
from api.terminal import print_answer
from assistant.rules.result import RuleInputError


def run(
    settings: Settings, rule_id: str, inputs: Mapping[str, str], as_json: bool, picture: Path | None
) -> None:
    """Run one rule and print its answer; ends with 2 where figures are missing or impossible."""
    with progress() as bar, open_assistant(settings, bar) as assistant:
        try:
            answer = answered(assistant.answering, rule_id, inputs, settings.clock())
            drawing = drawn(assistant.answering, rule_id, inputs) if picture and answer.computations else None
        except RuleInputError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        except Refused as wrong:
            raise click.ClickException(str(wrong)) from wrong
    if as_json:
        print(answer.model_dump_json(indent=2))
    elif answer.status == "needs_input":
        print(answer.answer, file=sys.stderr)
    else:
        print_answer(answer)
    if picture is not None and drawing is not None:
        picture.write_text(drawing, encoding="utf-8")
    if answer.status == "needs_input":
        raise click.exceptions.Exit(2)
