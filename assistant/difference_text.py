"""The difference of two versions as Danish text around exact quotes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.answer import Citation
from assistant.citations import Citations, shown
from assistant.compare_matrix import CellQuote
from assistant.difference_report import Difference, SectionDifference, SentenceChange, SummaryItem
from assistant.subjects import Subject, first_match

_MOST_ITEMS = 10
_MOST_SECTIONS = 8
_MOST_OBLIGATIONS = 5
_SUMMARY = {"tal": "Tal", "dato": "Dato", "navn": "Navn"}


def difference_text(found: Difference, subjects: Sequence[Subject], citations: Citations) -> str:
    """The difference in lines, each with its [n], numbered anew in `citations`; of the subjects where any is told."""
    sections = [each for each in found.sections if _is_about(each, subjects)] or found.sections
    headings = {place.heading for each in sections for place in (*each.new, *each.old)}
    # How many points a list has is counted by us and stands in no quote: the summary has it, an answer has not.
    items = [
        item
        for item in found.summary
        if item.section in headings and not (item.old or item.new or "").endswith(" punkter")
    ]
    lines: list[str] = []
    made = {citation.n: citation for citation in found.citations}

    def cite(number: int) -> str:
        source = made[number]
        return f"[{citations.cite(source.document, source.start, source.end)}]"

    for kind, opening in (("ny", "Nyt afsnit"), ("udgået", "Udgået afsnit")):
        alone = [each for each in sections if each.kinds == [kind] and each.changes]
        for each in alone[:_MOST_SECTIONS]:
            place, change = (each.new or each.old)[0], each.changes[0]
            quote = change.new or change.old
            if quote is not None:
                lines.append(f"- {opening} »{place.heading}«: »{quote.text}« {cite(quote.n)}")
    renamed = [each for each in sections if "omdøbt" in each.kinds and each.changes]
    for each in renamed[:_MOST_SECTIONS]:
        first = next((change for change in each.changes if change.new is not None), each.changes[0])
        quote = first.new or first.old
        if quote is not None:
            lines.append(
                f"- Afsnittet »{'«, »'.join(place.heading for place in each.old)}« er blevet til "
                f"»{'«, »'.join(place.heading for place in each.new)}«: »{quote.text}« {cite(quote.n)}"
            )
    values = [
        line
        for kind in _SUMMARY
        for line in _items([item for item in items if item.kind == kind][:_MOST_ITEMS], cite)
    ]
    duties = _obligations(items, made, cite)
    sentences = _sentences(sections, cite) if subjects or not (lines or values or duties) else []
    groups = (
        ("Afsnit", lines),
        ("Tal, datoer og navne", values),
        ("Forpligtelser", duties),
        ("Sætninger", sentences),
    )
    told = [(heading, group) for heading, group in groups if group]
    title = f"**Fra {found.a.title} til {found.b.title}**"
    if len(told) < 2:
        return "\n".join([title, *(line for _, group in told for line in group)])
    return "\n\n".join([title, *("\n".join([f"**{heading}**", *group]) for heading, group in told)])


def changes_text(
    found: Difference, changes: Sequence[tuple[str, SentenceChange]], citations: Citations
) -> str:
    """Those changed sentences, by heading, in lines, old and new quoted, each with its [n], numbered anew in `citations`."""
    made = {citation.n: citation for citation in found.citations}

    def quoted(quote: CellQuote) -> str:
        source = made[quote.n]
        return f"»{quote.text}« [{citations.cite(source.document, source.start, source.end)}]"

    lines: list[str] = []
    for heading, change in changes[:_MOST_ITEMS]:
        if change.old is not None and change.new is not None:
            lines.append(f"- Ændret i »{heading}« fra {quoted(change.old)} til {quoted(change.new)}")
        elif change.new is not None:
            lines.append(f"- Nyt i »{heading}«: {quoted(change.new)}")
        elif change.old is not None:
            lines.append(f"- Udgået i »{heading}«: {quoted(change.old)}")
    return "\n".join([f"**Fra {found.a.title} til {found.b.title}**", *lines])


def _is_about(section: SectionDifference, subjects: Sequence[Subject]) -> bool:
    """Whether a section's heading, or a sentence that changed in it, speaks of one of the subjects."""
    if not subjects:
        return True
    headings = [place.heading for place in (*section.new, *section.old)]
    texts = [quote.text for change in section.changes for quote in (change.old, change.new) if quote]
    return any(
        any(first_match((*subject.under, *subject.speaks_of), heading) is not None for heading in headings)
        or any(first_match(subject.settled_by, text) is not None and _speaks(subject, text) for text in texts)
        for subject in subjects
    )


def _speaks(subject: Subject, text: str) -> bool:
    return first_match(subject.speaks_of, text) is not None


def _items(items: Sequence[SummaryItem], cite: Callable[[int], str]) -> list[str]:
    """The changes of one kind, those of one section in one line."""
    by_section: dict[str, list[SummaryItem]] = {}
    for item in items:
        by_section.setdefault(item.section, []).append(item)
    return [
        f"- {_SUMMARY[held[0].kind]} i »{section}«: " + "; ".join(_change(item, cite) for item in held)
        for section, held in by_section.items()
    ]


def _change(item: SummaryItem, cite: Callable[[int], str]) -> str:
    marks = "".join(cite(number) for number in item.citations)
    if item.old and item.new:
        return f"»{item.old}« er blevet til »{item.new}« {marks}"
    return f"»{item.old}« er udgået {marks}" if item.old else f"»{item.new}« er nyt {marks}"


def _obligations(
    items: Sequence[SummaryItem], made: Mapping[int, Citation], cite: Callable[[int], str]
) -> list[str]:
    """Sentences in which a word of obligation was replaced by another, both versions quoted."""
    replaced = [item for item in items if item.kind == "pligt" and item.old and item.new]
    return [
        f"- Forpligtelse i »{item.section}«: "
        + " er blevet til ".join(f"»{shown(made[n].quote)}« {cite(n)}" for n in item.citations[:2])
        for item in replaced[:_MOST_OBLIGATIONS]
    ]


def _sentences(sections: Sequence[SectionDifference], cite: Callable[[int], str]) -> list[str]:
    """The sentences that are new, and those that are gone, a few of each."""
    lines: list[str] = []
    for kind, opening in (("tilføjet", "Ny sætning"), ("udgået", "Udgået sætning")):
        changes = [change for section in sections for change in section.changes if change.kind == kind]
        for change in changes[: _MOST_SECTIONS // 2]:
            quote = change.new or change.old
            if quote is not None:
                lines.append(f"- {opening}: »{quote.text}« {cite(quote.n)}")
    return lines
