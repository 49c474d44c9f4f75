"""Shares that a run must reach: `--min fact.evidence=0.95` makes the command end with an error below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Minimum:
    """A share that must be reached: `fact.evidence=0.95` is row fact, measure evidence, value 0.95."""

    row: str
    measure: str
    value: float


def parse_minimum(text: str) -> Minimum:
    """Read ROW.MEASURE=VALUE. Raises ValueError that says what is wrong with it."""
    name, equals, number = text.partition("=")
    row, dot, measure = name.strip().rpartition(".")
    if not equals or not dot or not row or not measure:
        raise ValueError(
            f"--min «{text}» kan ikke læses. Skriv ART.MÅL=ANDEL, for eksempel fact.evidence=0.95."
        )
    try:
        value = float(number)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ValueError(
            f"--min «{text}»: «{number}» er ikke en andel. Skriv et tal fra 0 til 1, for eksempel 0.95."
        )
    return Minimum(row, measure, value)


def missed(values: Mapping[str, Mapping[str, float | None]], minimums: Sequence[Minimum]) -> list[str]:
    """One Danish line for every minimum that is not reached; empty when all are.

    A measure without anything measured misses its minimum. Raises ValueError for a row or measure that does
    not exist.
    """
    lines = []
    for each in minimums:
        if each.row not in values:
            raise ValueError(f"--min: «{each.row}» er ikke målt. Vælg en af: {', '.join(values)}.")
        if each.measure not in values[each.row]:
            known = ", ".join(values[each.row])
            raise ValueError(f"--min: «{each.measure}» er ikke et mål. Vælg et af: {known}.")
        found = values[each.row][each.measure]
        if found is None:
            lines.append(f"{each.row}.{each.measure}: intet at måle; skulle være mindst {each.value:.3f}")
        elif found < each.value:
            lines.append(f"{each.row}.{each.measure}: {found:.3f}, skulle være mindst {each.value:.3f}")
    return lines
