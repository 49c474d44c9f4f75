"""The small matrix as an answer in chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer, Conflict
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compare import Comparison, comparison_of
from assistant.compare_export import KIND_NAMES, names_of, tidy
from assistant.compare_matrix import Beside, Cell, Matrix, MatrixDifference
from assistant.comparison_question import of_one_side, relation_of
from assistant.compose import NOT_FOUND, NOT_LOADED, standing_of
from assistant.difference_answer import asks_difference
from assistant.evidence import AGREEMENT_KINDS
from assistant.matrix_line import comes_to, counted_points, formed, speaks_of
from assistant.parts import parts_of
from assistant.period import period_of
from assistant.question import Question, understand
from assistant.subject_naming import (
    ANY_KIND,
    asked_in_everyday_words,
    named_in,
    plainly_named,
    spoken_of,
    subject_words,
    telling_words,
)
from assistant.subjects import Subject
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself answers with comparisons
    from assistant.answering import Answering

# What is compared where no subject is named.
_CORE = ("parter", "aftaleperiode", "fokusomraader", "takstudvikling", "overhead")
_NEGATION = re.compile(r"\b(?:ikke|ingen|intet|aldrig)\b", re.IGNORECASE)
_MATRIX = re.compile(
    r"\b(?:sammenlign\w*|forskel\w*|hvilke regioner|hvilken region|hver region|hvad er (?:der )?ens|(?:de|alle) (?:tre |3 )?regioner)\b",
    re.IGNORECASE,
)


def asks_matrix(answering: Answering, question: Question) -> bool:
    """Whether the small matrix answers: a comparison of a ready subject and nothing else, or "sammenlign …" of none at all.

    A comparison of something else is better answered from each region's own evidence.
    """
    if asks_difference(question):
        return False
    side = of_one_side(question, answering.regions)
    if side.comparing and _asked_alone(answering, side):
        return True
    if not _MATRIX.search(question.text):
        return False
    # A number of another thing is not given by what is said of a subject that shares a word with it.
    counted = side.wanted in ("how_many", "how_much")
    named = not counted and subjects_of(answering, comparison_of(answering), side)
    return not subject_words(side) or bool(named)


def matrix_answer(
    answering: Answering,
    message: str,
    today: date,
    regions: Sequence[str] = (),
    documents: Sequence[str] = (),
    of: Question | None = None,
) -> Answer | None:
    """The small matrix of what the message asks about, a paragraph for each document; None without any quote.

    `of` is the question whose versions are asked with the message; then only a subject that it plainly names has a row.

    `regions` (names) and `documents` (ids) narrow what is compared. The ready subject that the message
    names is the row; without one the message itself is, and without any subject the most asked-for ones.
    """
    comparison = comparison_of(answering)
    whole = understand(message, answering.regions)
    question = of_one_side(whole, answering.regions)
    regions = regions or question.regions
    columns = _columns(comparison, regions, documents, question)
    plain = _plainly_named(answering, question)
    subjects = [plain] if plain is not None else subjects_of(answering, comparison, question)
    if of is not None and plain is None:
        return None
    citations = Citations(answering.snapshot)
    if subjects:
        matrix = comparison.matrix([subject.id for subject in subjects], columns, citations=citations)
    elif subject_words(question):
        matrix = comparison.matrix(documents=columns, questions=[message], citations=citations)
    else:
        known = [subject for subject in _CORE if subject in comparison.subjects]
        matrix = comparison.matrix(known or list(comparison.subjects)[:5], columns, citations=citations)
    if plain is not None and not (question.wanted == "how_many" and plain.wanted == "list"):
        matrix = formed(matrix, question, plain)
    if not any(cell.quotes or cell.beside for row in matrix.rows for cell in row.cells):
        return None
    sure = any(
        spoken_of(subject, question.said) or asked_in_everyday_words([subject], question.said)
        for subject in subjects
    )
    if subjects and not sure and not speaks_of(answering.wording, matrix, question):
        return None
    told = comes_to(answering, matrix, relation_of((of or whole).said), question)
    held = {answering.snapshot.documents[each].metadata.region for each in columns}
    loaded = {each.metadata.region for each in answering.snapshot.documents.values()}
    absent = [
        f"**{name}**: {NOT_FOUND if name in loaded else NOT_LOADED}" for name in regions if name not in held
    ]
    counted = question.wanted == "how_many" and plain is not None and plain.wanted == "list"
    if counted:
        told = counted_points(matrix)
    text = "\n\n".join(filter(None, [told, matrix_text(matrix, differences=not told), *absent]))
    answer = noted(answering, text, citations, of or whole, today)
    return answer.model_copy(update={"conflicts": _conflicts(matrix)})


def cells_answer(
    answering: Answering, asked: Asked, question: Question, regions: Sequence[str]
) -> Answer | None:
    """The cells of a ready subject that a comparison only names, for want of evidence; None unless two regions have one."""
    side = of_one_side(question, answering.regions)
    comparison = comparison_of(answering)
    # A number, a date or a name that no evidence gives is not given by what is said of the subject otherwise.
    named = subjects_of(answering, comparison, side)[:1] if side.wanted in ANY_KIND else []
    columns = _columns(comparison, regions or side.regions, asked.documents, side)
    held = {
        answering.snapshot.documents[each].metadata.region
        for subject in named
        for each in columns
        if comparison.finding(subject.id, answering.snapshot.documents[each]).kind == "citat"
    }
    if len(held) < 2:
        return None
    return matrix_answer(answering, question.text, asked.today, regions, asked.documents)


def noted(answering: Answering, text: str, citations: Citations, asked: Question, today: date) -> Answer:
    """An answer of that text, with what must be known of the documents it cites and of those it may hang on."""
    composer = answering.composer
    missing = composer.missing(citations, asked.text)
    documents = answering.snapshot.documents
    cited = [documents[each] for each in dict.fromkeys(made.document for made in citations.made)]
    notes = [note for found in cited for note in standing_of(found)]
    over = [] if asked.times or asked.day else [found for found in cited if _run_out(answering, found, today)]
    if over:
        notes.append(f"Perioden er udløbet, og en nyere aftale er ikke indlæst: {_listed(over)}.")
    return Answer(
        status="answered",
        answer="\n\n".join([text, *notes, *(found.line for found in missing)]),
        citations=citations.made,
        depends_on=composer.dependencies(citations, missing),
        as_of=today,
        fingerprint=answering.fingerprint,
    )


def _run_out(answering: Answering, document: StoredDocument, today: date) -> bool:
    """Whether an agreement, the newest of its region, is no longer in force."""
    known = document.metadata
    ends = known.valid_to
    newest = known.kind in AGREEMENT_KINDS and answering.snapshot.is_newest(document.id, today)
    return newest and ends is not None and ends < today


def _listed(documents: Sequence[StoredDocument]) -> str:
    return ", ".join(found.metadata.title for found in documents)


# --- what is asked about -----------------------------------------------------------------------------------


def subjects_of(answering: Answering, comparison: Comparison, question: Question) -> list[Subject]:
    """The ready subjects a question names, at most two, the one with most of its words first."""
    return named_in(comparison.subjects.values(), question, answering.wording)


def _asked_alone(answering: Answering, question: Question) -> bool:
    """Whether a question, each of its parts too where it has two, is about one ready subject."""
    subject = _plainly_named(answering, question)
    parts = [understand(part, answering.regions) for part in parts_of(question.text)]
    return subject is not None and all(
        _plainly_named(answering, part) == subject or not telling_words(part) for part in parts[:2]
    )


def _plainly_named(answering: Answering, question: Question) -> Subject | None:
    return plainly_named(comparison_of(answering).subjects.values(), question, answering.wording)


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
        opens = "Ændret ved" if beside.amends else "Men" if _opposed(cell, beside) else "Desuden"
        lines += [f"{opens} {beside.title}: {_shown(quote.text, quote.n)}" for quote in beside.quotes]
    return " ".join(lines)


def _conflicts(matrix: Matrix) -> list[Conflict]:
    """Where another document says something else than the agreement that its cell quotes, each row with its title."""
    return [
        Conflict(about=row.title, citations=[cell.quotes[0].n, beside.quotes[0].n])
        for row in matrix.rows
        for cell in row.cells
        for beside in cell.beside
        if cell.quotes and beside.quotes and _opposed(cell, beside)
    ]


def _opposed(cell: Cell, beside: Beside) -> bool:
    """Whether another document settles what the agreement leaves open, or says yes where it says no."""
    if cell.kind != "citat":
        return True
    own, other = (" ".join(quote.text for quote in each.quotes) for each in (cell, beside))
    return bool(_NEGATION.search(own)) != bool(_NEGATION.search(other))


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
