"""A former question asked anew of another region, time or version of the agreement."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.period import Period
from assistant.question import Question, time_spans, understand
from assistant.version_words import Version, without_version
from ingest.regions import RegionMention, Regions

_JOINS = re.compile(
    r"\s*(?:,|\b(?:og|eller|samt|kontra|mod|end|i forhold til)\b)?\s*(?:\b(?:i|på|for|hos|af|om|med)\s+)?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Times:
    """The time a question asks about; false when it names none."""

    periods: tuple[Period, ...] = ()
    years: tuple[int, ...] = ()
    day: date | None = None
    version: Version | None = None
    before: int | None = None

    def __bool__(self) -> bool:
        return self != Times()

    @classmethod
    def of(cls, question: Question) -> Times:
        return cls(question.periods, question.years, question.day, question.version, question.before)

    def put_into(self, question: Question) -> Question:
        """The question asked of this time; of its own where this is none."""
        if not self:
            return question
        return replace(
            question,
            periods=self.periods,
            years=self.years,
            day=self.day,
            version=self.version,
            before=self.before,
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain values, read back by `from_dict`."""
        return {
            "periods": [[period.first, period.last] for period in self.periods],
            "years": list(self.years),
            "day": self.day.isoformat() if self.day else None,
            "version": self.version,
            "before": self.before,
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any] | None) -> Times:
        """What was kept with a message; none for one kept before times were."""
        if not kept:
            return cls()
        return cls(
            tuple(Period(first, last) for first, last in kept["periods"]),
            tuple(kept["years"]),
            date.fromisoformat(kept["day"]) if kept["day"] else None,
            kept["version"],
            kept["before"],
        )


def asked_anew(former: Question, said: Question, regions: Regions) -> Question:
    """The former question with the region, time or version that was said in the place of its own."""
    times = Times.of(said)
    text = without_times(former.text) if times else former.text
    text = _elsewhere(text, said, regions)
    if said.periods or said.years or said.day:
        named = " ".join(said.text[start:end] for start, end in time_spans(said.text))
        text = f"{text.rstrip(' ?!.')} {named}?"
    new = understand(text, regions)
    mentions = tuple(
        mention for mention in new.mentions if not said.mentions or mention.region in said.regions
    )
    merged = (times or Times.of(former)).put_into(replace(new, wanted=former.wanted, mentions=mentions))
    return replace(merged, yes_no=former.yes_no, comparing=former.comparing and not said.mentions)


def _elsewhere(text: str, said: Question, regions: Regions) -> str:
    """The text with the one place it names exchanged for the one that was said; with those said added else."""
    if not said.mentions:
        return text
    there = regions.find(text)
    if len(there) == 1 and len(said.mentions) == 1:
        old, new = there[0], _named(said, said.mentions[0])
        return text[: old.start] + _in_the_place_of(old, new, said.mentions[0]) + text[old.end :]
    named = " og ".join(_named(said, mention) for mention in said.mentions)
    if len(there) > 1:
        return in_place_of_all(text, there, named)
    return f"{text.rstrip(' ?!.')} i {named}?"


def in_place_of_all(text: str, places: Sequence[RegionMention], named: str) -> str:
    """The text with what is named in the place of the first place, and the others gone with what joins them."""
    for later, place in reversed(list(enumerate(places))):
        if later == 0:
            return f"{text[: place.start]}{named}{text[place.end :]}"
        before = _JOINS.search(text[: place.start])
        text = (text[: before.start()] if before else text[: place.start].rstrip()) + text[place.end :]
    return text


def _named(said: Question, mention: RegionMention) -> str:
    return said.text[mention.start : mention.end]


def _in_the_place_of(old: RegionMention, new: str, mention: RegionMention) -> str:
    """A place as it is named in the old one's place: the council of the other region for a region's council."""
    if old.via == "organ" and mention.via == "region" and old.matched.startswith("KKR"):
        return f"KKR {mention.region}"
    return new


def without_times(text: str) -> str:
    """The text less the days, years, periods and versions it names."""
    for start, end in reversed(time_spans(text)):
        text = text[:start] + text[end:]
    return without_version(text)
