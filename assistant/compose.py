"""Danish text around exact quotes. Nothing is said of the matter itself but in a quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence import Candidate, list_span
from index.store import StoredDocument

NOT_FOUND = "Det fremgår ikke af de indlæste dokumenter."
_LIST_ITEMS = 12


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

    def readable(self) -> str:
        """The quote in one line: »…«; a list with its items after its opening sentence."""
        units = self.candidate.passage.passage.units[self.first : self.last + 1]
        if len(units) > 1 and any(unit.kind == "item" for unit in units):
            items = "\n".join(f"  - {_bare_item(unit.text)}" for unit in units if unit.kind == "item")
            opening = " ".join(unit.text for unit in units if unit.kind != "item")
            return f"»{opening}«\n{items}" if opening else items
        return "»" + " ".join(unit.text for unit in units) + "«"


def statement_of(candidate: Candidate, whole_list: bool) -> Statement:
    """The units to quote for a candidate: itself; a list it opens; with `whole_list` the list it belongs to."""
    units = candidate.passage.passage.units
    number = candidate.number
    opened = list_span(units, number)
    if opened is not None and (whole_list or candidate.unit.kind != "item"):
        return Statement(candidate, opened[0], min(opened[1], opened[0] + _LIST_ITEMS))
    lead = candidate.unit.lead
    if lead is not None and candidate.unit.kind != "row" and units[lead].text.endswith(":"):
        of_list = list_span(units, lead)
        if whole_list and of_list is not None:
            return Statement(candidate, of_list[0], min(of_list[1], of_list[0] + _LIST_ITEMS))
        if number == lead + 1:
            return Statement(candidate, lead, number)
    return Statement(candidate, number, number)


def _bare_item(text: str) -> str:
    return re.sub(r"^(?:[-•▪◦*]|\(?\d{1,2}[.)])\s+", "", text)


def source_line(statement: Statement, number: int, opening: str = "") -> str:
    """ "Rammeaftale 2023-24, Midtjylland, »Forord«: »…« [1]"."""
    title = statement.document.metadata.title
    section = statement.candidate.section.heading
    place = title if section.lower() in title.lower() else f"{title}, afsnittet »{section}«"
    quote = statement.readable()
    head, newline, items = quote.partition("\n")
    return f"{opening}{place}: {head} [{number}]{newline}{items}"


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
