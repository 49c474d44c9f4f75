"""A changed document beside its former version, so that the two can be compared like any two documents."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from index.snapshot import Snapshot
from index.store import StoredFile, StoredPassage
from ingest.documents import Section

FORMER = "@før"


class BothVersions(Snapshot):
    """The present state, with one document's former version under its id and `FORMER`. For comparing, not searching.

    What both states hold must have been read before the change: see `keep`.
    """

    def __init__(self, former: Snapshot, present: Snapshot, document_id: str) -> None:
        before = former.documents[document_id]
        self._former, self._present = former, present
        self.former_id = f"{document_id}{FORMER}"
        self._id = document_id
        known = replace(before.metadata, title=f"{before.metadata.title} (før ændringen)")
        self.documents = present.documents | {
            self.former_id: replace(before, id=self.former_id, metadata=known)
        }

    def sections(self, document_id: str) -> list[Section]:
        if document_id == self.former_id:
            return self._former.sections(self._id)
        return self._present.sections(document_id)

    def section(self, document_id: str, number: int) -> Section | None:
        if document_id == self.former_id:
            return self._former.section(self._id, number)
        return self._present.section(document_id, number)

    def document_passages(self, document_id: str) -> list[StoredPassage]:
        if document_id == self.former_id:
            return self._former.document_passages(self._id)
        return self._present.document_passages(document_id)

    def file(self, document_id: str) -> StoredFile:
        if document_id == self.former_id:
            return self._former.file(self._id)
        return self._present.file(document_id)

    @cached_property
    def texts(self) -> dict[str, str]:
        return {document_id: self.file(document_id).text for document_id in self.documents}


def keep(snapshot: Snapshot) -> None:
    """Read everything of a state that can be needed after it is changed."""
    snapshot.all_passages()
    _ = snapshot.texts
