"""Two questions asked in one sentence: "hvem er formand, og hvornår mødes de?"."""

from __future__ import annotations

import re

_QUESTION_WORD = (
    r"(?:i |på |fra |til |med )?(?:hvem|hvad|hvor|hvornår|hvordan|hvorfor|hvilken|hvilket|hvilke)"
)
_TWO = re.compile(
    rf"^(?P<first>.*\b{_QUESTION_WORD}\b.+?)[,;]?\s+og\s+(?P<second>{_QUESTION_WORD}\b.+)$", re.IGNORECASE
)
# "Hvem skriver det første og hvem skriver det andet udkast": the first waits for the second's noun.
_LEFT_OPEN = re.compile(r"\b(?:den|det|de|en|et) \w+e?$", re.IGNORECASE)
# "Hvem og hvad …" is one question.
_FEWEST_WORDS = 3


def parts_of(text: str) -> tuple[str, ...]:
    """The questions of a text, each ending in "?": two where a second question word follows "og", else the text."""
    found = _TWO.match(" ".join(text.split()))
    if found is None or len(found["first"].split()) < _FEWEST_WORDS or len(found["second"].split()) < 2:
        return (text,)
    if _LEFT_OPEN.search(found["first"]):
        return (text,)
    return tuple(
        f"{part[:1].upper()}{part[1:].rstrip('?!., ')}?" for part in (found["first"], found["second"])
    )
