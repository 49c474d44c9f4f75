"""A question that compares, as it is asked of each side: "hvem har flest kommuner?" asks each region how many it has.

The words that compare are no words of the matter: left in the question they would be searched for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from assistant.question import Question, time_spans, understand
from assistant.then_and_now import asks_then_and_now, of_one_time
from ingest.regions import Regions

Relation = Literal["most", "least", "same", "difference"]

# "Mindst 2 pct." is a bound, no comparison.
_MOST = r"(?:(?:aller)?(?:flest|højeste?|størst[e]?|mest|dyrest[e]?|længst[e]?)\b(?!\s+\d)|(?:flere|højere|større|dyrere|længere)\b.*\bend\b)"
_LEAST = r"(?:(?:aller)?(?:færrest|laveste?|mindst(?:e)?|billigst[e]?|kortest[e]?)\b(?!\s+\d)|(?:færre|lavere|mindre|billigere|kortere)\b.*\bend\b)"
_HEIGHT = r"(?:aller)?(?:højeste?|laveste?|størst[e]?|mindste?|dyrest[e]?|billigst[e]?)"
_HIGHER = r"(?:højere|lavere|større|mindre|dyrere|billigere)"
_LENGTH = r"(?:aller)?(?:længst[e]?|kortest[e]?)"
_WHO = r"(?:hvem|hvor|hvilke(?:n|t)?\s+(?:af\s+\w+\s+)?(?:region(?:er)?|(?:ramme)?aftaler?|landsdel)(?:\s+(?:er det(?: der)?|der))?)"
_HAS = r"(?:har|havde|er der|var der|får|nævner|omfatter)"
_EQUAL = r"(?:(?:den|det|de)\s+samme|ens|(?:den|det)\s+samme\s+\w*sats|forskellige?t?|lige\s+(?:høj|stor|lang|lav)\w*)"

# What compares, and how the same is asked of one side.
_FORMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), asked)
    for pattern, asked in (
        (
            rf"^{_WHO}\s+{_HAS}\s+(?:de\s+)?(?:aller)?(?:fleste?|færreste?)\s+(?P<x>\w.*)$",
            r"Hvor mange \g<x>",
        ),
        (rf"^{_WHO}\s+{_HAS}\s+(?:det)?\s*{_HEIGHT}\s+antal\s+(?P<x>\w.*)$", r"Hvor mange \g<x>"),
        (rf"^{_WHO}\s+{_HAS}\s+(?:den|det|de)?\s*{_HEIGHT}\s+(?P<x>\w.*)$", r"Hvor meget er \g<x>"),
        (
            rf"^{_WHO}\s+{_HAS}\s+(?:den|det|de)?\s*{_LENGTH}\s+(?:(?:ramme|styrings)?aftale\w*|løbetid)(?P<r>.*)$",
            r"Hvor længe gælder rammeaftalen\g<r>",
        ),
        (rf"^{_WHO}\s+{_HAS}\s+(?:den|det|de)?\s*{_LENGTH}\s+(?P<x>\w.*)$", r"Hvilken \g<x>"),
        (rf"^hvor\s+(?P<v>er|var)\s+(?P<x>.+?)\s+{_HEIGHT}\b(?P<r>.*)$", r"Hvor meget \g<v> \g<x>\g<r>"),
        (
            r"^hvor\s+(?P<v>må|skal|kan)\s+(?P<x>.+?)\s+(?:mest|mindst)\b(?P<r>.*)$",
            r"Hvor meget \g<v> \g<x>\g<r>",
        ),
        (r"^(?P<v>har|havde)\s+(?P<p>.+?)\s+lige mange\s+(?P<x>.+)$", r"Hvor mange \g<x> \g<v> \g<p>"),
        (r"^(?:er|var|findes) der\s+lige mange\s+(?P<x>.+)$", r"Hvor mange \g<x>"),
        (
            r"^(?P<v>har|havde|er der)\s+(?P<p>.*?)\s*\b(?:flere|færre)\s+(?P<x>.+?)\s+(?P<r>(?:(?:i|hos|på)\s+\w+\s+)?end\b.+)$",
            r"Hvor mange \g<x> \g<v> \g<p> \g<r>",
        ),
        (rf"^(?P<v>er|var)\s+(?P<x>.+?)\s+{_HIGHER}\s+(?P<r>.*\bend\b.*)$", r"Hvor meget \g<v> \g<x> \g<r>"),
        (rf"^(?P<v>er|var)\s+(?P<x>.+?)\s+{_EQUAL}(?P<r>\b.*)$", r"Hvad \g<v> \g<x>\g<r>"),
        (r"^(?:er|var) der (?:nogen |en )?forskel(?:le)? (?:på|i|mellem)\s+(?P<x>hv\w+\s.+)$", r"\g<x>"),
        (r"^(?:kan (?:du|i) )?sammenligne?\s+(?P<x>hv\w+\s.+)$", r"\g<x>"),
        (
            r"^hvad er (?:forskellene?|ligheden|lighederne) (?:på|i|mellem)\s+(?P<x>.+?)\s+(?P<r>(?:i|hos|for|mellem)\s.+)$",
            r"Hvad siger man om \g<x> \g<r>",
        ),
        (
            r"^(?:er|bliver|står)\s+(?P<x>.+?)\s+(?:nævnt|omtalt|beskrevet)\s+(?P<r>(?:både\s+)?(?:i|af|både)\s.+)$",
            r"Hvad siger man om \g<x> \g<r>",
        ),
        (r"^(?P<a>.+?)\s+(?:(?:den|det|de)\s+)?samme(?P<r>\s+\w.*)$", r"\g<a>\g<r>"),
        (
            r"^hvilke(?:n|t)?\s+(?:af\s+\w+\s+)?(?:region(?:er(?:ne)?)?|aftaler?|landsdele?)\s+(?:der\s+)?"
            r"(?:har|havde|nævner|omtaler|bruger|skriver|siger|taler|stiller|sætter|arbejder|beskriver)\s+"
            r"(?:(?:noget|mest)\s+)?(?:(?:om|med|krav til|mål for|regler om|regler for)\s+)?(?P<x>\w.*)$",
            r"Hvad siger man om \g<x>",
        ),
        (
            r"^(?:hvordan (?:er|var|lyder)|hvad (?:er|var|siger)|hvilke (?:er|var)|hvilke)\s+regler(?:ne)?\s+(?:(?:er der|gælder(?: der)?|gjaldt(?: der)?|har)\s+)?"
            r"(?:for|om|ved|på|vedrørende|omkring)\s+(?P<x>\w.*)$",
            r"Hvad siger man om \g<x>",
        ),
    )
)
# What stands between the sides.
_AGAINST = re.compile(
    r"\b(?:set )?i forhold til\b|\b(?:sammenlignet|sammenholdt) med\b|\b(?:i )?mod(?:sat|sætning til)\b|\btil forskel fra\b|"
    r"\b(?:kontra|versus|vs)\b\.?",
    re.IGNORECASE,
)
# "I modsætning til Hovedstaden, hvad må Midtjylland?"
_FIRST_AGAINST = re.compile(
    r"^(?:set )?(?:i modsætning til|modsat|til forskel fra|sammenlignet med|i forhold til)\s+(?P<a>[^,?]+?),?\s+(?P<q>(?:hv|er|må|kan|skal|har|gælder)\w*\s.+)$",
    re.IGNORECASE,
)
# Regions that are not named one by one; "man" is searched for by nobody.
_ALL_REGIONS = (
    (
        re.compile(
            r"\b(?:i|på tværs af|for|mellem|blandt|af|hos) (?:(?:de|alle|hver af de) )?(?:(?:tre|3|fem|5|forskellige|enkelte) )?region(?:er(?:ne)?)?\b",
            re.I,
        ),
        "",
    ),
    (
        re.compile(r"\b(?:de|alle|hver af de) (?:(?:tre|3|fem|5|forskellige|enkelte) )?regioner\b", re.I),
        "man",
    ),
)
# Versions that are not named one by one.
_BOTH = re.compile(
    r"\b(?:i|af|for|på|mellem) (?:begge|de to) (?:\w+e )?(?:(?:ramme)?aftaler|perioder|aftaleperioder)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"^(?:og |så )*hvad (?:er|har|blev|var) (?:der )?(?:nyt|ændret|anderledes|sket|forskellen|forskellene)(?: sig)?\s+"
    r"(?:om|i forhold til|i reglerne (?:om|for)|i|for|ved|med|vedrørende|angående|på|af|omkring)\s+(?P<x>\w.*)$",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:samme|ens|u?enige?|uændre(?:t|de)|anderledes|lige (?:mange|høj\w*|stor\w*|lang\w*|lav\w*)|forskellige?t?)\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(
    r"\b(?:forskel(?:len|lene|le)?|lighed(?:en|er|erne)?|sammenlign\w*)\b", re.IGNORECASE
)


def relation_of(text: str) -> Relation | None:
    """What a question asks of the sides beside what each says; None where it only asks each."""
    if re.search(rf"\b{_MOST}", text, re.IGNORECASE):
        return "most"
    if re.search(rf"\b{_LEAST}", text, re.IGNORECASE):
        return "least"
    if _SAME.search(text):
        return "same"
    return "difference" if _DIFFERENCE.search(text) else None


def asks_if_alike(question: Question) -> bool:
    """Whether several regions are held against each other in something that no amount is named for."""
    text = question.text
    for start, end in reversed(time_spans(text)):
        text = f"{text[:start]} {text[end:]}"
    return (
        len(question.regions) > 1
        and relation_of(text) in ("same", "difference")
        and not re.search(r"\d", text)
    )


def of_one_side(question: Question, regions: Regions) -> Question:
    """The question without the words that compare its sides; itself where it has none of them.

    One that names no region, or several, then compares regions; one that names a single region is left as it is.
    """
    if len(question.regions) == 1:
        return question
    bare = question.text.rstrip(" ?!.")
    if question.comparing and not question.regions:
        for named, instead in _ALL_REGIONS:
            bare = named.sub(instead, bare)
    if question.comparing:
        bare = _FIRST_AGAINST.sub(r"\g<q> og \g<a>", bare)
        bare = " ".join(_AGAINST.sub(" og ", bare).split())
    of_one = _asked_of_one(bare)
    compares = question.regions or question.comparing or re.match(_WHO, bare, re.IGNORECASE)
    if of_one != bare and not compares:
        return question
    bare = of_one
    if bare == question.text.rstrip(" ?!."):
        return question
    return replace(understand(f"{bare}?", regions), comparing=True)


def of_one_version(question: Question, regions: Regions) -> Question:
    """What a question for a change asks of each version: "hvad er ændret om X fra 2021-22?" asks what it says of X."""
    text = question.text.rstrip(" ?!.")
    for start, end in reversed(time_spans(text)):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    text = re.sub(r"\s+(?:og|til|i forhold(?: til)?|mellem|siden|fra)\s*$", "", " ".join(text.split()))
    text = _BOTH.sub("", text).strip()
    if asks_then_and_now(question):
        text = of_one_time(text)
    found = _CHANGED.match(text)
    if found is not None:
        text = f"Hvad siger man om {found['x']}"
    return understand(f"{_asked_of_one(text)}?", regions)


def _asked_of_one(text: str) -> str:
    """What compares the sides taken out of a question without its question mark."""
    for form, asked in _FORMS:
        found = form.match(f"{text[:1].lower()}{text[1:]}")
        if found is not None:
            return re.sub(r"\s+", " ", found.expand(asked)).strip()
    return text
