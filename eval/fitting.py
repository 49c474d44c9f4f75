"""Fit the weights in assistant/weights.toml: `python -m eval.fitting DATA [--write]`. Reads the fitting part only.

Ranking: a softmax over the candidates of each answerable question, the likelihood of those that hold the
evidence maximised. Decision: logistic regression on whether the question has an answer. Both with an L2
penalty; five-fold cross-validated figures are printed beside the fitted ones. The decision is fitted twice: for
documents with known questions (index.known_sentences), and as if nobody had written any (`confidence_new`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.asked import Asked
from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.evidence import Candidate
from assistant.finder import WEIGHTS
from assistant.found import Found
from eval.questions import Question, load_questions, load_twisted
from index.answered import AnsweredQuestions
from index.database import now

QUESTIONS = Path(__file__).with_name("questions")
FITTING_FILES = tuple(QUESTIONS / f"{name}.jsonl" for name in ("fit", "fit2", "fit3", "fit4", "fit6"))
# Questions close to the text that no document answers. They are as many as all others together, so each counts less:
# the probability is to be right where most questions have an answer.
NEAR_MISSES = QUESTIONS / "fit5.jsonl"
NEAR_MISS = 0.3
FITTING_PAIRS = (QUESTIONS / "twisted_fit.jsonl",)
Matrix = NDArray[np.float64]
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A question with its evidence as the assistant found it."""

    question: Question
    found: Found
    holds: NDArray[np.bool_]


def examples(assistant: Assistant, questions: Iterable[Question]) -> list[Example]:
    """The questions that are answered from evidence, each with its candidates."""
    made: list[Example] = []
    for question in questions:
        turns: list[Turn] = []
        for earlier in question.history:
            answer, understood = assistant.answering.answer(
                Asked(earlier, today=date.today(), turns=tuple(turns))
            )
            turns.append(Turn("", earlier, understood, answer, now()))
        found = assistant.answering.examine(Asked(question.question, date.today(), turns=tuple(turns)))
        if found is not None:
            holds = np.array([_holds(assistant, c, question.evidence) for c in found.ranked], bool)
            made.append(Example(question, found, holds))
    return made


def _true_ones() -> list[Question]:
    """The true question of each fitting pair, as a question that the documents answer."""
    return [
        Question(id=each.id, kind="fact", question=each.question, evidence=each.evidence, expect="answer")
        for each in load_twisted(list(FITTING_PAIRS))
        if each.answer == "ja"
    ]


def _holds(assistant: Assistant, candidate: Candidate, evidence: Sequence[str]) -> bool:
    text = assistant.source_text(candidate.document.file)
    span = candidate.unit.span
    said = _folded(text[span.start : span.end])
    return any(_folded(each) in said or (len(said) > 25 and said in _folded(each)) for each in evidence)


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).lower().strip()


def fit_ranking(
    made: Sequence[Example], names: Sequence[str], penalty: float = 0.02, steps: int = 1500, rate: float = 0.3
) -> Matrix:
    """Weights, shape (len(names),), that put the candidates holding the evidence first."""
    groups = [(_rows(each, names), each.holds) for each in made if each.holds.any()]
    most = max(len(holds) for _, holds in groups)
    rows = np.zeros((len(groups), most, len(names)))
    holds = np.zeros((len(groups), most))
    # Where a question has fewer candidates, the rest never get any share.
    beyond = np.full((len(groups), most), -np.inf)
    for number, (own, held) in enumerate(groups):
        rows[number, : len(held)], holds[number, : len(held)], beyond[number, : len(held)] = own, held, 0.0
    weights = np.zeros(len(names))
    for _ in range(steps):
        scores = rows @ weights + beyond
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        share = odds / odds.sum(axis=1, keepdims=True)
        wanted = odds * holds / (odds * holds).sum(axis=1, keepdims=True)
        gradient = np.einsum("gc,gcn->n", share - wanted, rows) / len(groups)
        weights = weights - rate * (gradient + penalty * weights)
    return weights


def _rows(example: Example, names: Sequence[str]) -> Matrix:
    return np.array([[c.signals[name] for name in names] for c in example.found.ranked])


def fit_decision(
    rows: Matrix, answerable: NDArray[np.bool_], counts: Matrix, penalty: float = 0.0003, steps: int = 30
) -> Matrix:
    """Weights, shape (columns + 1,), intercept last, of a logistic regression; `counts` is what each row counts.

    By Newton's method; the intercept is not penalised.
    """
    design = np.hstack([rows, np.ones((len(rows), 1))])
    weights = np.zeros(design.shape[1])
    penalties = np.append(np.full(rows.shape[1], penalty), 1e-9)
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(design @ weights, -30, 30)))
        slope = design.T @ (counts * (chance - answerable)) / counts.sum() + penalties * weights
        bend = (design * (counts * chance * (1 - chance))[:, None]).T @ design / counts.sum()
        weights = weights - np.linalg.solve(bend + np.diag(penalties), slope)
    return weights


def _decision_rows(made: Sequence[Example]) -> tuple[list[str], Matrix, NDArray[np.bool_], Matrix]:
    near_misses = {question.id for question in load_questions([NEAR_MISSES])}
    names = list(made[0].found.signals)
    rows = np.array([[each.found.signals[name] for name in names] for each in made])
    answerable = np.array([each.question.expect != "abstain" for each in made])
    counts = np.array([NEAR_MISS if each.question.id in near_misses else 1.0 for each in made])
    return names, rows, answerable, counts


# Signals the fitting questions say too little about (follow-ups, other documents): set by hand.
BY_HAND = {
    "inherited": 1.5,
    "near": 0.6,
    "apart": -3.0,
    "defines": 1.0,
    "period": 0.5,
    "condition": 0.8,
    "settles_asked": 1.5,
}


def main(data: str, write: bool) -> None:
    """Print what a fit on the fitting part gives; with `write`, put it into the weights file."""
    assistant = Assistant.open(data)
    questions = [*load_questions([*FITTING_FILES, NEAR_MISSES]), *_true_ones()]
    made = examples(assistant, questions)
    names = list(made[0].found.ranked[0].signals)
    ranked = [each for each in made if each.holds.any()]
    right = 0
    for fold in range(FOLDS):
        weights = fit_ranking([e for n, e in enumerate(ranked) if n % FOLDS != fold], names, steps=500)
        for each in ranked[fold::FOLDS]:
            right += bool(each.holds[int(np.argmax(_rows(each, names) @ weights))])
    print(f"ranking: cross-validated first right {right / len(ranked):.3f} of {len(ranked)}")
    rank = dict(zip(names, fit_ranking(ranked, names).tolist(), strict=True)) | BY_HAND
    decision = _decision(made, "known documents")
    # As if nobody had written questions for any document.
    assistant.answering.snapshot.answered = AnsweredQuestions((), {})
    text = _toml(rank, decision, _decision(examples(assistant, questions), "new documents"))
    print(text)
    if write:
        WEIGHTS.write_text(text, encoding="utf-8")


def _decision(made: Sequence[Example], name: str) -> dict[str, float]:
    """The weights of the decision; prints what they give, cross-validated."""
    columns, rows, answerable, counts = _decision_rows(made)
    chance = np.zeros(len(made))
    for fold in range(FOLDS):
        train = np.array([n % FOLDS != fold for n in range(len(made))])
        weights = fit_decision(rows[train], answerable[train], counts[train])
        chance[~train] = 1 / (1 + np.exp(-(rows[~train] @ weights[:-1] + weights[-1])))
    missed = counts < 1.0
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        silent = float((chance[~answerable & ~missed] < threshold).mean())
        near = float((chance[missed] < threshold).mean())
        refused = float((chance[answerable] < threshold).mean())
        print(
            f"{name} at {threshold}: silent where it must {silent:.3f}, near misses {near:.3f}, "
            f"answerable refused {refused:.3f}"
        )
    for each, value in sorted(zip(made, chance, strict=True), key=lambda pair: pair[1]):
        if (value >= 0.5) != (each.question.expect != "abstain"):
            print(f"{value:.2f} {each.question.expect:8} {each.question.question}")
    return dict(zip([*columns, "intercept"], fit_decision(rows, answerable, counts).tolist(), strict=True))


def _toml(rank: dict[str, float], decision: dict[str, float], decision_new: dict[str, float]) -> str:
    lines = [
        "# How much each signal counts. Written by `python -m eval.fitting DATA --write`, which reads only the",
        "# fitting part of the questions; a few ranking weights are set by hand there (BY_HAND). `confidence_new` is for",
        "# documents that nobody has written questions for.",
    ]
    tables = (("rank", rank), ("confidence", decision), ("confidence_new", decision_new))
    for table, values in tables:
        lines += ["", f"[{table}]", *(f"{name} = {value:.2f}" for name, value in values.items())]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1], "--write" in sys.argv)
