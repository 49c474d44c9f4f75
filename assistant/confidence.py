"""Whether the evidence carries an answer: a calibrated probability from named signals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from assistant.evidence import Candidate
from assistant.question import Question
from assistant.wording import Term, Wording, coverage

_PERSONAL = re.compile(r"\b(?:du|dig|din|dit|dine|jeg|mig|min|mit|mine)\b", re.IGNORECASE)
_ASKS_FIGURE = frozenset({"how_many", "how_much", "contact", "when", "how_long", "who"})


def signals_of(
    question: Question, terms: Sequence[Term], ranked: Sequence[Candidate], wording: Wording
) -> dict[str, float]:
    """The named signals of the decision, for the best candidate and the question as a whole."""
    best = ranked[0]
    around = wording.stems_of(
        " ".join(
            (best.text, best.lead.text if best.lead else "", best.document.metadata.title, *best.section.path)
        )
    )
    whole = around | wording.stems_of(best.passage.passage.text)
    total = sum(term.weight for term in terms)
    heaviest = max(terms, key=lambda term: term.weight, default=None)
    strange = sum(term.weight for term in terms if not term.known and not term.everyday and not term.parts)
    typed = best.signals["type"] if question.wanted in _ASKS_FIGURE else 0.5
    return {
        "words": best.signals["words"] + best.signals["words_lead"],
        "words_near": coverage(terms, around, around),
        "words_passage": coverage(terms, whole, whole),
        "rarest": heaviest.found_in(whole) if heaviest else 0.0,
        "strange": strange / total if total else 0.0,
        "similar": max(found.signals["similar"] for found in ranked[:5]),
        "passage_similar": max(found.signals["passage_similar"] for found in ranked[:5]),
        "type": typed,
        "period": best.signals["period"],
        "apart": best.signals["apart"],
        "score": best.score,
        "personal": float(bool(_PERSONAL.search(question.text))),
        "few_words": float(len(terms) <= 1),
    }


def probability(signals: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The calibrated probability that the best candidate answers: the logistic function of the weighted signals."""
    total = weights.get("intercept", 0.0) + sum(
        weights.get(name, 0.0) * value for name, value in signals.items()
    )
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))
