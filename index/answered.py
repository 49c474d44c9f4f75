"""Questions that a sentence is known to answer (index.known_sentences), kept as vectors and compared with one asked.

A caseworker's words often share nothing with the text's ("hvem hænger på regningen" for "finansieres af"). A question
like one of these finds the sentence all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index import kept_vectors
from index.database import Database
from index.embedding import Embedder, Vector, text_key
from index.known_sentences import Questions, known_sentences
from index.known_vectors import read_known_vectors

# So many of a sentence's nearest questions are averaged: one alone may be near by chance.
_NEAREST = 3


def questions_key(questions: Sequence[str]) -> str:
    """What the vectors of a sentence's questions are kept under, all in one row."""
    return text_key("\0".join(questions))


def embed_answered(
    database: Database, embedder: Embedder, sentences: Iterable[str], progress: kept_vectors.Counting
) -> set[str]:
    """Embed the questions of those sentences that were not embedded before, here or by us; returns all their keys."""
    known = known_sentences()
    wanted = {questions_key(questions): questions for text in sentences for questions in known.of(text)}
    held = kept_vectors.kept(database, embedder.model, list(wanted))
    fresh = [key for key in wanted if key not in held]
    ready = read_known_vectors(embedder.model, fresh) if fresh else {}
    kept_vectors.keep(database, embedder.model, {key: rows.ravel() for key, rows in ready.items()})
    missing = {key: wanted[key] for key in fresh if key not in ready}
    total = sum(map(len, missing.values()))
    done = 0
    for batch in _batches(missing):
        rows = embedder.kindred([question for key in batch for question in missing[key]])
        ends = np.cumsum([len(missing[key]) for key in batch])
        parts = np.split(rows, ends[:-1])
        kept_vectors.keep(
            database, embedder.model, {key: part.ravel() for key, part in zip(batch, parts, strict=True)}
        )
        done += len(rows)
        progress(done, total)
    return set(wanted)


def _batches(missing: Collection[str], size: int = 20) -> Iterable[Sequence[str]]:
    keys = sorted(missing)
    return (keys[at : at + size] for at in range(0, len(keys), size))


# A sentence where it stands: passage id and number of the unit.
Place = tuple[str, int]


class Sentence:
    """One with known questions: where it stands, and all that it answers, by the lists they come from."""

    def __init__(self, places: Sequence[Place], sources: Sequence[Questions]) -> None:
        self.places = places
        self.sources = sources
        self.questions: Questions = tuple(question for each in sources for question in each)


@dataclass(frozen=True)
class Nearness:
    """How near a question is to those that some sentences answer, a row for each.

    `at` are the numbers, among those asked for, of the `sentences` that have any; `best` and `mean` the cosine with the
    nearest and the mean of the nearest three; `each`, shape (sentences, most questions of one), the cosines with all of its
    questions, in their order, and -1 behind them.
    """

    at: NDArray[np.int64]
    best: NDArray[np.float64]
    mean: NDArray[np.float64]
    sentences: Sequence[Sentence]
    each: NDArray[np.float64]


class AnsweredQuestions:
    """The known questions of the sentences in the index, to be compared with one that is asked. Never changes."""

    def __init__(self, sentences: Sequence[Sentence], rows: Mapping[Questions, Vector]) -> None:
        """`rows` are the vectors of each list of questions, shape (questions, dimensions)."""
        self._sentences = sentences
        self._vectors = np.concatenate(list(rows.values())) if rows else np.zeros((0, 1), np.float32)
        starts = dict(zip(rows, np.cumsum([0, *map(len, rows)]).tolist(), strict=False))
        # Row numbers by sentence, shape (sentences, most questions of one); where there are fewer, one past the last.
        most = max((len(sentence.questions) for sentence in sentences), default=0)
        self._of_sentence: NDArray[np.int64] = np.full((len(sentences), most), len(self._vectors), np.int64)
        for row, sentence in zip(self._of_sentence, sentences, strict=True):
            numbers = [starts[each] + at for each in sentence.sources for at in range(len(each))]
            row[: len(numbers)] = numbers
        self._number_of = {
            place: number for number, sentence in enumerate(sentences) for place in sentence.places
        }

    @classmethod
    def open(
        cls, database: Database, model: str, dimensions: int, sentences: Mapping[str, Sequence[Place]]
    ) -> AnsweredQuestions:
        """Of the sentences (text to places) that stand in the index."""
        known = known_sentences()
        sources = {text: found for text in sentences if (found := known.of(text))}
        keys = {questions: questions_key(questions) for found in sources.values() for questions in found}
        held = kept_vectors.kept(database, model, list(keys.values()))
        rows = {
            questions: held[key].reshape(-1, dimensions) for questions, key in keys.items() if key in held
        }
        there = [
            Sentence(sentences[text], embedded)
            for text, found in sources.items()
            if (embedded := tuple(questions for questions in found if questions in rows))
        ]
        return cls(there, rows)

    @property
    def sentences(self) -> Sequence[Sentence]:
        """All with known questions."""
        return self._sentences

    def near(self, question: Vector) -> Near:
        """How near the question (as `Embedder.kindred` gives it) is to those of each sentence, by place."""
        if not len(self._vectors):
            return Near((), {}, np.zeros((0, 1), np.float32))
        cosines = np.append(np.vecdot(self._vectors, question), np.float32(-1.0))
        return Near(self._sentences, self._number_of, cosines[self._of_sentence])


class Near(Iterable[Place]):
    """How near one question is to those of every sentence. What is not asked for is not put together."""

    def __init__(
        self, sentences: Sequence[Sentence], number_of: Mapping[Place, int], cosines: Vector
    ) -> None:
        """`cosines` have the shape (sentences, most questions of one); -1 where a sentence has fewer."""
        self._sentences = sentences
        self._number_of = number_of
        self._cosines = cosines
        self._best: Vector = cosines.max(axis=1, initial=-1.0)

    def of(self, places: Sequence[Place]) -> Nearness:
        """How near it is to those of the sentences at these places."""
        found = [(at, self._number_of[place]) for at, place in enumerate(places) if place in self._number_of]
        numbers = np.array([number for _, number in found], np.int64)
        each = self._cosines[numbers].astype(np.float64)
        nearest = np.sort(each, axis=1)[:, ::-1][:, :_NEAREST]
        there = nearest > -1.0
        mean = np.where(there, nearest, 0.0).sum(axis=1) / there.sum(axis=1)
        sentences = [self._sentences[number] for _, number in found]
        return Nearness(np.array([at for at, _ in found], np.int64), nearest[:, 0], mean, sentences, each)

    def sentence(self, place: Place) -> Sentence | None:
        """The sentence at a place; None where nobody wrote questions for it."""
        number = self._number_of.get(place)
        return None if number is None else self._sentences[number]

    def __contains__(self, place: object) -> bool:
        return place in self._number_of

    def without(self, places: Collection[Place]) -> Near:
        """The same as if nobody knew what the sentences at those places answer."""
        kept = {place: number for place, number in self._number_of.items() if place not in places}
        return Near(self._sentences, kept, self._cosines)

    def __iter__(self) -> Iterator[Place]:
        """The places, those of the nearest question first."""
        for number in np.argsort(self._best)[::-1].tolist():
            yield from (place for place in self._sentences[number].places if place in self._number_of)
