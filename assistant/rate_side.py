"""What a rate question says beside the rate: told as not judged, so that it neither decides nor is lost."""

from __future__ import annotations

import re

from assistant.rate_family import RATE_WORDS
from assistant.rate_takst import fill_slots
from assistant.rate_tokens import read_tokens, sentences

_SIDES = {
    "overhead": re.compile(r"\boverhead\w*|\bindirekte\b", re.IGNORECASE),
    "underskud": re.compile(r"\bunderskud\w*", re.IGNORECASE),
    "overskud": re.compile(r"\boverskud\w*", re.IGNORECASE),
}
_COST = re.compile(
    r"\bplads(?:er)?\b|belægning|\bindregn\w*|\bdæk\w*|økonomimodel|aftrap|abonnement", re.IGNORECASE
)
_CLAUSE = re.compile(
    r"[,;–—]\s+(?:og\s+|men\s+|desuden\s+)?|\s+(?:og|men|samt)\s+(?=vi\b|vores\b|der\b|overhead|under|over)"
)
_JUDGED = re.compile(r"\btakst\w*|\bpris\w*|\bdet\b|\bden\b|\bloft\w*", re.IGNORECASE)


def without_sides(text: str) -> tuple[str, tuple[str, ...]]:
    """The text of a rate case with its side remarks blanked out, and what they are about.

    Only where the rest holds a whole rate case by itself, and no question is asked of the remark.
    """
    if not any(pattern.search(text) for pattern in _SIDES.values()) or _COST.search(text):
        return text, ()
    kept, named = list(text), []
    for start, end in _clauses(text):
        clause = text[start:end]
        about = [name for name, pattern in _SIDES.items() if pattern.search(clause)]
        if not about:
            continue
        if clause.rstrip().endswith("?") and not _JUDGED.search(clause):
            return text, ()
        if RATE_WORDS.search(re.sub(r"overhead\w*|underskud\w*|overskud\w*", " ", clause)):
            return text, ()
        named += about
        kept[start:end] = " " * (end - start)
    rest = "".join(kept)
    if not named or not RATE_WORDS.search(rest):
        return text, ()
    found = fill_slots(rest, read_tokens(rest)).inputs
    whole = len({"basistakst", "takst", "aendring_pct"} & set(found)) > 1 or "aendring_pct" in found
    return (rest, tuple(dict.fromkeys(named))) if whole else (text, ())


def _clauses(text: str) -> list[tuple[int, int]]:
    found = []
    for start, end in sentences(text):
        at = start
        for match in _CLAUSE.finditer(text, start, end):
            found.append((at, match.start()))
            at = match.start()
        found.append((at, end))
    return found


def told(about: tuple[str, ...], region: str | None) -> str:
    """A Danish sentence on what was said beside the rate and not judged; "" for nothing."""
    lines = []
    for name in about:
        if name == "overhead":
            home = "" if region == "Hovedstaden" else ", som programmet kun har en regel om for Hovedstaden"
            lines.append(
                f"Overhead er ikke vurderet her; det har sin egen bestemmelse{home}. Spørg særskilt om det."
            )
        else:
            lines.append(
                f"Det nævnte {name} er ikke regnet med i vurderingen af taksten. Spørg særskilt, hvis det skal"
                " regnes ind i taksten."
            )
    return " ".join(lines)
