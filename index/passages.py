"""A passage as the search views hold it: with the title and headings it stands under."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.documents import Unit


@dataclass(frozen=True)
class SearchPassage:
    """`context` is the title and heading path; `group` is what filters select by, a document's id.

    `units` are the texts of its sentences, items and rows, each with what leads into it: they are embedded too,
    so that the sentence that answers can be told from its neighbours.
    """

    id: str
    group: str
    context: str
    text: str
    units: tuple[str, ...] = ()

    @property
    def embedded(self) -> str:
        """The very text that is embedded."""
        return f"{self.context}\n{self.text}" if self.context else self.text


def context_of(title: str, path: Sequence[str]) -> str:
    """Title and headings in one line; a heading that only repeats the one before it is left out."""
    names: list[str] = []
    for name in (title, *path):
        if not names or name.lower() not in names[-1].lower():
            names.append(name)
    return " – ".join(names)


def unit_texts(units: Sequence[Unit]) -> tuple[str, ...]:
    """What is embedded for each unit: its own text, after that of the unit that introduces it."""
    return tuple(
        f"{units[unit.lead].text} {unit.text}" if unit.lead is not None else unit.text for unit in units
    )
