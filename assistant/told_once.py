"""Several questions answered in turn: what is told below the answer to one is not told again below the next."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer
from assistant.compose import NOT_FOUND

_CITED = re.compile(r"\[(\d+)\]")


def told_once(parts: Sequence[str], made: Sequence[Answer]) -> list[str]:
    """Each question with its answer under it; `made` cite from one list, numbered through.

    A note that stood under an earlier one is left out, where both quote the same documents: "aftalens periode er udløbet"
    of another agreement is another note.
    """
    told: set[tuple[frozenset[str], str]] = set()
    texts = []
    for part, answer in zip(parts, made, strict=True):
        if answer.status != "answered":
            texts.append(f"**{part}**\n\n{NOT_FOUND}")
            continue
        of = {each.n: each.document for each in answer.citations}
        first, *others = answer.answer.split("\n\n")
        about = frozenset(of[int(n)] for n in _CITED.findall(answer.answer) if int(n) in of)
        kept = [each for each in others if (about, each) not in told]
        told |= {(about, each) for each in others}
        texts.append("\n\n".join([f"**{part}**", first, *kept]))
    return texts
