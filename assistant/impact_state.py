"""What rests on one state of the documents: taken before and after a change, and compared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from assistant.answer import Answer
from assistant.answering import Answering
from assistant.compare import comparison_of
from assistant.compare_matrix import Cell, Row
from assistant.evidence import ON_TOPIC_KINDS
from assistant.former import keep
from assistant.impact_report import (
    AnswerState,
    CellState,
    ImpactQuote,
    Lost,
    QuestionChange,
    SubjectChange,
)
from assistant.onboarding import LearningPath
from assistant.stored_questions import StoredQuestion, ask_stored, right
from index.snapshot import Snapshot

# By subject: the cell of a document.
Cells = Mapping[str, tuple[str, CellState]]


@dataclass(frozen=True)
class State:
    """What is switched off, what the stored questions are answered, and the cells of the documents asked for."""

    answering: Answering
    off: Mapping[tuple[str, str], Lost]
    answers: Mapping[str, AnswerState]
    cells: Mapping[str, Cells]


def state_of(
    answering: Answering, questions: Sequence[StoredQuestion], documents: Collection[str], today: date
) -> State:
    """The state for those stored questions and the columns of those documents (unknown ids are left out)."""
    keep(answering.snapshot)
    off: dict[tuple[str, str], Lost] = {(found.kind, found.name): found for found in switched_off(answering)}
    answers = {}
    for question in questions:
        answer = ask_stored(answering, question, today)
        answers[question.id] = _answer_state(question, answer)
    return State(answering, off, answers, cells_of(answering, documents))


def switched_off(answering: Answering, subjects: bool = True) -> list[Lost]:
    """Everything that is not used because a quote it rests on is gone, by name.

    `subjects`: also the subjects that no agreement fills, for which the whole comparison is made.
    """
    knowledge, path = answering.knowledge, _path_of(answering.snapshot)
    found = [
        Lost(kind="regel", name=rule, reason=reason) for rule, reason in knowledge.parameters.disabled.items()
    ]
    found += [
        Lost(kind="godkendt regelværdi", name=name, reason=reason)
        for name, reason in knowledge.unused_values.items()
    ]
    found += [
        Lost(kind="ord", name=gone.term, reason="; ".join(gone.reasons))
        for gone in knowledge.glossary.disabled
    ]
    for off in path.switched_off:
        kind, _, name = off.name.partition(" ")
        found.append(
            Lost(
                kind="læringstrin" if kind == "Trinnet" else "quizspørgsmål",
                name=name.strip("»«"),
                reason="; ".join(off.reasons),
            )
        )
    found += [
        Lost(kind="henvisning", name=reason.partition(":")[0], reason=reason)
        for reason in knowledge.dependencies.missing
    ]
    return found + (_empty_subjects(answering) if subjects else [])


@lru_cache(maxsize=2)
def _path_of(snapshot: Snapshot) -> LearningPath:
    """The learning path on a state of the documents; the last two are kept."""
    spans = {found.id: found.span for found in snapshot.documents.values()}
    texts = {name: snapshot.texts[name][span.start : span.end] for name, span in spans.items()}
    return LearningPath.load(texts, tolerate_missing_quotes=True)


def _empty_subjects(answering: Answering) -> list[Lost]:
    """Ready subjects that no agreement fills any more."""
    if not comparison_of(answering).agreements():
        return []
    matrix = comparison_of(answering).matrix()
    return [
        Lost(
            kind="emne",
            name=row.title,
            reason="Sammenligningen finder ikke længere noget om emnet i de indlæste aftaler.",
        )
        for row in matrix.rows
        if not any(cell.quotes or cell.beside for cell in row.cells)
    ]


def cells_of(answering: Answering, documents: Iterable[str]) -> dict[str, Cells]:
    """The cells of documents that are agreements or stand for one, and of those that a document is about."""
    loaded = answering.snapshot.documents
    columns: list[str] = []
    for document_id in documents:
        if document_id not in loaded:
            continue
        about = loaded[document_id].metadata.about
        column = about if about in loaded and about is not None else document_id
        if loaded[column].metadata.kind in ON_TOPIC_KINDS:
            columns.append(column)
    if not columns:
        return {}
    matrix = comparison_of(answering).matrix(documents=list(dict.fromkeys(columns)))
    quotes = {
        made.n: ImpactQuote(
            document=made.document,
            start=made.start,
            end=made.end,
            quote=made.quote,
            text=" ".join(made.quote.split()),
            url=made.url,
        )
        for made in matrix.citations
    }
    return {
        column.document: {row.subject: (row.title, _cell_state(row, number, quotes)) for row in matrix.rows}
        for number, column in enumerate(matrix.columns)
    }


def _cell_state(row: Row, number: int, quotes: Mapping[int, ImpactQuote]) -> CellState:
    cell: Cell = row.cells[number]
    shown = list(cell.quotes)
    shown += [quote for beside in cell.beside for quote in beside.quotes]
    return CellState(
        kind=cell.kind,
        says=cell.empty,
        quotes=[quotes[quote.n].model_copy(update={"text": quote.text}) for quote in shown],
    )


def _answer_state(question: StoredQuestion, answer: Answer) -> AnswerState:
    first = answer.citations[0] if answer.citations else None
    return AnswerState(
        status=answer.status,
        document=first.document if first else "",
        quote=first.quote if first else "",
        right=right(question, answer),
    )


# --- compared ----------------------------------------------------------------------------------------------


def lost_between(before: State, after: State) -> tuple[list[Lost], list[Lost]]:
    """What the change switched off, and what it switched on again."""
    lost = [found for key, found in after.off.items() if key not in before.off]
    regained = [found for key, found in before.off.items() if key not in after.off]
    return lost, regained


def changed_answers(before: State, after: State, questions: Sequence[StoredQuestion]) -> list[QuestionChange]:
    """The stored questions whose status, first source or first quote changed."""
    found = []
    for question in questions:
        old, new = before.answers.get(question.id), after.answers[question.id]
        if old != new:
            found.append(QuestionChange(id=question.id, question=question.question, before=old, after=new))
    return found


def changed_cells(
    before: Cells | None, after: Cells, compared_with: str, snapshot: Snapshot, former: bool
) -> list[SubjectChange]:
    """The subjects whose cell says something else; without `before` every one that says something."""
    found = []
    for subject, (title, new) in after.items():
        old = before[subject][1] if before is not None and subject in before else None
        if old is None and not new.quotes:
            continue
        if old is not None and (old.kind, _said(old)) == (new.kind, _said(new)):
            continue
        if old is not None and former:
            kept = [
                quote.model_copy(update={"former": not _stands(quote, snapshot), "url": ""})
                for quote in old.quotes
            ]
            old = old.model_copy(update={"quotes": kept})
        found.append(
            SubjectChange(subject=subject, title=title, compared_with=compared_with, before=old, after=new)
        )
    return found


def _said(cell: CellState) -> list[str]:
    return [" ".join(quote.text.split()) for quote in cell.quotes]


def _stands(quote: ImpactQuote, snapshot: Snapshot) -> bool:
    """Whether a quote of the former state still stands in its place."""
    text = snapshot.texts.get(quote.document, "")
    return text[quote.start : quote.end] == quote.quote
