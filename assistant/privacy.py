"""What is taken out of everything a person writes, before it is stored, searched, embedded or sent to a model.

CPR numbers go, wherever they are written: `masked` for a text, `masked_data` for what came as JSON. The walls, from
the outside in, so that no new route or command has to think of it:

1. api/masking.py: every HTTP request, its address and its body, before any route reads it.
2. Assistant.ask and Assistant.answer, which the commands, MCP, LlamaIndex and Python callers go through.
3. Conversations (questions, titles, remarks, search), Snapshot.search and Snapshot.embed, and what a person may
   correct about a document: nothing is written or searched that has not passed here, whoever calls.

Files are another matter. The text of a document must stay what its file says, character by character, since every
citation is checked against it: a document with a CPR number is refused and not changed (ingest/reading.py). A rate
list with one is refused too (assistant/rate_file.py), and deleted at once.

That something was taken out shows as MASK in the text itself, and `notices` tells of it in the answer.
"""

from __future__ import annotations

from typing import Any

from ingest.cpr import MASK, mask_cpr

__all__ = ["MASK", "masked", "masked_data", "notices", "searchable"]

REMOVED = (
    "Der stod et CPR-nummer i det, du skrev. Det er fjernet, før noget blev gemt, søgt efter eller sendt videre. "
    "CPR-numre er ikke nødvendige for at få svar."
)


def masked(text: str) -> str:
    """The text with MASK in the place of every CPR number."""
    return mask_cpr(text)


def masked_data(value: Any) -> Any:
    """The same for every text in lists and dictionaries, keys too; the value itself where there is nothing to mask.

    Works on any depth that a JSON reader accepts.
    """
    if isinstance(value, str):
        return masked(value)
    if not isinstance(value, (dict, list)):
        return value
    whole: Any = value.copy()
    waiting = [whole]
    while waiting:
        held = waiting.pop()
        if isinstance(held, dict):
            items = [(masked(key) if isinstance(key, str) else key, inner) for key, inner in held.items()]
            held.clear()
            held.update((key, _one(inner, waiting)) for key, inner in items)
        else:
            held[:] = [_one(inner, waiting) for inner in held]
    return whole


def _one(value: Any, waiting: list[Any]) -> Any:
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, (dict, list)):
        copied = value.copy()
        waiting.append(copied)
        return copied
    return value


def searchable(text: str) -> str:
    """A masked question as it is searched for: what was taken out says nothing about what is asked."""
    if MASK not in text:
        return text
    left = " ".join(text.replace(MASK, " ").split())
    return left if any(sign.isalnum() for sign in left) else text


def notices(question: str) -> list[str]:
    """What the one who wrote a masked question is to be told, a Danish sentence each."""
    return [REMOVED] if MASK in question else []
