"""Danish text around exact quotes. Nothing is said of the matter itself but in a quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.evidence import Candidate
from index.snapshot import Snapshot
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
    """The units to quote for a candidate: itself; with `whole_list` the list it opens or belongs to."""
    units = candidate.passage.passage.units
    number = candidate.number
    opening = number if _opens_list(candidate) else candidate.unit.lead
    if opening is not None and candidate.unit.kind != "row":
        members = [
            n for n, unit in enumerate(units) if unit.lead == opening and unit.kind in ("item", "sentence")
        ]
        if members and (whole_list or number == opening) and len(members) <= _LIST_ITEMS:
            return Statement(candidate, opening, members[-1])
        if not whole_list and units[opening].text.endswith(":") and number == opening + 1:
            return Statement(candidate, opening, number)
    return Statement(candidate, number, number)


def _opens_list(candidate: Candidate) -> bool:
    return any(unit.lead == candidate.number for unit in candidate.passage.passage.units)


def _bare_item(text: str) -> str:
    return text.removeprefix("- ").removeprefix("• ").strip()


def source_line(statement: Statement, number: int, opening: str = "") -> str:
    """ "Rammeaftale 2023-24, Midtjylland, »Forord«: »…« [1]"."""
    title = statement.document.metadata.title
    section = statement.candidate.section.heading
    place = title if section.lower() in title.lower() else f"{title}, afsnittet »{section}«"
    quote = statement.readable()
    head, newline, items = quote.partition("\n")
    return f"{opening}{place}: {head} [{number}]{newline}{items}"


def standing_line(snapshot: Snapshot, document: StoredDocument, day: date, dated: bool) -> str:
    """What a reader must know of the source's standing: a draft, a case file, run out; "" when nothing."""
    known = document.metadata
    notes: list[str] = []
    if known.standing in ("udkast til godkendelse", "statusrapport", "sagsfremstilling"):
        notes.append(
            {
                "udkast til godkendelse": "Teksten er et udkast til godkendelse.",
                "statusrapport": "Kilden er en statusrapport, ikke selve aftalen.",
                "sagsfremstilling": "Kilden er en sag om aftalen, ikke selve aftalen.",
            }[known.standing]
        )
    if not dated and known.kind == "rammeaftale" and known.valid_to and known.valid_to < day:
        later = any(
            other.metadata.kind == "rammeaftale"
            and other.metadata.region == known.region
            and other.metadata.valid_from
            and other.metadata.valid_from > known.valid_to
            for other in snapshot.documents.values()
        )
        notes.append(
            "Aftalens periode er udløbet; der er indlæst en nyere aftale."
            if later
            else "Aftalens periode er udløbet; en nyere er ikke indlæst."
        )
    return " ".join(notes)


def searched_line(documents: Sequence[StoredDocument]) -> str:
    """Which documents were searched."""
    titles = [f"- {document.metadata.title}" for document in documents]
    return "Der er søgt i:\n\n" + "\n".join(titles) if titles else ""
