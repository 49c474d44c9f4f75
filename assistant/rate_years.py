"""Which year belongs to which figure, by how near and how directly the text puts them together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations

from assistant.rate_tokens import Token

BESIDE = re.compile(
    r"^\s*(?:kr\.?|kroner)?\s*(?:/\s?\w+|pr\.?\s*(?:dag|døgn|plads)|om dagen|i døgnet|dagligt|per dag)?\s*"
    r"(?:\(|i\s+år\s+|i\s+|for\s+|pr\.\s+|fra\s+)?$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"[,;–—?!]|\.\s|\s-\s")
_JOINING = re.compile(r"\b(?:og|men|når|hvis|mens|mod|nu|så)\b", re.IGNORECASE)


def distance(text: str, amount: Token, year: Token) -> float:
    after = year.start >= amount.end
    gap = text[amount.end : year.start] if after else text[year.end : amount.start]
    cost = 1.0 + len(gap.split())
    if after and BESIDE.match(gap):
        return 0.0
    if not after and re.match(r"^\s*[:=(]\s*$|^-\w+\s*\w*\s*$", gap):
        return 0.0
    cost += 4 * len(_DELIMITER.findall(gap)) + 3 * len(_JOINING.findall(gap))
    cost += 8 * len(re.findall(r"\d{3,}", gap))
    return cost


def assign(text: str, amounts: Sequence[Token], years: Sequence[Token]) -> dict[int, int]:
    """Index of amount to index of year, the cheapest matching; at most seven figures are tried."""
    few, many = sorted((list(range(len(amounts)))[:6], list(range(len(years)))[:6]), key=len)
    if not few:
        return {}
    amounts_first = len(few) == min(len(amounts), 6) and len(amounts) <= len(years)
    best: tuple[float, dict[int, int]] = (float("inf"), {})
    for chosen in permutations(many, len(few)):
        pairs = dict(zip(few, chosen, strict=True)) if amounts_first else dict(zip(chosen, few, strict=True))
        cost = sum(distance(text, amounts[a], years[y]) for a, y in pairs.items())
        best = min(best, (cost, pairs), key=lambda each: each[0])
    return best[1]
