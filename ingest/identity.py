"""Whether a file is a new version of another of the same name, or evidently another document."""

from __future__ import annotations

import re
from pathlib import PurePath

from ingest.metadata import propose
from ingest.regions import Regions

_SHINGLE = 4
_WORD = re.compile(r"\w+")
# Two versions of one text share more than this part of the shorter one's word sequences.
_NOTHING_IN_COMMON = 0.05
# Too little text to tell by.
_FEWEST = 30


def likeness(a: str, b: str) -> float:
    """The share of the shorter text's sequences of four words that both texts have; 1 where it has too few."""
    first, second = _sequences(a), _sequences(b)
    least = min(len(first), len(second))
    return len(first & second) / least if least >= _FEWEST else 1.0


def evidently_another(former: str, new: str, file_name: str, regions: Regions) -> str:
    """Why the new text is no version of the former, as a Danish half sentence; "" when it may well be one.

    Another region or another period is another agreement, however alike they are worded.
    """
    before = propose(former, file_name, regions)
    now = propose(new, file_name, regions)
    if before.region and now.region and before.region != now.region:
        return f"den ene er fra {before.region}, den anden fra {now.region}"
    if before.valid_from and now.valid_from and before.valid_from != now.valid_from:
        return f"perioderne begynder i {before.valid_from.year} og {now.valid_from.year}"
    if likeness(former, new) < _NOTHING_IN_COMMON:
        return "teksterne har næsten intet til fælles"
    return ""


def name_apart(file_name: str, taken: set[str]) -> str:
    """A name for another file of the same name: "aftale (2).txt"."""
    stem, suffix = PurePath(file_name).stem, PurePath(file_name).suffix
    number = 2
    while f"{stem} ({number}){suffix}" in taken:
        number += 1
    return f"{stem} ({number}){suffix}"


def same_named(file_name: str, names: set[str]) -> list[str]:
    """Those of the names that a file of this name may have been kept under, its own first."""
    stem, suffix = PurePath(file_name).stem, PurePath(file_name).suffix
    kept = re.compile(rf"{re.escape(stem)} \(\d+\){re.escape(suffix)}")
    return [
        name
        for name in (file_name, *sorted(names - {file_name}))
        if name in names and (name == file_name or kept.fullmatch(name))
    ]


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.lower())
    return {tuple(words[at : at + _SHINGLE]) for at in range(max(len(words) - _SHINGLE + 1, 0))}
