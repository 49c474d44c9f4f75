"""The learning path and a learner's progress as the API and the command show them. All of it blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from api.refusal import Refused
from api.text import Line
from assistant.answer import Citation
from assistant.citations import Citations
from assistant.learner import Learner, UnknownLearner
from assistant.onboarding import REGIONS, ROLES, Step
from assistant.onboarding_progress import Next, progress_of, wrong_in
from assistant.onboarding_room import OnboardingRoom, UnknownQuestion
from assistant.quiz import Question, Unreadable, Verdict
from assistant.quoted_data import Quote
from index.snapshot import Snapshot


class QuizQuestion(BaseModel):
    """A question without its answer. `options` are what can be chosen; empty when the answer is written."""

    id: str
    kind: Literal["valg", "tal", "dato", "ja_nej"]
    ask: str
    unit: str
    options: list[str]


class PathStep(BaseModel):
    """A short text whose every sentence carries [n]; `note` is about the documents themselves."""

    id: str
    title: str
    roles: list[str]
    regions: list[str]
    text: str
    note: str
    citations: list[Citation]
    ask: str
    quiz: list[QuizQuestion]


class PathModule(BaseModel):
    id: str
    title: str
    steps: list[PathStep]


class Path(BaseModel):
    """The modules in order, for a role and a region (null: all). `switched_off`: what lost its quote."""

    role: str | None
    region: str | None
    roles: list[str]
    regions: list[str]
    modules: list[PathModule]
    switched_off: list[str]


class Start(BaseModel):
    """Who begins."""

    model_config = {"extra": "forbid"}

    role: Line
    region: Line


class ModuleState(BaseModel):
    id: str
    title: str
    questions: int
    answered: int
    right: int
    wrong: list[str] = Field(description="Spørgsmål, der kommer igen sidst i modulet")


class NextUp(BaseModel):
    """What comes next; `again`: questions that were answered wrong and come back."""

    module: str
    step: str | None
    again: bool
    questions: list[QuizQuestion]


class LearnerState(BaseModel):
    """Where a learner stands. `learner` is the only way back; it is stored nowhere."""

    learner: str
    role: str
    region: str
    questions: int
    right: int
    modules: list[ModuleState]
    next: NextUp | None


class Given(BaseModel):
    """An answer: the text of an option or its letter, a number, a date, ja or nej."""

    model_config = {"extra": "forbid"}

    question: Line
    answer: Line


class Mistaken(BaseModel):
    """What a wrong answer is true of."""

    answer: str
    title: str
    region: str | None
    citations: list[Citation]


class Judged(BaseModel):
    """How the answer was, what is right and the quotes that carry it."""

    question: str
    given: str
    correct: bool
    right_answer: str
    citations: list[Citation]
    mistaken: Mistaken | None
    progress: LearnerState


def path(room: OnboardingRoom, role: str | None, region: str | None) -> Path:
    """The path. Raises Refused for an unknown role or region."""
    check_choice(role, region)
    material = room.material
    modules = [
        PathModule(id=m.id, title=m.title, steps=[_step(material.snapshot, step) for step in m.steps])
        for m in material.path.select(role, region)
    ]
    off = [f"{gone.name}: {'; '.join(gone.reasons)}" for gone in material.path.switched_off]
    return Path(
        role=role, region=region, roles=list(ROLES), regions=list(REGIONS), modules=modules, switched_off=off
    )


def begin(room: OnboardingRoom, start: Start) -> LearnerState:
    """A new learner. Raises Refused."""
    check_choice(start.role, start.region)
    return state(room, room.learners.create(start.role, start.region))


def check_choice(role: str | None, region: str | None) -> None:
    """Raises Refused for a role or region without a path."""
    for value, known, code, what in (
        (role, ROLES, "ukendt_rolle", "Rollen"),
        (region, REGIONS, "ukendt_region", "Regionen"),
    ):
        if value is not None and value not in known:
            raise Refused(
                422, code, f"{what} »{value}« har ikke noget forløb. Vælg en af: {', '.join(known)}."
            )


def learner_of(room: OnboardingRoom, token: str) -> Learner:
    """Raises Refused when there is none."""
    try:
        return room.learners.get(token)
    except UnknownLearner as unknown:
        raise Refused(404, "findes_ikke", str(unknown)) from unknown


def progress(room: OnboardingRoom, token: str) -> LearnerState:
    """Raises Refused."""
    return state(room, learner_of(room, token))


def state(room: OnboardingRoom, learner: Learner) -> LearnerState:
    """Where the learner stands."""
    modules, answers = room.modules(learner), room.learners.answers(learner.token)
    stands = progress_of(modules, answers)
    following = stands.next
    return LearnerState(
        learner=learner.token,
        role=learner.role,
        region=learner.region,
        questions=stands.questions,
        right=stands.right,
        modules=[
            ModuleState(
                id=each.module.id,
                title=each.module.title,
                questions=each.questions,
                answered=each.answered,
                right=each.right,
                wrong=[question.id for question in wrong_in(each.module, answers)],
            )
            for each in stands.modules
        ],
        next=None if following is None else _next(following),
    )


def answer(room: OnboardingRoom, token: str, given: Given) -> Judged:
    """Check and keep an answer. Raises Refused when it is none, or for an unknown learner or question."""
    learner = learner_of(room, token)
    try:
        verdict = room.answer(learner, given.question, given.answer)
    except UnknownQuestion as unknown:
        raise Refused(404, "findes_ikke", str(unknown)) from unknown
    except UnknownLearner as unknown:
        raise Refused(404, "findes_ikke", str(unknown)) from unknown
    except Unreadable as wrong:
        raise Refused(422, "ulaeseligt_svar", str(wrong)) from wrong
    return judged(room, learner, verdict)


def judged(room: OnboardingRoom, learner: Learner, verdict: Verdict) -> Judged:
    """A verdict with its quotes."""
    snapshot = room.material.snapshot
    mistaken = None
    if verdict.mistaken is not None:
        cited = cite(snapshot, verdict.mistaken.sources)
        mistaken = Mistaken(
            answer=verdict.given, title=cited[0].title, region=cited[0].region, citations=cited
        )
    return Judged(
        question=verdict.question.id,
        given=verdict.given,
        correct=verdict.correct,
        right_answer=verdict.question.right,
        citations=cite(snapshot, verdict.question.sources),
        mistaken=mistaken,
        progress=state(room, learner),
    )


def forget(room: OnboardingRoom, token: str) -> None:
    """Delete a learner with everything answered. Raises Refused."""
    try:
        room.learners.delete(token)
    except UnknownLearner as unknown:
        raise Refused(404, "findes_ikke", str(unknown)) from unknown


def cite(snapshot: Snapshot, quotes: Sequence[Quote]) -> list[Citation]:
    """The quotes as citations, numbered from 1."""
    citations = Citations(snapshot)
    for quote in quotes:
        citations.cite(quote.document, quote.start, quote.end)
    return citations.made


def step_text(step: Step) -> str:
    """The sentences with their marks: "… i Midtjylland [1][2]. …"."""
    return " ".join(
        f"{s.text[:-1]} {''.join(f'[{mark}]' for mark in s.marks)}{s.text[-1]}" for s in step.sentences
    )


def _step(snapshot: Snapshot, step: Step) -> PathStep:
    return PathStep(
        id=step.id,
        title=step.title,
        roles=list(step.roles),
        regions=list(step.regions),
        text=step_text(step),
        note=step.note,
        citations=cite(snapshot, step.sources),
        ask=step.ask,
        quiz=[shown(question) for question in step.quiz],
    )


def _next(following: Next) -> NextUp:
    return NextUp(
        module=following.module.id,
        step=following.step.id if following.step else None,
        again=following.again,
        questions=[shown(question) for question in following.questions],
    )


def shown(question: Question) -> QuizQuestion:
    return QuizQuestion(
        id=question.id,
        kind=question.kind,
        ask=question.ask,
        unit=question.unit,
        options=list(question.options),
    )
