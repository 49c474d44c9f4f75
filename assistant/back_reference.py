"""Sentences that only mean something after the one before them: "Dette skyldes …", "Det blev godkendt …"."""

from __future__ import annotations

import re
from collections.abc import Collection

from index.danish import stem, words

_VERB = (
    r"(?:er|var|har|havde|bliver|blev|vil|ville|skal|skulle|kan|kunne|må|bør|gælder|omfatter|indeholder|sker|skete|"
    r"skyldes|betyder|betød|består|beskriver|løber|udgør|giver|viser|kræver|indgår|træder|trådte|gør|medfører|"
    r"indebærer|understøtter|sikrer|fastlægger|bidrager|bygger)"
)
# Words that point at what was just said, however the sentence goes on.
_POINTS_BACK = re.compile(
    r"^(?:(?:dette|disse)\b|denne\s+(?!\w*aftale)|her\s+"
    + _VERB
    + r"\b|her(?:med|ved|til|af|under|efter|i)\b|"
    r"(?:derfor|derved|dermed|deraf|derefter|herefter|således|ligeledes|tilsvarende|omvendt|derimod)\b|"
    r"(?:på|i|af|med|for|til|ved|ud fra) (?:den(?:ne)?|dette|disse) (?:baggrund|område\w*|måde|forbindelse|sammenhæng|"
    r"grundlag|sag|punkt\w*|mål|temaer|tilbud|initiativ\w*)\b|for begge\b|"
    r"(?:det|den|de)\s+" + _VERB + r"\b|(?:den|de)\s+(?!fælles\b)\w+(?<!ernes)(?<!enes)es\b|"
    r"(?:blandt andet|bl\.a\.|fx|f\.eks\.|eksempelvis|og|men|både (?:i|for|mellem|på))\s)",
    re.IGNORECASE,
)
# "Det er aftalt, at …", "Det er kommunernes ansvar at …": what it stands for comes in the sentence itself.
_FORMAL = re.compile(
    r"^det\s+(?!betyder|betød|skyldes|medfører|indebærer|sker\b|skete|gør\b|vil vi|skal vi|kan vi)(?:[\w-]+\s+){1,6}?[\w-]+,?\s+at\b|"
    r"^det\s+er\s+(?:[\w-]+\s+){1,4}der\s+har\s+(?:kompetence|ansvar)|^(?:her|derfor)\s+\w+\s+(?:der|vi)\s+ikke\b",
    re.IGNORECASE,
)
# "DASSOS opfordrer dog til …": what it restricts stands before it.
_RESTRICTS = re.compile(r"^(?:[^\W_][\w-]*\s+){1,4}(?:dog|imidlertid|derimod)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"^(?P<word>[^\W\d_]{4,}(?:en|et))\s+(?P<next>[^\W\d_]+)")
# Known to every reader of these documents without having been named first.
_KNOWN = ("kommun", "region", "aftal", "borger", "takst", "driftsherr", "formål", "mål", "kkr", "stat")


def restricts(text: str) -> bool:
    """Whether a sentence takes back some of what the one before it says: neither is the whole truth alone."""
    return _RESTRICTS.search(text) is not None


def refers_back(text: str, before: str, known: Collection[str]) -> bool:
    """Whether a sentence needs the one before it to be understood.

    Beside words that point back, that is so of a thing in the definite form ("Modellen skal …") that the sentence
    before brought up ("en ny model"). `known` are stems of what the reader has read beside the quote, as its heading.
    """
    if restricts(text):
        return True
    if _POINTS_BACK.search(text):
        return not _FORMAL.search(text)
    named = _DEFINITE.search(text)
    if named is None:
        return False
    word = named["word"].lower()
    key = stem(word)
    if key in known or key.startswith(_KNOWN):
        return False
    forms = {
        other for other in words(before) if other != word and (stem(other) == key or word.startswith(other))
    }
    return any(len(other) >= 4 and len(word) - len(other) <= 3 for other in forms)
