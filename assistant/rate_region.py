"""Region names in a rate question, small misspellings included; municipalities are resolved by the caller."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA

_STEMS = {
    "midtjylland": "Midtjylland", "midtjysk": "Midtjylland", "midtjyske": "Midtjylland",
    "hovedstaden": "Hovedstaden", "hovedstadsregionen": "Hovedstaden", "hovedstadsområdet": "Hovedstaden",
    "syddanmark": "Syddanmark", "syddansk": "Syddanmark", "syddanske": "Syddanmark",
    "sjælland": "Sjælland", "sjællandsk": "Sjælland", "sjællandske": "Sjælland",
    "nordjylland": "Nordjylland", "nordjysk": "Nordjylland", "nordjyske": "Nordjylland",
}  # fmt: skip
_SHORT = {
    r"\b(?:region|rgion|kkr) midt\b": "Midtjylland",
    r"\b(?:region|kkr) (?:h|hovedst\w*)\b": "Hovedstaden",
    r"\b(?:region|kkr) syd\b": "Syddanmark",
    r"\b(?:region|kkr) nord\b": "Nordjylland",
    r"^\s*midt\s*:": "Midtjylland",
}
_KNOWN = ("hovedsagen", "hovedstad", "midtvejs")


def regions_in(text: str) -> list[str]:
    """Region names in reading order, each once."""
    found: list[tuple[int, str]] = []
    lowered = text.lower()
    for pattern, region in _SHORT.items():
        found += [(m.start(), region) for m in re.finditer(pattern, lowered)]
    for match in re.finditer(
        r"[a-zæøå]{6,}", lowered.replace("ae", "æ").replace("oe", "ø").replace("aa", "å")
    ):
        named = _named(match.group())
        if named:
            found.append((match.start(), named))
    return list(dict.fromkeys(region for _, region in sorted(found)))


def _named(word: str) -> str | None:
    for form in (word, word.removesuffix("s")):
        if form in _STEMS:
            return _STEMS[form]
    if len(word) < 8 or word in _KNOWN:
        return None
    slips = 2 if len(word) >= 10 else 1
    close = [
        (OSA.distance(word, stem, score_cutoff=slips), region)
        for stem, region in _STEMS.items()
        if stem[0] == word[0]
    ]
    best = min((c for c in close if c[0] <= slips), default=None)
    return best[1] if best else None
