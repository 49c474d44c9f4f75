"""What somebody says of themselves before they ask: "hej, jeg sidder i Viborg og skal lave budget - kan vi …?"."""

from __future__ import annotations

import re

from index.danish import STOP_WORDS, words

_GREETING = r"(?:hej(?:sa)?|halløj|dav|goddag|godmorgen|godaften|hallo)(?: med (?:dig|jer))?"
# Who asks and why: work, place and errand. What the asker says of a case ("vi har en borger …") is part of the question.
_SELF = (
    r"(?:jeg|vi) (?:er (?:helt |lige |ret )?(?:ny\w*|startet|begyndt|ansat|i|fra|ved at)|har (?:lige|netop) fået|sidder|arbejder|kommer|"
    r"ringer|skriver|bor|hører til|tilhører|skal (?:lave|skrive|holde|forberede|have|bruge|til)|(?:vil|ville) (?:gerne|bare|lige)|"
    r"er i tvivl|prøver|forsøger)|"
    r"(?:min|mit|mine|vores) (?:nye )?\w*(?:leder|chef|kollega|kolleger|direktør|konsulent|udvalg\w*|afdeling|team) "
)
_OF_ONESELF = re.compile(rf"^(?:{_GREETING}\b[ ,.!:–-]*)?(?:$|(?:og )?(?:{_SELF}))", re.IGNORECASE)
_ASKING = (
    r"(?:i |på |fra |til |med )?(?:hvem|hvad|hvor|hvornår|hvordan|hvorfor|hvilken|hvilket|hvilke)|"
    r"(?:kan|må|skal|bør|er|har|får|gælder|findes|bliver|dækker|omfatter|betaler)"
)
_QUESTION = re.compile(
    rf"(?P<before>.*?[.!;:,–]|.*? -)\s+(?:og |men |så )*(?P<asked>(?:{_ASKING})\b.+)$", re.IGNORECASE
)
# "min leder spørger om det er frivilligt at …": the order of the words turns when it stands alone.
_INDIRECT = re.compile(
    r"^(?P<before>.*\b(?:spørger|spurgte|vide|høre|i tvivl|finde ud af|undersøge|afklare),?) om (?P<who>vi|jeg|man|det|de|der) "
    r"(?P<verb>er|kan|må|skal|bør|har|får|gælder|findes|bliver|betaler) (?P<rest>.+)$",
    re.IGNORECASE,
)
_SPOKEN_OF = re.compile(
    r"^(?P<before>.*\b(?:spørger|spurgte|vide|høre|i tvivl om|finde ud af|undersøge|afklare),?) (?P<asked>(?:om )?"
    rf"(?:{_ASKING})\b.+)$",
    re.IGNORECASE,
)
# "… vide, hvem der betaler" asks "hvem betaler".
_SUBJECT = re.compile(r"^(hvem|hvad|hvilken \w+|hvilket \w+|hvilke \w+) der(?= )", re.IGNORECASE)
# What is left must be able to stand alone: two telling words, or a long one, in letters.
_FEWEST_LETTERS = 8


def asked_part(text: str) -> str:
    """The question itself, without what the asker first says of themselves; the text where there is no such part.

    Figures may belong to a calculation, so a clause that holds one is never left out.
    """
    for pattern in (_INDIRECT, _SPOKEN_OF, _QUESTION):
        found = pattern.match(text)
        if found is None or not _OF_ONESELF.search(found["before"]) or re.search(r"\d", found["before"]):
            continue
        asked = f"{found['verb']} {found['who']} {found['rest']}" if pattern is _INDIRECT else found["asked"]
        asked = _SUBJECT.sub(r"\1", asked)
        if sum(len(word) for word in words(asked) if word not in STOP_WORDS) >= _FEWEST_LETTERS:
            return asked
    return text
