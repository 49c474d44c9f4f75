"""A document as the reader page shows it: its text dressed, contents, places found, words explained. It blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from api import documents as work
from api.glossary import anchor
from api.reader import Dress, Term, document_html
from api.reader_anchors import section_anchors
from api.reader_search import Found, find
from api.rendering import readable_quote
from assistant.glossary import Entry, Glossary
from index.library import Library
from index.snapshot import Snapshot
from index.store import StoredDocument
from ingest.cleaning import words_of
from ingest.documents import Section, Span

_PLAIN = frozenset("\n\t*_#|\\<>")


@dataclass(frozen=True)
class ContentsLine:
    """A line of the table of contents."""

    anchor: str
    heading: str
    depth: int


@dataclass(frozen=True)
class Word:
    """A word of the text with its explanation; `first` is the anchor of the place where it stands first."""

    anchor: str
    first: str
    entry: Entry


@dataclass(frozen=True)
class Reading:
    """Everything between the frame of the page and the stored text."""

    stored: StoredDocument
    html: str
    contents: Sequence[ContentsLine]
    pages: int
    words: Sequence[Word]
    found: Found
    cited: Span | None


def reading(
    library: Library, glossary: Glossary, document_id: str, a: int | None, b: int | None, query: str
) -> Reading:
    """The document dressed; characters a to b marked where the document has them. Raises UnknownDocument."""
    snapshot, stored = work.stored_document(library, document_id)
    file = snapshot.file(document_id)
    span = stored.span
    sections = snapshot.sections(document_id)
    cited = None
    if a is not None and b is not None and span.start <= a < b <= span.end:
        cited = Span(a, b)
    found = find(file.text, span, query, words_of(file.text[span.start : span.end])) if query else Found(())
    terms, words = _terms(file.text, span, sections, glossary)
    named = [section for section in sections if section.heading.strip()]
    dress = Dress(
        passages=[each.passage for each in snapshot.document_passages(document_id)],
        terms=terms,
        found=[place.span for place in found.places],
        ask=lambda section: ask_link(document_id, section),
        levels=_levels(sections),
    )
    anchors = section_anchors(sections)
    pages = [start for start in file.page_starts if span.start <= start < span.end]
    return Reading(
        stored=stored,
        html=document_html(file.text, span, sections, file.page_starts, cited, dress),
        contents=[
            ContentsLine(anchors[section.number], readable_quote(section.heading), min(len(section.path), 4))
            for section in named
        ],
        pages=len(pages),
        words=words,
        found=found,
        cited=cited,
    )


def ask_link(document_id: str, section: Section) -> str:
    """The address that asks what stands in a section, of this document alone."""
    question = f"Hvad står der i afsnittet »{readable_quote(section.heading)[:200]}«?"
    return "/?" + urlencode({"q": question, "dokument": document_id})


def _levels(sections: Sequence[Section]) -> dict[int, int]:
    """Heading levels under the page's own, none more than one below the one before it."""
    levels: dict[int, int] = {}
    before = 1
    for section in sections:
        before = levels[section.number] = min(len(section.path) + 1, before + 1, 6)
    return levels


def _terms(
    text: str, span: Span, sections: Sequence[Section], glossary: Glossary
) -> tuple[list[Term], list[Word]]:
    """The first of each explained word in each section, and the words in the order they come."""
    begins = sorted({section.span.start for section in sections})
    headings = {
        (section.span.start, end if (end := text.find("\n", section.span.start, span.end)) >= 0 else span.end)
        for section in sections
    }
    seen: set[tuple[int, str]] = set()
    terms: list[Term] = []
    words: dict[str, Word] = {}
    for start, end, entry in glossary.terms_in(text[span.start : span.end]):
        place = Span(span.start + start, span.start + end)
        section = sum(begin <= place.start for begin in begins)
        if (section, entry.term) in seen or _PLAIN & set(text[place.start : place.end]):
            continue
        if any(a <= place.start < b for a, b in headings):
            continue
        seen.add((section, entry.term))
        name = anchor(entry.term)
        first = "" if name in words else f"her-{name}"
        words.setdefault(name, Word(name, first, entry))
        terms.append(Term(place, name, first))
    return terms, sorted(words.values(), key=lambda word: word.entry.term.casefold())


def others_in_file(snapshot: Snapshot, document_id: str) -> list[str]:
    """The other documents that stand in the same file."""
    sha256 = snapshot.documents[document_id].file_sha256
    return [
        other.metadata.title
        for other in snapshot.documents.values()
        if other.file_sha256 == sha256 and other.id != document_id
    ]
