"""Agreements of one time beside each other where no region is named, and agreements that cannot be compared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.compare import comparison_of
from assistant.compare_answer import matrix_text, subjects_of
from assistant.compose import NOT_FOUND, standing_of
from assistant.period import period_of
from assistant.question import Question
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself answers with comparisons
    from assistant.answering import Answering


def not_loaded(
    answering: Answering, asked: Asked, question: Question, regions: Sequence[str]
) -> Answer | None:
    """That an agreement to be compared is not loaded; None where all that are named are.

    Without it the nearest two would be compared in its stead, or other regions brought in.
    """
    loaded = [
        found
        for found in answering.snapshot.documents.values()
        if found.metadata.kind == "rammeaftale" and (not regions or found.metadata.region in regions)
    ]
    held = {period_of(found) for found in loaded}
    # An agreement runs two years; a longer span is that of something else ("takstaftalen 2019-2022").
    asked_for = [period for period in question.periods if period.last == period.first + 1]
    missing = [period for period in asked_for if period not in held]
    if not missing or asked.documents:
        return None
    years = " og ".join(f"{period.first}-{period.last}" for period in missing)
    place = f" for {' og '.join(regions)}" if regions else ""
    text = f"{NOT_FOUND} Der er ikke indlæst en rammeaftale{place} for {years}, så den kan ikke sammenlignes."
    titles = "\n".join(f"- {found.metadata.title}" for found in loaded)
    return Answer(
        status="not_found",
        answer=f"{text} Indlæst er:\n\n{titles}" if titles else text,
        as_of=asked.today,
    )


def beside_answer(answering: Answering, asked: Asked, question: Question, given: Answer) -> Answer | None:
    """Each region's own words of a time, where a question names no region and the agreements of several settle it.

    `given` is the answer from the one that fits best. None unless its first quote is what that agreement settles the
    named subject by, and another region's agreement of the time settles it too.
    """
    timed = question.periods or question.years
    if not timed or asked.documents or asked.as_of or given.status != "answered" or not given.citations:
        return None
    comparison = comparison_of(answering)
    subjects = subjects_of(answering, comparison, question)[:1]
    first = given.citations[0]
    columns = [found.id for found in comparison.agreements() if _of_the_time(found, question)]
    columns.sort(key=lambda each: each != first.document)
    if not subjects or len({answering.snapshot.documents[each].metadata.region for each in columns}) < 2:
        return None
    matrix = comparison.matrix([subjects[0].id], columns)
    cells = [cell for cell in matrix.rows[0].cells if cell.kind == "citat"]
    settled = any(
        quote.document == first.document and quote.start < first.end and first.start < quote.end
        for quote in matrix.citations
    )
    if len(cells) < 2 or not settled:
        return None
    notes = [note for each in columns for note in standing_of(answering.snapshot.documents[each])]
    return Answer(
        status="answered",
        answer="\n\n".join([matrix_text(matrix, differences=False), *notes]),
        citations=matrix.citations,
        as_of=asked.today,
        fingerprint=answering.fingerprint,
    )


def _of_the_time(document: StoredDocument, question: Question) -> bool:
    """Whether an agreement is of all the years a question names."""
    known = document.metadata
    held = period_of(document)
    if known.kind != "rammeaftale" or not known.confirmed or held is None:
        return False
    return all(held.covers(period) for period in question.times)
