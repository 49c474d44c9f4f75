"""A rate call under change: what a turn of the conversation has put in it, left open and cleared up."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.rate_call import Asks, RateCall
from assistant.rate_projection import kept_projection


@dataclass
class RateChange:
    """A call under change. `changed` are the inputs a turn has spoken of."""

    previous: RateCall
    inputs: dict[str, Any]
    words: dict[str, str]
    kept: dict[str, Any]
    asks: Asks
    changed: set[str] = field(default_factory=set)
    unclear: dict[str, str] = field(default_factory=dict)
    cleared: set[str] = field(default_factory=set)
    """What was unclear before and is no longer, though no input of that name has changed."""

    def put(self, name: str, value: Any, text: str) -> None:
        self.inputs[name], self.words[name] = value, " ".join(text.split())
        self.changed.add(name)
        if name == "aar":
            self.kept.pop("uden_for", None)
        elif name in ("basisaar", "basistakst"):
            self.kept.pop("fra_region", None)

    def ask(self, name: str, question: str, value: Decimal) -> None:
        """Ask what a percentage is before it is used; the next turn may say it in a word."""
        self.unclear[name] = question
        self.kept["vent"] = value
        self.changed.add("uklar")

    def drop(self, *names: str) -> None:
        for name in names:
            self.inputs.pop(name, None)
            self.words.pop(name, None)


def change_of(previous: RateCall) -> RateChange:
    """A change of nothing yet; what a form has put in the inputs since counts as said."""
    inputs, kept = dict(previous.inputs), dict(previous.kept)
    projection = kept_projection(kept, inputs)
    kept.pop("pl", None)
    if projection is not None:
        kept["pl"] = projection.plain()
    return RateChange(previous, inputs, dict(previous.words), kept, previous.asks)


def whole(value: Any) -> int | None:
    """A stored year, a number or Danish text, as a number; None where there is none."""
    return int(value) if value is not None and str(value).strip().isdigit() else None
