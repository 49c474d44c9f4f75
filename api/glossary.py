"""The glossary as the API and its page show it. All of it blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel

from api.onboarding import cite
from api.refusal import Refused
from assistant.answer import Citation
from assistant.glossary import Entry
from assistant.onboarding_room import Material

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"
_ALPHABET = {sign: n for n, sign in enumerate(LETTERS.lower())}


class Term(BaseModel):
    """A term explained. Basis "aftale": by the quotes; "almen": in general, not explained in the agreements."""

    term: str
    forms: list[str]
    text: str
    basis: Literal["aftale", "almen"]
    citations: list[Citation]


def listed(material: Material, search: str = "") -> list[Term]:
    """The terms that hold the search words in name, other forms or explanation; in Danish order."""
    found = list(material.glossary.entries)
    if words := search.casefold().split():
        meant = material.glossary.lookup(search)
        found = [entry for entry in found if entry is meant or _holds(entry, words)]
    return [shown(material, entry) for entry in sorted(found, key=_danish)]


def term(material: Material, name: str) -> Term:
    """One term, however it is inflected. Raises Refused."""
    entry = material.glossary.lookup(name)
    if entry is None:
        raise Refused(404, "findes_ikke", f"Ordet »{name}« står ikke i ordlisten.")
    return shown(material, entry)


def shown(material: Material, entry: Entry) -> Term:
    """A term with its quotes as citations."""
    return Term(
        term=entry.term,
        forms=list(entry.forms),
        text=entry.text,
        basis=entry.basis,
        citations=cite(material.snapshot, entry.sources),
    )


def by_letter(terms: Sequence[Term]) -> list[tuple[str, list[Term]]]:
    """The terms under their first letters, in the order they come; "#" for what begins with none."""
    groups: dict[str, list[Term]] = {}
    for each in terms:
        first = each.term[:1].upper().replace("É", "E")
        groups.setdefault(first if first in LETTERS else "#", []).append(each)
    return list(groups.items())


def anchor(name: str) -> str:
    """Where a term stands on the page of all."""
    return "ord-" + "".join(sign if sign.isalnum() else "-" for sign in name.lower())


def _holds(entry: Entry, words: list[str]) -> bool:
    text = " ".join((entry.term, *entry.forms, entry.text)).casefold()
    return all(word in text for word in words)


def _danish(entry: Entry) -> list[int]:
    return [_ALPHABET.get(sign, -1) for sign in entry.term.lower().replace("é", "e")]
