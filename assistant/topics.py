"""Which documents beside the agreements a question is about: a climate programme answers only questions on climate."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.evidence import ON_TOPIC_KINDS
from assistant.wording import Term, Wording
from index.snapshot import Snapshot

# A word this telling that only the document holds makes the question one about it.
_TELLING = 1.5


class Topics:
    """The words of the agreements and of the documents beside them."""

    def __init__(self, snapshot: Snapshot, wording: Wording) -> None:
        self._wording = wording
        self._titles: dict[str, frozenset[str]] = {}
        self._words: dict[str, frozenset[str]] = {}
        agreed: set[str] = set()
        for document_id, document in snapshot.documents.items():
            title = wording.stems_of(document.metadata.title)
            if document.metadata.kind in ON_TOPIC_KINDS:
                agreed |= title
                for passage in snapshot.document_passages(document_id):
                    agreed |= wording.stems_of(passage.passage.text)
            else:
                texts = [kept.passage.text for kept in snapshot.document_passages(document_id)]
                self._titles[document_id] = title
                self._words[document_id] = wording.stems_of("\n".join(texts))
        self._agreed = frozenset(agreed)

    def about(self, terms: Iterable[Term]) -> frozenset[str]:
        """Ids of documents beside the agreements whose title, or whose words alone, the question names.

        A compound that no document has ("klimadagen") names what its first part does.
        """
        found: set[str] = set()
        for term in terms:
            compound = not term.known and len(term.parts) > 1
            key = term.parts[0] if compound else term.stem
            if key in self._agreed:
                continue
            telling = (self._wording.rarity(key) if compound else term.weight) >= _TELLING
            for document_id, words in self._words.items():
                if key in self._titles[document_id] or (key in words and telling):
                    found.add(document_id)
        return frozenset(found)
