"""A rate question read as a call of a rule: what was understood, from which words, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from assistant.rules.figures import DateSpan, decimal_text

Asks = Literal["check", "ceiling"]
Value = Any
"""Decimal, int, bool, str, DateSpan, a tuple of Decimals, or a dict of year or name to Decimal."""


@dataclass(frozen=True, slots=True)
class RateCall:
    """`rule` is None where the region has no such rule (`reason` says why) or is not known (`missing`)."""

    rule: str | None
    inputs: Mapping[str, Value]
    words: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    region: str | None = None
    family: str = ""
    """What is asked about, whatever the region: "takst", "overhead", "oekonomimodel", …"""
    asks: Asks = "check"
    kept: Mapping[str, Value] = field(default_factory=dict)
    """What the inputs were worked out of and the next turn may change: "pl", "skridt", "enhed", "uklar", "andet"."""

    @property
    def complete(self) -> bool:
        return self.rule is not None and not self.missing

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; figures as Danish text, which every rule reads back unchanged."""
        return {
            "rule": self.rule,
            "inputs": {name: _plain(value) for name, value in self.inputs.items()},
            "words": dict(self.words),
            "missing": dict(self.missing),
            "reason": self.reason,
            "region": self.region,
            "family": self.family,
            "asks": self.asks,
            "kept": {name: _plain(value) for name, value in self.kept.items()},
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RateCall:
        """The call of `as_dict`; the figures stay Danish text. Raises TypeError for unknown keys."""
        return cls(**data)


def _plain(value: Value) -> Any:
    if isinstance(value, bool | int | str) or value is None:
        return value
    if isinstance(value, Decimal):
        return decimal_text(value, 0, 20)
    if isinstance(value, DateSpan):
        return str(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    raise TypeError(f"{value!r} kan ikke skrives som JSON")
