"""The difference of two versions as it is read: every section with its changes among what is unchanged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.answer import Citation
from assistant.difference_alignment import Part, parts_of
from assistant.difference_report import (
    Difference,
    SectionDifference,
    SectionPlace,
    SentenceChange,
    SummaryItem,
)
from index.snapshot import Snapshot

_KINDS = {"tal": "Tal", "dato": "Datoer og år", "navn": "Navne", "pligt": "Pligter og muligheder"}
_SENTENCES = {"ændret": ("ændret", "ændrede"), "tilføjet": ("ny", "nye"), "udgået": ("udgået", "udgåede")}


@dataclass(frozen=True)
class Piece:
    """Either one change with its number on the page, or sentences that both versions have."""

    number: int = 0
    change: SentenceChange | None = None
    unchanged: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionView:
    """Sections that belong together. `said` tells in words what became of the section as such."""

    number: int
    heading: str
    kinds: tuple[str, ...]
    said: tuple[str, ...]
    pieces: tuple[Piece, ...]
    first: int
    changed: int


@dataclass(frozen=True)
class SummaryGroup:
    """Changes of a kind that a reader must know first; `sections` maps a heading to its place on the page."""

    name: str
    kind: str
    items: tuple[SummaryItem, ...]


@dataclass(frozen=True)
class DifferenceView:
    """All that the page shows."""

    report: Difference
    sections: tuple[SectionView, ...]
    summary: tuple[SummaryGroup, ...]
    places: dict[str, int]
    changed: int
    told: str
    citations: dict[int, Citation] = field(default_factory=dict)


def view(report: Difference, snapshot: Snapshot) -> DifferenceView:
    """The report as it is read, the unchanged sentences put back from the documents."""
    parts = {part.section.span.start: part for part in parts_of(snapshot, report.b.document)}
    citations = {made.n: made for made in report.citations}
    sections: list[SectionView] = []
    number = 1
    for at, found in enumerate(report.sections, start=1):
        pieces = _pieces(found, parts, citations, number)
        sections.append(
            SectionView(
                at,
                (found.new or found.old)[0].heading,
                tuple(found.kinds),
                tuple(_said(found)),
                tuple(pieces),
                number if found.changes else 0,
                len(found.changes),
            )
        )
        number += len(found.changes)
    groups = tuple(
        SummaryGroup(name, kind, items)
        for kind, name in _KINDS.items()
        if (items := tuple(item for item in report.summary if item.kind == kind))
    )
    places: dict[str, int] = {}
    for section in sections:
        places.setdefault(section.heading, section.number)
    return DifferenceView(report, tuple(sections), groups, places, number - 1, _told(report), citations)


def _pieces(
    found: SectionDifference, parts: dict[int, Part], citations: dict[int, Citation], number: int
) -> list[Piece]:
    """The newer version's sentences in order; what is gone stands before the next changed one."""
    place = {
        citations[change.new.n].start: at for at, change in enumerate(found.changes) if change.new is not None
    }
    pieces: list[Piece] = []
    same: list[str] = []
    done = 0

    def tell(upto: int) -> None:
        nonlocal done
        if same and done < upto:
            pieces.append(Piece(unchanged=tuple(same)))
            same.clear()
        for at in range(done, upto):
            pieces.append(Piece(number + at, found.changes[at]))
        done = max(done, upto)

    for section in found.new:
        part = parts.get(section.start)
        for unit in part.units if part else ():
            at = place.get(unit.span.start)
            if at is None:
                same.append(unit.text)
            else:
                tell(at + 1)
    tell(len(found.changes))
    if same:
        pieces.append(Piece(unchanged=tuple(same)))
    return pieces


def _said(found: SectionDifference) -> list[str]:
    """ "Omdøbt fra »…« til »…«." and the like."""
    said: list[str] = []
    old, new = _headings(found.old), _headings(found.new)
    if "ny" in found.kinds:
        said.append("Afsnittet er nyt.")
    if "udgået" in found.kinds:
        said.append("Afsnittet er udgået.")
    if "samlet" in found.kinds and "delt" in found.kinds:
        said.append(f"Teksten fra {old} står nu i {new}.")
    elif "samlet" in found.kinds:
        said.append(f"Samlet af {old}.")
    elif "delt" in found.kinds:
        said.append(f"{old} er delt i {new}.")
    elif "omdøbt" in found.kinds:
        said.append(f"Omdøbt fra {old} til {new}.")
    if "flyttet" in found.kinds:
        said.append(_moved(found))
    if "uændret" in found.kinds:
        said.append("Teksten er uændret.")
    return said


def _moved(found: SectionDifference) -> str:
    above_old = {_above(place) for place in found.old}
    above_new = {_above(place) for place in found.new}
    if above_old != above_new and len(above_old) == len(above_new) == 1:
        (came,), (went,) = above_old, above_new
        if came and went:
            return f"Flyttet fra »{came}« til »{went}«."
    return "Flyttet til et andet sted i dokumentet."


def _above(place: SectionPlace) -> str:
    return place.path[-2] if len(place.path) > 1 else ""


def _headings(places: Sequence[SectionPlace]) -> str:
    names = [f"»{name}«" for name in dict.fromkeys(place.heading for place in places)]
    return " og ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _told(report: Difference) -> str:
    """ "46 ændrede, 60 nye og 85 udgåede sætninger; 2 afsnit er nye, og 13 er udgået."."""
    counts: Counter[str] = Counter(change.kind for section in report.sections for change in section.changes)
    parts = [
        f"{counts[kind]} {words[0 if counts[kind] == 1 else 1]}"
        for kind, words in _SENTENCES.items()
        if counts[kind]
    ]
    if not parts:
        return "Der er ingen forskel på teksterne."
    joined = " og ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]
    sentence = f"{joined} {'sætning' if sum(counts.values()) == 1 else 'sætninger'}"
    kinds: Counter[str] = Counter(kind for section in report.sections for kind in section.kinds)
    whole = [
        f"{kinds[kind]} afsnit er {word}" for kind, word in (("ny", "helt nye"), ("udgået", "udgået")) if kinds[kind]
    ]  # fmt: skip
    return f"{sentence}{'; ' if whole else ''}{', og '.join(whole)}."
