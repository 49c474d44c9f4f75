"""How much of a new agreement is quoted: the paragraph a sentence stands in, and what its section says of the rest.

Of an agreement that nobody has written questions for, one sentence is less sure to be all of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose import Statement
from assistant.evidence import Candidate
from assistant.question import Question
from assistant.told_around import reach
from assistant.wanted import Wanted
from assistant.wording import Term, Wording, held_exactly
from index.known_sentences import known_sentences
from ingest.documents import Unit

# A longer paragraph is not quoted whole, in characters and in sentences.
_SHORT = 420
_FEW = 4
# Nearly every word of the question in a sentence of the form asked for: it says it alone.
_SAYS_IT_ALONE = 0.95
# With so much of the question's words a sentence needs nothing that stands before it.
_STANDS_ALONE = 0.6
# So telling is a word whose absence from the quote is made up for by another sentence of the section.
_TELLING = 1.2
_INSIDE_A_COMPOUND = 0.5
# What it announces follows.
_ANNOUNCES = re.compile(r"\bi \w+ (?:situationer|tilfælde)\.$|\b(?:følgende|sådan|således)\.$", re.IGNORECASE)
# Names and numbers stand in lines of their own.
_ALONE: frozenset[Wanted] = frozenset({"who", "contact"})


def in_its_paragraph(first: Statement, text: str, question: Question) -> Statement:
    """The quote with the sentences of its paragraph, where it is of a new agreement and the paragraph is short.

    `text` is the stored text of its document.
    """
    best = first.candidate
    units = best.passage.passage.units
    if best.document.id in known_sentences().files or question.wanted in _ALONE:
        return first
    whole = best.signals.get("words", 0.0) >= _SAYS_IT_ALONE and best.signals.get("type", 0.0) >= 1.0
    told = reach(best, question) or 0
    whole = whole and told <= first.last and _ANNOUNCES.search(units[first.last].text) is None
    if any(unit.kind != "sentence" for unit in units[first.first : first.last + 1]) or (
        whole and not question.yes_no
    ):
        return first
    begin, end = first.first, max(first.last, told)
    if end > first.last:
        first = Statement(best, first.first, end)
    while begin > 0 and _together(units[begin - 1], units[begin], text) and best.said < _STANDS_ALONE:
        begin -= 1
    while end + 1 < len(units) and _together(units[end], units[end + 1], text):
        end += 1
    short = sum(len(unit.text) for unit in units[begin : end + 1]) <= _SHORT and end - begin < _FEW
    if short:
        return Statement(best, begin, end)
    # Of a longer one, what follows right after is likelier to restrict it than what stands before.
    after = first.last + 1
    near = after <= end and sum(len(unit.text) for unit in units[first.first : after + 1]) <= _SHORT
    return Statement(best, first.first, after) if near and question.yes_no else first


def said_besides(
    first: Statement,
    ranked: Sequence[Candidate],
    terms: Sequence[Term],
    wording: Wording,
) -> Candidate | None:
    """The best sentence of the same section with the most telling word of the question that the quote leaves out."""
    best = first.candidate
    if best.document.id in known_sentences().files:
        return None
    text = " ".join(first.texts)
    quoted = held_exactly(terms, wording.exact_stems_of(text), wording.stems_of(text))
    missing = [
        term
        for term, share in zip(terms, quoted, strict=True)
        if term.weight >= _TELLING and share < _INSIDE_A_COMPOUND
    ]
    for term in sorted(missing, key=lambda each: -each.weight):
        for found in ranked:
            outside = not first.first <= found.number <= first.last
            same = found.passage.id == best.passage.id and found.section.number == best.section.number
            says = found.unit.kind in ("sentence", "item") and term.stem in wording.exact_stems_of(found.text)
            if same and outside and says:
                return found
    return None


def _together(before: Unit, after: Unit, text: str) -> bool:
    """Whether two sentences stand in one paragraph: no line begins between them."""
    kinds = {before.kind, after.kind}
    return kinds == {"sentence"} and "\n\n" not in text[before.span.end : after.span.start]
