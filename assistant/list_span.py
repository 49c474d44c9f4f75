"""Where a list begins and ends among the sentences, items and rows of a passage."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.documents import Unit


def list_span(units: Sequence[Unit], number: int) -> tuple[int, int] | None:
    """First and last unit of the list that a unit opens, or is the first item of without an opening; else None.

    What follows a sentence that ends in a colon is its list too, also when it is one line without a mark.
    """
    last = number
    while last + 1 < len(units) and (
        units[last + 1].lead == number or (units[last + 1].kind == "item" and units[last + 1].lead is None)
    ):
        last += 1
    if units[number].kind == "item":
        first_of_its_list = units[number].lead is None and (number == 0 or units[number - 1].kind != "item")
        return (number, last) if first_of_its_list and last > number else None
    return (number, last) if last > number and units[last].lead == number else None
