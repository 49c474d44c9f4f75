"""The comparison against a table written by hand from the documents, and the alignment of two versions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.compare_cell import Kind
from assistant.compare_matrix import Cell, Matrix
from assistant.difference_report import Difference

GOLD = Path(__file__).with_name("compare_gold.jsonl")
OLDER, NEWER = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"
PAIRS = Path(__file__).with_name("section_pairs.jsonl")


@dataclass(frozen=True)
class GoldCell:
    """What a cell should hold: one of `kinds`, and all texts of one of the lists of `accept` in its quotes.

    `beside`: texts that a document about the agreement must add; () that it adds nothing; None: not looked at.
    """

    subject: str
    document: str
    kinds: tuple[Kind, ...]
    accept: tuple[tuple[str, ...], ...]
    beside: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Measured:
    """A cell and what is wrong with it; "" when nothing is."""

    gold: GoldCell
    reason: str


@dataclass(frozen=True)
class Agreement:
    """Pairs found against pairs wanted. `f1` is 2pr / (p + r) (van Rijsbergen 1979)."""

    right: int
    found: int
    wanted: int
    missing: tuple[tuple[str, str], ...]
    surplus: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def load_gold(path: Path = GOLD) -> list[GoldCell]:
    """The table, a cell a line. Raises ValueError for a line that cannot be used."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            read = json.loads(line)
            beside = read.get("beside")
            found.append(
                GoldCell(
                    read["subject"],
                    read["document"],
                    tuple(read["kinds"]),
                    tuple(tuple(texts) for texts in read["accept"]),
                    None if beside is None else tuple(beside),
                )
            )
        except (ValueError, KeyError, TypeError) as fault:
            raise ValueError(f"{path}, linje {number}: kan ikke læses ({fault}).") from fault
    return found


def measure(matrix: Matrix, gold: Sequence[GoldCell]) -> list[Measured]:
    """Every gold cell against the matrix; a cell that is not there is wrong."""
    cells = {(row.subject, cell.document): cell for row in matrix.rows for cell in row.cells}
    return [Measured(each, _reason(each, cells.get((each.subject, each.document)))) for each in gold]


def _reason(gold: GoldCell, cell: Cell | None) -> str:
    if cell is None:
        return "cellen mangler"
    if cell.kind not in gold.kinds:
        return f"cellen er {cell.kind}, ikke {' eller '.join(gold.kinds)}"
    text = _folded(" ".join(quote.text for quote in cell.quotes))
    if cell.quotes and not any(all(wanted in text for wanted in texts) for texts in gold.accept):
        return f"citatet er et andet: {text[:150]}"
    added = _folded(" ".join(quote.text for beside in cell.beside for quote in beside.quotes))
    if gold.beside == () and added:
        return f"der er tilføjet fra en sag: {added[:150]}"
    missing = [wanted for wanted in gold.beside or () if wanted not in added]
    return f"det mangler fra sagen: {missing[0]}" if missing else ""


def _folded(text: str) -> str:
    return " ".join(text.split())


def load_pairs(path: Path = PAIRS) -> list[tuple[str, str]]:
    """Headings of the older and the newer version that belong together, by hand."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(read["old_section"], read["new_section"]) for read in lines]


def agreement(difference: Difference, pairs: Sequence[tuple[str, str]]) -> Agreement:
    """The pairs of sections that the difference put together, against those by hand."""
    found = {(pair.old.heading, pair.new.heading) for pair in difference.pairs}
    wanted = set(pairs)
    return Agreement(
        len(found & wanted),
        len(found),
        len(wanted),
        tuple(sorted(wanted - found)),
        tuple(sorted(found - wanted)),
    )
