"""An answer as a person reads it in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
import textwrap

from api.rendering import plain, readable_quote, visible
from assistant.answer import Answer

_WIDEST = 100


def print_answer(answer: Answer) -> None:
    """The answer, then its numbered sources."""
    for notice in answer.notices:
        print(_wrapped(f"Bemærk: {notice}"), end="\n\n")
    for line in plain(answer.answer).splitlines():
        print(_wrapped(line))
    if answer.citations:
        print("\nKilder")
    for citation in answer.citations:
        where = [citation.title]
        if citation.section:
            where.append(visible(citation.section))
        if citation.page is not None:
            where.append(f"side {citation.page}")
        print(_wrapped(f"»{visible(readable_quote(citation.quote))}«", f"[{citation.n}] ", "    "))
        print(_wrapped(", ".join(where), "    ", "    "))
        print(f"    {visible(citation.file)}, tegn {citation.start}–{citation.end}")
    if answer.suggestions:
        print("\nSpørg videre")
        for suggestion in answer.suggestions:
            print(_wrapped(visible(suggestion), "- ", "  "))


def _wrapped(line: str, first: str = "", rest: str = "") -> str:
    width = min(shutil.get_terminal_size((_WIDEST, 24)).columns, _WIDEST)
    body = line.lstrip()
    # The mark of a list or a quote stands before what hangs under it.
    lead = line[: len(line) - len(body)]
    for mark in ("- ", "* ", "> "):
        if body.startswith(mark):
            first, rest, body = first + lead + mark, rest + lead + ("> " if mark == "> " else "  "), body[2:]
            break
    else:
        first, rest = first + lead, rest + lead
    wrapped = textwrap.fill(
        body,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped or first.rstrip()


def quiet_exit() -> None:
    """Let nothing more be written: the one who read our output has gone."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
