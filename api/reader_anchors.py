"""Names for places in a document, made from what stands there: they hold as long as the words do."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ingest.documents import Passage, Section

_LONGEST = 60


def section_anchors(sections: Sequence[Section]) -> Mapping[int, str]:
    """A name for each section by its number: "afsnit-styringsaftale"; the second of a heading ends with -2."""
    taken: Counter[str] = Counter()
    return {
        section.number: _unused(f"afsnit-{_slug(section.heading) or 'uden-navn'}", taken)
        for section in sections
    }


def passage_anchors(passages: Iterable[Passage]) -> list[tuple[Passage, str]]:
    """Each passage with a name made from its words; the second of the same words ends with -2.

    The headings in it do not count: a new section before a passage moves them about.
    """
    taken: Counter[str] = Counter()
    made = []
    for passage in passages:
        own = " ".join(unit.text for unit in passage.units if unit.kind != "heading") or passage.text
        words = " ".join(re.findall(r"\w+", own.lower()))
        digest = hashlib.sha256(words.encode()).hexdigest()[:10]
        made.append((passage, _unused(f"sted-{digest}", taken)))
    return made


def _unused(name: str, taken: Counter[str]) -> str:
    taken[name] += 1
    while taken[name] > 1:
        numbered = f"{name}-{taken[name]}"
        if not taken[numbered]:
            taken[numbered] += 1
            return numbered
        taken[name] += 1
    return name


def _slug(heading: str) -> str:
    words = re.sub(r"[^a-z0-9æøå]+", "-", heading.lower()).strip("-")
    return words if len(words) <= _LONGEST else words[:_LONGEST].rsplit("-", 1)[0]
