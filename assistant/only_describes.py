"""Whether a sentence tells what a document describes, rather than anything of what is described there.

"Styringsaftalen, som beskriver principperne for takstberegning" tells no rate, and not whether one may rise.
"""

from __future__ import annotations

import re

from assistant.question import Question

_DESCRIBES = re.compile(
    r"\b(?:beskriv(?:er|e|es)|omhandler|redegør for)(?:\W+\w+){0,3}?\W+"
    r"(?:rammerne|rammer|principper(?:ne)?|regler(?:ne)?|retningslinjer(?:ne)?|bestemmelser(?:ne)?|hvordan)\b",
    re.IGNORECASE,
)
# Asks what stands somewhere, what it is for, or whether there is anything on a matter.
_OF_THE_DOCUMENT = re.compile(
    r"\b(?:beskriv\w*|beskrevet|indehold\w*|omhandl\w*|redegør\w*|handler|formål\w*|står|nævn\w*|findes|er der|regler|regel\w*|"
    r"reguler\w*|princip\w*|ramme(?:r|rne)?|retningslinj\w*|bestemmelse\w*|omfatt\w*|dækker|indgår|hvad er|hvor(?:for|dan|i)?)\b",
    re.IGNORECASE,
)
_OF_A_THING = frozenset({"yes_no", "how_much", "how_many", "how_long", "when", "who"})
_WHICH = re.compile(r"\bhvilke[nt]?\b", re.IGNORECASE)


def only_describes(question: Question, text: str) -> bool:
    """Whether it is asked for a thing itself, and the sentence says only that it is described."""
    of_a_thing = question.wanted in _OF_A_THING or _WHICH.search(question.said) is not None
    return of_a_thing and not _OF_THE_DOCUMENT.search(question.said) and _DESCRIBES.search(text) is not None
