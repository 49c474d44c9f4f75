"""The figures of a long run, held against their goals, as one table."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module

import click
from rich.table import Table

from eval.console import wide_console


@dataclass(frozen=True)
class Figure:
    """One measured figure. `value` and `goal` as they are printed; `held` None where no goal is set."""

    name: str
    value: str
    goal: str = ""
    held: bool | None = None


Measure = Callable[[], Sequence[Figure]]
"""What a part's module offers as `measure`: the whole long form, without arguments."""


def run_parts(
    parts: Mapping[str, str],
    wanted: Sequence[str],
    keep: Callable[[Sequence[tuple[str, Figure]]], object] | None = None,
) -> int:
    """Run parts (name: module) in turn and print a table of all their figures; 0 when every goal was held.

    `keep` is given the same figures, each with the part it belongs to.

    An error in a part counts as a goal missed and does not stop the others.
    """
    unknown = sorted(set(wanted) - set(parts))
    if unknown:
        raise click.UsageError(f"Ukendt del: {', '.join(unknown)}. Der er: {', '.join(parts)}.")
    found: list[tuple[str, Figure]] = []
    for name in wanted or parts:
        print(f"== {name}", file=sys.stderr, flush=True)
        begun = time.monotonic()
        try:
            measured = import_module(parts[name]).measure()
        # A part that breaks is a figure missed; the other parts still have theirs to show.
        except Exception as error:
            measured = [Figure("gennemført", _said(error), "uden fejl", False)]
        found += [(name, figure) for figure in measured]
        found.append((name, Figure("varighed", f"{time.monotonic() - begun:.0f} s")))
    print_figures(found)
    if keep is not None:
        keep(found)
    return 0 if all(figure.held is not False for _, figure in found) else 1


def _said(error: Exception) -> str:
    """An error with those that it gathers, which hypothesis raises as one."""
    parts = [each for each in getattr(error, "exceptions", ()) if isinstance(each, Exception)]
    return "\n".join([f"{type(error).__name__}: {error}", *map(_said, parts)])


def print_figures(found: Sequence[tuple[str, Figure]]) -> None:
    """One line for each figure, with the part it belongs to."""
    table = Table("Del", "Tal", "Målt", "Mål", "", box=None, padding=(0, 2, 0, 0))
    marks = {True: "nået", False: "IKKE NÅET", None: ""}
    for part, figure in found:
        table.add_row(part, figure.name, figure.value, figure.goal, marks[figure.held])
    wide_console().print(table)
