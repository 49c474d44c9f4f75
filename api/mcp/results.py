"""What each tool returns, beside the answer contract itself. Every url can be opened as it stands."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from pydantic import BaseModel

from assistant.answer import Answer, Citation
from assistant.compare_matrix import Column, Matrix, Row
from assistant.difference_report import Difference, SectionChange, SummaryItem

A = TypeVar("A", bound=Answer)


class FoundPassage(BaseModel):
    """A passage; `id` is what fetch takes."""

    id: str
    title: str
    url: str
    text: str


class FoundPassages(BaseModel):
    results: list[FoundPassage]


class TextMetadata(BaseModel):
    """Where a text is from: characters [start, end) of the stored text of `file`."""

    document: str
    region: str | None
    kind: str
    valid_from: date | None
    valid_to: date | None
    in_force: bool
    standing: str
    section: str
    page: int | None
    file: str
    start: int
    end: int


class FetchedText(BaseModel):
    """A document, or the section that a passage stands in, exactly as it is stored."""

    id: str
    title: str
    text: str
    url: str
    metadata: TextMetadata


class Source(BaseModel):
    """A citation without its surroundings; fetch gives them."""

    n: int
    document: str
    title: str
    section: str
    page: int | None
    file: str
    start: int
    end: int
    quote: str
    url: str


class Comparison(BaseModel):
    """Subjects down, documents across; `n` of a quote is its source."""

    columns: list[Column]
    rows: list[Row]
    sources: list[Source]
    fingerprint: str


class Sentence(BaseModel):
    """A sentence that is new, gone or changed; `sources` are its old and new place."""

    kind: str
    old: str
    new: str
    sources: list[int]


class ChangedSection(BaseModel):
    """Sections that belong together. `sentences` only where that section was asked for."""

    kinds: list[SectionChange]
    old: list[str]
    new: list[str]
    changed: int
    unchanged: int
    sentences: list[Sentence] = []


class Changes(BaseModel):
    """What changed from document a to document b."""

    a: Column
    b: Column
    summary: list[SummaryItem]
    sections: list[ChangedSection]
    sources: list[Source]
    fingerprint: str


def linked(answer: A, base: str) -> A:
    """The answer with addresses that can be opened as they stand."""
    citations = [made.model_copy(update={"url": base + made.url}) for made in answer.citations]
    return answer.model_copy(update={"citations": citations})


def source(citation: Citation, base: str) -> Source:
    known = citation.model_dump(include=set(Source.model_fields))
    return Source.model_validate(known | {"url": base + citation.url})


def comparison(matrix: Matrix, base: str) -> Comparison:
    return Comparison(
        columns=matrix.columns,
        rows=matrix.rows,
        sources=[source(made, base) for made in matrix.citations],
        fingerprint=matrix.fingerprint,
    )


def changes(found: Difference, wanted: str, base: str) -> Changes:
    """The difference; sentence by sentence only for sections whose heading holds `wanted`, "" is none."""
    sections = []
    named = {n for item in found.summary for n in item.citations}
    for section in found.sections:
        headings = [place.heading for place in (*section.old, *section.new)]
        shown = bool(wanted) and any(wanted.casefold() in heading.casefold() for heading in headings)
        sentences = [
            Sentence(
                kind=change.kind,
                old=change.old.text if change.old else "",
                new=change.new.text if change.new else "",
                sources=[quote.n for quote in (change.old, change.new) if quote],
            )
            for change in (section.changes if shown else [])
        ]
        named |= {n for sentence in sentences for n in sentence.sources}
        sections.append(
            ChangedSection(
                kinds=section.kinds,
                old=[place.heading for place in section.old],
                new=[place.heading for place in section.new],
                changed=len(section.changes),
                unchanged=section.unchanged,
                sentences=sentences,
            )
        )
    return Changes(
        a=found.a,
        b=found.b,
        summary=found.summary,
        sections=sections,
        sources=[source(made, base) for made in found.citations if made.n in named],
        fingerprint=found.fingerprint,
    )
