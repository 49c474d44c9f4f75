"""What a sentence is known to answer (index.answered), compared with the question that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from rapidfuzz import fuzz

from assistant.question import Question
from assistant.wanted import Wanted, wanted_in
from assistant.wording import Term, Wording, held, share
from index.answered import Near, Nearness, Place
from index.danish import content_words, words
from index.known_sentences import Questions

# A sentence nobody wrote questions for is taken to have such as its own nearness and words let expect: least
# squares over the candidates of the fitting part, (per point of nearness, base) and (own, nearby, base).
_NEAREST = (0.54, 0.48)
_MEAN = (0.53, 0.39)
_WORDS = (0.62, 0.37, 0.06)
_WHOLE = (0.08, 0.96, 0.06)
_ALIKE_NEAREST = (0.84, -0.31)
_WORDING = (0.39, 0.44)
# Kindred questions spread wider than sentences do: what lies between the 200 nearest has the same mean and spread with this.
_MIDDLE, _STRETCH = 0.427, 3.6
# The share of a sentence's questions that ask for the same kind of answer, on average there.
_ALIKE = 0.16
# How much farther than its nearest question a sentence is taken to be that has none of the kind.
_NONE_ALIKE = 1.5
# So many of a sentence's questions, the nearest in meaning, are compared word for word.
_WORDED = 4


class KnownQuestions:
    """What the questions of a sentence say, understood when first needed. Safe from several threads."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self.stems = lru_cache(maxsize=5_000)(self._stems)
        self.wanted = lru_cache(maxsize=5_000)(self._wanted)
        self.wordings = lru_cache(maxsize=5_000)(self._wordings)

    def read(self, questions: Questions) -> None:
        """Understand those of a sentence now rather than when they are first compared."""
        self.stems(questions)
        self.wanted(questions)
        self.wordings(questions)

    def _stems(self, questions: Questions) -> frozenset[str]:
        """The stems, parts of compounds too, of all words they use."""
        return self._wording.stems_of(" ".join(questions))

    def _wanted(self, questions: Questions) -> tuple[Wanted, ...]:
        """What each of them asks for."""
        return tuple(map(wanted_in, questions))

    def _wordings(self, questions: Questions) -> tuple[str, ...]:
        """The telling words of each, in small letters."""
        return tuple(map(_folded, questions))


@dataclass(frozen=True)
class Known:
    """The known questions of all sentences beside one that is asked, in words that say all of it."""

    questions: KnownQuestions
    asked: str
    near: Near

    def signals(
        self,
        question: Question,
        place: Place,
        terms: Sequence[Term],
        similar: float,
        own: tuple[float, ...],
        nearby: tuple[float, ...],
    ) -> dict[str, float]:
        """How near what is asked is to what the sentence is known to answer, in meaning and in words.

        `similar` is the sentence's own nearness as a signal; `own` and `nearby` how well it, and its surroundings,
        hold each term. Of the words: the share that the questions use (`known_words`), that they, the sentence or its
        surroundings do (`known_whole`), and the square of that (`known_complete`). `answers_alike` is the nearness of the
        nearest that asks for the same kind of answer, `known_wording` how near one of them is in its very words.
        """
        near = self.near.get(place)
        said, around = share(terms, own), share(terms, own, nearby)
        if near is None:
            best, mean = _NEAREST[0] * similar + _NEAREST[1], _MEAN[0] * similar + _MEAN[1]
            used = _WORDS[0] * said + _WORDS[1] * around + _WORDS[2]
            whole = max(around, _WHOLE[0] * said + _WHOLE[1] * around + _WHOLE[2])
            alike = _ALIKE_NEAREST[0] * similar + _ALIKE_NEAREST[1]
            wording = _WORDING[0] * said + _WORDING[1]
        else:
            best, mean = _nearness(near.best), _nearness(near.mean)
            asked = held(terms, self.questions.stems(near.questions))
            used, whole = share(terms, asked), share(terms, own, nearby, asked)
            same = self._same_kind(question, near)
            alike = _nearness(max(same)) if same else best - _NONE_ALIKE
            wording = self._wording(near)
        return {
            "answers": best,
            "answers_mean": mean,
            "answers_alike": alike,
            "known_wording": wording,
            "known_words": used,
            "known_whole": whole,
            "known_complete": whole * whole,
        }

    def stems(self, place: Place) -> frozenset[str]:
        """The stems of all words that the questions of a sentence use; none where it has none."""
        near = self.near.get(place)
        return self.questions.stems(near.questions) if near else frozenset()

    def share_alike(self, question: Question, place: Place) -> float:
        """The share of a sentence's questions that ask for the same kind of answer."""
        near = self.near.get(place)
        return len(self._same_kind(question, near)) / len(near.questions) if near else _ALIKE

    def _same_kind(self, question: Question, near: Nearness) -> list[float]:
        """The cosines of those that ask for the same kind of answer."""
        kinds = self.questions.wanted(near.questions)
        return [
            float(cosine) for kind, cosine in zip(kinds, near.each, strict=True) if kind == question.wanted
        ]

    def _wording(self, near: Nearness) -> float:
        """How much one of the nearest has the question's words, in whatever order, spelled nearly the same: 0 to 1."""
        wordings = self.questions.wordings(near.questions)
        nearest = np.argsort(near.each)[-_WORDED:].tolist()
        return max(fuzz.token_set_ratio(self._folded, wordings[number]) for number in nearest) / 100

    @cached_property
    def _folded(self) -> str:
        return _folded(self.asked)


def _nearness(cosine: float) -> float:
    """A cosine of kindred questions as a signal, on the scale of those of sentences."""
    return (cosine - _MIDDLE) * _STRETCH


def _folded(text: str) -> str:
    """Its telling words in small letters; of a question without any, all of them."""
    return " ".join(content_words(text) or words(text))
