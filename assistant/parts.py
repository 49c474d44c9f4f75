"""Two questions asked in one sentence: "hvem er formand, og hvornår mødes de?"."""

from __future__ import annotations

import re

_QUESTION_WORD = (
    r"(?:i |på |fra |til |med )?(?:hvem|hvad|hvor|hvornår|hvordan|hvorfor|hvilken|hvilket|hvilke)"
)
_TWO = re.compile(
    rf"^(?P<first>.*\b{_QUESTION_WORD}\b.+?)[,;]?\s+og\s+(?P<second>{_QUESTION_WORD}\b.+)$", re.IGNORECASE
)
# "…, og gælder det stadig i 2023-24?": a second question without a question word points back to the first.
_POINTS_BACK = r"(?:er|var|gælder|gjaldt|kan|skal|må|har|havde|vil|bliver|blev|findes|koster|betyder)"
_TWO_POINTING = re.compile(
    rf"^(?P<first>(?:{_QUESTION_WORD}|{_POINTS_BACK})\b.+?)[,;]?\s+(?:og|men)\s+"
    rf"(?P<second>{_POINTS_BACK}\s+(?:det|den|de|dette|disse|der|(?:ramme)?aftalen)\b(?!.*\b(?:han|ham|hun|hende|dem|nogen)\b).*\?)\s*$",
    re.IGNORECASE,
)
# "Hvem skriver det første og hvem skriver det andet udkast": the first waits for the second's noun.
_LEFT_OPEN = re.compile(r"\b(?:den|det|de|en|et) \w+e?$", re.IGNORECASE)
# "Hvem og hvad …" is one question.
_FEWEST_WORDS = 3
_LONGEST = 500


def parts_of(text: str) -> tuple[str, ...]:
    """The questions of a text, each ending in "?": two where a second question follows "og", else the text."""
    whole = " ".join(text.split())
    found = _TWO.match(whole) or (_TWO_POINTING.match(whole) if len(whole) <= _LONGEST else None)
    if found is None or len(found["first"].split()) < _FEWEST_WORDS or len(found["second"].split()) < 2:
        return (text,)
    if _LEFT_OPEN.search(found["first"]):
        return (text,)
    return tuple(
        f"{part[:1].upper()}{part[1:].rstrip('?!., ')}?" for part in (found["first"], found["second"])
    )
