"""Names and offices under a foreword or an agreement: who signed, not what the text below is about."""

from __future__ import annotations

import re

from ingest.lines import MARKED_HEADING, TERMINAL, Line

_OFFICE = r"(?:(?:adm|konst)\.\s+)?\w*(?:formand|borgmester|direktør|rådmand|chef)"
_OPENS_WITH_OFFICE = re.compile(rf"^{_OFFICE}(?:\s+(?:for|i|af|hos|og)\b|,|$)", re.IGNORECASE)
# Under a heading as well as under a name: "Formand for …"; after a name: "…, formand".
_HOLDS_OFFICE = re.compile(rf"^{_OFFICE}\s+(?:for|i|hos)\b|\w,\s+{_OFFICE}\b", re.IGNORECASE)
_NAME = re.compile(r"^[A-ZÆØÅ][\w.'’-]*(?:\s+(?:(?:af|von|van|de)\s+)?[A-ZÆØÅ][\w.'’-]*){1,5}$")
_CLOSING = re.compile(r"^(?:(?:med )?(?:venlig|kærlig) hilsen|på vegne af\b.*)$", re.IGNORECASE)
_LONGEST = 90


def signs(bare: str) -> bool:
    """Whether a short line is one of a signature: who holds which office, or the words above the names."""
    return len(bare) <= _LONGEST and bool(_CLOSING.match(bare) or _HOLDS_OFFICE.search(bare))


def is_office(bare: str) -> bool:
    """Whether a line under a name says what its bearer is."""
    return len(bare) <= _LONGEST and not bare.endswith(TERMINAL) and bool(_OPENS_WITH_OFFICE.match(bare))


def with_signatures(groups: list[list[Line]]) -> list[list[Line]]:
    """The groups; a name and the offices under it, each a group of its own, made one."""
    joined: list[list[Line]] = []
    for group in groups:
        if joined and _goes_under(joined[-1], group):
            joined[-1] = joined[-1] + group
        else:
            joined.append(group)
    return joined


def apart_from_signatures(group: list[Line]) -> list[list[Line]]:
    """A group cut around the lines of a signature, where other text stands right above or below, as in a PDF."""
    signed = [signs(line.bare) for line in group]
    for number in range(1, len(group)):
        if is_office(group[number].bare) and (signed[number - 1] or _is_name(group[number - 1])):
            signed[number - 1] = signed[number] = True
    parts: list[list[Line]] = []
    for number, line in enumerate(group):
        # A name above its office begins a signature of its own, and so does whatever follows an office.
        after = number > 0 and is_office(group[number - 1].bare) and not is_office(line.bare)
        begins = signed[number] and (after or _is_name(line))
        if number and signed[number] == signed[number - 1] and not begins:
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _goes_under(above: list[Line], group: list[Line]) -> bool:
    if not all(is_office(line.bare) and not MARKED_HEADING.match(line.text.strip()) for line in group):
        return False
    return _is_name(above[0]) and all(is_office(line.bare) for line in above[1:])


def _is_name(line: Line) -> bool:
    if MARKED_HEADING.match(line.text.strip()) or is_office(line.bare):
        return False
    return len(line.bare) <= _LONGEST and bool(_NAME.match(line.bare))
