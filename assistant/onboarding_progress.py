"""Where a learner stands on the path: what comes next, and what comes back because it was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.learner import Given
from assistant.onboarding import Module, Step
from assistant.quiz import Question

State = Literal["ubesvaret", "rigtig", "forkert"]


@dataclass(frozen=True)
class ModuleProgress:
    """How many of a module's questions are answered and how many are right by now."""

    module: Module
    questions: int
    answered: int
    right: int

    @property
    def done(self) -> bool:
        return self.right == self.questions


@dataclass(frozen=True)
class Next:
    """The step to read and the questions to answer; `again` when they come back at the end of their module."""

    module: Module
    step: Step | None
    questions: tuple[Question, ...]
    again: bool


@dataclass(frozen=True)
class Progress:
    """Where a learner stands; `next` is None when everything is right."""

    modules: tuple[ModuleProgress, ...]
    next: Next | None

    @property
    def questions(self) -> int:
        return sum(module.questions for module in self.modules)

    @property
    def right(self) -> int:
        return sum(module.right for module in self.modules)


def state_of(question: Question, answers: Mapping[str, Given]) -> State:
    """A question that has changed since it was answered counts as not answered."""
    given = answers.get(question.id)
    if given is None or given.version != question.version:
        return "ubesvaret"
    return "rigtig" if given.correct else "forkert"


def wrong_in(module: Module, answers: Mapping[str, Given]) -> tuple[Question, ...]:
    """The questions of a module that were answered wrong, the one answered longest ago first."""
    wrong = [q for q in module.questions if state_of(q, answers) == "forkert"]
    return tuple(sorted(wrong, key=lambda question: answers[question.id].order))


def progress_of(modules: Sequence[Module], answers: Mapping[str, Given]) -> Progress:
    """Steps come in order; at the end of a module what was wrong comes back until it is right."""
    stands = tuple(_module(module, answers) for module in modules)
    return Progress(stands, next((found for m in modules if (found := _next(m, answers))), None))


def _module(module: Module, answers: Mapping[str, Given]) -> ModuleProgress:
    states = [state_of(question, answers) for question in module.questions]
    open_ = states.count("ubesvaret")
    return ModuleProgress(module, len(states), len(states) - open_, states.count("rigtig"))


def _next(module: Module, answers: Mapping[str, Given]) -> Next | None:
    for step in module.steps:
        left = tuple(q for q in step.quiz if state_of(q, answers) == "ubesvaret")
        if left:
            return Next(module, step, left, again=False)
    wrong = wrong_in(module, answers)
    return Next(module, None, wrong, again=True) if wrong else None
