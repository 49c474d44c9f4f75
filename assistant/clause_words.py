"""Which words of a rate clause no rule computes, for the person who has to read it."""

from __future__ import annotations

import re

from assistant.rate_region import regions_in
from assistant.rules.registry import RULES

_SIGNS: tuple[tuple[str, str], ...] = (
    (r"\bom året\b|\bårlig\w*|\bhvert år\b|\bpr\.? år\b|\bpr\. kalenderår\b|\bår for år\b", "den gælder hvert år for sig"),
    (r"pris- og løn|\bpl\b|\bp/l\b|fremskriv", "den regner ud over eller i forhold til pris- og lønudviklingen"),
    (r"\bundtag\w*|\bmedmindre\b|\bmed mindre\b|\bdog\b|\bfritag\w*|\bikke omfattet\b|\bbrydes\b|\bfravig\w*|\bhvis\b|\bsåfremt\b",
     "den har en undtagelse eller en betingelse"),
    (r"\bfor (?:nye |kommunale |regionale |private )?\w*(?:tilbud|skoler|pladser)\b|\bregionen må\b|\b\w*skolerne\b",
     "den gælder kun nogle tilbud"),
    (r"\bi (?:19|20)\d\d\b(?! ?[-–])", "den nævner et enkelt år"),
)  # fmt: skip
_FIGURES = re.compile(r"\d+(?:,\d+)?(?=(?:\s*(?:og|eller|til|-|–)\s*\d+(?:,\d+)?)*\s*(?:%|pct\b|procent))")
_COMPUTED = re.compile(
    r"\btakst\w*\b.*\bstig|\bstig\w*\b.*\btakst|overhead|\btakst\w*.*\b(?:reducer|nedsæt|sænk)", re.IGNORECASE
)


_OVERHEAD = re.compile(r"overhead|indirekte omkostning", re.IGNORECASE)
_FIXES = re.compile(r"\d\s*(?:%|pct\b|procent)|\bikke\b.*\bstige|\bingen stigning|uændre", re.IGNORECASE)
_THERE = re.compile(r"^\W*(?:her|der|dér)\b", re.IGNORECASE)


def uncomputed_words(text: str, region: str | None, before: str = "") -> str:
    """What stands in the way of computing a clause of a region's document, as the end of a Danish sentence.

    `before`: the statement before it, which says where "her" is.
    """
    spoken = regions_in(text) or (regions_in(before) if _THERE.search(text) else [])
    others = [name for name in spoken if name != region]
    if others:
        return f"sætningen taler om {' og '.join(others)}"
    if region not in {rule.region for rule in RULES.values() if rule.region}:
        return f"ingen regel regner for {region or 'et dokument uden region'}"
    if _OVERHEAD.search(text) and region != RULES["hovedstaden.overhead"].region:
        return f"ingen regel regner med overhead i {region}"
    if not _COMPUTED.search(text) or not _FIXES.search(text):
        return "ingen regel regner med den slags bestemmelse"
    found = [told for pattern, told in _SIGNS if re.search(pattern, text, re.IGNORECASE)]
    if len(_FIGURES.findall(text)) > 1:
        found.append("den nævner flere satser")
    return "; ".join(found) or "dens ord har ikke samme form som reglens bestemmelse"
