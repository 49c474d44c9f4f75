"""rammeaftale ask."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import click
from pydantic import ValidationError

from api.asking import ask, check
from api.opening import open_assistant
from api.personal import AskFirst, ask_first
from api.progress import progress
from api.refusal import Refused, sentences
from api.schemas import ChatRequest
from api.settings import Settings
from api.terminal import print_answer


def run(
    settings: Settings,
    question: str,
    as_json: bool,
    as_of: date | None,
    regions: Sequence[str],
    documents: Sequence[str],
    confirmed: bool = False,
) -> None:
    """Ask one question and print its answer; first whether a private person's particulars are to be sent."""
    try:
        asked = ChatRequest(message=question, as_of=as_of, regions=list(regions), documents=list(documents))
    except ValidationError as wrong:
        raise click.UsageError(sentences(wrong)) from wrong
    with progress() as bar, open_assistant(settings, bar) as assistant:
        try:
            check(assistant, asked)
            if not confirmed:
                ask_first(assistant, question)
        except AskFirst as asking:
            _confirm(str(asking))
        except Refused as wrong:
            raise click.UsageError(str(wrong)) from wrong
        answer = ask(assistant, asked)
    if as_json:
        print(answer.model_dump_json(indent=2))
    else:
        print_answer(answer)


def _confirm(sentence: str) -> None:
    """Ask whoever sits at a terminal; tell a pipe. Raises click.Abort for a no."""
    click.echo(sentence, err=True)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    click.echo("Skal det sendes? [j/N] ", nl=False, err=True)
    if sys.stdin.readline().strip().lower() not in ("j", "ja"):
        raise click.Abort
