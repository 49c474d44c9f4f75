"""Whether two sources on one agreement contradict each other: only then is the second introduced with "Men"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compare_figures import numbers
from assistant.evidence import Candidate
from assistant.subject_naming import OPEN_CLAUSE
from assistant.wording import Term, Wording
from index.danish import content_words

# Two sentences are on one matter when they share so many of their telling words (Dice).
_ONE_MATTER = 0.5
# The same, where a ready subject that both settle shows that they are.
_ONE_SUBJECT = 0.25
# Words of a question that name who agrees and the agreement, not what is agreed.
_PARTIES = ("kommun", "region", "aftal", "rammeaftal", "part", "periode")
_NEGATION = re.compile(r"\b(?:ikke|ingen|intet|aldrig)\b", re.IGNORECASE)
_OPEN = re.compile(r"\bx{3,}\b", re.IGNORECASE)
# A row of an agenda's list of annexes: number, "Åben" or "Lukket", title, file number.
_AGENDA_ROW = re.compile(r"\|\s*(?:åben|lukket)\s*\|", re.IGNORECASE)


def is_agenda_row(found: Candidate) -> bool:
    """Whether a candidate is a row of an agenda's list of annexes: it names a paper and says nothing."""
    return found.unit.kind == "row" and bool(_AGENDA_ROW.search(found.text))


def without_agenda_rows(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that may stand beside another as evidence."""
    return [found for found in ranked if not is_agenda_row(found)]


def contradicts(best: Candidate, other: Candidate, terms: Sequence[Term], wording: Wording) -> bool:
    """Whether the other sentence says something else of what the question (its `terms`) asks and the first one tells.

    That is so where both settle one ready subject differently, and where two sentences in nearly the same words
    differ in a negation, in being open, or in the number of one and the same thing.
    """
    if best.unit.kind == "heading" or is_agenda_row(best) or is_agenda_row(other):
        return False
    a, b = (f"{found.lead.text if found.lead else ''} {found.text}" for found in (best, other))
    if best.signals["settles"] > 0 and other.signals["settles"] > 0:
        near = _one_matter(a, b, wording, _ONE_SUBJECT)
        otherwise = _is_open(best) != _is_open(other) or (near and _opposed(a, b))
        return (otherwise and _both_on(terms, a, b, wording)) or (near and _counts_differ(a, b))
    return (
        _one_matter(a, b, wording, _ONE_MATTER)
        and _both_on(terms, a, b, wording)
        and (_opposed(a, b) or _is_open(best) != _is_open(other) or _counts_differ(a, b))
    )


def _both_on(terms: Sequence[Term], a: str, b: str, wording: Wording) -> bool:
    """Whether both sentences have a word of the question beside those that name the parties and the agreement."""
    stems = wording.stems_of(a) & wording.stems_of(b)
    return any(
        term.found_in(stems) > 0 and not term.stem.startswith(_PARTIES) and not term.word.isdigit()
        for term in terms
    )


def _is_open(found: Candidate) -> bool:
    lead = found.lead.text if found.lead else ""
    units = found.passage.passage.units
    after = units[found.number + 1] if found.number + 1 < len(units) else None
    opened = after.text if after is not None and after.lead == found.number else ""
    said = f"{lead} {found.text} {opened}"
    return bool(OPEN_CLAUSE.search(said) or _OPEN.search(said))


def _opposed(a: str, b: str) -> bool:
    return bool(_NEGATION.search(a)) != bool(_NEGATION.search(b))


def _counts_differ(a: str, b: str) -> bool:
    """Whether one thing has another number in each: "19 kommuner" and "17 kommuner"."""
    first, second = numbers(a), numbers(b)
    return any(
        one.of and two.of and one.of[0] == two.of[0] and one.value != two.value
        for one in first
        for two in second
    )


def _one_matter(a: str, b: str, wording: Wording, least: float) -> bool:
    first, second = (
        frozenset[str]().union(
            *(wording.exact_stems_of(word) for word in content_words(text) if not word.isdigit())
        )
        for text in (a, b)
    )
    total = len(first) + len(second)
    return bool(total) and 2 * len(first & second) / total >= least
