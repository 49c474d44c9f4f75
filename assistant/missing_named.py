"""A document that is not loaded and that a question names: what could not be found may stand there."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.dependencies import Dependencies, Dependency
from assistant.question import Question
from assistant.wording import Wording
from index.danish import content_words
from ingest.regions import Regions

REFERRED = "Dokumenterne henviser til {name}, som ikke er indlæst."
# So much of what such a document is called must stand in the question.
_NAMED = 0.6
_AT_MOST = 2
_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*(?:20)?(\d\d)\b")
# Words of its name that tell what it belongs to, not what it is.
_BELONGS = ("bilag", "selv", "gæld", "tekni", "mellem", "tilknyt")
_AGREEMENT = "rammeaftal"
_IN_BRACKETS = re.compile(r"\([^)]*\)")


def missing_named(
    question: Question, regions: Collection[str], dependencies: Dependencies, wording: Wording, known: Regions
) -> list[Dependency]:
    """Those that the question calls by their name, of its region and time; undated, the newest of each name."""
    said = wording.stems_of(question.text)
    found: list[tuple[frozenset[str], int, Dependency]] = []
    for entry in dependencies.all:
        places = {mention.region for mention in known.find(entry.name)}
        years = [(int(first), 2000 + int(last)) for first, last in _YEARS.findall(entry.name)]
        asked = question.times
        if places and regions and not places & set(regions):
            continue
        if (
            asked
            and years
            and not any(first <= each.last and each.first <= last for each in asked for first, last in years)
        ):
            continue
        called = _called(entry.name, known, wording, whole=bool(places and regions))
        calls = [called, *(_called(title, known, wording, whole=False) for title in entry.titles)]
        if any(call and len(call & said) >= _NAMED * len(call) for call in calls):
            found.append((called, max((last for _, last in years), default=0), entry))
    newest = [
        entry
        for called, last, entry in found
        if not any(other == called and later > last for other, later, _ in found)
    ]
    return _unlike(newest)[:_AT_MOST]


def _called(name: str, regions: Regions, wording: Wording, whole: bool) -> frozenset[str]:
    """The stems of what a document is called, less its place, its years and what it is an annex to.

    One that is only numbered goes by what it is an annex to; an agreement itself by that word, as `whole` allows.
    """
    text = _IN_BRACKETS.sub(" ", name)
    for mention in reversed(regions.find(text)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    for part in text.split(" til ", 1):
        stems = {
            stem for word in content_words(_YEARS.sub(" ", part)) for stem in wording.exact_stems_of(word)
        }
        called = {stem for stem in stems if not stem.startswith(_BELONGS) and not stem.isdigit()}
        own = {stem for stem in called if not stem.startswith(_AGREEMENT)}
        if own or (whole and called):
            return frozenset(called if whole and len(own) < len(called) and len(called) < 3 else own)
    return frozenset()


def _unlike(entries: Sequence[Dependency]) -> list[Dependency]:
    return list({entry.name: entry for entry in entries}.values())
