"""Whether the evidence carries an answer: a calibrated probability from named signals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from assistant.evidence import Candidate
from assistant.question import Question
from assistant.wording import Term, Wording, coverage

_PERSONAL = re.compile(r"\b(?:du|dig|din|dit|dine|jeg|mig|min|mit|mine)\b", re.IGNORECASE)

_UNTYPED_AT_MOST = 0.5
# Kinds of answer whose form shows in the sentence that gives it.
_TYPED = frozenset({"how_many", "how_much", "contact", "when", "how_long", "who", "list"})


def signals_of(
    question: Question,
    terms: Sequence[Term],
    ranked: Sequence[Candidate],
    wording: Wording,
    scope: frozenset[str],
) -> dict[str, float]:
    """The named signals of the decision, for the best candidate and the question as a whole.

    `scope` holds every stem (compound parts too) of the documents that were searched.
    """
    best = ranked[0]
    near = wording.stems_of(_with_place(best))
    whole = near | wording.stems_of(best.passage.passage.text)
    total = sum(term.weight for term in terms)
    heaviest = max(terms, key=lambda term: term.weight, default=None)
    absent = sum(term.weight * (1.0 - term.found_in(scope)) for term in terms)
    typed = question.wanted in _TYPED
    together = max(
        min(1.0, found.signals["type"]) * coverage(terms, own, own)
        for found in ranked[:10]
        for own in (wording.stems_of(_with_place(found)),)
    )
    return {
        "words": best.signals["words"] + best.signals["words_lead"],
        "words_near": coverage(terms, near, near),
        "words_passage": coverage(terms, whole, whole),
        "together": together if typed else coverage(terms, near, near),
        "rarest": heaviest.found_in(whole) if heaviest else 0.0,
        "weakest": min((term.found_in(whole) for term in sorted(terms, key=_weight)[-3:]), default=0.0),
        "rarest_near": heaviest.found_in(near) if heaviest else 0.0,
        "absent": absent / total if total else 1.0,
        "asked_absent": _asked_absent(question, wording, near),
        "asked_elsewhere": _asked_absent(question, wording, whole),
        "similar": max(found.signals["similar"] for found in ranked[:5]),
        "passage_similar": max(found.signals["passage_similar"] for found in ranked[:5]),
        "untyped_match": max(0.0, 1.0 - best.signals["type"]) if typed else 0.0,
        "apart": best.signals["apart"],
        "score": best.score / 10,
        "personal": float(bool(_PERSONAL.search(question.text))),
        "few_words": float(len(terms) <= 1),
        "paragraph": float(
            any(not _names_paragraph(whole_text(best), asked) for asked in question.paragraphs)
        ),
    }


def _asked_absent(question: Question, wording: Wording, stems: frozenset[str]) -> float:
    """How far the noun that is asked for is missing from a text; 0 where none is asked for."""
    if question.asked is None:
        return 0.0
    return 1.0 - max((term.found_in(stems) for term in wording.terms((question.asked,))), default=1.0)


def _weight(term: Term) -> float:
    return term.weight


def _with_place(found: Candidate) -> str:
    lead = found.lead.text if found.lead else ""
    return " ".join((found.text, lead, found.document.metadata.title, *found.section.path))


def whole_text(found: Candidate) -> str:
    """The readable text of the candidate's passage."""
    return found.passage.passage.text


def _names_paragraph(text: str, asked: str) -> bool:
    return bool(re.search(rf"§+\s*{re.escape(asked)}(?!\w)", text.lower()))


def probability(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The calibrated probability that the best candidate answers: the logistic function of the weighted signals.

    A question for a date, a number, a name is never answered by a sentence that holds none: on the fitting part
    such a sentence answered 4 questions of 33.
    """
    total = weights.get("intercept", 0.0) + sum(
        weights.get(name, 0.0) * value for name, value in signals.items()
    )
    chance = 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))
    return min(chance, _UNTYPED_AT_MOST) if signals["untyped_match"] > 0.5 else chance
