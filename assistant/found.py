"""What was found for a question in a scope of documents, and how sure it is that it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.evidence import Candidate
from assistant.wording import Term

# The least calibrated probability at which an answer is given; chosen on the fitting part, see eval/README.md.
THRESHOLD = 0.4


@dataclass(frozen=True)
class Found:
    """The evidence for one scope: ranked candidates and the probability that the first one answers.

    `later` is a sentence of a newer agreement on the same matter, to be read beside the first one.
    """

    ranked: Sequence[Candidate]
    probability: float
    terms: Sequence[Term]
    signals: Mapping[str, float]
    later: Candidate | None = None

    @property
    def carries(self) -> bool:
        return self.probability >= THRESHOLD
