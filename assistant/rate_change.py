"""A rate call under change: what a turn of the conversation has put in it, left open and cleared up."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assistant.rate_call import Asks, RateCall
from assistant.rate_projection import kept_projection
from assistant.rate_tokens import Token
from assistant.rules.figures import FigureError, amount


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

    replaced: list[Token] = field(default_factory=list)
    """The figures that a turn says are no longer to be counted with."""

    def held_as(self, kind: str, names: tuple[str, ...]) -> str | None:
        """The input that holds a replaced figure of that kind; None where none does."""
        values = [token.value for token in self.replaced if token.kind == kind]
        for name in names:
            value = self.inputs.get(name)
            if value is not None and any(_same(value, each) for each in values):
                return name
        return None

    def put(self, name: str, value: Any, text: str) -> None:
        self.inputs[name], self.words[name] = value, " ".join(text.split())
        self.changed.add(name)
        if name == "aar":
            self.kept.pop("uden_for", None)
        if name in ("aar", "basisaar", "takst", "basistakst"):
            self.kept.pop("valg", None)

    def ask(self, name: str, question: str, value: Decimal) -> None:
        """Ask what a percentage is before it is used; the next turn may say it in a word."""
        self.unclear[name] = question
        self.kept["vent"] = value
        self.changed.add("uklar")

    def drop(self, *names: str) -> None:
        for name in names:
            self.inputs.pop(name, None)
            self.words.pop(name, None)


def _same(held: Any, value: Any) -> bool:
    try:
        return bool(amount(held) == value)
    except FigureError:
        return False


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
