"""Passages by the words of a question: what is searched for and what it is worth, wherever the words are kept."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from index.danish import STOP_WORDS, Vocabulary, content_words, words
from index.passages import SearchPassage

FIELDS = ("body", "parts", "context", "grams")
_GRAM = 4


@dataclass(frozen=True)
class Weights:
    """What a match is worth by field: the word itself, a part of a compound, a heading, four letters of a word."""

    body: float = 1.0
    parts: float = 0.5
    context: float = 0.4
    grams: float = 0.2


def terms_of(passage: SearchPassage, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The terms of a passage by field, in order and as often as they stand."""
    found, above = words(passage.text), words(passage.context)
    return {
        "body": [vocabulary.stem(word) for word in found],
        "parts": [part for word in found for part in vocabulary.parts(word)],
        "context": [vocabulary.stem(word) for word in above],
        "grams": list(_grams((*above, *found))),
    }


def _grams(found: Iterable[str]) -> Iterator[str]:
    """Runs of four characters of the telling words, their ends marked.

    They find what a stem does not: a misspelled word, a name in another form, a word inside a word. On Danish
    questions they were worth as much alone as stems, and more together; see eval/README.md.
    """
    for word in found:
        if word not in STOP_WORDS:
            marked = f"^{word}$"
            for at in range(max(1, len(marked) - _GRAM + 1)):
                yield marked[at : at + _GRAM]


class WordView(ABC):
    """Passages by the words of a question. Safe from several threads."""

    def __init__(self, vocabulary: Vocabulary, weights: Weights | None = None) -> None:
        self.vocabulary = vocabulary
        self._weights = weights or Weights()

    @abstractmethod
    def __len__(self) -> int: ...

    @abstractmethod
    def document_frequency(self, term: str) -> int:
        """In how many passages a stem stands, as a word or as part of a compound."""

    @abstractmethod
    def search(self, question: str, k: int, groups: Collection[str] | None = None) -> list[tuple[int, float]]:
        """The k best as (passage number, BM25), best first; within those groups when given."""

    def query_terms(self, question: str) -> dict[str, float]:
        """The stems searched for and their weight: the question's words, and the parts of its compounds."""
        weighted: dict[str, float] = {}
        for word in content_words(question) or words(question):
            weighted[self.vocabulary.stem(word)] = 1.0
            for part in self.vocabulary.parts(word):
                if part not in STOP_WORDS:
                    weighted.setdefault(part, 0.5)
        return weighted

    def clauses(self, question: str) -> list[tuple[str, str, float]]:
        """All that is searched for, as (field, term, what it is worth)."""
        wanted = [
            (field, term, weight * float(getattr(self._weights, field)))
            for term, weight in self.query_terms(question).items()
            for field in ("body", "parts", "context")
        ]
        grams = dict.fromkeys(_grams(words(question)))
        return wanted + [("grams", gram, self._weights.grams) for gram in grams]
