"""Which sentences are quoted after the first: those that add something to the question, and no padding."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked_state import quoted_for
from assistant.choosing import asks_several
from assistant.citations import Citations
from assistant.compose import Statement, source_line
from assistant.contradiction import is_agenda_row
from assistant.evidence import ON_TOPIC_KINDS, Candidate
from assistant.extent import items_in, list_of
from assistant.question import Question
from assistant.several import several_asked
from assistant.versions import likeness
from assistant.wording import Wording

# Further sentences that answer nearly as well: more and further off showed the evidence more often, at the
# price of longer answers; see eval/README.md.
_MOST = 3
_MARGIN = 1.4
# From here on a further sentence only repeats what is quoted already.
_REPEATS = 0.8
# A further sentence holds at least this share of what the first holds of the question's telling words.
_SAME_SUBJECT = 0.6
# Where the first itself holds little of them, whatever lies near it would look like proof.
_WEAK = 0.35
_MARGIN_WEAK = 0.5
_LINK = re.compile(r"https?:|www\.|\S@\S|\blink\b", re.IGNORECASE)
_ASKS_LINK = re.compile(
    r"link|hjemmeside|\bweb|\burl\b|mail|\bhvor (?:kan|finde|hent|står|ligger|ser)|download|\bhent", re.I
)


def further(
    ranked: Sequence[Candidate],
    best: Candidate,
    first: Statement,
    question: Question,
    regions: Sequence[str],
    wording: Wording,
) -> list[Candidate]:
    """Further sentences that answer nearly as well, best first: on the same subject, of the region asked for."""
    found: list[Candidate] = []
    quoted = {_folded(text) for text in first.texts}
    weak = best.covered < _WEAK
    count = _counted(first, question)
    for candidate in ranked:
        if len(found) >= _MOST or candidate.score < best.score - (_MARGIN_WEAK if weak else _MARGIN):
            break
        inside = candidate.passage.id == best.passage.id and first.first <= candidate.number <= first.last
        repeats = _folded(candidate.text) in quoted or any(
            likeness(candidate, kept, wording) > _REPEATS for kept in (best, *found)
        )
        if count is not None and _items(candidate) != count:
            continue  # as many as were asked for are quoted: only another list of as many adds to them
        if not inside and not repeats and _adds(candidate, best, question, regions):
            found.append(candidate)
    return found


def _counted(first: Statement, question: Question) -> int | None:
    """How many things are asked for, where the first quote is a list of as many."""
    several = several_asked(question.text)
    count = several.count if several is not None else None
    return count if count is not None and _items(first.candidate) == count else None


def _items(candidate: Candidate) -> int:
    """How many items the list has that a candidate opens or belongs to; 0 where there is none."""
    units = candidate.passage.passage.units
    listed = list_of(units, candidate.number)
    return items_in(units, listed) if listed is not None else 0


def _adds(candidate: Candidate, best: Candidate, question: Question, regions: Sequence[str]) -> bool:
    """Whether a sentence tells something of what is asked, of the time and the place asked about."""
    known = candidate.document.metadata
    other = candidate.document.id != best.document.id
    bare_opening = candidate.text.rstrip().endswith(":") and candidate.signals["opens_list"]
    if candidate.unit.kind == "heading" or bare_opening:
        return False
    if _beside(candidate, best):
        return candidate.signals["type"] >= min(1.0, best.signals["type"])
    if is_agenda_row(candidate):
        return False
    if other and (known.kind not in ON_TOPIC_KINDS or not candidate.signals["newest"]):
        return False
    if regions and known.region not in regions:
        return False
    if candidate.signals["type"] < min(1.0, best.signals["type"]):
        return False
    if _LINK.search(candidate.text) and not _ASKS_LINK.search(question.text):
        return False
    return candidate.covered >= _SAME_SUBJECT * best.covered


def _folded(text: str) -> str:
    """A text by its words, the number of an item left out."""
    return " ".join(re.findall(r"\w+", re.sub(r"^\(?\d{1,2}[.)]\s+", "", text).lower()))


def _beside(candidate: Candidate, best: Candidate) -> bool:
    """Whether it is another item of the first one's list, or another row of its table: what fits less says as much."""
    if candidate.passage.id != best.passage.id:
        return False
    kinds = {candidate.unit.kind, best.unit.kind}
    if kinds == {"row"}:
        return True
    units = best.passage.passage.units
    return kinds == {"item"} and list_of(units, candidate.number) == list_of(units, best.number)


def quote_further(
    more: Sequence[Candidate],
    citations: Citations,
    lines: list[str],
    statements: list[Statement],
    question: Question,
) -> None:
    """Quote further sentences after those there are, each once."""
    for candidate in more:
        statement = quoted_for(question, candidate, asks_several(question))
        if any(statement.overlaps(before) for before in statements):
            # What it points back at, or the list it is of, is quoted already.
            statement = Statement(candidate, candidate.number, candidate.number)
        if any(statement.overlaps(before) for before in statements):
            continue
        quoted = len(citations.made)
        cited = citations.cite_unit(candidate.passage, statement.first, statement.last)
        if cited > quoted:  # else quoted already, as an earlier or later version
            lines.append(source_line(statement, cited, "Desuden: "))
            statements.append(statement)
