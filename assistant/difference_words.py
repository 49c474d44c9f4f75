"""Sentence by sentence, word by word: what was added, removed and changed between two texts."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.difference_alignment import SAME_SENTENCE, sentence_likeness
from assistant.difference_report import WordRun

_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True)
class Match:
    """Numbers of an old and a new sentence that are versions of one; None on the side that lacks it."""

    old: int | None
    new: int | None


def match_sentences(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """Each sentence with its likest counterpart, one to one; in the newer order, what is gone after its forerunner."""
    likeness = sentence_likeness(old, new)
    candidates = [
        (float(likeness[a, b]), -abs(a * len(new) - b * len(old)), a, b)
        for a in range(len(old))
        for b in range(len(new))
        if likeness[a, b] >= SAME_SENTENCE
    ]
    old_of: dict[int, int] = {}
    new_of: dict[int, int] = {}
    for _, _, a, b in sorted(candidates, reverse=True):
        if a not in new_of and b not in old_of:
            new_of[a], old_of[b] = b, a
    gone_after: dict[int, list[int]] = {}
    place = -1
    for a in range(len(old)):
        if a in new_of:
            place = new_of[a]
        else:
            gone_after.setdefault(place, []).append(a)
    found = [Match(a, None) for a in gone_after.get(-1, [])]
    for b in range(len(new)):
        found.append(Match(old_of.get(b), b))
        found += [Match(a, None) for a in gone_after.get(b, [])]
    return found


def word_runs(old: str, new: str) -> list[WordRun]:
    """The words of both texts in order: common, gone from the old, added in the new."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    runs: list[WordRun] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(WordRun(kind="fælles", text=" ".join(after[c:d])))
            continue
        if b > a:
            runs.append(WordRun(kind="udgået", text=" ".join(before[a:b])))
        if d > c:
            runs.append(WordRun(kind="tilføjet", text=" ".join(after[c:d])))
    return runs


def same(old: str, new: str) -> bool:
    """Whether two sentences have the same words: marks and white space do not count."""
    return re.findall(r"\w+", old.lower()) == re.findall(r"\w+", new.lower())
