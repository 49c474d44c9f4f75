"""Several questions asked in one sentence: "hvem er formand, og hvornår mødes de?", "hvad betaler henholdsvis A og B?"."""

from __future__ import annotations

import re

_QUESTION_WORD = (
    r"(?:i |på |fra |til |med )?(?:hvem|hvad|hvor|hvornår|hvordan|hvorfor|hvilken|hvilket|hvilke)"
)
# "Jeg skal bruge telefonnummeret, og hvilken adresse har de?": what is wanted is said without a question word.
_REQUEST = r"(?:jeg|vi) (?:skal (?:bruge|have)|mangler|vil gerne have|søger|leder efter) (?!\d)|giv (?:mig|os) |oplys |nævn "
_IS_REQUEST = re.compile(rf"(?!.*\b{_QUESTION_WORD}\b)(?:{_REQUEST})", re.IGNORECASE)
_TWO = re.compile(
    rf"^(?P<first>(?:.*\b{_QUESTION_WORD}\b|{_REQUEST}).+?)[,;]?\s+og\s+(?P<second>{_QUESTION_WORD}\b.+)$",
    re.IGNORECASE,
)
# "…, og gælder det stadig i 2023-24?": a second question without a question word points back to the first.
_POINTS_BACK = r"(?:er|var|gælder|gjaldt|kan|skal|må|har|havde|vil|bliver|blev|findes|koster|betyder)"
_TWO_POINTING = re.compile(
    rf"^(?P<first>(?:{_QUESTION_WORD}|{_POINTS_BACK})\b.+?)[,;]?\s+(?:og|men)\s+"
    rf"(?P<second>{_POINTS_BACK}\s+(?:det|den|de|dette|disse|der|man|(?:ramme)?aftalen)\b(?!.*\b(?:han|ham|hun|hende|dem|nogen)\b).*\?)\s*$",
    re.IGNORECASE,
)
# "Hvem skriver det første og hvem skriver det andet udkast": the first leaves its noun to the second.
_LEFT_OPEN = re.compile(r"\b(?P<article>den|det|de) (?:\w+e|anden|andet)$", re.IGNORECASE)
# "Hvor mange kom til mødet og hvor mange til konferencen": the second leaves its verb to the first.
_WITHOUT_VERB = re.compile(
    r"^(?P<word>hvor (?:mange|meget|tit|ofte|længe)|hvem|hvad|hvornår|hvor|hvilke[nt]? \w+)\s+"
    r"(?P<at>til|i|på|for|ved|fra|hos|under|om|af)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_RESPECTIVELY = re.compile(
    r"^(?P<before>.+?)\s+henholdsvis\s+(?P<some>.+?)\s+og\s+(?P<last>.+?)"
    r"(?P<after>\s+(?:til|i|på|for|ved|fra|hos|med|under|om|af|efter|ifølge)\b.*)?$",
    re.IGNORECASE,
)
# "Hvem og hvad …" is one question.
_FEWEST_WORDS = 3
_LONGEST = 500
_MOST_SHARES = 4


def parts_of(text: str) -> tuple[str, ...]:
    """The questions of a text, each ending in "?" (a request in "."): two where a second question follows "og", else the text.

    What one of the two leaves to the other is filled in: its noun or its verb.
    """
    whole = " ".join(text.split())
    found = _TWO.match(whole) or (_TWO_POINTING.match(whole) if len(whole) <= _LONGEST else None)
    if found is None or len(found["first"].split()) < _FEWEST_WORDS or len(found["second"].split()) < 2:
        return (text,)
    first = _with_noun(found["first"], found["second"])
    if first is None:
        return (text,)
    return (_question(first), _question(_with_verb(first, found["second"])))


def shares_of(text: str) -> tuple[str, ...]:
    """For what is asked of several one by one ("hvad betaler henholdsvis A, B og C til D?") a question of each."""
    whole = " ".join(text.split())
    found = _RESPECTIVELY.match(whole.rstrip("?!., ")) if len(whole) <= _LONGEST else None
    if found is None:
        return (text,)
    members = [*found["some"].split(", "), found["last"]]
    if len(members) > _MOST_SHARES or not all(len(member.split()) <= _FEWEST_WORDS for member in members):
        return (text,)
    noun = found["last"].split()[-1]
    members = [f"{member} {noun}" if _LEFT_OPEN.fullmatch(member) else member for member in members]
    return tuple(_question(f"{found['before']} {member}{found['after'] or ''}") for member in members)


def _with_noun(first: str, second: str) -> str | None:
    """The first question with the noun that it leaves to the second; None where the second has none for it."""
    left_open = _LEFT_OPEN.search(first)
    if left_open is None:
        return first
    noun = re.search(
        rf"\b{left_open['article']} (?:\w+e|anden|andet) (?P<noun>[^\W\d_]{{3,}}.*)$", second, re.IGNORECASE
    )
    return f"{first} {noun['noun']}" if noun is not None else None


def _with_verb(first: str, second: str) -> str:
    """The second question with the verb that it leaves to the first."""
    bare = _WITHOUT_VERB.match(second)
    if bare is None:
        return second
    said = re.match(rf"{bare['word']}\s+(?P<verb>.+?)\s+{bare['at']}\s", first, re.IGNORECASE)
    return f"{bare['word']} {said['verb']} {bare['at']} {bare['rest']}" if said is not None else second


def _question(part: str) -> str:
    said = f"{part[:1].upper()}{part[1:].rstrip('?!., ')}"
    return f"{said}." if _IS_REQUEST.match(said) else f"{said}?"
