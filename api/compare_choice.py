"""What a reader chose to compare, as it stands in the page's address, and what can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from api.refusal import Refused
from api.text import cleaned
from assistant.compare import MOST_QUESTIONS, Comparison
from index.snapshot import Snapshot
from index.store import StoredDocument

_LONGEST_QUESTION = 4_000


@dataclass(frozen=True)
class Choice:
    """Ids of subjects and documents, names of regions and own questions, as typed; all empty: everything."""

    subjects: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    only_differing: bool = False

    @property
    def made(self) -> bool:
        """Whether anything at all was chosen."""
        return self != Choice()

    def told(self) -> str:
        """ "2 emner, 1 region"."""
        parts = []
        for number, one, more in (
            (len(self.subjects), "emne", "emner"),
            (len(self.regions), "region", "regioner"),
            (len(self.documents), "dokument", "dokumenter"),
        ):
            if number:
                parts.append(f"{number} {one if number == 1 else more}")
        return ", ".join(parts)

    def download(self, documents: Sequence[str], form: str) -> str:
        """The same comparison as a file: the API's address with these documents."""
        fields = [("subject", s) for s in self.subjects] + [("document", d) for d in documents]
        fields += [("question", q) for q in self.questions] + [("format", form)]
        return f"/api/compare?{urlencode(fields)}"


@dataclass(frozen=True)
class Pickable:
    """What the form offers: agreements by region, and the documents that are not agreements."""

    agreements: dict[str, list[StoredDocument]]
    others: list[StoredDocument]


def read(choice: Choice) -> Choice:
    """The choice with blank fields left out. Raises Refused for a question that is too long or too many of them."""
    questions = tuple(dict.fromkeys(filter(None, map(cleaned, choice.questions))))
    if len(questions) > MOST_QUESTIONS:
        raise Refused(
            422, "for_mange", f"Der er {len(questions)} spørgsmål; skriv højst {MOST_QUESTIONS} ad gangen."
        )
    for question in questions:
        if len(question) > _LONGEST_QUESTION:
            raise Refused(422, "for_lang", f"Spørgsmålet »{question[:60]} …« er for langt; højst 4.000 tegn.")
    return replace(choice, questions=questions)


def pickable(comparison: Comparison, snapshot: Snapshot) -> Pickable:
    """The documents that can be compared."""
    agreements = comparison.agreements()
    found: dict[str, list[StoredDocument]] = {}
    for document in agreements:
        found.setdefault(document.metadata.region or "Uden region", []).append(document)
    known = {document.id for document in agreements}
    others = [document for document in snapshot.documents.values() if document.id not in known]
    return Pickable(found, sorted(others, key=lambda document: document.metadata.title))


def documents_of(choice: Choice, offered: Pickable) -> list[str]:
    """Ids of the documents to compare; none means all agreements. Raises Refused for an unknown region."""
    found: dict[str, None] = {}
    for region in choice.regions:
        if region not in offered.agreements:
            known = ", ".join(offered.agreements)
            raise Refused(422, "ukendt_region", f"Der er ingen aftaler for »{region}«. Vælg blandt: {known}.")
        found |= dict.fromkeys(document.id for document in offered.agreements[region])
    return list(found | dict.fromkeys(choice.documents))
