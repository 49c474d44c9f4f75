"""What is said between the questions of a talk: thanks, a greeting, "ok". It is met, not searched for."""

from __future__ import annotations

import re
from datetime import date

from assistant.answer import Answer

THANKS = "Selv tak. Stil gerne et spørgsmål til."
GREETING = "Hej. Stil et spørgsmål om rammeaftalerne, så finder jeg stedet, hvor svaret står."
FAREWELL = "Farvel, og på gensyn."
NOTED = "Godt. Stil gerne et spørgsmål til."
WHAT_INSTEAD = "Skriv, hvad du mente i stedet, for eksempel en anden region, en anden periode eller et andet ord, så søger jeg igen."
_MORE = r"(?:\s+(?:så|da|du|jer|dig|igen|alle|sammen|for (?:nu|i dag)|meget|skal du have|mange gange|bare|nok|helt|jo|det|alligevel|ellers|anyway))*"
_THANKS = (
    r"(?:(?:mange|tusind|ok|okay|super|fint|jo|ja|nej) )?tak(?: skal du have)?"
    r"(?: for (?:det|hjælpen|svaret|din hjælp|jeres hjælp|oplysningen|oplysningerne|info|snakken))?|1000 tak|takker"
)
_GREETING = r"(?:hej|hejsa|halløj|davs|goddag|god (?:morgen|dag|eftermiddag|aften)|godmorgen|hallo|dav)"
_FAREWELL = r"(?:farvel|hej ?hej|vi ses|på gensyn|god (?:weekend|dag videre|dag fremover))"
_NOTED = (
    r"(?:ok|okay|okey|super|fint|godt|perfekt|fedt|fantastisk|dejligt|glimrende|udmærket|forstået|modtaget|jep|jo|ja|javel|"
    r"alt i orden|i orden|det er (?:godt|fint|super|ok|okay|forstået)|det var (?:godt|fint|alt|det|hjælpsomt|nok)|nå|aha|"
    r"nå ok|sådan|den er god|god service|det giver mening|det forstår jeg|jeg forstår|rart at vide|godt at vide)"
)
_ANSWERS = tuple(
    (re.compile(rf"(?:{words}){_MORE}", re.IGNORECASE), answer)
    for words, answer in (
        (rf"(?:{_NOTED} )*(?:{_THANKS})(?: {_NOTED})*", THANKS),
        (_GREETING, GREETING),
        (_FAREWELL, FAREWELL),
        (rf"{_NOTED}(?: {_NOTED})*", NOTED),
        (
            r"(?:nej|næ|ups|hov|hovsa|forkert|det er forkert|nej det er forkert|det passer ikke|nej det passer ikke|"
            r"det var ikke det(?: jeg mente| jeg spurgte om)?|nej det var ikke det(?: jeg mente| jeg spurgte om)?)",
            WHAT_INSTEAD,
        ),
    )
)


def courtesy(message: str, today: date) -> Answer | None:
    """The answer to a message that asks nothing; None for any other. It claims nothing and cites nothing."""
    if "?" in message:
        return None
    plain = " ".join(re.sub(r"[^\w\s]", " ", message).split())
    for words, answer in _ANSWERS:
        if plain and words.fullmatch(plain):
            return Answer(status="not_found", answer=answer, as_of=today)
    return None
