"""A language model's reply as data: read tolerantly (fences, talk around it, broken off), believed in nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_SENTENCES = 40
LONGEST_SENTENCE = 1_200
# Beginnings of objects that come to nothing, before the rest of a reply is given up on.
_MOST_TRIES = 500
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True)
class Said:
    """A sentence as a model gave it: the citations it claims, and the words it says they carry it with."""

    text: str
    citations: tuple[int, ...]
    support: tuple[str, ...]


def read_sentences(reply: str) -> list[Said]:
    """The sentences of a reply; of one that broke off those that are whole; [] when there are none."""
    found: list[Said] = []
    for value in _objects(reply):
        said = _said(value)
        if said is not None:
            found.append(said)
        if len(found) == MOST_SENTENCES:
            break
    return found


def read_question(reply: str) -> str | None:
    """The question of a reply; None when there is none."""
    for value in _objects(reply):
        question = value.get("question")
        if isinstance(question, str) and question.strip():
            return " ".join(question.split())
    return None


def _objects(reply: str) -> Iterator[dict[str, Any]]:
    """Every JSON object of the reply that holds no list of others, in order; the inner ones of those that do."""
    text = _THOUGHT.sub(" ", reply)
    at, tries = text.find("{"), 0
    while at >= 0 and tries < _MOST_TRIES:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            # Not whole, or not JSON: what is whole inside it is still found.
            end = at + 1
            tries += 1
        else:
            yield from _flat(value)
        at = text.find("{", end)


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(value, dict):
        return
    inner = value.get("sentences")
    if isinstance(inner, list):
        yield from (each for each in inner if isinstance(each, dict))
    else:
        yield value


def _said(value: dict[str, Any]) -> Said | None:
    text, numbers, support = value.get("sentence"), value.get("citations"), value.get("support")
    numbers = numbers if isinstance(numbers, list) else [numbers]
    support = support if isinstance(support, list) else [support]
    if not isinstance(text, str) or not text.strip() or len(text) > LONGEST_SENTENCE:
        return None
    # A sentence whose citations or support cannot be read is kept as one without: it is counted, and dropped.
    citations = tuple(number for number in map(_number, numbers) if number is not None)
    words = tuple(each for each in support if isinstance(each, str) and each.strip())
    return Said(" ".join(text.split()), citations, words)


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str) and re.fullmatch(r"\[?\d{1,3}\]?", value.strip(), re.ASCII):
        return int(value.strip().strip("[]"))
    return None
