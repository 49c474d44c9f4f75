"""What other documents say of the same: an older version, another source on the same agreement, a disagreement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assistant.answer_types import holds_wanted
from assistant.asked_state import opposite, tells_as_much
from assistant.compare_figures import dates, numbers
from assistant.evidence import ON_TOPIC_KINDS, Candidate
from assistant.question import MONTHS, Question
from assistant.rules.figures import danish_date
from assistant.wanted import Wanted
from assistant.wording import Wording
from index.danish import STOP_WORDS

_MONTH = "|".join(MONTHS)
_DATE = re.compile(
    rf"\b\d{{1,2}}\.\s*(?:{_MONTH})\s*(?:\d{{4}})?|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\b20\d\d\b", re.I
)
_AGREEMENT_YEARS = re.compile(r"\b\w*aftale\w*\s+(?:for\s+)?20\d\d\s*[-–/]\s*(?:20)?\d\d", re.IGNORECASE)
_NAME = re.compile(r"\b[A-ZÆØÅ][a-zæøåé]+(?: [A-ZÆØÅ][a-zæøåé]+)+")
_NEGATION = re.compile(r"\b(?:ikke|ingen|intet|aldrig)\b")
_OPEN = re.compile(r"\b(?:under afklaring|x{3,}|ikke afklaret|afventer)\b", re.I)
_MODAL = re.compile(r"\b(?:skal|kan|må|bør|anbefales|aftalt|forvente\w*|tidligst|senest)\b")
# Own agreement, older agreements and other regions' must match this much better the further away they are.
_MARGIN_SAME = 4.5
_MARGIN_VERSION = 3.5
# The other side of a state has not the word for it that the question has.
_MARGIN_OPPOSED = 5.5
_ALIKE = 0.35
# The other side of a state is told of the same matter where it holds this share of the words asked with.
_AS_MUCH = 0.8


@dataclass(frozen=True)
class Other:
    """Another source's sentence on the same matter. `same_agreement`: both speak of one agreement."""

    candidate: Candidate
    same_agreement: bool
    differs: bool


def others(
    question: Question, best: Candidate, ranked: Sequence[Candidate], wording: Wording, same_region: bool
) -> list[Other]:
    """For each other document on the topic its best sentence on the same matter, when it adds something."""
    found: list[Other] = []
    seen = {best.document.id}
    for candidate in ranked:
        document = candidate.document
        if (
            document.id in seen
            or document.metadata.kind not in ON_TOPIC_KINDS
            or candidate.unit.kind == "heading"
        ):
            continue
        if same_region and document.metadata.region != best.document.metadata.region:
            continue
        same = same_agreement(best, candidate)
        # Two sources that both say what applies are compared, however well each fits in words: those on one agreement,
        # and an older one with what came after it.
        follows = question.yes_no and confirmed_begins(candidate) > _begins(best)
        both_settle = (same or follows) and candidate.signals["settles"] > 0 and best.signals["settles"] > 0
        margin = _MARGIN_SAME if same else _MARGIN_VERSION
        # Whom the question names has all its words on his side, whoever holds the office elsewhere.
        other_name = _other_name(question, best, candidate)
        # The other side of what is asked ("stiger", "et fald") stands beside it, in whatever words.
        opposed = candidate.covered >= _AS_MUCH * best.covered and opposite(question, best, candidate)
        margin = max(margin, _MARGIN_OPPOSED) if opposed else margin
        if not (both_settle or other_name) and candidate.score < best.score - margin:
            continue
        if (
            candidate.signals["period"] < 0
            or holds_wanted(question.wanted, question.said, candidate.text) == 0.0
        ):
            continue
        if not opposed and likeness(best, candidate, wording) < _ALIKE:
            continue
        seen.add(document.id)
        if opposed or differs(best.text, candidate.text, question.wanted) or other_name:
            found.append(Other(candidate, same, True))
    return found


def newer_of(question: Question, best: Candidate, rest: Sequence[Other]) -> list[Candidate]:
    """Other agreements' sentences that may come first for being newer: they tell as much of the state asked about."""
    return [
        other.candidate
        for other in rest
        if not other.same_agreement and tells_as_much(question, other.candidate, best)
    ]


def _other_name(question: Question, a: Candidate, b: Candidate) -> bool:
    """Whether two of a region name different persons, and a yes/no question one of them: "er NN formand?"."""
    if not question.yes_no or a.document.metadata.region != b.document.metadata.region:
        return False
    asked = set(re.findall(r"\w+", question.said.lower()))
    first, second = set(_NAME.findall(a.text)), set(_NAME.findall(b.text))
    named = any(name.split()[0].lower() in asked for name in first ^ second)
    return bool(first and second) and not first & second and named


def same_agreement(a: Candidate, b: Candidate) -> bool:
    """Whether one of them is of the agreement that the other is about."""
    first, second = a.document.metadata, b.document.metadata
    return first.about == b.document.id or second.about == a.document.id


def likeness(a: Candidate, b: Candidate, wording: Wording) -> float:
    """The share of telling words, headings included, that two sentences have in common (Dice)."""
    stems = [
        frozenset(
            stem
            for stem in wording.stems_of(
                f"{found.text} {found.lead.text if found.lead else ''} {found.section.heading}"
            )
            if stem not in STOP_WORDS and not stem.isdigit()
        )
        for found in (a, b)
    ]
    total = len(stems[0]) + len(stems[1])
    return 2 * len(stems[0] & stems[1]) / total if total else 0.0


_VALUES: dict[Wanted, re.Pattern[str]] = {"who": _NAME, "when": _DATE, "how_long": _DATE}


def differs(a: str, b: str, wanted: Wanted) -> bool:
    """Whether two sentences give different values of the kind asked for, or say opposite things.

    Where a date or a name is asked for, one that both give means that they agree.
    """
    for pattern in (_NEGATION, _OPEN):
        if bool(pattern.search(a)) != bool(pattern.search(b)):
            return True
    if wanted in _VALUES:
        first, second = (set(_VALUES[wanted].findall(text)) for text in (a, b))
        return bool(first and second) and not first & second
    for values in (_amounts, _times):
        one, two = values(a), values(b)
        if one and two and one != two:
            return True
    return set(_MODAL.findall(a.lower())) != set(_MODAL.findall(b.lower()))


def _amounts(text: str) -> frozenset[Decimal]:
    """The numbers a sentence gives, in words too; the one before an item of a list is none."""
    return frozenset(figure.value for figure in numbers(text))


def _times(text: str) -> frozenset[str]:
    """The days and years a sentence gives; those in an agreement's name are none."""
    return frozenset(dates(_AGREEMENT_YEARS.sub(" ", text)))


def _begins(candidate: Candidate) -> date:
    """The first day of the period of a candidate's document."""
    return candidate.document.metadata.valid_from or date.min


def confirmed_begins(candidate: Candidate, day: date = date.max) -> date:
    """The same, where a person has confirmed it and it lies no later than the day; else the first day there is."""
    begins = _begins(candidate)
    return begins if candidate.document.metadata.confirmed and begins <= day else date.min


def relation(other: Other, best: Candidate, day: date) -> str:
    """How another source's statement is introduced to one who asks on a day."""
    if other.same_agreement:
        return "Men "
    if not other.candidate.document.metadata.confirmed:
        return "Et dokument, der ikke er bekræftet: "
    own, before = best.document.metadata.valid_from, other.candidate.document.metadata.valid_from
    if own and before and before < own:
        return "Tidligere: "
    if own and before and before > own:
        return "Nyere: " if before <= day else f"Fra {danish_date(before)}: "
    return "En anden kilde: "
