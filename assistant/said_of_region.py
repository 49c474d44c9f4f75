"""What a document of one region says of another: a case that tells what the neighbours have agreed on, rightly or not."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.compose import Statement
from assistant.evidence import AGREEMENT_KINDS, ON_TOPIC_KINDS, Candidate
from assistant.period import period_of
from assistant.question import Question
from assistant.versions import differs
from assistant.wording import Term, Wording, held, share
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.regions import Regions

OPENING = "En kilde fra {region} siger om {other}: "
# Kinds of documents that tell what others have agreed on.
_TELLERS = ON_TOPIC_KINDS - AGREEMENT_KINDS
# So much of what is asked a sentence that is set beside an agreement's own words holds itself.
_ON_IT = 0.5
# So many sentences after the one that names the region speak of it still, in one paragraph.
_REACH = 2
_HERE = re.compile(r"^(?:her|dér|der|disse|dette|det|de|aftalen|rammeaftalen)\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Said:
    """Where a document speaks of another region: the sentence that does, and the one that names the region."""

    region: str
    document: StoredDocument
    passage: StoredPassage
    number: int
    named_at: int

    @property
    def text(self) -> str:
        units = self.passage.passage.units
        return " ".join(unit.text for unit in units[self.named_at : self.number + 1])


class SaidOfRegions:
    """What the documents of a snapshot say of other regions than their own. Safe from several threads."""

    def __init__(self, snapshot: Snapshot, regions: Regions, wording: Wording) -> None:
        self._snapshot = snapshot
        self._regions = regions
        self._wording = wording

    @cached_property
    def _all(self) -> list[_Said]:
        found: list[_Said] = []
        for document_id in sorted(self._snapshot.documents):
            document = self._snapshot.documents[document_id]
            if document.metadata.kind not in _TELLERS or not document.metadata.confirmed:
                continue
            for passage in self._snapshot.document_passages(document_id):
                found += self._in_passage(document, passage)
        return found

    def _in_passage(self, document: StoredDocument, passage: StoredPassage) -> list[_Said]:
        units = passage.passage.units
        found: list[_Said] = []
        for number, unit in enumerate(units):
            if unit.kind != "sentence":
                continue
            spoken_of = {
                each.region for each in self._regions.find(unit.text) if each.via in ("region", "adjektiv")
            }
            for region in sorted(spoken_of):
                if region == document.metadata.region:
                    continue
                found.append(_Said(region, document, passage, number, number))
                for after in range(number + 1, min(len(units), number + 1 + _REACH)):
                    if units[after].kind != "sentence" or not _HERE.search(units[after].text):
                        break
                    found.append(_Said(region, document, passage, after, number))
        return found

    def of(
        self, region: str, question: Question, terms: Sequence[Term], documents: Collection[str] | None = None
    ) -> Statement | None:
        """The sentence of another region's document that says most of what is asked of a region; None where none does."""
        best: tuple[float, _Said] | None = None
        for said in self._all:
            if said.region != region or (documents is not None and said.document.id not in documents):
                continue
            own = period_of(said.document)
            if question.times and own is not None and not any(map(own.covers, question.times)):
                continue
            value = share(terms, held(terms, self._wording.stems_of(said.text)))
            if value >= _ON_IT and (best is None or value > best[0]):
                best = value, said
        return None if best is None else self._statement(best[1])

    def against(
        self, first: Candidate, question: Question, terms: Sequence[Term], named: Sequence[str]
    ) -> Statement | None:
        """The same of the region of an agreement's sentence, where it says something else of the time that is of."""
        region = first.document.metadata.region
        if region is None or first.document.metadata.kind not in ON_TOPIC_KINDS or region not in named:
            return None
        own = period_of(first.document)
        same_time = [
            each.id
            for each in self._snapshot.documents.values()
            if each.metadata.region != region and own is not None and period_of(each) == own
        ]
        found = self.of(region, question, terms, same_time) if same_time else None
        if found is None or not differs(first.text, " ".join(found.texts), "text"):
            return None
        return found

    def _statement(self, said: _Said) -> Statement | None:
        section = self._snapshot.section(said.document.id, said.passage.passage.section)
        if section is None:
            return None
        candidate = Candidate(said.document, said.passage, section, said.number, {}, 0.0)
        return Statement(candidate, said.named_at, said.number)


def opening(statement: Statement, other: str) -> str:
    """How it is introduced."""
    return OPENING.format(region=statement.document.metadata.region, other=other)
