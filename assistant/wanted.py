"""Which kind of answer a question wants: a name, a date, a number, yes or no."""

from __future__ import annotations

import re
from typing import Literal

Wanted = Literal[
    "who",
    "when",
    "how_many",
    "how_much",
    "how_long",
    "where",
    "contact",
    "yes_no",
    "definition",
    "list",
    "why",
    "how",
    "text",
]


# Kinds of answer that a municipality can be part of: its people, places and numbers.
OF_A_PLACE: frozenset[Wanted] = frozenset({"who", "where", "contact", "how_many", "how_much"})
_YES_NO_OPENERS = (
    "er|kan|skal|må|har|var|vil|bliver|blev|gælder|findes|bør|kunne|skulle|måtte|havde|omfatter|dækker|indgår|"
    "betaler|står|gør|får|siger|bruger|anbefaler|ændrer|ændrede|trådte|træder|hører|kommer|varer|løber|deltog|deltager|"
    "bidrager|afgør|beslutter|godkendte|koordinerer|ligger|opkræver|afregner|driver|mødes|holder|holdt|giver|drives"
)
# In order: the first that is found in the question tells the kind of answer.
_WANTED: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (
        "contact",
        re.compile(
            r"\b(telefon\w*|tlf\.?|mobil\w*|(?:e-?)?mail\w*|hjemmeside\w*|web\w*|link|url|adresse\w*|postnummer)\b"
        ),
    ),
    (
        "when",
        re.compile(
            r"\b(hvornår|(?:hvilken|fra hvilken|hvad) dato|hvilket år|hvad tid|hvilket tidspunkt|senest hvornår|hvilken (?:måned|dag))\b"
        ),
    ),
    (
        "how_long",
        re.compile(
            r"\b(hvor længe|hvor lang tid|(?:hvilken|hvilke) (?:aftale)?period\w*|(?:aftale)?perioden for|løbetid)\b"
        ),
    ),
    (
        "how_many",
        re.compile(
            r"\b(hvor mange|antal(?:let)?|hvor tit|hvor ofte|hvilket \w*nummer|hvad er \w*nummeret)\b"
        ),
    ),
    (
        "how_much",
        re.compile(
            r"\b(hvor meget|hvor stor\w*|hvad kost(?:er|ede|et|e)|hvad \w* ?(?:er|var|tager) [^?]*\bløn\b|hvad tager [^?]*\bfor\b|hvor høj\w*|hvor lav\w*|hvor gamm?el|hvor gamle|procentsats\w*|hvilken procent|beløb|"
            r"hvad (?:er|var) \w*procent\w*|hvad (?:er|var) (?:prisen|taksten|satsen))\b"
        ),
    ),
    (
        "who",
        re.compile(
            r"\b(hvem|hvad (?:hedder|hed)|hvilken (?:person|myndighed|kommune|part)|hvis (?:ansvar|opgave)|hvem's)\b"
        ),
    ),
    (
        "why",
        re.compile(
            r"\b(hvorfor|hvad er (?:grunden|årsagen|formålet|baggrunden|begrundelsen)|formålet med)\b"
        ),
    ),
    (
        "where",
        re.compile(
            r"\b(hvor (?:blev|bliver|ligger|foregår|holdes|holdt|var|er|kan|finder|findes|kommer|holder|bor|står|læser|ses|fremgår|hentes)|hvorhenne|hvilket sted|(?:hvilken|hvilke) (?:by|gade)|hvilken kommune ligger)\b"
        ),
    ),
    ("list", re.compile(r"\b(hvilke|nævn|opremse?|list(?:e|en)?|remse?|oversigt over)\b")),
    ("how", re.compile(r"\b(hvordan|hvorledes|på hvilken måde)\b")),
    (
        "definition",
        re.compile(
            r"\b(hvad (?:er(?! der\b)|betyder|vil det sige|står|mener man|forstås|menes|dækker|går)|hva(?:d)? er(?! der\b)|forklar|"
            r"definer\w*|definition\w*|betydningen)\b"
        ),
    ),
)
_OPENS_YES_NO = re.compile(rf"^(?:så |og |men |jamen |altså )*(?:{_YES_NO_OPENERS})\b")
_ASKS_YES_NO = re.compile(
    rf"(?:\b(?:passer det|er det (?:rigtigt|korrekt|sandt)|stemmer det|gælder det)\b|"
    rf"(?:^|[-–,:.;] ?)(?:{_YES_NO_OPENERS})\b[^?]*\?\s*$)"
)
_QUESTION_WORD = re.compile(r"\b(hv[ae][md]|hvornår|hvor|hvorfor|hvordan|hvilke[nt]?)\b")


def wanted_in(text: str) -> Wanted:
    """What kind of answer a question asks for; "text" where its words do not say."""
    lowered = " ".join(text.split()).lower()
    if _OPENS_YES_NO.search(lowered):
        return "yes_no"
    found = [(match.start(), kind) for kind, pattern in _WANTED if (match := pattern.search(lowered))]
    contact = [kind for _, kind in found if kind == "contact"]
    if contact and re.search(r"\b(hvad|hvilken|hvilket|hvordan|har i|har de)\b", lowered):
        return "contact"
    if found:
        return min(found, key=lambda pair: pair[0])[1]
    if _ASKS_YES_NO.search(lowered):
        return "yes_no"
    return "text"


def asks_yes_no(text: str) -> bool:
    """Whether "Ja" or "Nej" would be an answer."""
    lowered = text.lower()
    if _QUESTION_WORD.search(lowered):
        return False
    return bool(_OPENS_YES_NO.search(lowered) or _ASKS_YES_NO.search(lowered))


def asks(text: str) -> bool:
    """Whether a text asks something: a question mark, a question word, or a verb first."""
    lowered = text.lower()
    return (
        "?" in text
        or bool(_OPENS_YES_NO.search(lowered) or _QUESTION_WORD.search(lowered))
        or any(pattern.search(lowered) for _, pattern in _WANTED)
    )
