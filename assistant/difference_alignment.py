"""Which sections of two versions belong together, though renamed, moved, split or joined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Indel

from index.snapshot import Snapshot
from ingest.documents import Section, Unit

# Two sentences are versions of one from this share of common words on (Indel similarity of their words).
SAME_SENTENCE = 0.5
# A section goes on in another when this share of the shorter one's text stands there too.
_SHARED = 0.25
_SHARED_UNDER_ONE_NAME = 0.05
# Or when this many sentences stand there word for word.
_VERBATIM = 0.95
_VERBATIM_SENTENCES = 2
_SAME_NAME = 85.0
_YEARS = re.compile(r"\b(?:19|20)?\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?\b|\bx{3,}\b")


@dataclass(frozen=True)
class Part:
    """A section with text of its own: its sentences, items, rows and lines, headings left out."""

    section: Section
    units: tuple[Unit, ...]

    @property
    def heading(self) -> str:
        return self.section.heading


def parts_of(snapshot: Snapshot, document_id: str) -> list[Part]:
    """The sections of a document that hold text, in order."""
    units: dict[int, list[Unit]] = {}
    for passage in snapshot.document_passages(document_id):
        held = units.setdefault(passage.passage.section, [])
        held += [unit for unit in passage.passage.units if unit.kind != "heading"]
    found: list[Part] = []
    for section in snapshot.sections(document_id):
        held = units.get(section.number, [])
        if any(_telling(unit.text) for unit in held):
            found.append(Part(section, tuple(held)))
    return found


def _telling(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) >= 3


def words_of(text: str) -> list[str]:
    """Its words in lower case, marks dropped: what versions of a sentence are compared by."""
    return re.findall(r"\w+(?:[-/]\w+)*", text.lower())


def sentence_likeness(old: Sequence[str], new: Sequence[str]) -> NDArray[np.float64]:
    """Indel similarity of the words of every old and new text: shape (old, new), 0 to 1."""
    if not old or not new:
        return np.zeros((len(old), len(new)))
    found: NDArray[np.float64] = process.cdist(
        [words_of(text) for text in old],
        [words_of(text) for text in new],
        scorer=Indel.normalized_similarity,
        dtype=np.float64,
    )
    return found


def align(old: Sequence[Part], new: Sequence[Part]) -> list[tuple[int, int]]:
    """Numbers of old and new sections that belong together; one may stand in several pairs."""
    old_units = [(number, unit.text) for number, part in enumerate(old) for unit in part.units]
    new_units = [(number, unit.text) for number, part in enumerate(new) for unit in part.units]
    likeness = sentence_likeness([text for _, text in old_units], [text for _, text in new_units])
    shared, verbatim = np.zeros((len(old), len(new))), np.zeros((len(old), len(new)))
    for row, (number, text) in enumerate(old_units):
        if not new_units:
            break
        column = _nearest(likeness[row], number, new_units, old, new)
        if likeness[row, column] >= SAME_SENTENCE:
            shared[number, new_units[column][0]] += min(len(text), len(new_units[column][1]))
            verbatim[number, new_units[column][0]] += likeness[row, column] >= _VERBATIM
    sizes = [sum(len(unit.text) for unit in part.units) for part in old]
    new_sizes = [sum(len(unit.text) for unit in part.units) for part in new]
    names = [[_name_likeness(a.heading, b.heading) for b in new] for a in old]
    pairs: list[tuple[int, int]] = []
    for a in range(len(old)):
        for b in range(len(new)):
            share = shared[a, b] / max(1, min(sizes[a], new_sizes[b]))
            one_name = names[a][b] >= _SAME_NAME
            word_for_word = verbatim[a, b] >= _VERBATIM_SENTENCES
            if share >= _SHARED or word_for_word or (one_name and share >= _SHARED_UNDER_ONE_NAME):
                pairs.append((a, b))
    return pairs


def _nearest(
    scores: NDArray[np.float64],
    number: int,
    new_units: Sequence[tuple[int, str]],
    old: Sequence[Part],
    new: Sequence[Part],
) -> int:
    """The likest new sentence; of equals the one under the likest heading."""
    best = float(scores.max())
    equal = [column for column in range(len(new_units)) if scores[column] >= best - 1e-9]
    return max(
        equal, key=lambda column: _name_likeness(old[number].heading, new[new_units[column][0]].heading)
    )


def _name_likeness(a: str, b: str) -> float:
    """0 to 100; years do not count, since they are what changes from version to version."""
    first, second = (" ".join(_YEARS.sub(" ", text.lower()).split()) for text in (a, b))
    return float(fuzz.ratio(first, second))
