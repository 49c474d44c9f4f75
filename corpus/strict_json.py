"""JSON lines read strictly: a key that stands twice is a mistake, not the last one's value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


class RepeatedKeyError(ValueError):
    """A key stands twice in one object."""

    def __init__(self, key: str) -> None:
        super().__init__(f"feltet {key} står to gange")
        self.key = key


def json_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that hold something, with their numbers from 1."""
    # Only "\n" ends a line: str.splitlines would also cut at U+2028 inside a JSON string.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, line


def load_json(line: str) -> Any:
    """The value of a line. Raises json.JSONDecodeError, RepeatedKeyError."""
    return json.loads(line, object_pairs_hook=_once)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RepeatedKeyError(key)
        found[key] = value
    return found
