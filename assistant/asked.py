"""A question with all that bears on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from assistant.conversation import Turn
from ingest.regions import Regions


@dataclass(frozen=True)
class Asked:
    """A question with all that bears on it."""

    message: str
    today: date
    as_of: date | None = None
    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()


def check_asked(asked: Asked, regions: Regions, documents: Collection[str]) -> None:
    """Raises ValueError, with a Danish sentence, for no question and for what is to be searched and is not there."""
    if not asked.message.strip():
        raise ValueError("Spørgsmålet er tomt. Skriv et spørgsmål.")
    known = {region.name for region in regions.regions}
    for name in asked.regions:
        if name not in known:
            raise ValueError(f"Regionen »{name}« kendes ikke. Vælg en af: {', '.join(sorted(known))}.")
    for document_id in asked.documents:
        if document_id not in documents:
            raise ValueError(
                f"Dokumentet »{document_id}« er ikke indlæst. De indlæste er: {', '.join(sorted(documents))}."
            )
