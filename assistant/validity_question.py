"""A question about an agreement's validity, read: which agreement, at which time, and what of its period is asked.

Only a question all of whose words are about that is read so. One word more ("gælder rammeaftalen for private
tilbud?") asks for something of the agreement, and is answered from its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from assistant.period import Period
from assistant.question import Question
from assistant.rules.figures import DATE, DateSpan, FigureError, matched_date
from assistant.validity_words import (
    AGREEMENTS,
    BEGINS,
    COVERED,
    ENDS,
    FORCE,
    LASTS,
    NOW,
    OVER,
    PAST,
    TURNS,
    WHICH,
    Which,
    known_word,
)

Asks = Literal["which", "period", "in_force", "over", "begins", "ends"]
Bound = Literal["", "from", "to"]

_AGREEMENT = r"(?:ramme)?aftale(?:n|ns|r|rne|rnes)?"
_YEARS = r"(?P<first>(?:20)?\d\d)\s*[-–/]\s*(?P<last>(?:20)?\d\d)(?![\d./-])"
_NAMED = (
    re.compile(rf"(?P<word>\b{_AGREEMENT})\s+(?:for\s+)?(?:perioden\s+|årene\s+)?{_YEARS}"),
    re.compile(rf"(?<![\d./-]){_YEARS}[\s-]*(?P<word>{_AGREEMENT}\b)"),
    re.compile(rf"(?P<word>\b{_AGREEMENT})\s+(?P<first>20\d\d)(?P<last>)(?!\d|\s*[-–/.]\s*\d)"),
)
_SPAN = re.compile(r"(?<![\d./-])(?P<first>(?:20)?\d\d)\s*[-–/]\s*(?P<last>(?:20)?\d\d)(?![\d./-])")
_DATE = re.compile(rf"(?<!\d)(?:{DATE})", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d./-])(20\d\d)(?![\d./-]*\d)")
_BEFORE_A_TIME = re.compile(
    r"\b(?P<bound>til og med|frem til|indtil|til|fra og med|fra|efter|før|inden|siden|senest|i løbet af|i|for|pr\.?)\s+"
    r"(?:(?:og med|hele|perioden|året|årene|årsskiftet|begyndelsen af|starten af|udgangen af|slutningen af|den|d\.?)\s+)*$"
)
_SOME = re.compile(r"\b(?:en|nogen|noget|anden)\s+(?:\w+\s+)?(?:ramme)?aftale\b")
_EXISTS = re.compile(
    r"\b(?:(?:er|var|findes|fandtes)\s+der|har|havde)\b.*\b(?:en|nogen)\s+(?:\w+\s+)?(?:ramme)?aftale\b"
)
_POINTING = re.compile(r"\b(?:den|denne|samme)\s+(?:ramme)?aftale\b|\baftale(?:n|ns)\b")
# "For os", "for kommunerne" asks whom it is for, not when.
_FOR_WHOM = re.compile(r"\bfor\s+(?:os|jer|mig|alle|hele|kommune\w*|region\w*)\b")
# A verb first asks whether, also where the question has no mark.
_OPENS = re.compile(
    r"^\W*(?:og |men |så |jamen )*(?:g(?:æ|ae)lder|gjaldt|udløber|udløb|slutter|sluttede|ophører|ophørte|træder|trådte|"
    r"starter|startede|begynder|begyndte|løber|varer)\b"
)
_ASKS_WHICH = re.compile(rf"\b(?:hvilken|hvilke|hvad for (?:en|nogle)) (?:\w+ )?{_AGREEMENT}\b")

_TURNING_BOUNDS = frozenset("efter før inden siden senest".split())
_BEFORE_AGREEMENT = re.compile(rf"\b({'|'.join(WHICH)})(?=\s+(?:\w+\s+)?{_AGREEMENT}\b)")
_COMPARES = re.compile(r"\b(?:forskel\w*|sammenlign\w*)\b", re.IGNORECASE)
_LONGEST = 300
_ROW = re.compile(r"\s*(?:,|og|samt|,\s*og)\s+(?:(?:i|for|region)\s+)*", re.IGNORECASE)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class When:
    """A time that is asked about: its days, its words, and whether it bounds the validity ("til 2024")."""

    span: DateSpan
    words: str
    bound: Bound = ""


@dataclass(frozen=True)
class ValidityQuestion:
    """What is asked of which agreement's validity.

    `named` are the years it is named by, `which` the word for it ("den forrige"), `when` the times asked about;
    `now` tells that the present is meant, `some` that any agreement would do, `pointing` that it is
    the one spoken of last ("den aftale"), `yes_no` that it is asked whether, `plain` that nothing in it turns a "Ja" or a "Nej" round.
    """

    asks: Asks
    named: tuple[Period, ...] = ()
    which: Which = ""
    when: tuple[When, ...] = ()
    now: bool = False
    some: bool = False
    pointing: bool = False
    yes_no: bool = False
    plain: bool = False


def read_validity(question: Question) -> ValidityQuestion | None:
    """The question as one about an agreement's validity; None where it asks anything else."""
    if len(question.text) > _LONGEST or _COMPARES.search(question.text):
        return None
    text = _without_places(question).lower().replace("d.d.", "i dag")
    text, named = _cut_names(text)
    text, when, turned = _cut_times(text)
    if not question.mentions and _FOR_WHOM.search(text):
        return None
    said = [known_word(word) for word in _WORD.findall(text)]
    if any(word is None for word in said):
        return None
    words = [word for word in said if word]
    yes_no = question.yes_no or bool(_OPENS.match(text))
    asks = _asks(text, words, yes_no, bool(when))
    if asks is None:
        return None
    some = bool(_SOME.search(text))
    if some and not yes_no and asks != "which" and not (named or when):
        return None  # how long such an agreement runs
    adjective = _BEFORE_AGREEMENT.search(text)
    which = WHICH[adjective.group(1)] if adjective else ""
    if not when and not set(words) & (NOW | LASTS) and set(words) & COVERED:
        return None  # whom or what it covers
    past = set(words) & PAST
    timed = bool(named or when or set(words) & NOW or asks in ("over", "ends", "begins"))
    return ValidityQuestion(
        asks=asks,
        named=named,
        which=which,
        when=when,
        now=bool(set(words) & NOW),
        some=some,
        pointing=bool(_POINTING.search(text)),
        yes_no=yes_no,
        # "Gælder rammeaftalen 2022?" may name the agreement or the time.
        plain=yes_no
        and timed
        and _listed(question)
        and not turned
        and not set(words) & TURNS
        and (bool(when) or not (past or any(years.first == years.last for years in named))),
    )


def carried_on(whole: Question, own: Question) -> ValidityQuestion | None:
    """A follow-up ("og i 2023?") made `whole` with the question before it; its `own` times and years count alone."""
    reading = read_validity(whole)
    if reading is None:
        return None
    text, named = _cut_names(_without_places(own).lower())
    _, when, turned = _cut_times(text)
    return replace(
        reading,
        when=when or reading.when,
        named=named or reading.named,
        pointing=False,
        plain=reading.plain and not turned,
    )


def _asks(text: str, words: list[str], yes_no: bool, timed: bool) -> Asks | None:
    """What is asked; None where the words do not ask for a validity."""
    said = set(words)
    validity = said & (FORCE | OVER | ENDS | BEGINS | LASTS)
    if yes_no and timed and _EXISTS.search(text):
        validity |= {"gælder"}  # "var der en rammeaftale i 2020?"
    if not said & AGREEMENTS or not validity:
        return None
    if validity == {"kraft"} and not re.search(r"\bi kraft\b", text):
        return None
    found: Asks
    if said & BEGINS:
        found = "begins"
    elif said & ENDS:
        found = "ends"
    elif said & OVER:
        found = "over"
    else:
        found = "in_force"
    if yes_no:
        return found
    if _ASKS_WHICH.search(text):
        return "which" if found == "in_force" else "period"
    if "hvornår" in said or "dato" in said:
        return found if found in ("begins", "ends") else "period"
    if "hvad" in said and "gældende" in said:
        return "which"
    if said & LASTS or said & (ENDS | BEGINS):
        # "Hvor gælder den", "hvad gælder" ask where and what, not how long.
        return "period" if not {"hvor"} & said or said & {"længe", "lang"} else None
    return None


def _listed(question: Question) -> bool:
    """Whether the places named are one region, or regions in a row; an agreement of one in another is no validity."""
    if len(question.regions) < 2:
        return True
    between = [question.text[a.end : b.start] for a, b in pairwise(question.mentions)]
    return all(_ROW.fullmatch(text) for text in between)


def _without_places(question: Question) -> str:
    """The text with the names of regions, councils and municipalities taken out."""
    text = question.text
    for mention in reversed(question.mentions):
        text = text[: mention.start] + " " + text[mention.end :]
    return text


def _cut_names(text: str) -> tuple[str, tuple[Period, ...]]:
    """The text without the years an agreement is named by ("rammeaftalen 2023-24"), and those years."""
    named: list[Period] = []
    for pattern in _NAMED:
        for found in reversed(list(pattern.finditer(text))):
            period = _period(found["first"], found["last"])
            if period is not None:
                named.append(period)
                text = f"{text[: found.start()]} {found['word']} {text[found.end() :]}"
    return text, tuple(dict.fromkeys(named))


def _period(first: str, last: str) -> Period | None:
    begins = int(first) + (2000 if len(first) == 2 else 0)
    ends = int(last or first) + (2000 if len(last or first) == 2 else 0)
    return Period(begins, ends) if 2000 <= begins <= ends <= begins + 10 else None


def _cut_times(text: str) -> tuple[str, tuple[When, ...], bool]:
    """The text without the times in it, those times, and whether a word before one turns the question round."""
    found: list[When] = []
    turned = False
    for pattern in (_DATE, _SPAN, _YEAR):
        while (match := next(_times(pattern, text), None)) is not None:
            span, start, end = match
            before = _BEFORE_A_TIME.search(text[:start])
            word = before["bound"] if before else ""
            turned = turned or word in _TURNING_BOUNDS
            bound: Bound = (
                "to" if word.endswith(("til", "til og med")) else "from" if word[:3] == "fra" else ""
            )
            found.append(When(span, text[start:end].strip(), bound))
            text = f"{text[: before.start() if before else start]} {text[end:]}"
    return text, tuple(sorted(found, key=lambda when: when.span.start)), turned


def _times(pattern: re.Pattern[str], text: str) -> Iterator[tuple[DateSpan, int, int]]:
    for match in pattern.finditer(text):
        span: DateSpan | None
        if pattern is _DATE:
            try:
                span = matched_date(match)
            except FigureError:
                span = None
        else:
            period = _period(match[1], match[2] if pattern is _SPAN else "")
            span = DateSpan(date(period.first, 1, 1), date(period.last, 12, 31)) if period else None
        if span is not None:
            yield span, match.start(), match.end()
