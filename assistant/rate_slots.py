"""What a rate sentence says, as far as it has been read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assistant.rate_call import Asks


@dataclass
class Slots:
    """What a rate sentence says. `unclear` is a Danish question where the text can be read in two ways."""

    inputs: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    asks: Asks = "check"
    kept: dict[str, Any] = field(default_factory=dict)
    """As in RateCall."""

    def put(self, name: str, value: Any, text: str) -> None:
        self.inputs[name] = value
        self.words[name] = " ".join(text.split())
