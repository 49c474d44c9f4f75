"""Several things that a document tells under headings of their own: the headings side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.choosing import asks_several
from assistant.evidence import Candidate
from assistant.extent import list_of
from assistant.question import Question
from assistant.wording import Term, Wording
from index.snapshot import Snapshot
from ingest.documents import Section

_NUMBERED = re.compile(r"^\(?\d{1,2}[.)]\s+")
_ANY = re.compile("")


@dataclass(frozen=True)
class Headings:
    """Headings to quote, in order; `opened`: the sentence found stands right above them and opens them."""

    headings: tuple[Candidate, ...]
    opened: bool


def sibling_headings(
    snapshot: Snapshot, best: Candidate, question: Question, terms: Sequence[Term], wording: Wording
) -> Headings | None:
    """The headings that together answer a question for several things; None where no such stand there.

    They are the numbered ones beside or right under what was found, or all right under a heading that has every
    word asked.
    """
    if not asks_several(question) or list_of(best.passage.passage.units, best.number) is not None:
        return None
    is_heading = best.unit.kind == "heading"
    own = _path_of(snapshot, best)

    def has_all(heading: str) -> bool:
        stems = wording.exact_stems_of(heading)
        return bool(terms) and all(term.stem in stems for term in terms)

    under = _headings(snapshot, best, own, _NUMBERED) or (
        _headings(snapshot, best, own, _ANY) if has_all(own[-1]) else ()
    )
    if under:
        return Headings(under, opened=not is_heading)
    beside = (
        _headings(snapshot, best, own[:-1], _NUMBERED) if is_heading and _NUMBERED.match(best.text) else ()
    )
    if not beside and len(own) > 1 and has_all(own[-2]):
        beside = _headings(snapshot, best, own[:-1], _ANY)
    return Headings(beside, opened=False) if beside else None


def _path_of(snapshot: Snapshot, best: Candidate) -> tuple[str, ...]:
    """The headings over a candidate, a heading's own text the last of them."""
    if best.unit.kind != "heading":
        return best.section.path
    for section in snapshot.sections(best.document.id):
        inside = section.span.start <= best.unit.span.start < section.span.end
        if inside and section.heading == best.text:
            return section.path
    return best.section.path


def _headings(
    snapshot: Snapshot, best: Candidate, above: tuple[str, ...], wanted: re.Pattern[str]
) -> tuple[Candidate, ...]:
    """The headings right under those above, two at least."""
    found: list[Candidate] = []
    for section in snapshot.sections(best.document.id):
        if section.number and section.path[:-1] == above and wanted.match(section.heading):
            place = _place(snapshot, best, section)
            if place is not None:
                found.append(place)
    return tuple(found) if len(found) > 1 else ()


def _place(snapshot: Snapshot, best: Candidate, section: Section) -> Candidate | None:
    """Where a section's heading stands; None where it holds nothing, so that no passage has it."""
    for passage in snapshot.document_passages(best.document.id):
        for number, unit in enumerate(passage.passage.units):
            inside = section.span.start <= unit.span.start < section.span.end
            if unit.kind == "heading" and inside and unit.text == section.heading:
                return replace(best, passage=passage, section=section, number=number)
    return None
