"""The answer to a question about one word of the glossary."""

from __future__ import annotations

from datetime import date

from assistant.answer import Answer, GlossaryEntry
from assistant.citations import Citations
from assistant.glossary import Entry, Glossary
from assistant.question import Question
from index.danish import stem
from index.snapshot import Snapshot


def explained(question: Question, glossary: Glossary, snapshot: Snapshot) -> Answer | None:
    """A definition question about one word of the glossary."""
    if question.wanted != "definition" or len(question.subject) > 4 or question.periods or question.years:
        return None
    entry = _asked_term(question, glossary)
    if entry is None:
        return None
    citations = Citations(snapshot)
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
    else:
        text = (
            f"**{entry.term}** er ikke forklaret i aftalerne. Almindelig forklaring, ikke fra aftalerne: "
            f"{entry.text}"
        )
    return Answer(
        status="answered",
        answer=text,
        citations=citations.made,
        glossary=[GlossaryEntry(term=entry.term, text=entry.text, basis=entry.basis, citations=numbers)],
        as_of=date.min,
    )


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
