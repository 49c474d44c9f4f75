"""Whether something is as it was: "er det det samme som før?", "er det et nyt område?", "er aftalerne enige om …?"."""

from __future__ import annotations

import re

from assistant.question import Question
from assistant.version_words import NEWER_WORDS, OLDER_WORDS, THEN, names_both, without_version

_EQUALS = re.compile(
    r"\b(?:samme|ens|anderledes|forskellige?t?|uændre(?:t|de)|ændre(?:t|de)|ændre[rs]?|lavet om|faldet|steget|flere|færre)\b",
    re.IGNORECASE,
)
_AS_BEFORE = (
    r"\b(?:nu\s+)?(?:som|end)\s+(?:før|førhen|forhen|tidligere|dengang|sidst|hidtil)\b"
    r"|\b(?:siden|fra|som|end)\s+(?:i\s+)?(?:den\s+)?sidste\s+(?:(?:ramme|styrings|takst)?aftale\w*|periode\w*)"
)
# An agreement on a part stays the matter when its version is left out: "den nye takstaftale".
_OF_A_PART = re.compile(
    rf"\b(?:den\s+)?(?:{OLDER_WORDS}|{NEWER_WORDS})\s+(?P<part>takst|styrings)aftale(?:n)?\b", re.IGNORECASE
)
_BEFORE = re.compile(rf"{_AS_BEFORE}|\b(?:fra|siden)\s+(?:sidst|hidtil|nu)\b|{THEN}", re.IGNORECASE)
_AGREE = re.compile(r"\b(?:u?enige?|modsiger)\b.*", re.IGNORECASE)
_AGREEMENTS = re.compile(r"\b(?:ramme|styrings|takst)?aftaler(?:ne)?\b", re.IGNORECASE)
_NEW = re.compile(r"\b(?P<article>en|et)\s+nyt?\s+(?=\w)|\bnye\s+(?=\w)", re.IGNORECASE)
_NEW_THING = re.compile(rf"(?:{_NEW.pattern})(?P<thing>[^\W\d_]{{4,}})", re.IGNORECASE)
_ASKS_AGAIN = re.compile(r"\bhv(?:em|ad|or\w*|ilken?|ilket|ilke|ornår)\b", re.IGNORECASE)
_TAIL = re.compile(r"(?:\s+(?:nu|som|end|med|fra|siden|sidst|hidtil|og))+\s*$", re.IGNORECASE)
# How the same is asked of one of the versions.
_OF_ONE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(form, re.IGNORECASE), asked)
    for form, asked in (
        (
            r"^(?:er|var)\s+.*?\baftaler\w*(?:\s+i\s+\w+)?\s+u?enige?\s+om,?\s+(?:om\s+)?(?P<x>\w.*)$",
            r"\g<x>",
        ),
        (
            r"^(?:siger|skriver)\s+.*?\b(?:det samme|noget (?:andet|forskelligt))\s+om\s+(?P<x>\w.*)$",
            r"Hvad siger man om \g<x>",
        ),
        (
            r"^(?:har|havde)\s+(?P<p>[^\s]+)\s+(?:de|den|det)\s+samme\s+(?P<x>\w.*)$",
            r"Hvilke \g<x> har \g<p>",
        ),
        (
            r"^(?:er|var|blev|bliver|har)\s+(?P<x>\w.*?)\s+(?:blevet\s+)?(?:uændre(?:t|de)|anderledes|ændre(?:t|de)(?: sig)?|lavet om|flyttet|(?:ud)?skiftet|fjernet|afskaffet|ophævet|strammet|lempet|hævet|sænket)\b.*$",
            r"Hvad siger man om \g<x>",
        ),
    )
)


def asks_then_and_now(question: Question) -> bool:
    """Whether what an older agreement says of something is to be held against what a newer one says of it."""
    text = question.text
    if len(_ASKS_AGAIN.findall(text)) > 1 and not _AGREE.search(text):
        return False  # two questions in one, each of a version of its own
    if _EQUALS.search(text) and (_BEFORE.search(text) or question.version == "older"):
        return True
    if _EQUALS.search(text) and names_both(text):
        return True
    if _AGREE.search(text) and _AGREEMENTS.search(text):
        return True
    dated = bool(question.periods or question.years) or question.version == "newer"
    return question.yes_no and dated and _NEW.search(text) is not None


def of_one_time(text: str) -> str:
    """The question without its mark as one of the versions is asked it; unchanged where it does not compare them."""
    text = re.sub(_AS_BEFORE, " ", _OF_A_PART.sub(r"\g<part>aftalen", text), flags=re.IGNORECASE)
    bare = _TAIL.sub("", without_version(text))
    if (new := _NEW_THING.search(bare)) is not None:
        return f"Hvilke {new['thing']} er der"
    for form, asked in _OF_ONE:
        found = form.match(bare)
        if found is not None:
            return found.expand(asked).strip()
    return bare
