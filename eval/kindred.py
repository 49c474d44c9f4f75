"""Learn to compare questions: `python -m eval.kindred [--write]`, about forty minutes of one core; needs the extra `models`.

The built-in model is changed a little (narrow matrices beside its own, LoRA), so that the questions of corpus/answered
that one sentence answers lie close, and those of its neighbours farther off (supervised contrastive loss, Khosla et al.
2020, https://arxiv.org/abs/2004.11362). A fifth of the questions is never learnt from: printed is how many of them have a
question of their own sentence nearest, before and after. Reads no question of `eval/`. `--write` puts the changes into
index/e5_kindred.npz; raise the number in `OnnxE5.model` with them.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from eval.bench.torch_model import LAYER_NAMES, torch_model, word_states
from index.e5_kindred import FILE
from index.e5_tokens import Tokens
from index.e5_weights import Weights
from index.embedding import Vector
from index.known_sentences import KnownSentences, known_sentences

RANK = 16
ROUNDS = 2
HELD_OUT = 0.2
RATE = 5e-4
# How sharply the nearest of another sentence counts.
TEMPERATURE = 0.05
SENTENCES, EACH = 32, 3
"""How many sentences a step compares, and how many questions of each."""
NEIGHBOURS, TOGETHER = 16, 8
_BATCH = 64


class Narrow:
    """What is added to one matrix of the model: the product of two narrow ones, which begins as nothing."""

    def __init__(self, matrix: Any) -> None:
        self.into = nn.Parameter(torch.randn(RANK, matrix.in_features) / matrix.in_features**0.5)
        self.out = nn.Parameter(torch.zeros(matrix.out_features, RANK))
        matrix.register_forward_hook(self._added)

    def _added(self, matrix: Any, entering: Any, product: Any) -> Any:
        return product + entering[0] @ self.into.T @ self.out.T


class Learner:
    """The built-in model in 32 bits, with what is to be learnt beside it."""

    def __init__(self) -> None:
        self.weights = Weights()
        self.tokens = Tokens(self.weights)
        self.model: Any = torch_model(self.weights).requires_grad_(False)
        self.narrow: dict[str, Narrow] = {}
        for number, layer in enumerate(self.model.encoder.layer):
            for path, name in LAYER_NAMES.items():
                if not path.endswith("LayerNorm"):
                    self.narrow[f"l{number}.{name}.w"] = Narrow(layer.get_submodule(path))

    def parameters(self) -> list[nn.Parameter]:
        return [each for narrow in self.narrow.values() for each in (narrow.into, narrow.out)]

    def rows(self, questions: Sequence[str]) -> Any:
        """Their vectors, shape (len(questions), width), of length 1."""
        words, there = word_states(
            self.weights, self.tokens, [f"query: {question}" for question in questions]
        )
        states = self.model(inputs_embeds=words, attention_mask=there).last_hidden_state
        means = (states * there[..., None]).sum(1) / there.sum(1, keepdim=True)
        return nn.functional.normalize(means, dim=1)

    def all_rows(self, questions: Sequence[str]) -> Vector:
        """The same for many, nothing learnt from it."""
        self.model.train(False)
        ordered = sorted(range(len(questions)), key=lambda number: len(questions[number]))
        found = np.zeros((len(questions), self.weights.width), np.float32)
        with torch.inference_mode():
            for at in range(0, len(ordered), _BATCH):
                numbers = ordered[at : at + _BATCH]
                found[numbers] = self.rows([questions[number] for number in numbers]).numpy()
        return found

    def changes(self) -> dict[str, NDArray[np.float16]]:
        """As `index.e5_kindred` reads them."""
        found = {}
        for name, narrow in self.narrow.items():
            found[f"{name}.in"] = narrow.into.detach().numpy().astype(np.float16)
            found[f"{name}.out"] = narrow.out.detach().numpy().astype(np.float16)
        return found


def grouped(known: KnownSentences) -> tuple[list[str], NDArray[np.int64]]:
    """Every known question, and the number of what it is answered by: sentences that say the same count as one."""
    first: dict[str, str] = {}

    def found(text: str) -> str:
        while first.setdefault(text, text) != text:
            text = first[text]
        return text

    for sentences in known.files.values():
        for text in sentences:
            for other in known.alike(text):
                first[found(other)] = found(text)
    numbers: dict[str, int] = {}
    questions: list[str] = []
    groups: list[int] = []
    for sentences in known.files.values():
        for text, own in sentences.items():
            group = numbers.setdefault(found(text), len(numbers))
            questions += own
            groups += [group] * len(own)
    return questions, np.array(groups)


def right(rows: Vector, groups: NDArray[np.int64], held: NDArray[np.bool_]) -> float:
    """The share of those held out whose nearest among the others belongs to the same sentence."""
    nearest = (rows[held] @ rows[~held].T).argmax(1)
    return float((groups[~held][nearest] == groups[held]).mean())


def learn(learner: Learner, questions: Sequence[str], groups: NDArray[np.int64], before: Vector) -> None:
    """Learn from those questions; `before` are their vectors as they are, to tell which sentences are neighbours."""
    chance = np.random.default_rng(0)
    members = {int(group): np.flatnonzero(groups == group) for group in np.unique(groups)}
    names = sorted(members)
    centres = np.stack([before[members[name]].mean(0) for name in names])
    neighbours = np.argsort(-(centres @ centres.T), 1)[:, :NEIGHBOURS]
    steps = ROUNDS * len(questions) // (SENTENCES * EACH)
    optimiser = torch.optim.AdamW(learner.parameters(), lr=RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps + 1, pct_start=0.1)
    learner.model.train()
    for step in range(steps):
        chosen: list[int] = []
        while len(chosen) < SENTENCES:
            of = chance.permutation(neighbours[chance.integers(len(names))])[:TOGETHER]
            chosen += [names[number] for number in of if names[number] not in chosen]
        numbers = np.concatenate(
            [
                chance.choice(members[name], min(EACH, len(members[name])), replace=False)
                for name in chosen[:SENTENCES]
            ]
        )
        loss = _loss(
            learner.rows([questions[number] for number in numbers]), torch.from_numpy(groups[numbers])
        )
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learner.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 20 == 0:
            print(f"trin {step} af {steps}: tab {loss.item():.3f}", flush=True)


def _loss(rows: Any, groups: Any) -> Any:
    """How unlikely each finds the others of its sentence among all; a question alone of its own counts nothing."""
    itself = torch.eye(len(rows), dtype=torch.bool)
    nearness = (rows @ rows.T / TEMPERATURE).masked_fill(itself, -1e4)
    chances = nearness - torch.logsumexp(nearness, 1, keepdim=True)
    same = (groups[:, None] == groups[None]) & ~itself
    several = same.any(1)
    return -((chances * same).sum(1)[several] / same.sum(1)[several]).mean()


def main(write: bool) -> None:
    torch.manual_seed(0)
    questions, groups = grouped(known_sentences())
    held = np.random.default_rng(0).random(len(questions)) < HELD_OUT
    learner = Learner()
    before = learner.all_rows(questions)
    print(f"egen sætning nærmest, uden: {right(before, groups, held):.3f} af {held.sum()}")
    learn(
        learner,
        [question for question, out in zip(questions, held, strict=True) if not out],
        groups[~held],
        before[~held],
    )
    print(f"egen sætning nærmest, med: {right(learner.all_rows(questions), groups, held):.3f}")
    if write:
        np.savez_compressed(FILE, **learner.changes())  # type: ignore[arg-type]  # its names are free


if __name__ == "__main__":
    main("--write" in sys.argv)
