"""All the words of documents, as stems: what is spoken of anywhere in them."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from assistant.wording import Wording
from index.snapshot import Snapshot


class DocumentStems:
    """Safe from several threads."""

    def __init__(self, snapshot: Snapshot, wording: Wording) -> None:
        self._snapshot = snapshot
        self._wording = wording
        self._of_document: dict[str, frozenset[str]] = {}
        self._of_scope = lru_cache(maxsize=64)(self._scope)

    def of(self, documents: Collection[str]) -> frozenset[str]:
        """Every stem of those documents (ids), titles included."""
        return self._of_scope(frozenset(documents))

    def _scope(self, documents: frozenset[str]) -> frozenset[str]:
        return frozenset[str]().union(*map(self._document, documents))

    def _document(self, document_id: str) -> frozenset[str]:
        if document_id not in self._of_document:
            texts = [self._snapshot.documents[document_id].metadata.title]
            texts += [kept.passage.text for kept in self._snapshot.document_passages(document_id)]
            self._of_document[document_id] = self._wording.stems_of("\n".join(texts))
        return self._of_document[document_id]
