"""What a data folder in use must hold, kept as a list beside it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Said:
    """A turn as it was given; `text` is None once a document that it may quote has gone."""

    message_id: str
    question: str
    text: str | None
    helpful: bool | None = None


@dataclass
class Kept:
    """A conversation as it must be."""

    owner: str
    title: str
    used: int
    said: list[Said] = field(default_factory=list)


@dataclass
class Done:
    """How much was done in all runs."""

    runs: int = 0
    steps: int = 0
    turns: int = 0
    changes: int = 0
    starts: int = 0
