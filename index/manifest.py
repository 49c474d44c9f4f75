"""What a generation of the search views was built from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from index import danish
from index.passages import SearchPassage

FORMAT = 5


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from. `checksums` by file name; empty where no files are kept.

    `documents` holds a digest of each document it shows, by id; `foundation` the name of the generation whose passages it
    adds to, None for one that holds all of them itself.
    """

    format: int
    model: str
    terms: int
    content: str
    passages: int
    checksums: dict[str, str]
    documents: dict[str, str] = field(default_factory=dict)
    foundation: str | None = None

    @property
    def readable(self) -> bool:
        """Whether this edition of the program reads what that one wrote."""
        return self.format == FORMAT and self.terms == danish.VERSION


def documents_of(passages: Iterable[SearchPassage]) -> dict[str, str]:
    """A digest of each document's passages, by id; equal where the views would hold the same of it."""
    digests: dict[str, hashlib._Hash] = {}
    for passage in passages:
        digest = digests.setdefault(passage.group, hashlib.sha256())
        digest.update("\0".join((passage.id, passage.context, passage.text, *passage.units, "\0")).encode())
    return {group: digest.hexdigest()[:20] for group, digest in digests.items()}


def content_of(documents: Mapping[str, str], model: str) -> str:
    """Equal for two states that would give the same views, of documents as `documents_of` has them."""
    digest = hashlib.sha256(f"{FORMAT}\0{danish.VERSION}\0{model}".encode())
    for group, of_document in sorted(documents.items()):
        digest.update(f"\0{group}\0{of_document}".encode())
    return digest.hexdigest()[:20]
