"""Loaded documents that the rules and the glossary were not written for: what these do not know, they cannot deny."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache

from assistant.evidence import ON_TOPIC_KINDS
from corpus import CORPUS
from index.snapshot import Snapshot
from index.store import StoredDocument
from ingest.sources import FILE_NAME, load_sources

# So many are named one by one.
_NAMED = 3


@lru_cache(maxsize=1)
def written_for() -> frozenset[str]:
    """The ids of the documents that ship with the product, which its rules and words were written for."""
    sources = load_sources(CORPUS / FILE_NAME).sources
    return frozenset(part.id for source in sources for part in source.parts)


def newcomers(
    snapshot: Snapshot, region: str | None = None, known: Collection[str] = ()
) -> list[StoredDocument]:
    """The agreements, and the documents about one, that came later, in order of their periods.

    `region`: only those of a region. `known`: ids of newcomers that what is asked was written for all the same.
    """
    found = [
        document
        for document in snapshot.documents.values()
        if document.id not in written_for()
        and document.id not in known
        and document.metadata.kind in ON_TOPIC_KINDS
        and (region is None or document.metadata.region in (region, None))
    ]
    return sorted(found, key=lambda each: (str(each.metadata.valid_from or ""), each.id))


def titles_of(documents: Sequence[StoredDocument]) -> str:
    """ "Rammeaftale 2025-26 og Rammeaftale 2025-26, Nordjylland (ikke bekræftet)"; of many the newest and how many more."""
    names = [
        each.metadata.title if each.metadata.confirmed else f"{each.metadata.title} (ikke bekræftet)"
        for each in documents
    ]
    if len(names) > _NAMED:
        names = [*names[1 - _NAMED :], f"{len(names) - _NAMED + 1} dokumenter til"]
    return " og ".join(filter(None, (", ".join(names[:-1]), names[-1])))
