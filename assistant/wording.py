"""The words of a question against the words of the documents: rarity, misspellings, everyday words."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter, mul
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from corpus import CORPUS
from corpus.strict_yaml import load_own_yaml
from index.danish import STOP_WORDS, words
from index.word_view import WordView

# A word that is this common in Danish is not taken for a misspelling of one of the documents' words.
_COMMON = 2.6
# Very common Danish words tell little of a subject, however rare they are in the documents: (zipf, factor).
_COMMONNESS = ((5.4, 0.3), (4.9, 0.5))
# A word that stands in the text only as part of a compound ("formand" in "næstformand") is another word;
# a compound of the question whose parts stand in the text is closer.
_INSIDE_WORTH = 0.4
_PART_WORTH = 0.6
_EVERYDAY_WORTH = 0.8


class EverydayWordsError(Exception):
    """corpus/everyday.yaml cannot be used; the message names the key and the value."""


def load_everyday(
    stem: Callable[[str], str], path: Path = CORPUS / "everyday.yaml"
) -> dict[str, frozenset[str]]:
    """Stem of an everyday word to the stems of the field's words for it. Raises EverydayWordsError."""
    found: dict[str, frozenset[str]] = {}
    for word, meant in _everyday_words(path).items():
        key = stem(word.lower())
        # Two everyday words with one stem ("pris", "priser") add up.
        found[key] = found.get(key, frozenset()) | {stem(other.lower()) for other in meant}
    return found


@lru_cache(maxsize=4)
def _everyday_words(path: Path) -> Mapping[str, Sequence[str]]:
    read = load_own_yaml(path.read_text(encoding="utf-8"))
    if not isinstance(read, Mapping):
        raise EverydayWordsError(f"{path}: skal være en tabel fra hverdagsord til fagets ord.")
    for word, meant in read.items():
        if not isinstance(word, str) or not isinstance(meant, list) or not meant:
            raise EverydayWordsError(f"{path}: {word!r}: {meant!r} skal være en liste af ord.")
    return {word: tuple(map(str, meant)) for word, meant in read.items()}


_WEIGHT = attrgetter("weight")


@dataclass(frozen=True)
class Term:
    """A word of the question: its stem, how telling it is, what else may stand for it."""

    word: str
    stem: str
    weight: float
    parts: tuple[str, ...]
    everyday: frozenset[str]
    known: bool

    @cached_property
    def any_of(self) -> frozenset[str]:
        """Every stem that could make `found_in` more than 0."""
        return frozenset((self.stem, *self.parts)) | self.everyday

    def found_in(self, stems: frozenset[str]) -> float:
        """How well a sentence with those stems covers the word, 0 to 1."""
        if self.stem in stems:
            return 1.0
        best = 0.0
        if self.everyday & stems:
            best = _EVERYDAY_WORTH
        if self.parts:
            best = max(best, _PART_WORTH * sum(part in stems for part in self.parts) / len(self.parts))
        return best


class Wording:
    """What is known of words from the documents in the index. Safe from several threads."""

    def __init__(self, view: WordView, everyday: Mapping[str, frozenset[str]] | None = None) -> None:
        self._view = view
        self._vocabulary = view.vocabulary
        self._passages = max(1, len(view))
        self._everyday = load_everyday(self._vocabulary.stem) if everyday is None else everyday
        self._candidates: dict[str, list[str]] = {}
        for word in view.vocabulary.words:
            if word.isalpha() and len(word) >= 4:
                self._candidates.setdefault(word[0], []).append(word)
        self.stems_of = lru_cache(maxsize=50_000)(self._stems_of)
        self.exact_stems_of = lru_cache(maxsize=50_000)(self._exact_stems_of)

    def rarity(self, term: str) -> float:
        """Robertson and Sparck Jones's inverse document frequency of a stem; the most for an unknown one."""
        frequency = self._view.document_frequency(term)
        return math.log(1 + (self._passages - frequency + 0.5) / (frequency + 0.5))

    def weight(self, word: str, term: str) -> float:
        """How telling a word of a question is: rare in the documents, and no everyday word of Danish."""
        common = zipf_frequency(word, "da") if word.isalpha() else 0.0
        factor = next((factor for least, factor in _COMMONNESS if common >= least), 1.0)
        return factor * self.rarity(term)

    def corrected(self, word: str) -> str:
        """The documents' own word for a misspelled one; the word itself when it is Danish or nothing is near."""
        if (
            len(word) < 5
            or not word.isalpha()
            or word in self._vocabulary.words
            or self._vocabulary.stem(word) in self._vocabulary.stems
            or self._vocabulary.parts(word)
            or zipf_frequency(word, "da") >= _COMMON
        ):
            return word
        allowed = 1 if len(word) < 8 else 2
        near = process.extractOne(
            word, self._candidates.get(word[0], ()), scorer=OSA.distance, score_cutoff=allowed
        )
        return str(near[0]) if near else word

    def terms(self, subject: Iterable[str]) -> list[Term]:
        """The words of a subject as terms, misspelled ones corrected, each stem once."""
        found: dict[str, Term] = {}
        for asked in subject:
            word = self.corrected(asked)
            key = self._vocabulary.stem(word)
            if key in found:
                continue
            parts = tuple(part for part in self._vocabulary.parts(word) if part not in STOP_WORDS)
            everyday = self._everyday.get(key, frozenset())
            frequency = self._view.document_frequency(key)
            found[key] = Term(word, key, self.weight(word, key), parts, everyday, frequency > 0)
        return list(found.values())

    def _stems_of(self, text: str) -> frozenset[str]:
        found: set[str] = set()
        for word in words(text):
            found.add(self._vocabulary.stem(word))
            found.update(self._vocabulary.parts(word))
        return frozenset(found)

    def _exact_stems_of(self, text: str) -> frozenset[str]:
        return frozenset(self._vocabulary.stem(word) for word in words(text))


def held(terms: Sequence[Term], stems: frozenset[str]) -> tuple[float, ...]:
    """How well a text with those stems (compound parts among them) holds each term, 0 to 1."""
    return tuple(term.found_in(stems) for term in terms)


def held_exactly(terms: Sequence[Term], exact: frozenset[str], loose: frozenset[str]) -> tuple[float, ...]:
    """The same for a sentence itself: what only stands inside its compounds (`loose`) counts for less."""
    return tuple(
        0.0
        if loose.isdisjoint(term.any_of) and exact.isdisjoint(term.any_of)
        else max(term.found_in(exact), _INSIDE_WORTH * term.found_in(loose))
        for term in terms
    )


def share(terms: Sequence[Term], *places: Sequence[float]) -> float:
    """The share of the telling words that the places hold together, weighted by rarity, 0 to 1."""
    if len(places) == 1:
        best = places[0]
        if not any(best):
            return 0.0
    else:
        best = tuple(map(max, *places))
    total = sum(map(_WEIGHT, terms))
    return sum(map(mul, map(_WEIGHT, terms), best)) / total if total else 0.0


def shares(terms: Sequence[Term], rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same for many texts at once: `rows` has the shape (texts, terms), the result (texts,)."""
    weights = np.array([term.weight for term in terms], np.float64)
    total = float(weights.sum())
    return np.vecdot(rows, weights) / total if total else np.zeros(len(rows))


def coverage(terms: Sequence[Term], exact: frozenset[str], loose: frozenset[str]) -> float:
    """The share of the question's telling words that a text covers, weighted by rarity.

    `exact` are the stems of its words; `loose` also those of the parts of its compounds, which count for less.
    """
    return share(terms, held_exactly(terms, exact, loose))
