"""Whether the evidence carries an answer: a calibrated probability from named signals."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from assistant.asked_outcome import outcome_unmet
from assistant.evidence import Candidate
from assistant.known import Known
from assistant.question import Question
from assistant.wanted import OF_A_PLACE, Wanted, asks, is_errand
from assistant.wording import Term, Wording, coverage
from index.danish import content_words

_PERSONAL = re.compile(r"\b(?:du|dig|din|dit|dine|jeg|mig|min|mit|mine)\b", re.IGNORECASE)
# Whoever asks may say so of themselves.
_ASKING = re.compile(
    r"\b(?:fortæl|vis|giv|sig|send|hjælp) mig\b|\bjeg (?:skal bruge|vil (?:gerne )?vide|har brug for|søger|leder efter)\b|"
    r"\b(?:skal|kan|må) jeg (?:ringe|finde|se|læse|henvende|kontakte|slå)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A capital after a small letter or a comma: inside a sentence only names have one.
_NAME = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][\w-]{2,}")
_EITHER = re.compile(r"[\w-]+ eller [\w-]+")
_IF = re.compile(r"\bhvis\b", re.IGNORECASE)
# Asks what is in something, not where it is named.
_CONTENT = re.compile(r"\bhvad (?:står|siger|skriver|indeholder|fremgår|kom der|viste|blev)\b", re.IGNORECASE)
_KINDS: tuple[Wanted, ...] = ("who", "how_many", "how_much")

# Held less than this, a word counts as missing.
_HARDLY = 0.5
_UNTYPED_AT_MOST = 0.35
_PLAINLY = 0.6
# Kinds of answer whose form shows in the sentence that gives it.
_TYPED = frozenset({"how_many", "how_much", "contact", "when", "how_long", "who", "list", "where"})


def signals_of(
    question: Question,
    terms: Sequence[Term],
    ranked: Sequence[Candidate],
    wording: Wording,
    scope: frozenset[str],
    refers: bool,
    known: Known,
    subject: bool,
) -> dict[str, float]:
    """The named signals of the decision, for the best candidate and the question as a whole.

    `scope` holds every stem (compound parts too) of the documents that were searched. `refers`: the best
    candidate only refers to a document that is not loaded. `known` are the questions that sentences are known to answer.
    `subject`: the question names a ready subject (corpus/subjects.yaml).
    """
    best = ranked[0]
    said = _with_place(best)
    near = wording.stems_of(said)
    near_share = coverage(terms, near, near)
    not_asking = float(not asks(question.said))
    whole = near | wording.stems_of(best.passage.passage.text)
    total = sum(term.weight for term in terms)
    heaviest = max(terms, key=lambda term: term.weight, default=None)
    absent = sum(term.weight * (1.0 - term.found_in(scope)) for term in terms)
    place = (best.passage.id, best.number)
    known_stems = near | known.stems(place)
    held_each = [term.found_in(known_stems) for term in terms]
    typed = question.wanted in _TYPED
    similar = sorted(found.signals["similar"] for found in ranked)
    together = max(
        min(1.0, found.signals["type"]) * coverage(terms, own, own)
        for found in ranked[:10]
        for own in (wording.stems_of(_with_place(found)),)
    )
    return {
        "words": best.signals["words"] + best.signals["words_lead"],
        "words_near": near_share,
        "words_passage": coverage(terms, whole, whole),
        "together": together if typed else near_share,
        "rarest": heaviest.found_in(whole) if heaviest else 0.0,
        "weakest": min((term.found_in(whole) for term in sorted(terms, key=_weight)[-3:]), default=0.0),
        "rarest_near": heaviest.found_in(near) if heaviest else 0.0,
        "absent": absent / total if total else 1.0,
        "asked_absent": _asked_absent(question, wording, near),
        "asked_elsewhere": _asked_absent(question, wording, whole),
        "asked_nowhere": _asked_absent(question, wording, scope | known_stems),
        "similar": max(found.signals["similar"] for found in ranked[:5]),
        "passage_similar": max(found.signals["passage_similar"] for found in ranked[:5]),
        "answers": best.signals["answers"],
        "answers_mean": best.signals["answers_mean"],
        "answers_most": max(found.signals["answers"] for found in ranked[:5]),
        "known_words": best.signals["known_words"],
        "known_whole": best.signals["known_whole"],
        "known_complete": best.signals["known_complete"],
        "known_rarest": heaviest.found_in(known_stems) if heaviest else 0.0,
        "known_weakest": min(
            (term.found_in(known_stems) for term in sorted(terms, key=_weight)[-3:]), default=0.0
        ),
        "known_wording": best.signals["known_wording"],
        "known_missing": float(sum(share < _HARDLY for share in held_each)),
        "known_each": sum(held_each) / len(held_each) if held_each else 0.0,
        "asked_alike": known.share_alike(question, place),
        "alike_nearest": best.signals["answers_alike"],
        "untyped_match": max(0.0, 1.0 - best.signals["type"]) if typed else 0.0,
        "unsettled": float(subject and not any(found.signals["settles"] for found in ranked)),
        "settles": best.signals["settles"],
        "apart": best.signals["apart"],
        "score": best.score / 10,
        "personal": float(bool(_PERSONAL.search(_ASKING.sub(" ", question.said)))),
        "errand": float(is_errand(question.said)),
        "few_words": float(len(terms) <= 1),
        "length": len(question.said) / 100,
        "outcome_unmet": outcome_unmet(question, best.text),
        "stands_out": similar[-1] - similar[len(similar) // 2],
        "figures_absent": _figures_absent(question, said),
        "names_absent": _names_absent(question, wording, whole),
        "said_of_it": _said_of_it(terms, best, wording),
        "not_asking": not_asking,
        "no_reason": float(question.wanted == "why") * max(0.0, 1.0 - best.signals["type"]),
        "only_named": float(refers and bool(_CONTENT.search(question.said))),
        "content_row": float(best.unit.kind != "sentence" and bool(_CONTENT.search(question.said))),
        "place_absent": _place_absent(question, wording, near),
        "unasked_rest": not_asking * (1.0 - near_share),
        "if_unmet": float(bool(_IF.search(question.said)) and not best.signals["condition"]),
        "refers": float(refers),
        "rarest_unsaid": float(not typed) * (1.0 - heaviest.found_in(near)) if heaviest else 0.0,
        **{f"asks_{kind}": float(question.wanted == kind) for kind in _KINDS},
        "paragraph": float(
            any(not _names_paragraph(whole_text(best), asked) for asked in question.paragraphs)
        ),
    }


def _figures_absent(question: Question, text: str) -> float:
    """The share of the question's figures, years and paragraphs apart, that a text does not hold."""
    asked = [figure for figure in _FIGURE.findall(question.said) if not _YEAR.fullmatch(figure)]
    asked = [figure for figure in asked if figure not in question.paragraphs]
    held = set(_FIGURE.findall(text))
    return sum(figure not in held for figure in asked) / len(asked) if asked else 0.0


def _names_absent(question: Question, wording: Wording, stems: frozenset[str]) -> float:
    """The share of the names in a question, regions apart, that a text does not hold; names show by capitals.

    Of "Ib eller Steen" a text that answers may hold one alone: neither counts.
    """
    spoken_of = {word.lower() for mention in question.mentions for word in mention.matched.split()}
    names = [name for name in _NAME.findall(_EITHER.sub(" ", question.said)) if name.lower() not in spoken_of]
    return sum(not wording.exact_stems_of(name) & stems for name in names) / len(names) if names else 0.0


def _place_absent(question: Question, wording: Wording, stems: frozenset[str]) -> float:
    """1 when a person, place or number of a named municipality is asked for and the text does not name it."""
    asked = [mention.matched for mention in question.mentions if mention.via == "kommune"]
    if question.wanted not in OF_A_PLACE or not asked:
        return 0.0
    return float(not any(wording.exact_stems_of(name) <= stems for name in asked))


def _said_of_it(terms: Sequence[Term], best: Candidate, wording: Wording) -> float:
    """The share of a sentence's telling words that the question asked with: a short sentence says just that."""
    telling = [word for word in content_words(best.text) if not word.isdigit()]
    asked = frozenset().union(*(term.any_of for term in terms)) if terms else frozenset[str]()
    return sum(bool(wording.exact_stems_of(word) & asked) for word in telling) / max(4, len(telling))


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

    A question for a date, a number, a name is answered by a sentence that holds none only where all else says so
    plainly: on the fitting part such a sentence answered 7 questions of 10 from that chance on.
    """
    total = weights.get("intercept", 0.0) + sum(
        weights.get(name, 0.0) * value for name, value in signals.items()
    )
    chance = 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))
    if signals["untyped_match"] > 0.5 and chance < _PLAINLY:
        return min(chance, _UNTYPED_AT_MOST)
    return chance
