"""Danish text around exact quotes. Nothing is said of the matter itself but in a quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Candidate
from index.store import StoredDocument
from ingest.documents import Unit
from ingest.tables import is_figure

NOT_FOUND = "Det fremgår ikke af de indlæste dokumenter."
NOT_LOADED = "Der er ikke indlæst dokumenter fra regionen."


@dataclass(frozen=True)
class Statement:
    """What one source says: units `first` to `last` of a passage, and how they read."""

    candidate: Candidate
    first: int
    last: int

    @property
    def document(self) -> StoredDocument:
        return self.candidate.document

    @property
    def texts(self) -> list[str]:
        """The readable units, a list's or table's opening first."""
        units = self.candidate.passage.passage.units[self.first : self.last + 1]
        return [unit.text for unit in units]

    @property
    def cut(self) -> bool:
        """Whether it ends inside a list that goes on."""
        units = self.candidate.passage.passage.units
        after = units[self.last + 1] if self.last + 1 < len(units) else None
        return self.last > self.first and after is not None and _goes_on(units[self.last], after)

    def overlaps(self, other: Statement) -> bool:
        """Whether two quotes have a sentence in common."""
        same = self.candidate.passage.id == other.candidate.passage.id
        return same and self.first <= other.last and other.first <= self.last

    def readable(self) -> str:
        """The quote in one line: »…«; a list with its items after its opening, what comes after it last."""
        units = self.candidate.passage.passage.units[self.first : self.last + 1]
        kinds = {unit.kind for unit in units}
        listed_as = next((kind for kind in ("item", "line", "row") if kind in kinds), "item")
        items = [number for number, unit in enumerate(units) if unit.kind == listed_as]
        if len(units) < 2 or not items:
            return "»" + " ".join(unit.text for unit in units) + "«" + self._columns()
        opening = " ".join(unit.text for unit in units[: items[0]])
        listed = [f"  - {_bare_item(units[number].text)}" for number in items]
        if self.cut:
            listed.append("  - …")
        closing = " ".join(
            unit.text for number, unit in enumerate(units) if number > items[0] and number not in items
        )
        parts = [f"»{opening}«"] if opening else []
        return "\n".join([*parts, *listed]) + (f"\n\n»{closing}«" if closing else "")

    def _columns(self) -> str:
        """For a row of figures: what its columns are called, as the table has it."""
        passage = self.candidate.passage.passage
        row = passage.units[self.first]
        if row.kind != "row" or row.lead is None or self.last > self.first:
            return ""
        cells = row.text.split(" | ")
        bare = any(is_figure(cell) for cell in cells[1:]) or len(cells) == 1
        return f" (kolonner: »{passage.units[row.lead].text}«)" if bare else ""


def _goes_on(last: Unit, after: Unit) -> bool:
    return last.kind == "item" and after.kind == "item" and last.lead == after.lead


def _bare_item(text: str) -> str:
    return re.sub(r"^(?:[-•▪◦*]|\(?\d{1,2}[.)])\s+", "", text)


def source_line(statement: Statement, number: int, opening: str = "") -> str:
    """ "Rammeaftale 2023-24, Midtjylland, »Forord«: »…« [1]"."""
    title = statement.document.metadata.title
    section = statement.candidate.section.heading
    place = title if section.lower() in title.lower() else f"{title}, afsnittet »{section}«"
    quote = statement.readable()
    head, newline, items = quote.partition("\n")
    if not head.startswith("»"):
        return f"{opening}{place} [{number}]:\n{quote}" + (f" [{number}]" if quote.endswith("«") else "")
    items, gap, closing = items.partition("\n\n")
    return f"{opening}{place}: {head} [{number}]{newline}{items}{gap}" + (
        f"{closing} [{number}]" if closing else ""
    )


_STANDINGS = {
    "udkast til godkendelse": "Teksten er et udkast til godkendelse.",
    "statusrapport": "Kilden er en statusrapport, ikke selve aftalen.",
    "sagsfremstilling": "Kilden er en sag om aftalen, ikke selve aftalen.",
}
UNCONFIRMED_NOTE = (
    "Oplysningerne om dokumentet er ikke bekræftet; om det gælder, og for hvem, er kun læst ud af teksten."
)
_OPEN = re.compile(r"\b(?:under afklaring|x{3,})\b", re.IGNORECASE)


def standing_notes(statements: Sequence[Statement]) -> list[str]:
    """What a reader must know of the sources' standing: unfinished, a draft, a case file. Each once."""
    notes: list[str] = []
    for statement in statements:
        known = statement.document.metadata
        if _OPEN.search(" ".join(statement.texts)):
            notes.append(f"{known.title}: aftalens egen tekst er ufærdig på dette punkt.")
        notes += standing_of(statement.document)
    return list(dict.fromkeys(notes))


def standing_of(document: StoredDocument) -> list[str]:
    """What a reader must know of a document whatever is quoted of it: a draft, a case file, unconfirmed."""
    known = document.metadata
    notes = [_STANDINGS[known.standing]] if known.standing in _STANDINGS else []
    notes += [] if known.confirmed else [UNCONFIRMED_NOTE]
    return [f"{known.title}: {note}" for note in notes]


def searched_line(documents: Sequence[StoredDocument]) -> str:
    """Which documents were searched."""
    titles = [f"- {document.metadata.title}" for document in documents]
    return "Der er søgt i:\n\n" + "\n".join(titles) if titles else ""
