"""What is measured, one pure function a measure. None always means "not measured here", never "wrong"."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytrec_eval

from assistant.answer import Answer, Citation
from eval.questions import Expect

CUTOFF = 10
"""Rank down to which retrieval is measured."""

REPEATED_QUOTE_MIN = 12
"""Letters and digits a quote needs before showing it twice is a repeat: a name or a sum may recur."""


def fold(text: str) -> str:
    """The text with every run of white space as one space and none at the ends."""
    return " ".join(text.split())


def status_right(expect: Expect, answer: Answer) -> bool:
    """answer: status answered or computed; tool: computed; abstain: not_found."""
    allowed = {"answer": ("answered", "computed"), "tool": ("computed",), "abstain": ("not_found",)}
    return answer.status in allowed[expect]


def evidence_cited(evidence: Sequence[str], answer: Answer) -> bool | None:
    """Whether any evidence string occurs, white space folded, in quote or passage of any citation.

    None when there is no evidence to look for.
    """
    if not evidence:
        return None
    return any(_holds(citation, evidence) for citation in answer.citations)


def evidence_first(evidence: Sequence[str], answer: Answer) -> bool | None:
    """The same as evidence_cited, asked of citation 1 alone."""
    if not evidence:
        return None
    return any(_holds(citation, evidence) for citation in answer.citations if citation.n == 1)


def _holds(citation: Citation, evidence: Sequence[str]) -> bool:
    texts = (fold(citation.quote), fold(citation.passage))
    return any(fold(wanted) in text for wanted in evidence for text in texts)


def facts_present(facts: Sequence[Sequence[str]], answer: Answer) -> bool | None:
    """Whether of every inner list one string occurs in the answer text, white space folded, case ignored."""
    if not facts:
        return None
    text = fold(answer.answer).casefold()
    return all(any(fold(fact).casefold() in text for fact in either) for either in facts)


def forbidden_absent(forbid: Sequence[str], answer: Answer) -> bool | None:
    """Whether none of the strings occurs in the answer text, white space folded, case ignored."""
    if not forbid:
        return None
    text = fold(answer.answer).casefold()
    return not any(fold(word).casefold() in text for word in forbid)


def quotes_exact(answer: Answer, text_of: Callable[[str], str]) -> bool | None:
    """Whether `text_of(file)[start:end] == quote` for every citation, and no quote is empty.

    `text_of` gives the stored text of a citation's file; where it raises LookupError or OSError the quote has
    no source and is not exact. None for an answer without citations.
    """
    if not answer.citations:
        return None
    return all(_exact(citation, text_of) for citation in answer.citations)


def _exact(citation: Citation, text_of: Callable[[str], str]) -> bool:
    try:
        text = text_of(citation.file)
    except (LookupError, OSError):
        return False
    # A negative offset would count from the end of the text and could still match.
    inside = 0 <= citation.start < citation.end <= len(text)
    return inside and text[citation.start : citation.end] == citation.quote


def verdict_right(verdict: str | None, answer: Answer) -> bool | None:
    """Whether a computation with this verdict is in the answer; None where no verdict is asked for."""
    if verdict is None:
        return None
    return any(computation.verdict == verdict for computation in answer.computations)


def answer_length(answer: Answer) -> int:
    """Characters of the answer text, white space folded, a quote that is shown several times counted once."""
    return _length(answer, keep=1)


def frame_length(answer: Answer) -> int:
    """Characters of the answer text outside all quotes, white space folded: the assistant's own words."""
    return _length(answer, keep=0)


def _length(answer: Answer, keep: int) -> int:
    text = fold(answer.answer)
    # Quotes are shown readable (broken words joined, marks dropped), so they are found by letters and digits
    # alone.
    at = [place for place, char in enumerate(text) if char.isalnum()]
    letters = "".join(text[place] for place in at)
    gone = np.zeros(len(text), dtype=bool)
    for quote in {_letters(citation.quote) for citation in answer.citations}:
        if len(quote) < REPEATED_QUOTE_MIN:
            continue
        found, shown = letters.find(quote), 0
        while found >= 0:
            shown += 1
            if shown > keep:
                gone[at[found] : at[found + len(quote) - 1] + 1] = True
            found = letters.find(quote, found + len(quote))
    return len(text) - int(gone.sum())


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalnum())


@dataclass(frozen=True)
class Retrieval:
    """Means over all judged queries, each between 0 and 1. `ndcg_error` is the standard error of the mean."""

    queries: int
    ndcg: float
    recall: float
    hit: float
    ndcg_error: float


def retrieval(qrels: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[str]]) -> Retrieval:
    """nDCG@10, recall@10 and success@10 (hit@10) by pytrec_eval, the reference trec_eval.

    `qrels`: query -> passage -> grade, relevant when above 0. `ranked`: query -> passages, best first; a
    query that is missing or empty scores 0. Queries without a relevant passage are not judged. Raises
    ValueError when none is left.
    """
    judged = {query: dict(grades) for query, grades in qrels.items() if any(g > 0 for g in grades.values())}
    if not judged:
        raise ValueError("Ingen forespørgsel har en relevant passage; der er intet at måle.")
    # trec_eval orders ties by passage id; scores made from the ranks keep the searcher's own order.
    run = {
        query: {passage: 1.0 / (rank + 1) for rank, passage in enumerate(dict.fromkeys(ranked[query]))}
        for query in judged
        if ranked.get(query)
    }
    names = (f"ndcg_cut_{CUTOFF}", f"recall_{CUTOFF}", f"success_{CUTOFF}")
    measures = {f"ndcg_cut.{CUTOFF}", f"recall.{CUTOFF}", f"success.{CUTOFF}"}
    scores = pytrec_eval.RelevanceEvaluator(judged, measures).evaluate(run)
    table = np.array([[scores.get(query, {}).get(name, 0.0) for name in names] for query in judged])
    ndcg, recall, hit = (float(value) for value in table.mean(axis=0))
    error = float(table[:, 0].std(ddof=1)) / math.sqrt(len(judged)) if len(judged) > 1 else 0.0
    return Retrieval(len(judged), ndcg, recall, hit, error)


def auroc(scores: Sequence[float], truth: Sequence[bool]) -> float | None:
    """Chance that a true case scores above a false one, ties counted half (Mann-Whitney U / (n1 * n0)).

    None when either class is missing. Raises ValueError for unequal lengths or a score that is not finite.
    """
    values, true = _paired(scores, truth)
    positive, negative = int(true.sum()), int((~true).sum())
    if not positive or not negative:
        return None
    ordered = np.sort(values)
    # Mean of the first and the last rank (from 1) among equals.
    ranks = (np.searchsorted(ordered, values, "left") + 1 + np.searchsorted(ordered, values, "right")) / 2
    u = float(ranks[true].sum()) - positive * (positive + 1) / 2
    return u / (positive * negative)


@dataclass(frozen=True)
class CalibrationBin:
    """Cases with confidence in [low, high), the last with 1.0: mean confidence and the share that is true."""

    low: float
    high: float
    count: int
    confidence: float
    share: float


def calibration_bins(scores: Sequence[float], truth: Sequence[bool], bins: int = 10) -> list[CalibrationBin]:
    """Cases in equally wide bins by confidence; empty bins are left out.

    Raises ValueError for a confidence outside [0, 1] or unequal lengths.
    """
    values, true = _paired(scores, truth)
    if values.size and (values.min() < 0 or values.max() > 1):
        raise ValueError(f"Tillid skal ligge mellem 0 og 1, men går fra {values.min()} til {values.max()}.")
    lows = np.arange(bins) / bins
    place = np.searchsorted(lows, values, "right") - 1
    found = []
    for number in range(bins):
        inside = place == number
        if count := int(inside.sum()):
            means = float(values[inside].mean()), float(true[inside].mean())
            found.append(CalibrationBin(number / bins, (number + 1) / bins, count, *means))
    return found


def calibration_error(bins: Sequence[CalibrationBin]) -> float | None:
    """Expected calibration error: the mean of |confidence - share| weighted by count; None without cases."""
    total = sum(each.count for each in bins)
    return sum(each.count * abs(each.confidence - each.share) for each in bins) / total if total else None


@dataclass(frozen=True)
class OperatingPoint:
    """Answering only at or above `threshold`: the share of all questions answered, and of those right."""

    threshold: float
    coverage: float
    precision: float


def precision_by_coverage(scores: Sequence[float], right: Sequence[bool], total: int) -> list[OperatingPoint]:
    """One point for each distinct confidence, highest first. `total`: all questions asked, answered or not.

    Raises ValueError for unequal lengths or more answers than questions.
    """
    values, true = _paired(scores, right)
    if values.size > total:
        raise ValueError(f"Der er {values.size} svar, men kun {total} spørgsmål.")
    points = []
    for threshold in np.unique(values)[::-1]:
        kept = values >= threshold
        points.append(OperatingPoint(float(threshold), int(kept.sum()) / total, float(true[kept].mean())))
    return points


def _paired(scores: Sequence[float], truth: Sequence[bool]) -> tuple[np.ndarray, np.ndarray]:
    values, true = np.asarray(scores, dtype=float), np.asarray(truth, dtype=bool)
    if values.shape != true.shape:
        raise ValueError(f"Der er {values.size} tal, men {true.size} afgørelser.")
    if not np.isfinite(values).all():
        raise ValueError("Tillid skal være endelige tal; der er mindst ét, som er nan eller uendeligt.")
    return values, true
