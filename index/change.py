"""What one ingest does to the documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.approvals import Action
from index.store import StoredFile
from ingest.documents import Document, Metadata


@dataclass(frozen=True)
class Change:
    """What one ingest does: files in (with their documents), files and documents out, metadata corrected."""

    add: tuple[tuple[StoredFile, tuple[Document, ...]], ...] = ()
    remove_files: frozenset[str] = frozenset()
    remove_documents: frozenset[str] = frozenset()
    metadata: Mapping[str, Metadata] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    # (actor, action, document id, subject) of what a person approved with it.
    approved: tuple[tuple[str, Action, str, str], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.takes_away or self.add or self.state)

    @property
    def takes_away(self) -> bool:
        """Whether a text that was there may be there no more."""
        return bool(self.remove_files or self.remove_documents or self.metadata)
