"""What `python -m eval.kindred` learns is what the product reads, and brings questions with one answer together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from eval import kindred
from eval.kindred import Learner, grouped, learn, right
from index.e5_kindred import KindredChanges
from index.e5_weights import Weights
from index.known_sentences import KnownSentences

_ASKED = {
    "Aftalen kan opsiges med et halvt års varsel.": (
        "hvor lang tid i forvejen skal vi sige fra",
        "hvad er fristen for at melde sig ud",
        "kan vi komme ud af det med kort varsel",
    ),
    "Driftsherren betaler udgiften til ledsagelse.": (
        "hvem hænger på regningen når de skal på tur",
        "skal vi selv punge ud for følgeskab",
        "hvem dækker omkostningen",
    ),
}


def test_what_is_learnt_brings_questions_with_one_answer_together_and_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"ROUNDS": 8, "SENTENCES": 2, "NEIGHBOURS": 2, "TOGETHER": 2}.items():
        monkeypatch.setattr(kindred, name, value)
    questions, groups = grouped(KnownSentences({"prøve": _ASKED}))
    learner = Learner()
    before = learner.all_rows(questions)
    learn(learner, questions, groups, before)
    after = learner.all_rows(questions)

    same = (groups[:, None] == groups[None]) & ~np.eye(len(groups), dtype=bool)
    other = groups[:, None] != groups[None]

    def apart(rows: np.ndarray) -> float:
        near = rows @ rows.T
        return float(near[same].mean() - near[other].mean())

    assert apart(after) > apart(before)
    held = np.array([number % 3 == 0 for number in range(len(questions))])
    assert right(after, groups, held) == 1.0

    np.savez(tmp_path / "learnt.npz", **learner.changes())  # type: ignore[arg-type]  # its names are free
    weights = Weights()
    changes = KindredChanges(tmp_path / "learnt.npz")
    assert changes.keys() == KindredChanges().keys()
    for name, change in changes.items():
        assert weights.matrix(name, len(change)).shape == change.shape


def test_questions_of_sentences_that_say_nearly_the_same_count_as_one() -> None:
    sentence, reworded = (
        f"Aftalen kan opsiges af en kommune med {months} måneders varsel til årets udgang."
        for months in (6, 9)
    )
    questions, groups = grouped(
        KnownSentences({"a": {sentence: ("hvornår",)}, "b": {reworded: ("med hvilket varsel",)}})
    )
    assert questions == ["hvornår", "med hvilket varsel"]
    assert groups[0] == groups[1]
