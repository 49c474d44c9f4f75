"""Sentences that may answer a question, each with named signals, best first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.question import Question
from assistant.search import Search
from assistant.sentence_signals import ReadSentence, compared, sentences_of
from assistant.wording import Wording
from index.answered import Near
from index.embedding import Vector
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.documents import Section, Unit

# Documents of these kinds are about the agreements; others answer only questions that are about them.
AGREEMENT_KINDS = frozenset({"rammeaftale", "styringsaftale", "udviklingsstrategi"})
AMENDMENT = "tillæg"
ON_TOPIC_KINDS = AGREEMENT_KINDS | {AMENDMENT, "sagsfremstilling", "statusrapport"}
_PASSAGES = 16
# So many of the sentences known to answer such a question have their passage weighed, wherever it was found.
_KNOWN = 8
# A sentence with this share of the best coverage is taken to be on the question's subject.
_ON_SUBJECT = 0.5
# One that has this share of it speaks of as much of the question.
_AS_FAR = 0.9
# So far behind the best score a sentence may be and still come first for holding what is asked for.
_NEARLY_AS_GOOD = 1.0


@dataclass(frozen=True)
class Candidate:
    """A sentence, item, row or heading that may answer. `signals` are named numbers, higher is better."""

    document: StoredDocument
    passage: StoredPassage
    section: Section
    number: int
    signals: Mapping[str, float]
    score: float

    @property
    def unit(self) -> Unit:
        return self.passage.passage.units[self.number]

    @property
    def text(self) -> str:
        return self.unit.text

    @property
    def covered(self) -> float:
        """The share of the question's telling words in the sentence, what stands right around it and what it is known
        to answer.
        """
        return max(self.said, self.signals["known_whole"])

    @property
    def said(self) -> float:
        """The share of the question's telling words in the sentence and what stands right around it."""
        return sum(self.signals[name] for name in ("words", "words_lead", "words_near"))

    @property
    def lead(self) -> Unit | None:
        """The sentence or header row that introduces it."""
        at = self.unit.lead
        return None if at is None else self.passage.passage.units[at]


def gather(
    snapshot: Snapshot,
    wording: Wording,
    search: Search,
    weights: Mapping[str, float],
    vector: Vector,
    query: str,
    documents: Collection[str] | None,
    passages: int = _PASSAGES,
) -> list[Candidate]:
    """Candidates from the best passages, best first; only from those documents when given."""
    also = _known_passages(snapshot, search.known.near, documents)
    hits = snapshot.search(query, passages, documents, vector=vector, also=also)
    by_id = {found.id: found for found in snapshot.passages([hit.passage_id for hit in hits])}
    read: list[ReadSentence] = []
    for hit in hits:
        passage = by_id.get(hit.passage_id)
        if passage is not None:
            on_topic = snapshot.documents[passage.document_id].metadata.kind in ON_TOPIC_KINDS
            read += sentences_of(snapshot, wording, search, vector, hit, passage, on_topic)
    # What is of another time than the one asked about is no answer, however well its words fit.
    in_time = [each for each in read if each.signals["period"] >= 0]
    weighed = _of_the_time(search.question, _weighed(in_time, search, weights))
    return _typed_first(sorted(weighed, key=lambda found: -found.score))


def _of_the_time(question: Question, found: list[Candidate]) -> list[Candidate]:
    """Those of the time asked about, where one has nearly all the words that any has; the others only name that time."""
    if not question.times:
        return found
    timed = [each for each in found if each.signals["period"] > 0]
    most = max((each.said for each in found), default=0.0)
    return timed if any(each.said >= _AS_FAR * most for each in timed) else found


def _weighed(read: Sequence[ReadSentence], search: Search, weights: Mapping[str, float]) -> list[Candidate]:
    """The sentences with all their signals and what these are worth together."""
    if not read:
        return []
    columns = compared(read, search)
    names = (*columns, *read[0].signals)
    rows = np.column_stack([*columns.values(), [tuple(each.signals.values()) for each in read]])
    scores = np.vecdot(rows, np.array([weights.get(name, 0.0) for name in names])).tolist()
    return [
        Candidate(
            each.document, each.passage, each.section, each.number, dict(zip(names, row, strict=True)), score
        )
        for each, row, score in zip(read, rows.tolist(), scores, strict=True)
    ]


def _known_passages(snapshot: Snapshot, known: Near, documents: Collection[str] | None) -> set[str]:
    """The passages of the sentences whose known questions are nearest."""
    found: set[str] = set()
    for place in known:
        if documents is None or snapshot.document_of(place[0]) in documents:
            found.add(place[0])
            if len(found) == _KNOWN:
                break
    return found


def _typed_first(ranked: list[Candidate]) -> list[Candidate]:
    """Sentences that hold what is asked for before those that do not, among those nearly as good on the subject.

    "Hvornår …" is not answered by the sentence with the most of its words but no date.
    """
    most = max((found.covered for found in ranked), default=0.0)
    best = ranked[0].score if ranked else 0.0
    on_subject = [
        found
        for found in ranked
        if found.covered >= _ON_SUBJECT * most and found.score >= best - _NEARLY_AS_GOOD
    ]
    fitting = max((found.signals["type"] for found in on_subject), default=0.0)
    if fitting < 1.0:
        return ranked
    first = {id(found) for found in on_subject if found.signals["type"] >= fitting}
    return sorted(ranked, key=lambda found: (id(found) not in first, -found.score))
