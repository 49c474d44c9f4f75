"""Differences between the cells of a row: computed from numbers, dates and presence, never judged."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.compare_cell import KINDS, Kind
from assistant.compare_figures import Figure, dates, numbers, shown_date
from assistant.compare_matrix import Cell, DifferingValue, MatrixDifference
from assistant.wanted import Wanted

PRESENCE: dict[Kind, str] = {
    "citat": "fastsat",
    "omtale": "kun omtalt",
    "ikke_reguleret": "ikke reguleret",
    "ikke_aftalen": "ikke selve aftalen",
}
# Of a document that the subjects were not written for.
_FOUND: dict[Kind, str] = PRESENCE | {"omtale": "fundet omtalt", "ikke_reguleret": "ikke fundet"}
# The name of an agreement holds years that say nothing of the matter.
_AGREEMENT_NAME = re.compile(
    r"\b\w*aftale[n]?(?: for)? (?:19|20)\d\d\s*[-–/]\s*(?:20)?\d\d|\b\w+strategi (?:19|20)\d\d\s*[-–/]\s*(?:20)?\d\d",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?m)^(?:[-•▪◦*]|\(?\d{1,2}[.)]|[a-z]\)|Bilag \d+:)\s")


def differences(cells: Sequence[Cell], wanted: Wanted) -> list[MatrixDifference]:
    """What sets the documents of a row apart; a document about an agreement counts as a document of its own."""
    spoken = _spoken(cells)
    found = [*_numbers(spoken), *_dates(spoken, wanted)]
    if wanted == "list":
        found += _counts(spoken)
    kinds = {cell.kind for cell in cells}
    if len(kinds) > 1 and ("citat" in kinds or "omtale" in kinds):
        values = [
            DifferingValue(
                document=cell.document, value=_presence(cell), citations=[q.n for q in cell.quotes]
            )
            for cell in cells
        ]
        found.append(MatrixDifference(kind="forekomst", about="om det er reguleret", values=values))
    return found


def _presence(cell: Cell) -> str:
    return (PRESENCE if cell.empty == KINDS[cell.kind] else _FOUND)[cell.kind]


_Spoken = Mapping[str, tuple[str, list[int]]]


def _spoken(cells: Sequence[Cell]) -> _Spoken:
    """Document to its quoted text and the citations of it; documents without a quote are left out."""
    found: dict[str, tuple[str, list[int]]] = {}
    for cell in cells:
        for document, quotes in (
            (cell.document, cell.quotes),
            *((beside.document, beside.quotes) for beside in cell.beside),
        ):
            if quotes:
                found[document] = ("\n".join(quote.text for quote in quotes), [quote.n for quote in quotes])
    return found


def _numbers(spoken: _Spoken) -> list[MatrixDifference]:
    """Numbers of the same thing that differ: "19 kommuner" against "29 kommuner"."""
    by_noun: dict[str, dict[str, list[Figure]]] = {}
    for document, (text, _) in spoken.items():
        for figure in numbers(_AGREEMENT_NAME.sub(" ", text)):
            for noun in dict.fromkeys(figure.of[:2]):
                by_noun.setdefault(noun, {}).setdefault(document, []).append(figure)
    found: list[MatrixDifference] = []
    told: set[tuple[str, ...]] = set()
    for noun, figures in by_noun.items():
        values = {document: frozenset(f.value for f in held) for document, held in figures.items()}
        if len(set(values.values())) < 2:
            continue
        shown = {
            document: ", ".join(dict.fromkeys(f.shown for f in held)) for document, held in figures.items()
        }
        key = tuple(sorted(str(sorted(held)) + document for document, held in values.items()))
        if key in told:
            continue
        told.add(key)
        about = "procent" if noun == "%" else _word(noun, [f for held in figures.values() for f in held])
        found.append(_difference("tal", about, spoken, shown))
    return found


def _word(noun: str, figures: Sequence[Figure]) -> str:
    """The noun as it is written after the numbers."""
    for figure in figures:
        for word in figure.shown.split()[1:]:
            if word.lower().startswith(noun[:4]):
                return word
    return noun


def _dates(spoken: _Spoken, wanted: Wanted) -> list[MatrixDifference]:
    read: Callable[[str], str] = (lambda text: text) if wanted == "when" else without_names
    held = {document: dates(read(text)) for document, (text, _) in spoken.items()}
    shown = {document: ", ".join(map(shown_date, found)) for document, found in held.items() if found}
    if len({frozenset(found) for found in held.values() if found}) < 2:
        return []
    return [_difference("dato", "datoer og år", spoken, shown)]


def without_names(text: str) -> str:
    """A text without the names of agreements, whose years say nothing of the matter."""
    return _AGREEMENT_NAME.sub(" ", text)


def _counts(spoken: _Spoken) -> list[MatrixDifference]:
    counts = {document: len(_ITEM.findall(text)) for document, (text, _) in spoken.items()}
    shown = {document: str(count) for document, count in counts.items() if count}
    return [_difference("antal", "punkter", spoken, shown)] if len(set(shown.values())) > 1 else []


def _difference(kind: str, about: str, spoken: _Spoken, shown: Mapping[str, str]) -> MatrixDifference:
    values = [
        DifferingValue(document=document, value=value, citations=spoken[document][1])
        for document, value in shown.items()
    ]
    return MatrixDifference.model_validate({"kind": kind, "about": about, "values": values})
