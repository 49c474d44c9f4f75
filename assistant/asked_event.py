"""Whether a sentence is on the event or the office that a question asks for by name: another day, another post is no answer."""

from __future__ import annotations

import re

from assistant.evidence import Candidate
from assistant.question import Question
from assistant.wording import Wording

# "Hvornår er det politiske møde": a thing named by a describing word and a noun, or by a noun in the definite form.
_EVENT = re.compile(
    r"\bhvornår\s+(?:er|var|blev|bliver|holdes|afholdes|ligger|starter|begynder)\s+(?:så |nu |der )?"
    r"(?:(?:det|den|de)\s+(?P<which>[^\W\d_]{4,}e)\s+(?P<noun>[^\W\d_]{4,})|(?P<alone>[^\W\d_]{3,}(?:et|en|erne|ene))\b)",
    re.IGNORECASE,
)
# Words that tell which in a row, not which kind.
_ORDER = frozenset(
    """første anden andet tredje næste sidste seneste forrige tidligere kommende nuværende gældende nye gamle samme samlede
    fælles hele enkelte øvrige nævnte""".split()
)
_YEAR = re.compile(r"(?<![\d/-])(20\d\d)(?!\s*[-–/]\s*\d)")
_YEARS_OF_A_NAME = re.compile(r"\b\w*aftale\w*\s+(?:for\s+)?20\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:(?:hvem\s+(?:der\s+)?(?:er|var|blev|bliver|hedder)|hvad\s+(?:hed|hedder))\s+(?:\w+\s+){0,3}?|hvem\s+(?:[\w-]+\s+){1,9}?som\s+)(?P<office>(?P<before>(?:næst|vice)[ -]|\w*?-?)"
    r"(?P<head>formand|direktør|leder|chef|borgmester|minister)(?:en|s)?)\b(?:\s+(?:for|i|af|hos)\s+(?:den\s+|det\s+)?(?P<body>kkr|dassos|\w*(?:udvalg|forum|råd|"
    r"sekretariat|gruppe|styrelse|ministeri|alliance|center)\w*))?",
    re.IGNORECASE,
)
_SECOND = re.compile(r"(?:næst|vice|under)[ -]?$", re.IGNORECASE)


def of_the_event(question: Question, found: Candidate, wording: Wording) -> bool:
    """Whether a sentence may tell the day of what a question asks: it names it, and gives no other years alone."""
    if question.wanted != "when":
        return True
    said = f"{found.lead.text if found.lead else ''} {found.text}"
    if not _names_the_event(question, said, wording):
        return False
    years = {int(year) for year in _YEAR.findall(_YEARS_OF_A_NAME.sub(" ", said))}
    return not (question.years and years) or bool(years & set(question.years))


def _names_the_event(question: Question, said: str, wording: Wording) -> bool:
    event = _EVENT.search(question.said)
    if event is None:
        return True
    named = [word for word in (event["which"], event["noun"]) if word and word.lower() not in _ORDER]
    if event["alone"] and question.years:
        named = [event["alone"]]
    elif len(named) < 2:
        return True
    terms = wording.terms(word.lower() for word in named)
    if not all(term.known for term in terms):
        return True  # a word of the asker's own: the documents may call it something else
    stems = wording.stems_of(said)
    return all(term.stem in stems or (term.parts and {*term.parts} <= stems) for term in terms)


def asks_for_office(question: Question) -> bool:
    """Whether a question asks who holds an office."""
    return _OFFICE.search(question.said) is not None


def of_the_office(question: Question, found: Candidate, wording: Wording) -> bool:
    """Whether a sentence names the office that a question asks the holder of, and whose it is."""
    asked = _OFFICE.search(question.said)
    if asked is None:
        return True
    said = f"{found.lead.text if found.lead else ''} {found.text}".lower()
    head = asked["head"].lower()
    second = bool(_SECOND.search(asked["before"]))
    held = {bool(_SECOND.search(before)) for before in re.findall(rf"(\w*){head}", said)}
    of = "" if second else asked["before"].lower().rstrip("-").removesuffix("s")
    if second not in held or of not in said:
        return False
    places = [mention.matched.lower() for mention in question.mentions if mention.via == "kommune"]
    if head == "borgmester" and not all(place in said for place in places):
        return False
    body = (asked["body"] or "").lower()
    if not body or any(
        body in mention.matched.lower() for mention in question.mentions if mention.via != "organ"
    ):
        return True
    (term,) = wording.terms([body])
    return (
        not term.known
        or term.stem in wording.stems_of(f"{said} {found.section.heading}")
        or term.stem in said
    )
