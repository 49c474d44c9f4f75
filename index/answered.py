"""Questions that a sentence is known to answer, in everyday words: corpus/answered, kept as vectors.

A caseworker's words often share nothing with the text's ("hvem hænger på regningen" for "finansieres af"). A question
like one of these finds the sentence all the same. They hold for the sentence, in whatever document it stands: a new
agreement that repeats it has them too, and one that words it otherwise does not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import CORPUS
from corpus.strict_json import json_lines, load_json
from index import kept_vectors
from index.database import Database
from index.embedding import Embedder, Vector, text_key

FOLDER = CORPUS / "answered"
_KEYS = {"sentence", "questions"}
# So many of a sentence's nearest questions are averaged: one alone may be near by chance.
_NEAREST = 3


class AnsweredError(ValueError):
    """A file of corpus/answered cannot be used; the message names file, line and value."""


@lru_cache(maxsize=4)
def load_answered(folder: Path = FOLDER) -> Mapping[str, tuple[str, ...]]:
    """Sentences (as `index.passages.unit_texts` gives them) to the questions they answer. Raises AnsweredError."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in json_lines(path.read_text(encoding="utf-8")):
            sentence, questions = _entry(line, f"{path.name}, linje {number}")
            # Agreements repeat each other: what is asked of a sentence in one is asked of it in all.
            found[sentence] = tuple(dict.fromkeys((*found.get(sentence, ()), *questions)))
    return found


def _entry(line: str, place: str) -> tuple[str, Sequence[str]]:
    try:
        entry = load_json(line)
    except ValueError as fault:
        raise AnsweredError(f"{place}: er ikke en linje JSON ({fault}).") from fault
    if not isinstance(entry, dict) or entry.keys() != _KEYS:
        raise AnsweredError(f"{place}: skal have netop nøglerne sentence og questions.")
    sentence, questions = entry["sentence"], entry["questions"]
    if not isinstance(sentence, str) or not sentence.strip():
        raise AnsweredError(f"{place}: sentence = {sentence!r} skal være en tekst.")
    if not isinstance(questions, list) or not questions:
        raise AnsweredError(f"{place}: questions = {questions!r} skal være en liste af spørgsmål.")
    for question in questions:
        if not isinstance(question, str) or not question.strip():
            raise AnsweredError(f"{place}: spørgsmålet {question!r} skal være en tekst.")
    return sentence, questions


@lru_cache(maxsize=4)
def fingerprint(folder: Path = FOLDER) -> str:
    """Of all the questions: what an index was built with."""
    digest = hashlib.sha256()
    for sentence, questions in load_answered(folder).items():
        digest.update("\0".join((sentence, *questions, "\0")).encode())
    return digest.hexdigest()[:20]


def _key(questions: Sequence[str]) -> str:
    """What the vectors of a sentence's questions are kept under, all in one row."""
    return text_key("\0".join(questions))


def embed_answered(
    database: Database, embedder: Embedder, sentences: Iterable[str], progress: kept_vectors.Counting
) -> set[str]:
    """Embed the questions of those sentences that were not embedded before; returns all keys they are kept under."""
    known = load_answered()
    wanted = {_key(questions): questions for text in sentences if (questions := known.get(text))}
    held = kept_vectors.kept(database, embedder.model, list(wanted))
    missing = {key: questions for key, questions in wanted.items() if key not in held}
    total = sum(map(len, missing.values()))
    done = 0
    for batch in _batches(missing):
        rows = embedder.queries([question for key in batch for question in missing[key]])
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


@dataclass(frozen=True)
class Nearness:
    """How near a question is to those that a sentence answers: cosine with the nearest, mean of the nearest three.

    `each` holds the cosines with all of its `questions`, in their order.
    """

    best: float
    mean: float
    questions: tuple[str, ...]
    each: Vector


class AnsweredQuestions:
    """The known questions of the sentences in the index, to be compared with one that is asked. Never changes."""

    def __init__(
        self,
        places: Sequence[Sequence[Place]],
        questions: Sequence[tuple[str, ...]],
        rows: Sequence[Vector],
    ) -> None:
        """Where each sentence stands, its questions, and their vectors: shape (questions, dimensions)."""
        self._places = places
        self._questions = questions
        self._vectors = np.concatenate(rows) if rows else np.zeros((0, 1), np.float32)
        most = max(map(len, questions), default=0)
        # Row numbers by sentence, shape (sentences, most questions of one); where there are fewer, one past the last.
        self._of_sentence: NDArray[np.int64] = np.full((len(rows), most), len(self._vectors), np.int64)
        at = 0
        for number, each in enumerate(rows):
            self._of_sentence[number, : len(each)] = np.arange(at, at + len(each))
            at += len(each)

    @classmethod
    def open(
        cls, database: Database, model: str, dimensions: int, sentences: Mapping[str, Sequence[Place]]
    ) -> AnsweredQuestions:
        """Of the sentences (text to places) that stand in the index."""
        known = load_answered()
        keys = {text: _key(known[text]) for text in sentences if text in known}
        held = kept_vectors.kept(database, model, list(dict.fromkeys(keys.values())))
        there = [text for text, key in keys.items() if key in held]
        return cls(
            [sentences[text] for text in there],
            [known[text] for text in there],
            [held[keys[text]].reshape(-1, dimensions) for text in there],
        )

    def near(self, question: Vector) -> dict[Place, Nearness]:
        """How near the question is to those of each sentence, by place."""
        if not len(self._vectors):
            return {}
        cosines = np.append(np.vecdot(self._vectors, question), np.float32(-1.0))
        by_sentence = np.sort(cosines[self._of_sentence], axis=1)[:, ::-1][:, :_NEAREST]
        there = by_sentence > -1.0
        means = np.where(there, by_sentence, 0.0).sum(axis=1) / there.sum(axis=1)
        found: dict[Place, Nearness] = {}
        at = 0
        for places, questions, best, mean in zip(
            self._places, self._questions, by_sentence[:, 0].tolist(), means.tolist(), strict=True
        ):
            nearness = Nearness(best, mean, questions, cosines[at : at + len(questions)])
            found.update((place, nearness) for place in places)
            at += len(questions)
        return found
