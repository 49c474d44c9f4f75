"""The difference of two versions of an agreement: sections aligned, sentences and words compared."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from assistant.citations import Citations
from assistant.compare import UnknownChoice, column_of
from assistant.compare_matrix import CellQuote
from assistant.difference_alignment import Part, align, parts_of
from assistant.difference_report import (
    Difference,
    SectionChange,
    SectionDifference,
    SectionPair,
    SectionPlace,
    SentenceChange,
)
from assistant.difference_summary import summary
from assistant.difference_words import match_sentences, same, word_runs
from index.snapshot import Snapshot
from ingest.documents import Unit

if TYPE_CHECKING:  # answering itself answers with differences
    from assistant.answering import Answering

_YEARS = re.compile(r"\b(?:19|20)?\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?\b|\bx{3,}\b")


def difference(answering: Answering, a: str, b: str) -> Difference:
    """What changed from document `a` to document `b` (ids); the older one is named first by the caller.

    Raises UnknownChoice for an unknown document or for one compared with itself.
    """
    return difference_in(answering.snapshot, a, b, answering.fingerprint)


def difference_in(snapshot: Snapshot, a: str, b: str, fingerprint: str = "") -> Difference:
    """The same in one state of the documents. Raises UnknownChoice."""
    started = time.perf_counter()
    for document_id in (a, b):
        if document_id not in snapshot.documents:
            known = ", ".join(sorted(snapshot.documents))
            raise UnknownChoice(f"Dokumentet »{document_id}« er ikke indlæst. De indlæste er: {known}.")
    if a == b:
        raise UnknownChoice(f"Dokumentet »{a}« kan ikke sammenlignes med sig selv. Vælg to forskellige.")
    old, new = parts_of(snapshot, a), parts_of(snapshot, b)
    pairs = align(old, new)
    moved = _moved(pairs)
    citations = Citations(snapshot)
    builder = _Builder(a, b, citations)
    sections = [
        builder.section(
            [old[x] for x in olds],
            [new[y] for y in news],
            any(pair in moved for pair in pairs if pair[0] in olds),
        )
        for olds, news in _groups(pairs, len(old), len(new))
    ]
    texts = []
    for document_id in (a, b):
        span = snapshot.documents[document_id].span
        texts.append(snapshot.texts[document_id][span.start : span.end])
    made = {citation.n: citation for citation in citations.made}
    return Difference(
        a=column_of(snapshot.documents[a]),
        b=column_of(snapshot.documents[b]),
        sections=sections,
        pairs=[SectionPair(old=_place(old[x]), new=_place(new[y])) for x, y in pairs],
        summary=summary(sections, (texts[0], texts[1]), made),
        citations=citations.made,
        fingerprint=fingerprint,
        elapsed_ms=round((time.perf_counter() - started) * 1000),
    )


class _Builder:
    """Makes the difference of sections that belong together."""

    def __init__(self, a: str, b: str, citations: Citations) -> None:
        self._a, self._b, self._citations = a, b, citations

    def section(self, old: Sequence[Part], new: Sequence[Part], moved: bool) -> SectionDifference:
        before = [unit for part in old for unit in part.units]
        after = [unit for part in new for unit in part.units]
        changes: list[SentenceChange] = []
        unchanged = 0
        for match in match_sentences([unit.text for unit in before], [unit.text for unit in after]):
            gone = before[match.old] if match.old is not None else None
            come = after[match.new] if match.new is not None else None
            if gone is not None and come is not None and same(gone.text, come.text):
                unchanged += 1
            else:
                changes.append(self._change(gone, come))
        return SectionDifference(
            kinds=_kinds(old, new, bool(changes), moved),
            old=[_place(part) for part in old],
            new=[_place(part) for part in new],
            unchanged=unchanged,
            items_old=sum(unit.kind == "item" for unit in before),
            items_new=sum(unit.kind == "item" for unit in after),
            changes=changes,
        )

    def _change(self, old: Unit | None, new: Unit | None) -> SentenceChange:
        gone = self._quote(self._a, old) if old else None
        come = self._quote(self._b, new) if new else None
        if old is not None and new is not None:
            return SentenceChange(kind="ændret", old=gone, new=come, words=word_runs(old.text, new.text))
        return SentenceChange(kind="tilføjet" if new else "udgået", old=gone, new=come)

    def _quote(self, document_id: str, unit: Unit) -> CellQuote:
        return CellQuote(text=unit.text, n=self._citations.cite(document_id, unit.span.start, unit.span.end))


def _kinds(old: Sequence[Part], new: Sequence[Part], changed: bool, moved: bool) -> list[SectionChange]:
    if not old or not new:
        return ["ny" if new else "udgået"]
    found: list[SectionChange] = []
    if len(new) > 1:
        found.append("delt")
    if len(old) > 1:
        found.append("samlet")
    if {_bare(part.heading) for part in old} != {_bare(part.heading) for part in new}:
        found.append("omdøbt")
    if moved:
        found.append("flyttet")
    found.append("ændret" if changed else "uændret")
    return found


def _bare(heading: str) -> str:
    """A heading without its years and marks."""
    return " ".join(re.findall(r"\w+", _YEARS.sub(" ", heading.lower())))


def _place(part: Part) -> SectionPlace:
    found = part.section
    return SectionPlace(
        heading=found.heading, path=list(found.path), start=found.span.start, end=found.span.end
    )


def _groups(pairs: Iterable[tuple[int, int]], old: int, new: int) -> list[tuple[list[int], list[int]]]:
    """Sections linked by pairs, in the newer order; what is gone stands after what came before it."""
    links = list(pairs)
    groups: list[tuple[set[int], set[int]]] = []
    for a, b in links:
        touching = [group for group in groups if a in group[0] or b in group[1]]
        together: tuple[set[int], set[int]] = ({a}, {b})
        for group in touching:
            together[0].update(group[0])
            together[1].update(group[1])
            groups.remove(group)
        groups.append(together)
    new_of = {a: min(group[1]) for group in groups for a in group[0]}
    groups += [(set(), {b}) for b in range(new) if not any(b in group[1] for group in groups)]
    placed: list[tuple[tuple[float, int], tuple[set[int], set[int]]]] = [
        ((min(group[1]), 0), group) for group in groups
    ]
    before = -1.0
    for a in range(old):
        if a in new_of:
            before = max(before, new_of[a])
        else:
            placed.append(((before + 0.5, a), ({a}, set())))
    return [(sorted(group[0]), sorted(group[1])) for _, group in sorted(placed, key=lambda each: each[0])]


def _moved(pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Pairs outside the longest run of pairs that keep their order (patience sorting)."""
    ordered = sorted(pairs)
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = [-1] * len(ordered)
    for number, (_, b) in enumerate(ordered):
        at = bisect_right(tails, b)
        before[number] = last[at - 1] if at else -1
        if at == len(tails):
            tails.append(b)
            last.append(number)
        else:
            tails[at], last[at] = b, number
    kept: set[tuple[int, int]] = set()
    number = last[-1] if last else -1
    while number >= 0:
        kept.add(ordered[number])
        number = before[number]
    return set(pairs) - kept
