"""Who held an office before or after somebody: the same office in the agreement before or after."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assistant.evidence import AGREEMENT_KINDS, Candidate
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage

Direction = Literal["after", "before"]

# A longer text tells a case.
_LONGEST = 300
_PERSON = r"[A-ZÆØÅ][\wæøåé.-]*(?: [A-ZÆØÅ][\wæøåé.-]*)+"
_ROLE = (
    r"(?:[Nn]æst|[Vv]ice)?(?:[Ff]orm[æa]nd|[Bb]orgmester|[Dd]irektør|[Ss]ekretariatsleder|[Ll]eder|[Cc]hef)"
)
_HOLDS = re.compile(rf"(?P<person>{_PERSON}?),?\s+(?P<role>{_ROLE})\s+(?:for|i)\s+(?P<body>[^,;]+)")
_NEXT_ROLE = re.compile(rf"\s+(?:og\s+)?{_ROLE}\b.*$")
_OFFICE = r"(?:\w*formand\w*|borgmester\w*|\w*direktør\w*|\w*leder\w*|\w*chef\w*|post\w*|plads\w*|hverv\w*)"
# What is asked, with the direction it asks in; the person stands after it, or before it.
_ASKS: tuple[tuple[Direction, re.Pattern[str]], ...] = (
    ("before", re.compile(r"\bhvem\s+(?:der\s+)?(?:blev|er|var)\s+afløst\s+af\b", re.I)),
    ("after", re.compile(r"\bhvem\s+(?:der\s+)?har\s+(?:afløst|efterfulgt|overtaget)\b", re.I)),
    ("before", re.compile(r"\bhvem\s+har\s+(?:\w+\s+){1,4}?(?:afløst|efterfulgt|overtaget)\b", re.I)),
    ("after", re.compile(r"\bhvem\s+(?:\w+\s+){0,4}?(?:afløs\w*|efterf[uø]lg\w*)\b", re.I)),
    ("after", re.compile(r"\bhvem\b.*\b(?:efterfølger|afløser)(?:en|e)?\b", re.I)),
    ("before", re.compile(r"\bhvem\b.*\bforgænger(?:en|e)?\b", re.I)),
    ("after", re.compile(rf"\bhvem\b.*\b(?:overtog|overtaget|tog over|fulgte|kom|{_OFFICE})\b.*\befter\b", re.I)),
    ("before", re.compile(rf"\bhvem\b.*\b{_OFFICE}\b.*\b(?:før|inden|forud for)\b", re.I)),
    ("before", re.compile(r"\bhvem\s+(?:kom|var)\s+(?:\w+\s+)?før\b", re.I)),
)  # fmt: skip
"""The first that fits counts."""


@dataclass(frozen=True)
class Holder:
    """A person in an office, as a document names them, and where it does."""

    person: str
    role: str
    body: str
    document: StoredDocument
    passage: StoredPassage
    number: int

    @property
    def office(self) -> tuple[str, str]:
        return self.role.lower(), self.body.lower()

    @property
    def begins(self) -> date:
        return self.document.metadata.valid_from or date.min

    def candidate(self, snapshot: Snapshot) -> Candidate | None:
        """The line that names them, to be quoted."""
        section = snapshot.section(self.document.id, self.passage.passage.section)
        return Candidate(self.document, self.passage, section, self.number, {}, 0.0) if section else None


@dataclass(frozen=True)
class Succession:
    """The person asked from, and who held the office next, or last before; None where no document names another."""

    direction: Direction
    former: Holder
    found: Holder | None


def successions(snapshot: Snapshot, text: str, documents: Collection[str]) -> list[Succession] | None:
    """Each office of the person a question names, with who came after or before in the region's agreements.

    None where the question asks something else, or names nobody who is known to hold an office; empty where the
    person is not known to hold the office it asks about.
    """
    if len(text) > _LONGEST:
        return None
    asked = next(((way, match) for way, pattern in _ASKS if (match := pattern.search(text))), None)
    if asked is None:
        return None
    direction, match = asked
    holders = list(_holders(snapshot, documents))
    named = _named(text, match.start(), holders)
    if not named:
        return None
    role = _role_in(text)
    offices = [office for office in dict.fromkeys(held.office for held in named) if role in (None, office[0])]
    found: list[Succession] = []
    for office in offices:
        held = [holder for holder in named if holder.office == office]
        former = max(held, key=_begins) if direction == "after" else min(held, key=_begins)
        others = [
            other
            for other in holders
            if other.office == office
            and other.document.metadata.region == former.document.metadata.region
            and other.person != former.person
        ]
        if direction == "after":
            nearest = min((o for o in others if o.begins > former.begins), key=_begins, default=None)
        else:
            nearest = max((o for o in others if o.begins < former.begins), key=_begins, default=None)
        found.append(Succession(direction, former, nearest))
    return found


def _begins(holder: Holder) -> date:
    return holder.begins


def _holders(snapshot: Snapshot, documents: Collection[str]) -> Iterator[Holder]:
    """Everybody whom an agreement names with an office, each office apart."""
    for document_id in sorted(documents):
        document = snapshot.documents[document_id]
        if document.metadata.kind not in AGREEMENT_KINDS or not document.metadata.confirmed:
            continue
        for passage in snapshot.document_passages(document_id):
            for number, unit in enumerate(passage.passage.units):
                held = _HOLDS.search(unit.text) if unit.kind != "heading" else None
                if held is not None:
                    body = _NEXT_ROLE.sub("", held["body"]).strip(" .")
                    yield Holder(
                        held["person"],
                        held["role"].lower().replace("vice", "næst"),
                        body,
                        document,
                        passage,
                        number,
                    )


def _named(text: str, after: int, holders: Sequence[Holder]) -> list[Holder]:
    """The entries of the first person named after an offset: by the whole name, or a surname that is theirs alone."""
    lowered = text.lower()
    surnames: dict[str, set[str]] = {}
    for holder in holders:
        surnames.setdefault(holder.person.split()[-1], set()).add(holder.person)
    places: dict[str, int] = {}
    for person in dict.fromkeys(holder.person for holder in holders):
        surname = person.split()[-1]
        at = _place(person, lowered, after)
        if at is None and len(surnames[surname]) == 1:
            at = _place(surname, lowered, after)
        if at is not None:
            places[person] = at
    if not places:
        return []
    first = min(places, key=lambda person: (places[person], -len(person)))
    return [holder for holder in holders if holder.person == first]


def _place(name: str, lowered: str, after: int) -> int | None:
    found = re.compile(rf"\b{re.escape(name.lower())}(?:s|'s)?\b").search(lowered, after)
    return None if found is None else found.start()


def _role_in(text: str) -> str | None:
    """The office a question names, if any: "næstformand" for "ny næstformand"."""
    found = re.search(rf"\b({_ROLE})(?:en|er|s)?\b", text)
    return found.group(1).lower().replace("vice", "næst") if found else None
