"""What a text says about itself: title, kind, region, period. Proposals, for a person to confirm."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import PurePath

from ingest.cleaning import readable
from ingest.documents import Metadata
from ingest.layout import blocks_of
from ingest.regions import Regions

# In the order they are looked for at the top of the text; the first that is found there decides.
_KINDS = (
    (
        "sagsfremstilling",
        re.compile(r"\b(sagsfremstilling|sagsgang|indstilling|dagsorden|beslutning i)\b", re.I),
    ),
    (
        "statusrapport",
        re.compile(r"\b(opsamling|statusrapport|årsrapport|afrapportering|opfølgning)\b", re.I),
    ),
    ("samarbejdsaftale", re.compile(r"\bsamarbejdsaftale\b", re.I)),
    ("program", re.compile(r"\bprogram for\b", re.I)),
    ("rammeaftale", re.compile(r"\bram+e?aftale\b", re.I)),
    ("styringsaftale", re.compile(r"\bstyringsaftale\b", re.I)),
    ("udviklingsstrategi", re.compile(r"\budviklingsstrategi\b", re.I)),
)
_PERIOD = re.compile(r"\b(20\d\d)\s*[-–/]\s*(20)?(\d\d)\b(?!\s*[-/.]\s*\d)")
_YEAR = re.compile(r"\b(20\d\d)\b")
_TOP = 1_500


def propose(text: str, file_name: str, regions: Regions, title: str | None = None) -> Metadata:
    """Metadata for text that nothing is known about."""
    found_title = _title(text, file_name, title)
    head = f"{found_title}\n{text[:_TOP]}"
    period = _period(f"{file_name} {found_title}") or _period(text)
    return Metadata(
        title=found_title,
        region=_region(head, text, regions),
        kind=_kind(found_title, text[:_TOP]),
        valid_from=date(period[0], 1, 1) if period else None,
        valid_to=date(period[1], 12, 31) if period else None,
        standing="ikke bekræftet",
    )


def propose_id(metadata: Metadata, taken: set[str]) -> str:
    """A readable id that is not taken: "nordjylland-rammeaftale-2025-26"."""
    period = ""
    if metadata.valid_from and metadata.valid_to:
        a, b = metadata.valid_from.year, metadata.valid_to.year
        period = f"{a}-{b % 100:02d}" if b > a else str(a)
    base = _slug(" ".join(filter(None, (metadata.region, metadata.kind, period))))
    if not metadata.region or not period:
        base = _slug(metadata.title)[:60].strip("-") or "dokument"
    number, name = 2, base
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _slug(text: str) -> str:
    text = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _title(text: str, file_name: str, title: str | None) -> str:
    if title and title.strip():
        return " ".join(title.split())[:200]
    for block in blocks_of(text, 0, min(len(text), 20_000))[:6]:
        line = readable(text, block.start, block.end).text
        if 4 <= len(line) <= 200 and re.search(r"[^\W\d_]{3}", line):
            return line
    return PurePath(file_name).stem.replace("_", " ").strip() or file_name


def _kind(title: str, top: str) -> str:
    for searched in (title, top):
        found = [(m.start(), kind) for kind, pattern in _KINDS if (m := pattern.search(searched))]
        if found:
            # A case file names the agreement in its title; what it is shows in the headings below.
            if min(found)[1] == "rammeaftale" and _KINDS[0][1].search(top):
                return "sagsfremstilling"
            return min(found)[1]
    return "dokument"


def _region(head: str, text: str, regions: Regions) -> str | None:
    for searched, weight in ((head, 1), (text[:40_000], 2)):
        counts = Counter(mention.region for mention in regions.find(searched) if not mention.misspelled)
        ranked = counts.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] or weight == 2):
            return ranked[0][0]
    return None


def _period(text: str) -> tuple[int, int] | None:
    counts = Counter(
        (int(m.group(1)), int((m.group(2) or "20") + m.group(3)))
        for m in _PERIOD.finditer(text)
        if 0 < int((m.group(2) or "20") + m.group(3)) - int(m.group(1)) <= 5
    )
    return counts.most_common(1)[0][0] if counts else None
