"""What the next generation of the search views is to show, and how much of it must be built.

A small collection is always built whole: it takes a moment, and equal states then have equal views. In a large one most
changes bring a document; the views of what is there already, the foundation, then stay as they are, and only what is
not in it is built, anew each time. So the foundation must hold nothing that is gone or changed: removing or correcting one
of its documents builds everything whole, as does an addition that has grown too large, or a repair.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from index import file_rows
from index.change import Change
from index.errors import BrokenView
from index.manifest import content_of, documents_of
from index.passages import SearchPassage, context_of, unit_texts
from index.store import Store
from index.views import Views


@dataclass(frozen=True)
class Adding:
    """When a change adds to a foundation: one of `least` passages or more; added are at most `most`, and that share of it.

    What is added is compared with a question one by one, and built anew with each document more.
    """

    least: int = 20_000
    most: int = 5_000
    share: float = 0.1

    def allows(self, foundation: int, added: int) -> bool:
        """Whether so many passages may be added to a foundation of so many."""
        return foundation >= self.least and added <= min(self.most, self.share * foundation)


@dataclass(frozen=True)
class Plan:
    """What must be built: `passages`, added to those of the `foundation`, or all there are where that is None.

    `content` tells the whole state from any other; see `index.manifest`.
    """

    passages: list[SearchPassage]
    content: str
    foundation: str | None = None


def planned(store: Store, views: Views, model: str, change: Change, adding: Adding | None) -> Plan:
    """What is to be built for the state after the change; without `adding` everything there is."""
    plan = _added(store, views, model, change, adding) if adding is not None else None
    if plan is not None:
        return plan
    passages = planned_passages(store, change)
    return Plan(passages, content_of(documents_of(passages), model))


def _added(store: Store, views: Views, model: str, change: Change, adding: Adding) -> Plan | None:
    """The same on a foundation, without reading what that holds; None where it must be whole."""
    current = store.generation()
    if current is None:
        return None
    try:
        present = views.manifest(current)
        name = present.foundation or current
        foundation = views.manifest(name)
    except BrokenView:
        return None
    if not (present.readable and foundation.readable) or model != foundation.model:
        return None
    if not adding.allows(foundation.passages, 0) or store.passage_count() != present.passages:
        return None
    gone = change.remove_documents | store.documents_of_files(change.remove_files)
    touched = {document.id for _, documents in change.add for document in documents} | change.metadata.keys()
    documents = {key: digest for key, digest in present.documents.items() if key not in gone | touched}
    documents |= documents_of(planned_passages(store, change, touched))
    if foundation.documents.items() - documents.items():
        return None
    passages = planned_passages(store, change, documents.keys() - foundation.documents.keys())
    if not adding.allows(foundation.passages, len(passages)):
        return None
    return Plan(passages, content_of(documents, model), name)


def planned_passages(
    store: Store, change: Change, among: Collection[str] | None = None
) -> list[SearchPassage]:
    """Every passage there will be after the change, in document and reading order; only of those documents when given."""
    kept = {
        stored.id: change.metadata.get(stored.id, stored.metadata).title
        for stored in store.documents(None if among is None else sorted(among))
        if stored.file_sha256 not in change.remove_files and stored.id not in change.remove_documents
    }
    wanted = None if among is None else sorted(kept)
    paths = store.section_paths(wanted)
    planned = [
        SearchPassage(
            found.id,
            found.document_id,
            context_of(kept[found.document_id], paths.get((found.document_id, found.passage.section), ())),
            found.passage.text,
            unit_texts(found.passage.units),
        )
        for found in store.passages(documents=wanted)
        if found.document_id in kept
    ]
    for _, documents in change.add:
        for document in documents:
            if among is not None and document.id not in among:
                continue
            by_number = {section.number: section.path for section in document.sections}
            planned += [
                SearchPassage(
                    file_rows.passage_id(document, passage),
                    document.id,
                    context_of(document.metadata.title, by_number.get(passage.section, ())),
                    passage.text,
                    unit_texts(passage.units),
                )
                for passage in document.passages
            ]
    # As the database orders them: equal states must give equal views.
    return sorted(planned, key=lambda passage: passage.group)
