"""Sharing an amount by weight so that the øre add up: the largest-remainder method (Hare-Niemeyer)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

from assistant.rules.figures import OERE, rounded


def largest_remainder(total: Decimal, weights: Mapping[str, int]) -> dict[str, Decimal]:
    """Kroner per name; they sum to `total` rounded to the øre. Ties go by name, so order does not matter."""
    whole = rounded(total)
    weight = sum(weights.values())
    exact = {name: whole * part / weight for name, part in weights.items()}
    shares = {name: value.quantize(OERE, ROUND_FLOOR) for name, value in exact.items()}
    left = int((whole - sum(shares.values(), Decimal(0))) / OERE)
    for name in sorted(weights, key=lambda n: (shares[n] - exact[n], n))[:left]:
        shares[name] += OERE
    return shares
