"""CPR numbers in a rate list: a list is about offers, so one that holds any is refused and not kept.

It is not masked: what is handed back must be the file that was handed in, with verdicts added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from openpyxl.utils import get_column_letter

from assistant.rate_file_columns import RateFileError
from ingest.cpr import find_cpr

FOUND = "ligner et CPR-nummer"
_SHORTEST = 10
# Numbers of places of work are ten digits as well, and a list of offers may well have a column of them.
_PLACE_OF_WORK = re.compile(r"\s*(?:p|produktions(?:enheds)?)\W?\s?(?:nr|nummer|numre|id)?\W*", re.IGNORECASE)

Line = tuple[int, Sequence[Any], str]


def without_cpr(lines: Iterable[Line], source: Path) -> Iterator[Line]:
    """The lines as they come. Raises RateFileError at the first that holds a CPR number; it names the cell."""
    places_of_work: set[int] = set()
    for line in lines:
        number, cells, _ = line
        for at, cell in enumerate(cells):
            if not isinstance(cell, str):
                continue
            if _PLACE_OF_WORK.fullmatch(cell):
                places_of_work.add(at)
            elif len(cell) >= _SHORTEST and any(find_cpr(cell)):
                if at in places_of_work and cell.strip().isdigit():
                    continue
                raise RateFileError(
                    f"»{source.name}« har i celle {get_column_letter(at + 1)}{number} noget, der {FOUND}, og er ikke "
                    "gemt. Fjern CPR-numre fra filen, og send den igen; de er ikke nødvendige for kontrollen."
                )
        yield line
