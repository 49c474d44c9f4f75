"""Danish text around exact quotes. Nothing is said of the matter itself but in a quote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.evidence import ON_TOPIC_KINDS, Candidate, list_span
from index.snapshot import Snapshot, in_force
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


def standing_notes(snapshot: Snapshot, statements: Sequence[Statement], day: date, dated: bool) -> list[str]:
    """What a reader must know of the sources' standing: unfinished, a draft, a case file, run out. Each once."""
    notes: list[str] = []
    for statement in statements:
        known = statement.document.metadata
        if _OPEN.search(" ".join(statement.texts)):
            notes.append(f"{known.title}: aftalens egen tekst er ufærdig på dette punkt.")
        if known.standing in _STANDINGS:
            notes.append(f"{known.title}: {_STANDINGS[known.standing]}")
        if not known.confirmed:
            notes.append(f"{known.title}: {UNCONFIRMED_NOTE}")
    first = statements[0].document.metadata
    if not dated and first.kind == "rammeaftale" and first.valid_to and first.valid_to < day:
        notes.append(_run_out(snapshot, statements[0].document))
    if not dated and first.kind in ON_TOPIC_KINDS and first.valid_from and day < first.valid_from:
        held = any(
            in_force(other, day)
            for other in snapshot.documents.values()
            if other.metadata.kind in ON_TOPIC_KINDS and other.metadata.region == first.region
        )
        notes.append(
            "Det citerede er fra en senere aftale end den, der gjaldt den dag."
            if held
            else "Ingen indlæst aftale gjaldt den dag, der er spurgt til; det citerede gælder en senere tid."
        )
    return list(dict.fromkeys(notes))


def _run_out(snapshot: Snapshot, document: StoredDocument) -> str:
    """That the agreement's period is over, and whether a newer one is loaded."""
    known = document.metadata
    if not snapshot.is_newest(document.id):
        return "Aftalens periode er udløbet; der er indlæst en nyere aftale, som ikke er citeret først."
    unsure = any(
        not other.metadata.confirmed
        and (other.metadata.region, other.metadata.kind) == (known.region, known.kind)
        and other.metadata.valid_from is not None
        and known.valid_to is not None
        and other.metadata.valid_from > known.valid_to
        for other in snapshot.documents.values()
    )
    if unsure:
        return (
            "Aftalens periode er udløbet; der er indlæst en, der ser ud til at være nyere, men oplysningerne om "
            "den er ikke bekræftet."
        )
    return "Aftalens periode er udløbet; en nyere er ikke indlæst."


def searched_line(documents: Sequence[StoredDocument]) -> str:
    """Which documents were searched."""
    titles = [f"- {document.metadata.title}" for document in documents]
    return "Der er søgt i:\n\n" + "\n".join(titles) if titles else ""
