"""What a reader must know first of a difference: changed numbers, dates, names and obligations."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from assistant.answer import Citation
from assistant.compare_differences import without_names
from assistant.compare_figures import dates, names, numbers, shown_date
from assistant.difference_report import SectionDifference, SentenceChange, SummaryItem

_OBLIGATION = re.compile(
    r"\b(?:skal|må|kan|bør|ikke|forpligt\w*|anbefal\w*|opfordre\w*|frivillig\w*)\b", re.IGNORECASE
)
_ITEM = re.compile(r"^(?:[-•▪◦*]|\(?\d{1,2}[.)])\s")
_MARK = re.compile(r"[*_#\\]+")
Read = Callable[[str], Mapping[str, str]]


def summary(
    sections: Sequence[SectionDifference], whole: tuple[str, str], citations: Mapping[int, Citation]
) -> list[SummaryItem]:
    """Items by kind: numbers, dates, names, obligations. `whole` are the stored texts of both versions.

    A number, date or name that stands elsewhere in the other version is not new or gone.
    """
    found = _list_lengths(sections)
    readers: tuple[tuple[str, Read], ...] = (("tal", _numbers), ("dato", _dates), ("navn", _names))
    for kind, read in readers:
        kept = (frozenset(read(whole[0])), frozenset(read(whole[1])))
        for section in sections:
            for change in section.changes:
                item = _item(kind, section, change, read, kept, citations)
                if item is not None:
                    found.append(item)
    for section in sections:
        found += filter(None, (_obligation(section, change) for change in section.changes))
    return _once(found)


def _item(
    kind: str,
    section: SectionDifference,
    change: SentenceChange,
    read: Read,
    kept: tuple[frozenset[str], frozenset[str]],
    citations: Mapping[int, Citation],
) -> SummaryItem | None:
    old = read(citations[change.old.n].quote) if change.old else {}
    new = read(citations[change.new.n].quote) if change.new else {}
    gone = {key: shown for key, shown in old.items() if key not in kept[1]}
    come = {key: shown for key, shown in new.items() if key not in kept[0]}
    if kind == "tal":
        gone, come = _less_the_same(gone, come)
    if not gone and not come:
        return None
    return SummaryItem.model_validate(
        {
            "kind": kind,
            "section": _name(section),
            "old": ", ".join(gone.values()),
            "new": ", ".join(come.values()),
            "citations": _numbers_of(change),
        }
    )


def _obligation(section: SectionDifference, change: SentenceChange) -> SummaryItem | None:
    """Words of obligation that a sentence got or lost."""
    old = Counter(word.lower() for word in _OBLIGATION.findall(change.old.text if change.old else ""))
    new = Counter(word.lower() for word in _OBLIGATION.findall(change.new.text if change.new else ""))
    gone, come = old - new, new - old
    if not gone and not come:
        return None
    return SummaryItem(
        kind="pligt",
        section=_name(section),
        old=", ".join(gone),
        new=", ".join(come),
        citations=_numbers_of(change),
    )


def _list_lengths(sections: Iterable[SectionDifference]) -> list[SummaryItem]:
    """Lists that got longer or shorter: "8 punkter" to "5 punkter"."""
    found: list[SummaryItem] = []
    for section in sections:
        items = {
            side: [
                quote.n
                for change in section.changes
                if (quote := getattr(change, side)) is not None and _ITEM.match(quote.text)
            ]
            for side in ("old", "new")
        }
        lost, got = len(items["old"]), len(items["new"])
        if section.old and section.new and lost != got:
            found.append(
                SummaryItem(
                    kind="tal",
                    section=_name(section),
                    old=f"{section.items_old} punkter",
                    new=f"{section.items_new} punkter",
                    citations=[*items["old"], *items["new"]],
                )
            )
    return found


def _numbers_of(change: SentenceChange) -> list[int]:
    return [quote.n for quote in (change.old, change.new) if quote is not None]


def _name(section: SectionDifference) -> str:
    return (section.new or section.old)[0].heading


def _less_the_same(gone: Mapping[str, str], come: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Numbers less those that both versions give of one thing: "2 fælles områder" and "to områder"."""
    same = [
        (one, other)
        for one, was in gone.items()
        for other, now in come.items()
        if one.split()[0] == other.split()[0] and {*was.lower().split()[1:]} & {*now.lower().split()[1:]}
    ]
    return (
        {key: shown for key, shown in gone.items() if key not in {one for one, _ in same}},
        {key: shown for key, shown in come.items() if key not in {other for _, other in same}},
    )


def _numbers(text: str) -> dict[str, str]:
    """Value and noun of each number that counts something to the number as written; the number of a chapter does not."""
    found: dict[str, str] = {}
    for figure in numbers(without_names(_MARK.sub("", text))):
        for noun in figure.of[:1] if " " in figure.shown else ():
            found[f"{figure.value} {noun}"] = figure.shown
    return found


def _dates(text: str) -> dict[str, str]:
    return {found: shown_date(found) for found in dates(without_names(_MARK.sub("", text)))}


def _names(text: str) -> dict[str, str]:
    return {name: name for name in names(_MARK.sub("", text))}


def _once(items: Iterable[SummaryItem]) -> list[SummaryItem]:
    """Each change of a kind once; a second occurrence adds nothing but its citations."""
    found: dict[tuple[str, str, str, str], SummaryItem] = {}
    for item in items:
        section = item.section if item.kind == "pligt" else ""
        key = (item.kind, section, item.old, item.new)
        before = found.get(key)
        if before is None:
            found[key] = item
        else:
            together = dict.fromkeys((*before.citations, *item.citations))
            found[key] = before.model_copy(update={"citations": list(together)})
    return list(found.values())
