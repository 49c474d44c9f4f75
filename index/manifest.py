"""What a generation of the search views was built from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from index import danish
from index.passages import SearchPassage

FORMAT = 4


@dataclass(frozen=True)
class Manifest:
    """What a generation was built from. `checksums` by file name; empty where no files are kept."""

    format: int
    model: str
    terms: int
    content: str
    passages: int
    checksums: dict[str, str]

    @property
    def readable(self) -> bool:
        """Whether this edition of the program reads what that one wrote."""
        return self.format == FORMAT and self.terms == danish.VERSION


def content_hash(passages: Sequence[SearchPassage], model: str) -> str:
    """Equal for two states that would give the same views."""
    digest = hashlib.sha256(f"{FORMAT}\0{danish.VERSION}\0{model}".encode())
    for passage in passages:
        digest.update(f"\0{passage.id}\0{passage.group}\0{passage.context}\0{passage.text}".encode())
    return digest.hexdigest()[:20]
