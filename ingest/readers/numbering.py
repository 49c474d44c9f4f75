"""The numbers Word puts before headings and list items; they are counted when it is shown, not stored as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docx.oxml.ns import qn

_VAL = qn("w:val")
_PLACE = re.compile(r"%([1-9])")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_MAX_ROMAN = 4999


class Numbering:
    """Counts numbered paragraphs in document order. Word's rules: ECMA-376 part 1, 17.9."""

    def __init__(self, root: Any) -> None:
        """root: the w:numbering element, or None when the document numbers nothing."""
        self._abstracts: dict[str, Any] = {}
        self._numbers: dict[str, Any] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is None:
            return
        for abstract in root.findall(qn("w:abstractNum")):
            self._abstracts[abstract.get(qn("w:abstractNumId"))] = abstract
        for number in root.findall(qn("w:num")):
            self._numbers[number.get(qn("w:numId"))] = number

    def label(self, number_id: str, level: int | None, style_id: str | None) -> str | None:
        """What stands before the next paragraph of a list: "-" for a bullet, "3.2", "a)", or "" for a level
        without a number. None when the list is not defined. A level of None is that of the paragraph's style.
        """
        abstract_id = self._abstract_id(number_id)
        if abstract_id is None:
            return None
        levels = self._levels(abstract_id, number_id)
        if level is None:
            level = next((at for at, found in levels.items() if _value(found, "w:pStyle") == style_id), 0)
        if level not in levels:
            return None
        counts = self._count(abstract_id, number_id, level, levels)
        if _value(levels[level], "w:numFmt") == "bullet":
            return "-"
        legal = levels[level].find(qn("w:isLgl")) is not None

        def shown(place: re.Match[str]) -> str:
            at = int(place.group(1)) - 1
            form = "decimal" if legal or at not in levels else _value(levels[at], "w:numFmt") or "decimal"
            return _FORMS.get(form, str)(counts.get(at, _start(levels.get(at))))

        return _PLACE.sub(shown, _value(levels[level], "w:lvlText") or "").strip()

    def _abstract_id(self, number_id: str) -> str | None:
        number = self._numbers.get(number_id)
        found = _value(number, "w:abstractNumId") if number is not None else None
        if found not in self._abstracts:
            return None
        # A list may borrow its levels from a list style.
        style = _value(self._abstracts[found], "w:numStyleLink")
        if style is not None:
            for other_id, other in self._abstracts.items():
                if _value(other, "w:styleLink") == style:
                    return other_id
        return found

    def _levels(self, abstract_id: str, number_id: str) -> dict[int, Any]:
        levels = {_level(found): found for found in self._abstracts[abstract_id].findall(qn("w:lvl"))}
        for override in self._numbers[number_id].findall(qn("w:lvlOverride")):
            replaced = override.find(qn("w:lvl"))
            if replaced is not None:
                levels[_level(override)] = replaced
        return levels

    def _count(self, abstract_id: str, number_id: str, level: int, levels: dict[int, Any]) -> dict[int, int]:
        counts = self._counts.setdefault(abstract_id, {})
        restart = self._restart(number_id, level)
        if restart is not None:
            counts[level] = restart
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = _start(levels[level])
        for above in range(level):
            counts.setdefault(above, _start(levels.get(above)))
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        return counts

    def _restart(self, number_id: str, level: int) -> int | None:
        """A list that restarts another's numbers does so the first time it is used."""
        if (number_id, level) in self._restarted:
            return None
        self._restarted.add((number_id, level))
        for override in self._numbers[number_id].findall(qn("w:lvlOverride")):
            start = _value(override, "w:startOverride")
            if _level(override) == level and start is not None and start.isdecimal():
                return int(start)
        return None


def _value(element: Any, tag: str) -> str | None:
    child = element.find(qn(tag))
    return child.get(_VAL) if child is not None else None


def _level(element: Any) -> int:
    value = element.get(qn("w:ilvl")) or "0"
    return int(value) if value.isdecimal() else 0


def _start(level: Any) -> int:
    value = _value(level, "w:start") if level is not None else None
    return int(value) if value is not None and value.isdecimal() else 1


def _letters(count: int) -> str:
    # Word repeats the letter: z, aa, bb.
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1) if 0 < count <= 780 else str(count)


def _roman(count: int) -> str:
    if not 0 < count <= _MAX_ROMAN:
        return str(count)
    out = ""
    for value, sign in _ROMAN:
        out += sign * (count // value)
        count %= value
    return out


_FORMS: dict[str, Callable[[int], str]] = {
    "lowerLetter": _letters,
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda count: _roman(count).upper(),
    "decimalZero": lambda count: f"{count:02d}",
    "none": lambda count: "",
}
