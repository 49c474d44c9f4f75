"""The sentence beside a quoted one that gives its reason."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.store import StoredPassage

Placed = tuple[StoredPassage, int, bool]
# Tells the reason, or the purpose, of what the sentence itself says.
_GIVES = re.compile(
    r"\b(?:fordi|skyldes|på grund af|grundet|på baggrund af|med henblik på|med det formål|idet)\b|,\s+da\b",
    re.IGNORECASE,
)
# "For at" tells a purpose, but not in "mulighed for at".
_PURPOSE = re.compile(r"(?:^|(?P<before>[\w]+)\W+)for at\b", re.IGNORECASE)
_WITH_FOR = re.compile(
    r"(?:mulighed|ansvar|behov|grundlag|forudsætning|risiko|ramme|brug|mål|plads|sted|belæg|grund|fare|tid|kompetence)"
    r"(?:en|et|er|erne|rne|n|s)?$",
    re.IGNORECASE,
)
# Tells the reason, or the purpose, of what stands before it.
_OF_BEFORE = re.compile(
    r"^\W*(?:(?:dette|det|disse|den)\b.{0,40}\b(?:skyldes|sker (?:for at|fordi)|er fordi|gøres for at)\b"
    r"|(?:årsagen|grunden|baggrunden|begrundelsen|formålet|hensigten|målet)(?: (?:hermed|med (?:dette|det)|hertil))? er\b)",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"\b(?:derfor|af den grund|på den baggrund|på denne baggrund)\b", re.IGNORECASE)


def reason_for(places: Sequence[Placed]) -> tuple[StoredPassage, int, int] | None:
    """The passage and its first and last unit that give the reason of what was quoted; None where nothing near does.

    `places` are the units of a section (passage, number, whether quoted), in order. "Derfor" rests on the sentences
    before it, "dette skyldes" and "formålet er" are about the one before them: all are quoted together.
    """
    for at, (passage, number, quoted) in enumerate(places):
        text = passage.passage.units[number].text
        after = _next(places, at)
        if quoted and _FOLLOWS.search(text) and _back(places, at) < number:
            first = _back(places, at)
            if _OF_BEFORE.search(passage.passage.units[first].text):
                first = _back(places, at - 1)
            return passage, first, number
        if quoted and (_GIVES.search(text) or _has_purpose(text)):
            return passage, number, number
        if quoted and after is not None and _OF_BEFORE.search(passage.passage.units[after].text):
            return passage, number, after
    return None


def _has_purpose(text: str) -> bool:
    return any(not _WITH_FOR.match(found["before"] or "") for found in _PURPOSE.finditer(text))


def _next(places: Sequence[Placed], at: int) -> int | None:
    """The number of the unit behind, where it stands in the same passage."""
    if at + 1 < len(places) and places[at + 1][0].id == places[at][0].id:
        return places[at + 1][1]
    return None


def _back(places: Sequence[Placed], at: int) -> int:
    """The number of the unit before, where it stands in the same passage; else the unit's own."""
    passage, number, _ = places[at]
    return places[at - 1][1] if at and places[at - 1][0].id == passage.id else number
