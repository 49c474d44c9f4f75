"""The small matrix or the difference of two versions as an answer in chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.citations import Citations
from assistant.compare import Comparison, comparison_of
from assistant.compare_export import KIND_NAMES, names_of, tidy
from assistant.compare_matrix import Cell, Matrix, MatrixDifference
from assistant.difference import difference
from assistant.difference_text import difference_text
from assistant.period import period_of
from assistant.question import Question, understand
from assistant.subject_naming import named_in, subject_words
from assistant.subjects import Subject
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself answers with comparisons
    from assistant.answering import Answering

# What is compared where no subject is named.
_CORE = ("parter", "aftaleperiode", "fokusomraader", "takstudvikling", "overhead")
_NEWS = re.compile(
    r"\bhvad er (?:der )?(?:nyt|ændret|anderledes)\b|\bhvad (?:har|blev) .*\bændret\b|\bændring(?:er|erne)\b.*\b(?:fra|siden|i)\b|"
    r"\bændret (?:sig )?(?:siden|fra)\b|\bnyt i (?:rammeaftale|aftale|styringsaftale)\w*|\bsiden (?:den )?(?:sidste|forrige)\b",
    re.IGNORECASE,
)
_MATRIX = re.compile(
    r"\b(?:sammenlign\w*|forskel\w*|hvilke regioner|hvilken region|hver region|(?:de|alle) (?:tre |3 )?regioner)\b",
    re.IGNORECASE,
)
_DIFFERENCE = re.compile(r"\b(?:forskel\w*|sammenlign\w*|i forhold til)\b", re.IGNORECASE)


def asks_difference(question: Question) -> bool:
    """Whether two versions of one agreement are to be compared: "hvad er nyt i …", two periods of one region."""
    if _NEWS.search(question.text):
        return True
    periods = {(period.first, period.last) for period in question.periods}
    return len(periods) > 1 and len(question.regions) <= 1 and bool(_DIFFERENCE.search(question.text))


def versions_asked_of(
    answering: Answering, question: Question, regions: Sequence[str], documents: Sequence[str] = ()
) -> Sequence[StoredDocument]:
    """The two versions, where a question asks what each says of something of its own, not what changed in all.

    A ready subject is better answered by its difference; of what no document names neither version says anything.
    """
    if _unsaid_words(answering, question):
        return ()
    if not subject_words(question) or subjects_of(answering, comparison_of(answering), question):
        return ()
    return versions_of(answering, question, regions, documents) or ()


def asks_matrix(answering: Answering, question: Question) -> bool:
    """Whether the small matrix answers: "sammenlign …", "hvilke regioner …" of a ready subject, or of none at all.

    A comparison of something else is better answered from each region's own evidence.
    """
    if not _MATRIX.search(question.text) or asks_difference(question):
        return False
    return not subject_words(question) or bool(subjects_of(answering, comparison_of(answering), question))


def matrix_answer(
    answering: Answering,
    message: str,
    today: date,
    regions: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Answer | None:
    """The small matrix of what the message asks about, a paragraph for each document; None without any quote.

    `regions` (names) and `documents` (ids) narrow what is compared. The ready subject that the message
    names is the row; without one the message itself is, and without any subject the most asked-for ones.
    """
    comparison = comparison_of(answering)
    question = understand(message, answering.regions)
    columns = _columns(comparison, regions or question.regions, documents, question)
    subjects = subjects_of(answering, comparison, question)
    if subjects:
        matrix = comparison.matrix([subject.id for subject in subjects], columns)
    elif subject_words(question):
        matrix = comparison.matrix(documents=columns, questions=[message])
    else:
        known = [subject for subject in _CORE if subject in comparison.subjects]
        matrix = comparison.matrix(known or list(comparison.subjects)[:5], columns)
    if not any(cell.quotes or cell.beside for row in matrix.rows for cell in row.cells):
        return None
    return Answer(
        status="answered",
        answer=matrix_text(matrix),
        citations=matrix.citations,
        as_of=today,
        fingerprint=answering.fingerprint,
    )


def difference_answer(
    answering: Answering,
    message: str,
    today: date,
    regions: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Answer | None:
    """What changed from the version before to the one the message names; None where there are not two."""
    question = understand(message, answering.regions)
    pair = versions_of(answering, question, regions or question.regions, documents)
    if pair is None:
        return None
    found = difference(answering, pair[0].id, pair[1].id)
    subjects = subjects_of(answering, comparison_of(answering), question)
    citations = Citations(answering.snapshot)
    text = difference_text(found, subjects, citations)
    if not citations.made:
        return None
    return Answer(
        status="answered",
        answer=_unsaid(answering, question) + text,
        citations=citations.made,
        as_of=today,
        fingerprint=answering.fingerprint,
    )


def _unsaid(answering: Answering, question: Question) -> str:
    """That no document has a word the question asks about; "" where they have all of them."""
    unsaid = [f"»{word}«" for word in _unsaid_words(answering, question)]
    return f"Dokumenterne nævner ikke {' og '.join(unsaid)}. Ellers er dette ændret:\n\n" if unsaid else ""


def _unsaid_words(answering: Answering, question: Question) -> list[str]:
    """What is asked about that no document has a word for."""
    terms = answering.wording.terms(subject_words(question))
    return [term.word for term in terms if not term.known and not term.everyday]


# --- what is asked about -----------------------------------------------------------------------------------


def subjects_of(answering: Answering, comparison: Comparison, question: Question) -> list[Subject]:
    """The ready subjects a question names, at most two, the one with most of its words first."""
    return named_in(comparison.subjects.values(), question, answering.wording)


def _columns(
    comparison: Comparison, regions: Sequence[str], documents: Sequence[str], question: Question
) -> list[str]:
    """The agreements of those regions; of the years asked about where there are any."""
    ready = comparison.agreements()
    if documents:
        return list(documents)
    chosen = [found for found in ready if not regions or found.metadata.region in regions]
    timed = [found for found in chosen if period_of(found) in question.periods]
    return [found.id for found in timed or chosen or ready]


def versions_of(
    answering: Answering, question: Question, regions: Sequence[str], documents: Sequence[str] = ()
) -> tuple[StoredDocument, StoredDocument] | None:
    """The older and the newer version a question is about; None where no region has two, or several have."""
    loaded = answering.snapshot.documents
    if len(documents) == 2:
        first, second = (loaded[document_id] for document_id in documents)
        return (first, second) if _begins(first) <= _begins(second) else (second, first)
    by_region: dict[str, list[StoredDocument]] = {}
    for found in loaded.values():
        known = found.metadata
        if (
            known.confirmed
            and known.kind == "rammeaftale"
            and known.region
            and (not regions or known.region in regions)
        ):
            by_region.setdefault(known.region, []).append(found)
    several = [sorted(versions, key=_begins) for versions in by_region.values() if len(versions) > 1]
    if len(several) != 1:
        return None
    versions = several[0]
    years = {period.first for period in question.periods} | set(question.years)
    named = [
        number
        for number, found in enumerate(versions)
        if found.metadata.valid_from and found.metadata.valid_from.year in years
    ]
    if len(named) >= 2:
        return versions[named[0]], versions[named[-1]]
    newer = named[0] if named and named[0] > 0 else len(versions) - 1
    return versions[newer - 1], versions[newer]


def _begins(document: StoredDocument) -> date:
    return document.metadata.valid_from or date.min


# --- text --------------------------------------------------------------------------------------------------


# Whether a cell is filled shows by itself; how many items a list has stands in no quote.
_NOT_SAID = frozenset({"forekomst", "antal"})


def matrix_text(matrix: Matrix, differences: bool = True) -> str:
    """The rows of a matrix as paragraphs, a document each; with `differences` what they differ in."""
    names = names_of(matrix)
    parts: list[str] = []
    for row in matrix.rows:
        parts.append(f"**{row.title}**")
        parts += [_cell_text(cell, names[cell.document]) for cell in row.cells]
        if differences:
            parts += [_difference(found, names) for found in row.differences if found.kind not in _NOT_SAID]
    return "\n\n".join(parts)


def _cell_text(cell: Cell, title: str) -> str:
    lines = [
        f"- **{title}**: {cell.empty.capitalize()}{':' if cell.quotes else '.'}"
        if cell.empty
        else f"- **{title}**:"
    ]
    lines += [_shown(quote.text, quote.n) for quote in cell.quotes]
    for beside in cell.beside:
        lines += [f"Men {beside.title}: {_shown(quote.text, quote.n)}" for quote in beside.quotes]
    return " ".join(lines)


def _shown(text: str, number: int) -> str:
    """A quote in one line with its mark; the items of a list are set apart by semicolons."""
    lines = [re.sub(r"^• ", "", line) for line in tidy(text).splitlines()]
    opens = lines[0].endswith(":")
    folded = f"{lines[0]} {'; '.join(lines[1:])}" if opens else "; ".join(lines)
    return f"»{folded.strip()}« [{number}]"


def _difference(found: MatrixDifference, names: dict[str, str]) -> str:
    values = "; ".join(
        f"{names.get(value.document, value.document)}: {value.value} "
        + "".join(f"[{number}]" for number in value.citations)
        for value in found.values
    )
    return f"Forskel i {KIND_NAMES[found.kind].lower()} ({found.about}): {values}"
