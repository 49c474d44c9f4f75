"""What a sentence of a new agreement is asked for, told in a form of its own or right after it.

Documents that somebody has written questions for show by those questions which sentence gives a date or an amount. Of
others the form alone tells, and forms are many: "når den unge fylder 16 år" is a time, "er afdelingens ansvar" a party.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answer_types import holds_wanted
from assistant.evidence import Candidate
from assistant.later_words import is_known
from assistant.question import Question
from assistant.unspoken import of_the_year
from assistant.wanted import Wanted
from ingest.documents import Unit

_COUNT = r"(?:\d+|én|et|en|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|fjorten|tyve|tredive)"
_SPAN = rf"{_COUNT}\.? (?:\w{{0,8}}dag|uge|måned|år|døgn|time|kvartal)\w*"
_AGE = r"\b(?:fylder|fyldte) (?:de )?\d+\b|\bfyldte \d+\.? år\b"
# Forms beside those of `assistant.answer_types`.
_FORMS: Mapping[Wanted, re.Pattern[str]] = {
    "when": re.compile(rf"{_AGE}|\b(?:senest|tidligst|mindst|inden for|inden) {_SPAN}", re.IGNORECASE),
    "how_long": re.compile(rf"\b{_SPAN}|\blængst til\b|{_AGE}", re.IGNORECASE),
    "who": re.compile(
        r"\b\w{4,}(?:ens|ets|ernes|enes|ns) (?:\w+ )?(?:ansvar|opgave|pligt)\w*|\bhos (?:den |det )?[A-ZÆØÅ]\w+|"
        r"\b\w*(?:forvaltning|nævn|panel|revisor|voldgiftsmand|afdeling|direktion|driftsherre)\w*\b"
    ),
    "how_many": re.compile(r"\d[\d.,]*\s*(?:mio\.?|mia\.?)?\s*(?:kr|kroner)\b", re.IGNORECASE),
}
_ASKS_MONEY = re.compile(r"\bhvor mange (?:penge|kroner|kr|midler)\b", re.IGNORECASE)
# "Hvornår må loftet brydes": in which cases, as much as on which day.
_ASKS_CASES = re.compile(r"\bhvornår (?:må|kan|skal|bør|gælder|er det)\b", re.IGNORECASE)
_CASES = re.compile(r"\b(?:når|hvis|i \w+ (?:situationer|tilfælde))\b", re.IGNORECASE)
# What stands so near after a sentence that holds so much of the question belongs to it.
_AFTER = 3
_ON_IT = 0.6
# So far behind the best a sentence may be and still come first for telling what is asked in a form of its own.
_NEARLY_AS_GOOD = 1.5


def told(ranked: Sequence[Candidate], question: Question) -> list[Candidate]:
    """The candidates with one of a new agreement first that gives what is asked, where the first is of one and does not."""
    best = ranked[0]
    if is_known(best) or best.signals["type"] >= 1.0:
        return list(ranked)
    for found in ranked:
        if found.score < best.score - _NEARLY_AS_GOOD:
            break
        if is_known(found) or found.said < _ON_IT or found.unit.kind == "heading":
            continue
        if gives(question, found.text) or reach(found, question) is not None:
            kept = [each for each in ranked if each is not found]
            return [replace(found, signals={**found.signals, "type": 1.0}), *kept]
    return list(ranked)


def gives(question: Question, text: str) -> bool:
    """Whether a sentence holds the kind of thing asked for, in whatever form."""
    if question.wanted == "when" and _ASKS_CASES.search(question.said) and _CASES.search(text):
        return True
    if question.wanted == "how_many" and not _ASKS_MONEY.search(question.said):
        return False
    form = _FORMS.get(question.wanted)
    return form is not None and form.search(text) is not None


def reach(found: Candidate, question: Question) -> int | None:
    """The number of the sentence near after a candidate that gives what is asked; None where it, or none, does."""
    units = found.passage.passage.units
    if _holds(question, found.unit):
        return None
    for number in range(found.number + 1, min(len(units), found.number + 1 + _AFTER)):
        if units[number].kind != "sentence":
            return None
        if _holds(question, units[number]):
            return number
    return None


def _holds(question: Question, unit: Unit) -> bool:
    fits = holds_wanted(question.wanted, question.said, unit.text) >= 1.0
    fits = fits or (question.wanted == "how_long" and gives(question, unit.text))
    return fits and of_the_year(question, unit.text)
