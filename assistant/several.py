"""Whether a question asks for several things, and for how many: "de to fokusområder", "hvilke bilag", "målene"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.danish import STOP_WORDS

COUNTS = {
    word: number for number, word in enumerate("to tre fire fem seks syv otte ni ti elleve tolv".split(), 2)
} | {"begge": 2}
_COUNT = rf"(?P<count>{'|'.join(COUNTS)}|[2-9]|1[0-2])"
_NOUN = r"(?:[^\W\d_]+\s+){0,2}?[^\W\d_]{3,}"
_ASKS = r"(?:hva[d]?|hvilke|nævn|opremse?|list\w*|remse?|oplys|vis|fortæl)"
# "Hvad er de to fokusområder", "hvilke fire spor", "de tre politiske temaer i …".
_COUNTED = re.compile(
    rf"^(?:(?:og|men|så|hej)\s+)?(?:{_ASKS}\b(?:\s+[^\W\d_]+){{0,4}}?\s+|(?:de|alle)\s+){_COUNT}\s+{_NOUN}",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"\b(?:hvilke|nævn|opremse?|list(?:e|en)?|remse?|oversigt over|alle (?:de )?\w+(?:erne|ene))\b", re.I
)
# "Hvad er udviklingsområderne …", "målene i …": a noun in the definite plural is what is asked for.
_DEFINITE = re.compile(
    r"^(?:(?:og|men|så|hej)\s+)?(?:(?:hva[d]?|hvem)\s+(?:er|var|hedder|hed|blev|bliver|indgår)\s+(?:[^\W\d_]+\s+){0,3}?)?"
    r"(?P<noun>[^\W\d_]{3,}(?:erne|ene|nerne))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Several:
    """That several things are asked for; `count` of them where the question says how many."""

    count: int | None = None


def several_asked(text: str) -> Several | None:
    """What a question says of the number of things it asks for; None where it asks for one thing or of none."""
    lowered = " ".join(text.lower().split())
    counted = _COUNTED.search(lowered)
    if counted is not None:
        found = counted["count"]
        return Several(COUNTS[found] if found in COUNTS else int(found))
    if _LISTING.search(lowered):
        return Several()
    definite = _DEFINITE.search(lowered)
    return Several() if definite is not None and definite["noun"] not in STOP_WORDS else None
