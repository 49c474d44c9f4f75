"""What a generation is built of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.danish import Lexicon
from index.embedding import Vector
from index.opened import OpenedGeneration
from index.passages import SearchPassage


@dataclass(frozen=True)
class Ingredients:
    """Passages with their vectors, and the generation they are added to, if any.

    `rows` holds a vector for each passage and after them one for each of their units, in order: shape
    (passages + units, dimensions). With a `foundation` the passages are added to those of that generation, which must be
    a whole one. What `beside` has open of it is not opened again.
    """

    passages: Sequence[SearchPassage]
    rows: Vector
    model: str
    lexicon: Lexicon
    foundation: str | None = None
    beside: OpenedGeneration | None = None
