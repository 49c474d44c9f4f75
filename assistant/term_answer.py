"""The answer to a question about one word of the glossary."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from assistant.answer import Answer, GlossaryEntry
from assistant.citations import Citations
from assistant.glossary import Entry, Glossary
from assistant.newcomers import newcomers, titles_of
from assistant.question import Question
from index.danish import stem
from index.snapshot import Snapshot
from index.store import StoredDocument

# A sentence that says what a word stands for.
_DEFINES = re.compile(
    r"\b(?:forstås|menes|betyder|betegner|defineres|vil sige|dækker over|udtryk for)\b", re.IGNORECASE
)


def explained(
    question: Question, glossary: Glossary, snapshot: Snapshot, regions: Collection[str] = ()
) -> Answer | None:
    """A definition question about one word of the glossary; `regions`: of these only.

    Of the documents that the glossary was not written for it is looked up whether they explain the word themselves.
    """
    if question.wanted != "definition" or len(question.subject) > 4 or question.periods or question.years:
        return None
    entry = _asked_term(question, glossary)
    if entry is None:
        return None
    citations = Citations(snapshot)
    later = [each for each in newcomers(snapshot) if not regions or each.metadata.region in regions]
    numbers = [
        citations.cite(source.document, source.start, source.end)
        for source in entry.sources
        if source.document in snapshot.documents
    ]
    marks = "".join(f"[{n}]" for n in numbers)
    if entry.basis == "aftale":
        quotes = "\n".join(
            f"- {made.title}: »{' '.join(made.quote.split())}« [{made.n}]" for made in citations.made
        )
        text = f"**{entry.term}**: {entry.text} {marks}\n\n{quotes}"
    elif later:
        text = f"**{entry.term}**, almindelig forklaring, ikke fra aftalerne: {entry.text}"
    else:
        text = (
            f"**{entry.term}** er ikke forklaret i aftalerne. Almindelig forklaring, ikke fra aftalerne: "
            f"{entry.text}"
        )
    own = _own_words(entry, glossary, snapshot, later, citations)
    if own and entry.basis == "almen":
        text = "\n\n".join([*own, text])
    elif later:
        unsaid = f"Ordlisten er ikke skrevet efter {titles_of(later)}, der kan bruge ordet anderledes."
        text = "\n\n".join([text, *(own or [unsaid])])
    return Answer(
        status="answered",
        answer=text,
        citations=citations.made,
        glossary=[GlossaryEntry(term=entry.term, text=entry.text, basis=entry.basis, citations=numbers)],
        as_of=date.min,
    )


def _own_words(
    entry: Entry,
    glossary: Glossary,
    snapshot: Snapshot,
    documents: Sequence[StoredDocument],
    citations: Citations,
) -> list[str]:
    """The sentences by which documents explain the word themselves, one of each."""
    found = []
    for document in documents:
        places = (
            (passage, number, unit)
            for passage in snapshot.document_passages(document.id)
            for number, unit in enumerate(passage.passage.units)
            if unit.kind != "heading" and _DEFINES.search(unit.text)
        )
        for passage, number, unit in places:
            if any(hit is entry for _, _, hit in glossary.terms_in(unit.text)):
                mark = citations.cite_unit(passage, number, number)
                found.append(f"{titles_of([document])}: »{unit.text}« [{mark}]")
                break
    return found


def _asked_term(question: Question, glossary: Glossary) -> Entry | None:
    """The one glossary entry that makes up the whole subject of the question."""
    found = glossary.terms_in(question.said)
    for _, _, entry in sorted(found, key=lambda hit: hit[0] - hit[1]):
        own = {stem(word) for form in (entry.term, *entry.forms) for word in form.lower().split()}
        own |= {
            stem(word)
            for form in (entry.term, *entry.forms)
            for word in form.lower().replace("-", " ").split()
        }
        if all(stem(word) in own for word in question.subject):
            return entry
    return None
