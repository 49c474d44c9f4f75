"""What an amendment to an agreement (a tillæg, an allonge) says of the clause that is quoted, and from when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.citations import Citations
from assistant.compose import Statement
from assistant.evidence import AMENDMENT, Candidate
from assistant.question import MONTHS
from assistant.versions import Other
from index.danish import content_words, stem
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.documents import Metadata, Unit

_MONTH = "|".join(MONTHS)
# A figure with its unit, or a day of a month: what an amendment puts something else in the place of.
_FIGURE = re.compile(
    rf"\b(\d{{1,2}})\.\s*({_MONTH})\b|(?<![\d.,])(\d[\d.]*(?:,\d+)?)\s*"
    r"(pct|procent|%|kr|mio|mia|dage?|uger?|måned\w*|timer?|år|plads\w*|kommuner|gange)",
    re.IGNORECASE,
)
_CHANGES = re.compile(
    r"\b(?:ændr\w*|flytte[srt]*|erstatte[srt]*|udgår|ophæve[srt]*|tilføje[srt]*|indsætte[srt]*|affatte[srt]*|"
    r"herefter|forhøje[srt]*|nedsætte[srt]*|forlænge[srt]*|i stedet|fremover)\b",
    re.IGNORECASE,
)
# Sentences of nearly the same words as what is quoted speak of the same (Dice).
_SAME_MATTER = 0.45
_FOLLOWING = 2
# So many words in common with the clause that a rule computes by, and a change may be of it.
_SHARED = 2


@dataclass(frozen=True)
class Amendment:
    """Units `first` to `last` of a passage of an amendment, which change what a statement says."""

    document: StoredDocument
    passage: StoredPassage
    first: int
    last: int


def amendments_to(snapshot: Snapshot, document_id: str) -> list[StoredDocument]:
    """The confirmed amendments to an agreement, the oldest first."""
    found = [
        each
        for each in snapshot.documents.values()
        if each.metadata.kind == AMENDMENT and each.metadata.about == document_id and each.metadata.confirmed
    ]
    return sorted(found, key=lambda each: (each.metadata.valid_from or date.min, each.id))


def amendments_of(snapshot: Snapshot, statement: Statement) -> list[Amendment]:
    """Where the amendments to its agreement change what a statement says, the oldest first.

    What an amendment says is changed by the later ones, and so is what it put in the place of the agreement's words.
    """
    known = statement.document.metadata
    of = known.about if known.kind == AMENDMENT and known.about is not None else statement.document.id
    heading, said = statement.candidate.section.heading, " ".join(statement.texts)
    made = []
    for document in amendments_to(snapshot, of):
        if known.kind == AMENDMENT and not _later(document.metadata, known):
            continue
        for passage in snapshot.document_passages(document.id):
            found = _changed(said, heading, passage)
            if found is not None:
                made.append(Amendment(document, passage, *found))
                units = passage.passage.units[found[0] : found[1] + 1]
                said = " ".join((said, *(unit.text for unit in units)))
                break
    return made


def _later(one: Metadata, other: Metadata) -> bool:
    return (one.valid_from or date.min) > (other.valid_from or date.min)


def apart_from_amendments(
    snapshot: Snapshot, first: Statement, rest: Sequence[Other], more: Sequence[Candidate]
) -> tuple[list[Other], list[Candidate]]:
    """The further sources less those that are told of as amendments: they are no contradiction, on either side."""
    known = first.document.metadata
    apart = {each.document.id for each in amendments_of(snapshot, first)}
    if known.kind == AMENDMENT and known.about is not None:
        apart.add(known.about)
    kept = [other for other in rest if other.candidate.document.id not in apart]
    return kept, [each for each in more if each.document.id not in apart]


def amendment_lines(
    snapshot: Snapshot, statements: Sequence[Statement], citations: Citations, day: date
) -> tuple[list[str], list[str]]:
    """What stands before the quotes: that the first of them has been changed by the day; and what stands after them:
    a change that comes later, an amendment on other clauses, and what a quoted amendment amends."""
    before: list[str] = []
    after: list[str] = []
    told: set[str] = set()
    for place, statement in enumerate(statements):
        for found in amendments_of(snapshot, statement):
            known = found.document.metadata
            if found.document.id in {each.document.id for each in statements}:
                continue  # quoted itself
            told.add(found.document.id)
            number = citations.cite_unit(found.passage, found.first, found.last)
            said = " ".join(unit.text for unit in found.passage.passage.units[found.first : found.last + 1])
            begins = known.valid_from
            if begins is not None and begins > day:
                after.append(f"Ændres fra den {danish_day(begins)} ved {known.title}: »{said}« [{number}]")
                continue
            since = f", der gælder fra den {danish_day(begins)}" if begins else ""
            line = f"Ændret ved {known.title}{since}: »{said}« [{number}]"
            if place == 0:
                before.insert(0, f"**Ændret**{line.removeprefix('Ændret')}")
            elif line.removeprefix("Ændret") not in {each.removeprefix("**Ændret**") for each in before}:
                after.append(line)
    before += ["Før ændringen:"] if before else []
    for statement in statements:
        known = statement.document.metadata
        if known.kind == AMENDMENT and known.about in snapshot.documents:
            title = snapshot.documents[known.about].metadata.title
            since = f" fra den {danish_day(known.valid_from)}" if known.valid_from else ""
            after.append(f"{known.title} ændrer {title}{since}.")
        for document in amendments_to(snapshot, statement.document.id):
            if document.id not in told | {each.document.id for each in statements}:
                told.add(document.id)
                after.append(f"Der er også et tillæg til aftalen: {document.metadata.title}.")
    return before, list(dict.fromkeys(after))


def touches(clause: str, passage: StoredPassage) -> tuple[int, int] | None:
    """The units of a passage that change something and share words with a clause, however it is worded."""
    units = passage.passage.units
    opening = " ".join(unit.text for unit in units if unit.kind == "heading")
    for number, unit in enumerate(units):
        if unit.kind != "heading" and _CHANGES.search(unit.text):
            shared = _stems(f"{opening} {unit.text}") & _stems(clause)
            if len(shared) >= _SHARED or _figures(clause) & _figures(unit.text):
                return number, _last(units, number)
    return None


def _last(units: Sequence[Unit], number: int) -> int:
    last = min(number + _FOLLOWING, len(units) - 1)
    while last > number and units[last].kind == "heading":
        last -= 1
    return last


def _changed(said: str, heading: str, passage: StoredPassage) -> tuple[int, int] | None:
    """The units of a passage that put something in the place of what is said; None where it speaks of other things."""
    units = passage.passage.units
    if not any(_CHANGES.search(unit.text) for unit in units):
        return None
    figures, stems = _figures(said), _stems(f"{said} {heading}")
    for number, unit in enumerate(units):
        if unit.kind == "heading" or not _CHANGES.search(unit.text):
            continue
        around = " ".join(each.text for each in units[: number + 1] if each.kind == "heading")
        own = _stems(f"{unit.text} {around}")
        shared = len(own & stems)
        exact = bool(figures & _figures(unit.text)) and shared > 0
        alike = 2 * len(_stems(unit.text) & _stems(said)) >= _SAME_MATTER * (
            len(_stems(unit.text)) + len(_stems(said))
        )
        if exact or (alike and shared > 1):
            return number, _last(units, number)
    return None


def _figures(text: str) -> frozenset[str]:
    return frozenset(
        f"{each[1]}. {each[2].lower()}" if each[2] else f"{each[3]} {each[4].lower()[:3]}"
        for each in _FIGURE.finditer(text)
    )


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in content_words(text) if not word.isdigit())


def danish_day(day: date) -> str:
    """ "1. juli 2026"."""
    name = next(name for name, number in MONTHS.items() if number == day.month)
    return f"{day.day}. {name} {day.year}"
