"""What a computation holds now, told to a reader whose next words were not understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assistant.rate_call import RateCall
from assistant.rules.field_words import field_words, value_words
from assistant.rules.figures import FigureError, factor, kroner, pct_exact, percent
from assistant.rules.figures import amount as read_amount

_KRONER = frozenset({"basistakst", "takst", "underskud", "overskud", "indirekte", "direkte"})
_EXAMPLES = {
    "takst": "»og hvis taksten er 1.050 kr.?«, »og i 2021?« eller »og hvis pl er 2 pct. om året?«",
    "overhead": "»og hvis overhead er 5,5 pct.?«",
    "oekonomimodel": "»og med 50 pct.?« eller »og hvis underskuddet er 900.000 kr.?«",
    "over_underskud": "»og med 95 pct. belægning?« eller »og hvis det er et overskud?«",
}
_EVENT = "»og i august 2022?«"
NOT_UNDERSTOOD = "Jeg forstod ikke, hvad der skal ændres i beregningen."


def not_understood(call: RateCall) -> str:
    """What is said where a follow-up to a computation could not be read."""
    held = held_text(call)
    told = f" Den holder nu: {held}." if held else ""
    return f"{NOT_UNDERSTOOD}{told} Skriv fx {_EXAMPLES.get(call.family, _EVENT)}."


def held_text(call: RateCall) -> str:
    """ "takst før: 1.000,00 kr.; år før: 2019; region: Hovedstaden"."""
    parts = [
        f"{field_words(name)}: {_value(name, value)}"
        for name, value in call.inputs.items()
        if name not in ("region", "mellemtakster")
    ]
    if call.region:
        parts.append(f"region: {call.region}")
    return "; ".join(parts).rstrip(".")


def _value(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nej"
    try:
        if isinstance(value, Mapping):
            read = pct_exact if name == "pl_aar" else factor
            return ", ".join(f"{key}: {read(percent(each))}" for key, each in sorted(value.items()))
        if isinstance(value, tuple | list):
            each_of = pct_exact if name == "procenter" else kroner
            return ", ".join(each_of(read_amount(each)) for each in value)
        if name in _KRONER:
            return kroner(read_amount(value))
        if name.endswith("_pct"):
            return pct_exact(percent(value))
    except FigureError:
        return str(value)
    return value_words(name, str(value))
