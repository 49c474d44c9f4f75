"""Where what is loaded goes beyond the agreements that the rules were written for, and a rule's "no" would be a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compare import comparison_of
from assistant.compare_cell import Block
from assistant.compose import Statement, source_line
from assistant.evidence import Candidate
from assistant.knowledge import Knowledge
from assistant.newcomers import newcomers, titles_of
from assistant.question import Question
from assistant.rate_call import RateCall
from assistant.rate_question import parse_rate_question
from assistant.rules.registry import RULES, Rule
from index.snapshot import Snapshot
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself asks what lies beyond the rules
    from assistant.answering import Answering

_FIGURED = frozenset({"takst", "overhead", "oekonomimodel", "over_underskud"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
# So many sentences are quoted under a heading that is all that was found on a subject.
_OPENING = 3
# The subject of the comparison that a kind of rule question is about.
_SUBJECTS = {
    "takst": "takstudvikling",
    "overhead": "overhead",
    "oekonomimodel": "oekonomimodel",
    "over_underskud": "over-underskud",
    "sundhedslov": "sundhedslovsydelser",
    "basis_ydelse": "basis-ydelsestakst",
    "standardkontrakt": "standardkontrakt",
}


@dataclass(frozen=True)
class Beyond:
    """What goes with an answer because of `documents` that its rule does not know.

    `stands`: the rule's own answer holds, and only the note is added to it. `searchable`: the turn says enough by itself
    for the documents to be searched for it.
    """

    documents: tuple[StoredDocument, ...]
    family: str
    note: str
    stands: bool = False
    searchable: bool = False


def beyond_rules(
    answering: Answering, asked: Asked, question: Question, call: RateCall | None, answer: Answer
) -> Beyond | None:
    """What lies beyond the rule that gave an answer; None where its rule knows all that the question is about."""
    if call is None:
        return None
    snapshot, knowledge = answering.snapshot, answering.knowledge
    unknown = _unknown_to(snapshot, knowledge, question, call, answer)
    documents = tuple(each for each in unknown if not asked.documents or each.id in asked.documents)
    if documents:
        whole = parse_rate_question(question.text, question.regions) is not None
        searchable = whole or call.family not in _SUBJECTS
        return Beyond(documents, call.family, _note(call, documents), searchable=searchable)
    rule = RULES.get(call.rule or "")
    if asked.documents or rule is None or rule.region is None or call.region is not None:
        return None
    if answer.status != "computed":
        return None
    year = _year(question, call)
    others = [
        each
        for each in newcomers(snapshot, known=_known_to(rule, knowledge))
        if each.metadata.region not in (None, rule.region) and (year is None or _runs(each, year))
    ]
    if not others:
        return None
    note = (
        f"Svaret gælder {rule.region}. Reglen er ikke skrevet efter {titles_of(others)}. "
        "Gælder spørgsmålet en anden region, så skriv hvilken."
    )
    return Beyond(tuple(others), call.family, note, stands=True)


def told_beyond(
    answering: Answering, asked: Asked, question: Question, day: date, beyond: Beyond
) -> Answer | None:
    """What the unknown documents say of the subject, in their own words; None where nothing is found in them."""
    snapshot, subject = answering.snapshot, _SUBJECTS.get(beyond.family)
    citations = Citations(snapshot)
    statements: list[Statement] = []
    lines: list[str] = []
    for document in beyond.documents if subject else ():
        for found in comparison_of(answering).finding(subject or "", document).blocks:
            block = _below(found)
            section = snapshot.section(document.id, found.passage.passage.section)
            if section is None or block is None:
                continue
            candidate = Candidate(document, block.passage, section, block.first, {}, 0.0)
            statements.append(Statement(candidate, block.first, block.last))
            mark = citations.cite_unit(block.passage, block.first, block.last)
            lines.append(source_line(statements[-1], mark, "Desuden: " if lines else ""))
    if not statements:
        return None
    return answering.composer.compose(lines, statements, citations, asked, day, question)


def _below(block: Block) -> Block | None:
    """The block; of a heading the first sentences under it, None where none are there."""
    if any(unit.kind != "heading" for unit in block.units):
        return block
    units = block.passage.passage.units
    last = first = block.last + 1
    while last + 1 < len(units) and last < block.last + _OPENING and units[last + 1].kind != "heading":
        last += 1
    under = first < len(units) and units[first].kind != "heading"
    return replace(block, first=first, last=last) if under else None


def noted(answer: Answer, beyond: Beyond | None) -> Answer:
    """The answer with what is told of documents that its rule does not know."""
    if beyond is None or not beyond.note:
        return answer
    return answer.model_copy(update={"answer": f"{answer.answer}\n\n{beyond.note}".strip()})


def _unknown_to(
    snapshot: Snapshot, knowledge: Knowledge, question: Question, call: RateCall, answer: Answer
) -> list[StoredDocument]:
    """The documents that speak for the region and the time, and that the rule was not written for."""
    if call.rule is None:
        return newcomers(snapshot, call.region) if call.reason and call.region else []
    rule = RULES[call.rule]
    own = _known_to(rule, knowledge)
    region = call.region or rule.region
    if rule.region not in (None, region):
        return newcomers(snapshot, region, own)
    year = _year(question, call)
    if answer.status == "computed" or call.family == "gaeldende" or year is None or region is None:
        return []
    if own and _decides(snapshot, knowledge, rule, region, year):
        return []
    return [each for each in newcomers(snapshot, region, own) if _runs(each, year)]


def _known_to(rule: Rule, knowledge: Knowledge) -> frozenset[str]:
    """The documents a rule rests on; none of a rule that is switched off."""
    if rule.id in knowledge.parameters.disabled:
        return frozenset()
    return frozenset(source.document for source in rule.sources(knowledge.parameters))


def _year(question: Question, call: RateCall) -> int | None:
    """The last year that is spoken of: the one a new figure or an event is of."""
    years = [period.last for period in question.times]
    if question.day is not None:
        years.append(question.day.year)
    for said in (call.inputs.get("aar"), call.inputs.get("dato"), call.words.get("aar")):
        years += [int(year) for year in _YEAR.findall(str(said or ""))]
    return max(years, default=None)


def _decides(snapshot: Snapshot, knowledge: Knowledge, rule: Rule, region: str, year: int) -> bool:
    """Whether the rule has anything of that region for a day of that year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    of_region = {
        document.id for document in snapshot.documents.values() if document.metadata.region == region
    }
    return any(
        value.valid_from <= last and (value.valid_to is None or first <= value.valid_to)
        for key in rule.parameters
        for value in knowledge.parameters.values(key)
        if value.document in of_region or rule.region is not None
    )


def _runs(document: StoredDocument, year: int) -> bool:
    """Whether a document is of that year, as far as is known."""
    known = document.metadata
    return (known.valid_from is None or known.valid_from.year <= year) and (
        known.valid_to is None or year <= known.valid_to.year
    )


def _note(call: RateCall, documents: tuple[StoredDocument, ...]) -> str:
    if call.family == "gaeldende":
        return ""
    it = "dem" if len(documents) > 1 else "den"
    why = f"programmets regler er ikke skrevet efter {titles_of(documents)}"
    opening = f"Der er ikke regnet: {why}" if call.family in _FIGURED else f"{why[0].upper()}{why[1:]}"
    return f"{opening}, så svaret skal findes i teksten. Slå efter i {it}."
