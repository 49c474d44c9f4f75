"""Sentences and the everyday questions each is known to answer: corpus/answered, one file a document.

The questions hold for the sentence, in whatever document it stands. Agreements repeat their predecessors with small
changes: a sentence also has the questions of the one in each other file that says nearly the same.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path

from corpus import CORPUS
from corpus.strict_json import json_lines, load_json
from index.danish import words

FOLDER = CORPUS / "answered"
_KEYS = {"sentence", "questions"}
# From this share of pairs of neighbouring words in common, numbers aside, two sentences are taken to say the same of
# perhaps another period. Below it, those of the documents begin to speak of different things; see eval/README.md.
_SAYS_THE_SAME = 0.55
# Below this share of pairs as they are written that are known at all, a sentence is not looked at closer.
_STRANGER = 0.2

Questions = tuple[str, ...]
_Pairs = frozenset[tuple[str, ...]]


class AnsweredError(ValueError):
    """A file of corpus/answered cannot be used; the message names file, line and value."""


class KnownSentences:
    """What every sentence is known to answer. Never changes."""

    def __init__(self, files: Mapping[str, Mapping[str, Questions]]) -> None:
        """By file name, then by sentence as `index.passages.unit_texts` gives it."""
        self.files = files
        self._pairs = {text: _pairs(text) for sentences in files.values() for text in sentences}
        self._written = frozenset(pair for text in self._pairs for pair in _as_written(text))
        self._holding: dict[tuple[str, ...], list[str]] = {}
        for text, pairs in self._pairs.items():
            for pair in pairs:
                self._holding.setdefault(pair, []).append(text)

    def of(self, text: str) -> Sequence[Questions]:
        """The questions a sentence answers: its own, and in each file without it those of the one most alike there."""
        alike = self.alike(text)
        found = []
        for sentences in self.files.values():
            same = (
                text
                if text in sentences
                else max(alike.keys() & sentences.keys(), key=alike.__getitem__, default=None)
            )
            if same is not None:
                found.append(sentences[same])
        return found

    def alike(self, text: str) -> dict[str, float]:
        """The known sentences that say nearly the same, and how alike they are."""
        written = _as_written(text)
        if len(written & self._written) < _STRANGER * len(written):
            return {}
        own = _pairs(text)
        shared = Counter(other for pair in own for other in self._holding.get(pair, ()))
        found = {}
        for other, common in shared.items():
            likeness = 2 * common / (len(own) + len(self._pairs[other]))
            if likeness >= _SAYS_THE_SAME and _tails_alike(text, other):
                found[other] = likeness
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of all questions, in small letters."""
        texts = (text for file in self.files.values() for questions in file.values() for text in questions)
        return frozenset(word for text in texts for word in words(text))

    @cached_property
    def fingerprint(self) -> str:
        """Of all the questions: what an index was built with."""
        digest = hashlib.sha256()
        for sentences in self.files.values():
            for sentence, questions in sentences.items():
                digest.update("\0".join((sentence, *questions, "\0")).encode())
        return digest.hexdigest()[:20]


def _as_written(text: str) -> _Pairs:
    """Its pairs of neighbouring words, found quickly."""
    words = text.split()
    return frozenset(pairwise(words))


def _pairs(text: str) -> _Pairs:
    """Its pairs of neighbouring words, the ends too; every number is the same word."""
    words = ["", *("0" if word.isdigit() else word for word in re.findall(r"\w+", text.lower())), ""]
    return frozenset(pairwise(words))


def _tails_alike(text: str, other: str) -> bool:
    """Whether the last parts, too, are alike: points of one list share the words that lead into them, no more."""
    own, its = _pairs(text.rpartition(": ")[2]), _pairs(other.rpartition(": ")[2])
    return 2 * len(own & its) >= _SAYS_THE_SAME * (len(own) + len(its))


@lru_cache(maxsize=4)
def known_sentences(folder: Path = FOLDER) -> KnownSentences:
    """Read from the files of a folder. Raises AnsweredError."""
    files: dict[str, dict[str, Questions]] = {}
    for path in sorted(folder.glob("*.jsonl")):
        own = files.setdefault(path.stem, {})
        for number, line in json_lines(path.read_text(encoding="utf-8")):
            sentence, questions = _entry(line, f"{path.name}, linje {number}")
            own[sentence] = tuple(dict.fromkeys((*own.get(sentence, ()), *questions)))
    return KnownSentences(files)


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
