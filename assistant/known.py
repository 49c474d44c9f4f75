"""What a sentence is known to answer (index.answered), compared with the question that is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from assistant.question import Question
from assistant.wanted import Wanted, wanted_in
from assistant.wording import Term, Wording, held, shares
from index.answered import Near, Nearness, Place, Sentence
from index.danish import content_words, words

Numbers = NDArray[np.float64]

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


@dataclass(frozen=True)
class Understood:
    """What the questions of one sentence say: the stems, parts of compounds too, of all words they use; what each asks for;
    the telling words of each, in small letters.
    """

    stems: frozenset[str]
    wanted: Sequence[Wanted]
    wordings: Sequence[str]


class KnownQuestions:
    """What the questions of a sentence say, understood when first needed. Safe from several threads."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._understood: dict[Sentence, Understood] = {}

    def of(self, sentence: Sentence) -> Understood:
        """What those of a sentence say."""
        found = self._understood.get(sentence)
        if found is None:
            questions = sentence.questions
            found = Understood(
                self._wording.stems_of(" ".join(questions)),
                tuple(map(wanted_in, questions)),
                tuple(map(_folded, questions)),
            )
            self._understood[sentence] = found
        return found


@dataclass(frozen=True)
class Known:
    """The known questions of all sentences beside one that is asked, in words that say all of it."""

    questions: KnownQuestions
    asked: str
    near: Near

    def signals(
        self,
        question: Question,
        places: Sequence[Place],
        terms: Sequence[Term],
        similar: Numbers,
        own: Numbers,
        nearby: Numbers,
    ) -> dict[str, Numbers]:
        """How near what is asked is to what sentences are known to answer, in meaning and in words: each (sentences,).

        `similar` is each sentence's own nearness as a signal; `own` and `nearby`, shape (sentences, terms), how well it, and
        its surroundings, hold each term. Of the words: the share that the questions use (`known_words`), that they, the
        sentence or its surroundings do (`known_whole`), and the square of that (`known_complete`). `answers_alike` is the
        nearness of the nearest that asks for the same kind of answer, `known_wording` how near one of them is in its very
        words.
        """
        said, around = shares(terms, own), shares(terms, np.maximum(own, nearby))
        best, mean = _NEAREST[0] * similar + _NEAREST[1], _MEAN[0] * similar + _MEAN[1]
        used = _WORDS[0] * said + _WORDS[1] * around + _WORDS[2]
        whole = np.maximum(around, _WHOLE[0] * said + _WHOLE[1] * around + _WHOLE[2])
        alike = _ALIKE_NEAREST[0] * similar + _ALIKE_NEAREST[1]
        wording = _WORDING[0] * said + _WORDING[1]
        near = self.near.of(places)
        if len(near.at):
            at = near.at
            said_of = [self.questions.of(sentence) for sentence in near.sentences]
            asked = np.array([held(terms, each.stems) for each in said_of], np.float64)
            asked = asked.reshape(len(at), len(terms))
            best[at], mean[at] = _nearness(near.best), _nearness(near.mean)
            used[at] = shares(terms, asked)
            whole[at] = shares(terms, np.maximum(np.maximum(own[at], nearby[at]), asked))
            alike[at] = _alike(question, near, said_of)
            wording[at] = self._wording(near, said_of)
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
        sentence = self.near.sentence(place)
        return self.questions.of(sentence).stems if sentence else frozenset()

    def share_alike(self, question: Question, place: Place) -> float:
        """The share of a sentence's questions that ask for the same kind of answer."""
        sentence = self.near.sentence(place)
        if sentence is None:
            return _ALIKE
        kinds = self.questions.of(sentence).wanted
        return kinds.count(question.wanted) / len(kinds)

    def _wording(self, near: Nearness, said: Sequence[Understood]) -> Numbers:
        """How much one of the nearest has the question's words, in whatever order, spelled nearly the same: 0 to 1."""
        wordings: list[str] = []
        starts: list[int] = []
        order = np.argsort(near.each, axis=1)[:, ::-1][:, :_WORDED].tolist()
        for nearest, each in zip(order, said, strict=True):
            starts.append(len(wordings))
            wordings += [each.wordings[number] for number in nearest if number < len(each.wordings)]
        likeness = process.cdist([self._folded], wordings, scorer=fuzz.token_set_ratio, dtype=np.float64)[0]
        return np.maximum.reduceat(likeness, starts) / 100

    @cached_property
    def _folded(self) -> str:
        return _folded(self.asked)


def _alike(question: Question, near: Nearness, said: Sequence[Understood]) -> Numbers:
    """The nearest of each that asks for the same kind of answer, as a signal; where none does, farther than any."""
    same = np.zeros(near.each.shape, np.bool_)
    for row, each in zip(same, said, strict=True):
        row[: len(each.wanted)] = [kind == question.wanted for kind in each.wanted]
    nearest = np.where(same, near.each, -np.inf).max(axis=1)
    return np.where(same.any(axis=1), _nearness(nearest), _nearness(near.best) - _NONE_ALIKE)


def _nearness(cosine: Numbers) -> Numbers:
    """Cosines of kindred questions as a signal, on the scale of those of sentences."""
    return (cosine - _MIDDLE) * _STRETCH


def _folded(text: str) -> str:
    """Its telling words in small letters; of a question without any, all of them."""
    return " ".join(content_words(text) or words(text))
