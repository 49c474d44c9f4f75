"""rammeaftale ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import click
from pydantic import ValidationError

from api.asking import ask, check
from api.opening import open_assistant
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
) -> None:
    """Ask one question and print its answer."""
    try:
        asked = ChatRequest(message=question, as_of=as_of, regions=list(regions), documents=list(documents))
    except ValidationError as wrong:
        raise click.UsageError(sentences(wrong)) from wrong
    with progress() as bar, open_assistant(settings, bar) as assistant:
        try:
            check(assistant, asked)
        except Refused as wrong:
            raise click.UsageError(str(wrong)) from wrong
        answer = ask(assistant, asked)
    if as_json:
        print(answer.model_dump_json(indent=2))
    else:
        print_answer(answer)
