"""How far a quote reaches: a sentence, a list with its opening, what a sentence that points back points at."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.back_reference import refers_back, restricts
from assistant.compose import Statement
from assistant.evidence import Candidate
from assistant.list_span import list_span
from index.danish import stem, words
from ingest.documents import Unit

_LIST_ITEMS = 12
# So many sentences before one that points back are quoted with it.
_MOST_BEFORE = 2


def statement_of(candidate: Candidate, whole_list: bool) -> Statement:
    """The units to quote for a candidate: itself with what it points back at and what restricts it right after; a list
    it opens or belongs to.

    Of a list that it is an item of, all is quoted with `whole_list`, and the opening with the first item.
    """
    units = candidate.passage.passage.units
    first, last = _block(units, candidate.number, whole_list)
    if units[first].kind in ("sentence", "line"):
        first = _from_what_it_points_at(candidate, units, first)
        after = units[last + 1] if last + 1 < len(units) else None
        if units[last].kind == "sentence" and after is not None and after.kind == "sentence":
            last += restricts(after.text)
    return Statement(candidate, first, last)


def joined(first: Statement, more: Sequence[Candidate]) -> tuple[Statement, list[Candidate]]:
    """The first quote with the sentences right after it that point back at it, and the others of `more`."""
    units = first.candidate.passage.passage.units
    rest = list(more)
    while True:
        after = first.last + 1
        following = [
            found
            for found in rest
            if found.passage.id == first.candidate.passage.id
            and found.number == after
            and units[first.last].kind == "sentence"
            and refers_back(found.text, units[first.last].text, _read_beside(found))
        ]
        if not following:
            return first, rest
        first = Statement(first.candidate, first.first, after)
        rest.remove(following[0])


def list_of(units: Sequence[Unit], number: int) -> tuple[int, int] | None:
    """First and last unit of the list that a unit opens or belongs to, the opening among them; None where none."""
    unit = units[number]
    if unit.kind != "item":
        return list_span(units, number)
    if unit.lead is not None:
        opened = list_span(units, unit.lead)
        if opened is not None and opened[0] <= number <= opened[1]:
            return opened
    first = number
    while first > 0 and units[first - 1].kind == "item" and units[first - 1].lead == unit.lead:
        first -= 1
    last = number
    while last + 1 < len(units) and units[last + 1].kind == "item" and units[last + 1].lead == unit.lead:
        last += 1
    return (first, last) if last > first else None


def items_in(units: Sequence[Unit], span: tuple[int, int]) -> int:
    """How many items a list has."""
    return sum(unit.kind == "item" for unit in units[span[0] : span[1] + 1])


def _block(units: Sequence[Unit], number: int, whole_list: bool) -> tuple[int, int]:
    unit = units[number]
    if unit.kind == "row":
        return _rows(units, number) if whole_list and unit.lead is None else (number, number)
    listed = list_of(units, number)
    if listed is not None and (whole_list or unit.kind != "item"):
        return listed[0], min(listed[1], listed[0] + _LIST_ITEMS)
    lead = unit.lead
    if lead is not None and units[lead].text.rstrip().endswith(":") and number == lead + 1:
        return lead, number
    return number, number


def _rows(units: Sequence[Unit], number: int) -> tuple[int, int]:
    """The rows without a header around a row, and the line that opens them."""
    first = last = number
    while first > 0 and units[first - 1].kind == "row" and units[first - 1].lead is None:
        first -= 1
    while last + 1 < len(units) and units[last + 1].kind == "row" and units[last + 1].lead is None:
        last += 1
    if any(unit.lead == first for unit in units):
        return number, number  # a header of its own: the rows under it name it
    opens = first > 0 and units[first - 1].text.rstrip().endswith(":")
    return first - opens, min(last, first + _LIST_ITEMS)


def _from_what_it_points_at(candidate: Candidate, units: Sequence[Unit], first: int) -> int:
    """The first unit to quote so that the sentence at `first` does not point at what is left out."""
    known = _read_beside(candidate)
    for _ in range(_MOST_BEFORE):
        before = first - 1
        if before < 0 or units[before].kind in ("heading", "row"):
            break
        if not refers_back(units[first].text, units[before].text, known):
            break
        listed = list_of(units, before)
        first = listed[0] if listed is not None else before
    return first


def _read_beside(candidate: Candidate) -> set[str]:
    """Stems of what stands above a quote: the document's title and the headings."""
    return {
        stem(word) for word in words(" ".join((candidate.document.metadata.title, *candidate.section.path)))
    }
