"""Where what is loaded goes beyond the agreements that the rules were written for, and a rule's "no" would be a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.newcomers import newcomers, titles_of
from assistant.question import Question
from assistant.rate_call import RateCall
from assistant.rate_question import parse_rate_question
from assistant.rules.registry import RULES
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself asks what lies beyond the rules
    from assistant.answering import Answering


@dataclass(frozen=True)
class Beyond:
    """What goes with an answer because of documents that no rule knows. `stands`: the rule's own answer holds."""

    note: str
    stands: bool


def beyond_rules(
    answering: Answering, asked: Asked, question: Question, call: RateCall | None, answer: Answer
) -> Beyond | None:
    """What lies beyond the rule that gave an answer; None where it knows all that the question is about.

    A region without a rule whose documents are newer than the rules is searched, and one region's rule is not told as
    everybody's.
    """
    if call is None or asked.documents:
        return None
    if call.rule is None:
        found = newcomers(answering.snapshot, call.region) if call.reason and call.region else []
        if not found or answer.status != "not_found":
            return None
        if call.family == "gaeldende":
            return Beyond("", stands=False)
        it = "dem" if len(found) > 1 else "den"
        note = f"Programmets regler er ikke skrevet efter {titles_of(found)}; slå efter i {it}."
        return Beyond(note, stands=parse_rate_question(question.text, question.regions) is None)
    rule, parameters = RULES[call.rule], answering.knowledge.parameters
    if rule.region is None or rule.id in parameters.disabled:
        return None
    known = {source.document for source in rule.sources(parameters)}
    years = [period.last for period in question.times]
    if answer.status == "needs_input" and years:
        ends = [last.year for _, last in rule.periods(parameters) if last is not None]
        later = [
            each for each in newcomers(answering.snapshot, rule.region, known) if _runs(each, max(years))
        ]
        if not later or not ends or max(years) <= max(ends):
            return None
        it = "dem" if len(later) > 1 else "den"
        return Beyond(
            f"For {max(years)} er indlæst {titles_of(later)}, som reglen ikke regner efter; slå efter i {it}.",
            True,
        )
    if call.region is not None or answer.status != "computed":
        return None
    others = [
        each
        for each in newcomers(answering.snapshot, known=known)
        if each.metadata.region not in (None, rule.region)
        and (not years or each.metadata.valid_from is None or each.metadata.valid_from.year <= max(years))
    ]
    if not others:
        return None
    note = (
        f"Svaret gælder {rule.region}. Reglen er ikke skrevet efter {titles_of(others)}. "
        "Gælder spørgsmålet en anden region, så skriv hvilken."
    )
    return Beyond(note, stands=True)


def _runs(document: StoredDocument, year: int) -> bool:
    """Whether a document is of that year, as far as is known."""
    first, last = document.metadata.valid_from, document.metadata.valid_to
    return (first is None or first.year <= year) and (last is None or year <= last.year)


def noted(answer: Answer, beyond: Beyond | None) -> Answer:
    """The answer with what is told of documents that its rule does not know."""
    if beyond is None or not beyond.note:
        return answer
    return answer.model_copy(update={"answer": f"{answer.answer}\n\n{beyond.note}"})
