"""The learning path as it stands on the present documents, and the learners on it."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from assistant.glossary import Glossary
from assistant.later_steps import outrun
from assistant.learner import Learner, Learners
from assistant.onboarding import LearningPath, Module, Step
from assistant.onboarding_progress import Progress, progress_of
from assistant.quiz import Question, Verdict, check
from index.library import Library
from index.snapshot import Snapshot


class UnknownQuestion(LookupError):
    """The learner's path has no such question."""

    def __init__(self, question: str) -> None:
        super().__init__(f"Spørgsmålet »{question[:100]}« findes ikke i forløbet.")


@dataclass(frozen=True)
class Material:
    """Path and glossary checked against one state of the documents; what lost its quote is switched off."""

    snapshot: Snapshot
    path: LearningPath
    glossary: Glossary


class OnboardingRoom:
    """What the command, the API and the pages work with. Safe from several threads."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._material: Material | None = None
        self._lock = threading.Lock()
        self.learners = Learners(library.store)

    @property
    def material(self) -> Material:
        """Read once for each state of the documents."""
        snapshot = self.library.ensure()
        with self._lock:
            if self._material is None or self._material.snapshot is not snapshot:
                self._material = _read(snapshot)
            return self._material

    def modules(self, learner: Learner) -> tuple[Module, ...]:
        """The path of a learner."""
        return self.material.path.select(learner.role, learner.region)

    def progress(self, learner: Learner) -> Progress:
        return progress_of(self.modules(learner), self.learners.answers(learner.token))

    def find(self, learner: Learner, question_id: str) -> tuple[Module, Step, Question]:
        """A question of the learner's path. Raises UnknownQuestion."""
        for module in self.modules(learner):
            for step in module.steps:
                for question in step.quiz:
                    if question.id == question_id:
                        return module, step, question
        raise UnknownQuestion(question_id)

    def answer(self, learner: Learner, question_id: str, given: str) -> Verdict:
        """Check an answer and keep whether it was right. Raises UnknownQuestion, Unreadable, UnknownLearner."""
        _, _, question = self.find(learner, question_id)
        verdict = check(question, given)
        self.learners.keep(learner.token, question.id, question.version, verdict.correct)
        return verdict


def _read(snapshot: Snapshot) -> Material:
    spans = {found.id: found.span for found in snapshot.documents.values()}
    texts = {name: snapshot.texts[name][span.start : span.end] for name, span in spans.items()}
    offsets = {name: span.start for name, span in spans.items()}
    path = LearningPath.load(texts, offsets=offsets, tolerate_missing_quotes=True)
    return Material(
        snapshot,
        outrun(path, snapshot),
        Glossary.load(texts, offsets=offsets, tolerate_missing_quotes=True),
    )
