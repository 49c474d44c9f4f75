"""Which lines are headings: by their marks, or by standing alone where the format marks none."""

from __future__ import annotations

import re

from ingest.contents import same_title
from ingest.lines import CLOCK, EMPHASISED, ITEM, MARKED_HEADING, TERMINAL, Line
from ingest.signatures import signs

_FINITE_VERB = re.compile(
    r"\b(?:er|var|har|havde|skal|kan|vil|må|bør|bliver|blev|gælder|betaler|omfatter|indgår|findes|sker|ses|se)\b"
)
_NOT_A_HEADING = re.compile(r"[@<>|]|https?:|www\.|:\s|\t|\([A-ZÆØÅ]{1,2}\)$", re.I)
# "Sådan bliver en takst til", "Hvem bestemmer?"; "Medarbejdere, der bliver".
_ASKS = re.compile(r"^(?:hv(?:em|ad|or|ornår|ordan|orfor|ilken?|ilket) |sådan |.*\?$)", re.IGNORECASE)
_RELATIVE = re.compile(r", (?:der|som) [^,]*$")
_PART = re.compile(r"^(?:del|kapitel|afsnit)\s+[\dA-ZIVX]{1,4}:\s+", re.IGNORECASE)
_MARKED_LINE = re.compile(r"^#{1,6}\s+\S", re.MULTILINE)
_BOLD_LINE = re.compile(r"^\*\*[^*\n]+\*\*$", re.MULTILINE)
_FEWEST_MARKED = 2
_FEWEST_SHOWN = 3
_TEXT_EACH = 5_000


def marks_headings(text: str, by_type: bool) -> bool:
    """Whether a text of a format that marks headings does so, not only its title.

    `by_type`: the marks are told by the type alone, as in a PDF, and in Word where they are bold; there must be more.
    """
    marked = len(_MARKED_LINE.findall(text))
    if marked >= _FEWEST_MARKED and not by_type:
        return True
    return marked + len(_BOLD_LINE.findall(text)) >= max(_FEWEST_SHOWN, len(text) // _TEXT_EACH)


def heading_level(
    group: list[Line], contents: list[str], after_colon: bool, more: bool, marked: bool = False
) -> int:
    """The level of the heading the group starts with; 0 when it starts with none.

    `more`: more text follows the group. `marked`: the format marks headings, so a bare line is none.
    """
    line = group[0]
    text = line.text.strip()
    found = MARKED_HEADING.match(text)
    if found:
        return len(found.group(1))
    bare = line.bare
    if line.cells or len(group) > 1 or after_colon or not more or len(bare) > 100 or len(bare.split()) > 14:
        return 0
    part = _PART.match(bare)
    named = bare[part.end() :] if part else bare
    if (
        CLOCK.match(bare)
        or _NOT_A_HEADING.search(named)
        or not re.search(r"[^\W\d_]{3}", bare)
        or signs(bare)
    ):
        return 0
    emphasised = EMPHASISED.match(text) is not None
    titled = part or _ASKS.match(bare) or (emphasised and not bare.endswith(TERMINAL))
    if _FINITE_VERB.search(_RELATIVE.sub("", bare)) and not titled:
        return 0
    if emphasised:
        return 5
    if marked or bare.endswith(TERMINAL) or not (bare[0].isupper() or bare[0].isdigit()) or ITEM.match(bare):
        return 0
    if re.match(r"\d+\s*[-–]", bare) or (re.match(r"\d{4}\b", bare)) or bare.count(",") > 1:
        return 0
    in_contents = any(same_title(title, bare) for title in contents)
    return 2 if in_contents or part else 3
