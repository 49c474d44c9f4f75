"""What an answer says in its own words, outside its quotes: names, numbers and dates to be accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from wordfreq import zipf_frequency

from assistant.answer import Answer
from assistant.citations import shown
from assistant.question import MONTHS


def outside_quotes(answer: Answer) -> str:
    """The answer without what stands in »…«, without the items of a quoted list, without [n]."""
    text = re.sub(r"»[^«]*«", " ", answer.answer)
    quoted = " ".join(shown(citation.quote) for citation in answer.citations)
    kept = [
        line
        for line in text.splitlines()
        if not (line.startswith("  - ") and line[4:].strip() and line[4:].strip() in quoted)
    ]
    return re.sub(r"\[\d+\]", " ", "\n".join(kept))


_MONTH = "|".join(MONTHS)
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})\.?\s*(?P<m>{_MONTH})\s*(?P<y>\d{{4}})"),
    re.compile(r"\b(?P<d>\d{1,2})[./](?P<m>\d{1,2})[-./](?P<y>\d{4})\b"),
    re.compile(r"\b(?P<d>\d{1,2})-(?P<m>\d{1,2})-(?P<y>\d{4})\b"),
)
_NUMBER = re.compile(r"\d+(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")


def dates_of(text: str) -> set[tuple[int, int, int]]:
    found = set()
    for pattern in _DATES:
        for match in pattern.finditer(text.lower()):
            month = match["m"]
            found.add((int(match["y"]), MONTHS.get(month) or int(month), int(match["d"])))
    return found


def numbers_of(text: str) -> set[Decimal]:
    """Figures by their value: 10.000 is ten thousand, 1.470,00 is 1470."""
    return {Decimal(found.replace(".", "").replace(",", ".")) for found in _NUMBER.findall(text)}


_NAME = re.compile(r"\b[A-ZÆØÅ][\w-]*(?: [A-ZÆØÅ][\w-]*)*")
_VERY_COMMON = 4.8


def names_of(text: str) -> set[str]:
    """Capitalised words; not the ordinary word that a sentence opens with."""
    found: set[str] = set()
    for match in _NAME.finditer(text):
        before = text[: match.start()].rstrip(" *")
        opens = not before or before[-1] in "\n.:!?-"
        parts = match.group().split()
        if opens and (len(parts) == 1 or zipf_frequency(parts[0].lower(), "da") >= _VERY_COMMON):
            parts = parts[1:]
        found.update(parts)
    return found


def words_in(texts: Iterable[str]) -> set[str]:
    """Words in lower case, each also without a genitive s."""
    plain = {word for text in texts for word in re.findall(r"\w[\w-]*", text.lower())}
    return (
        plain
        | {word.removesuffix("s") for word in plain}
        | {part for word in plain for part in word.split("-")}
    )
