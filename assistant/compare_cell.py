"""One cell of the comparison: the shortest quotes of a document that settle a subject, or why there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from rapidfuzz import fuzz

from assistant.evidence import AGREEMENT_KINDS
from assistant.list_span import list_span
from assistant.subject_naming import OPEN_CLAUSE
from assistant.subjects import Subject, first_match
from index.embedding import Vector
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.documents import Section, Unit

Kind = Literal["citat", "omtale", "ikke_reguleret", "ikke_aftalen"]
KINDS: dict[Kind, str] = {
    "citat": "",
    "omtale": "dokumentet omtaler det uden at fastsætte noget",
    "ikke_reguleret": "ikke reguleret i dokumentet",
    "ikke_aftalen": "dokumentet er ikke selve aftalen",
}
"""What an empty cell says; a mention shows its sentence too."""
NOT_FOUND: dict[Kind, str] = KINDS | {
    "omtale": "fundet omtalt; læs stedet for at se, om det er fastsat",
    "ikke_reguleret": "ikke fundet i dokumentet",
}
"""The same of a document that the subjects were not written for: it may settle the matter in other words."""

# An agreement that says it is not settled yet says more than any other mention.
_SAME = 92.0
_LONGEST_BLOCK = 14
# Where a number or a name is wanted, the sentence that opens a list is quoted without the list.
_WITH_LISTS = frozenset({"list", "text", "how_much"})


@dataclass(frozen=True)
class Block:
    """Units `first` to `last` (inclusive) of a passage: one quote."""

    passage: StoredPassage
    first: int
    last: int

    @property
    def units(self) -> Sequence[Unit]:
        return self.passage.passage.units[self.first : self.last + 1]

    @property
    def text(self) -> str:
        """The readable text of its units, one a line."""
        return "\n".join(unit.text for unit in self.units)

    def holds(self, other: Block) -> bool:
        return self.passage.id == other.passage.id and self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class Finding:
    """What a document has on a subject: quotes in reading order, a mention as its only one, or none."""

    kind: Kind
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class _Place:
    """A unit on the subject: which pattern settles it (None: it only speaks of it), and how near it is."""

    block: Block
    settles: int | None
    inside: bool
    opens: bool
    near: float
    at: int


class Reading:
    """The units of one document, ready to be searched for any subject. Safe from several threads."""

    def __init__(self, snapshot: Snapshot, document: StoredDocument) -> None:
        self.document = document
        self._snapshot = snapshot

    @cached_property
    def _units(self) -> list[tuple[StoredPassage, Section | None, int, Unit]]:
        return [
            (passage, self._snapshot.section(self.document.id, passage.passage.section), number, unit)
            for passage in self._snapshot.document_passages(self.document.id)
            for number, unit in enumerate(passage.passage.units)
        ]

    def find(self, subject: Subject, vectors: Sequence[Vector]) -> Finding:
        """What the document has on the subject; `vectors` are those of its questions, to choose by nearness."""
        if not subject.settled_by:
            blocks = self._listed(subject)
            return Finding("citat", blocks) if blocks else Finding(self._empty())
        places = self._places(subject, vectors)
        settled = [place for place in places if place.settles is not None]
        if settled:
            settled = [place for place in settled if place.inside] or settled
            return Finding("citat", self._chosen(subject, settled))
        mentions = [place for place in places if place.block.units[0].kind != "row"]
        if not mentions:
            return Finding(self._empty())
        best = max(
            mentions,
            key=lambda place: (
                bool(OPEN_CLAUSE.search(place.block.text)),
                place.block.units[0].kind != "heading",
                place.near,
            ),
        )
        return Finding("omtale", (best.block,))

    def _empty(self) -> Kind:
        return "ikke_reguleret" if self.document.metadata.kind in AGREEMENT_KINDS else "ikke_aftalen"

    def _places(self, subject: Subject, vectors: Sequence[Vector]) -> list[_Place]:
        found: list[_Place] = []
        scores: dict[str, list[list[float]]] = {}
        for at, (passage, section, number, unit) in enumerate(self._units):
            spoken = first_match(subject.speaks_of, unit.text) is not None
            heading = unit.kind == "heading"
            inside = section is not None and any(
                first_match(subject.under, above) is not None for above in section.path
            )
            if not spoken and (heading or not inside):
                continue
            settles = None if heading else first_match(subject.settled_by, unit.text)
            if settles is None and not spoken:
                continue
            if passage.id not in scores:
                scores[passage.id] = [
                    self._snapshot.generation.unit_scores(vector, passage.id) for vector in vectors
                ]
            near = max((row[number] for row in scores[passage.id]), default=0.0)
            opened = list_span(passage.passage.units, number) if subject.wanted in _WITH_LISTS else None
            opens = opened is not None and unit.kind != "item"
            block = Block(passage, *opened) if opens and opened else Block(passage, number, number)
            found.append(_Place(block, settles, inside, opens, near, at))
        return found

    def _chosen(self, subject: Subject, settled: Sequence[_Place]) -> tuple[Block, ...]:
        """The best places: what opens a list first where a list is wanted, then by pattern, list and nearness."""
        lists = subject.wanted == "list"
        order = sorted(
            settled,
            key=lambda place: (
                lists and not place.opens,
                place.settles,
                not place.opens,
                -place.near,
                place.at,
            ),
        )
        chosen: list[Block] = []
        for place in order:
            if len(chosen) == subject.quotes:
                break
            block = _short(place.block)
            if any(kept.holds(block) or _alike(kept.text, block.text) for kept in chosen):
                continue
            chosen = [kept for kept in chosen if not block.holds(kept)]
            chosen.append(block)
        return _joined(chosen)

    def _listed(self, subject: Subject) -> tuple[Block, ...]:
        """The items or lines under the first heading of the subject that has any."""
        found: list[Block] = []
        for passage, section, number, unit in self._units:
            under = section is not None and any(
                first_match(subject.under, heading) is not None for heading in section.path
            )
            if under and unit.kind in ("item", "line"):
                if found and (found[-1].passage.id != passage.id or found[-1].last != number - 1):
                    break
                found.append(Block(passage, number, number))
        return _joined(found)


def _short(block: Block) -> Block:
    """A list cut where it is too long to be a quote."""
    return replace(block, last=min(block.last, block.first + _LONGEST_BLOCK))


def _alike(a: str, b: str) -> bool:
    return fuzz.ratio(a, b) >= _SAME


def _joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks in reading order; neighbours, and items of one list with what opens it, as one."""
    joined: list[Block] = []
    for block in sorted(blocks, key=lambda block: (block.passage.passage.span.start, block.first)):
        before = joined[-1] if joined else None
        if before is not None and before.passage.id == block.passage.id and before.last + 1 >= block.first:
            joined[-1] = replace(before, last=max(before.last, block.last))
        else:
            joined.append(block)
    return tuple(_whole_list(block) for block in joined)


def _whole_list(block: Block) -> Block:
    """Several items of one list as the whole list with its opening."""
    units = block.passage.passage.units
    lead = units[block.first].lead
    if block.last == block.first or lead is None or units[block.first].kind != "item":
        return block
    opened = list_span(units, lead)
    return replace(block, first=opened[0], last=opened[1]) if opened else block
