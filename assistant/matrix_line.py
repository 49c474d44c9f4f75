"""What a matrix of one row comes to: in one line, in counted points, and which of its cells answer at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.answer_types import holds_wanted
from assistant.compare_export import names_of
from assistant.compare_matrix import Matrix
from assistant.comparison_line import UNDECIDED, Side, comparison_line
from assistant.comparison_question import Relation
from assistant.question import Question
from assistant.subject_naming import subject_words
from assistant.subjects import Subject
from assistant.wanted import Wanted
from assistant.wording import Wording

if TYPE_CHECKING:  # answering itself answers with comparisons
    from assistant.answering import Answering

_SPOKEN_OF = 0.6
_NUMERIC: frozenset[Wanted] = frozenset({"how_many", "how_much", "when"})
_YEARS = re.compile(r"\b20\d\d\s*[-–/]\s*(?:20)?\d\d\b")
_NO_ANSWER = "dokumentet omtaler det uden at svare på spørgsmålet"


def speaks_of(wording: Wording, matrix: Matrix, question: Question) -> bool:
    """Whether what the cells quote has a word asked with: a subject that shares a word with a question is not its own."""
    terms = wording.terms(subject_words(question))
    texts = [quote.text for row in matrix.rows for cell in row.cells for quote in cell.quotes]
    stems = wording.stems_of(" ".join((*(row.title for row in matrix.rows), *texts)))
    return not terms or any(term.found_in(stems) >= _SPOKEN_OF for term in terms)


def formed(matrix: Matrix, question: Question, subject: Subject) -> Matrix:
    """The matrix with the cells that hold no number or date where one is asked for told to be mentions only.

    A subject that is itself a time is settled by years as well as by a date.
    """
    if question.wanted not in _NUMERIC:
        return matrix
    timed = question.wanted == subject.wanted == "when"
    rows = [
        row.model_copy(
            update={
                "cells": [
                    cell
                    if cell.kind != "citat"
                    or any(
                        holds_wanted(question.wanted, question.said, quote.text) >= 1.0
                        or (timed and _YEARS.search(quote.text))
                        for quote in cell.quotes
                    )
                    else cell.model_copy(update={"kind": "omtale", "empty": _NO_ANSWER})
                    for cell in row.cells
                ]
            }
        )
        for row in matrix.rows
    ]
    return matrix.model_copy(update={"rows": rows})


def comes_to(answering: Answering, matrix: Matrix, relation: Relation | None, question: Question) -> str:
    """What the comparison comes to. That only one side says something is told where no other cell has anything."""
    sides = _sides(answering, matrix)
    held = sum(bool(cell.quotes or cell.beside) for row in matrix.rows for cell in row.cells)
    if len({side.name for side in sides}) == 1 and held > len(sides):
        return UNDECIDED if relation in ("most", "least") else ""
    return comparison_line(relation, question, sides, answering.wording)


def counted_points(matrix: Matrix) -> str:
    """How many points the lists have, where they do not have as many: counted, and told to be."""
    names = names_of(matrix)
    found = [each for row in matrix.rows for each in row.differences if each.kind == "antal"]
    counts = [
        f"{names.get(value.document, value.document)}: {value.value} [{value.citations[0]}]"
        for each in found[:1]
        for value in each.values
    ]
    return f"**Punkter i de citerede lister, talt op**: {', '.join(counts)}." if counts else ""


def _sides(answering: Answering, matrix: Matrix) -> list[Side]:
    """The cells of a matrix of one row that settle it, by region; by agreement where all are of one."""
    documents = answering.snapshot.documents
    found = [
        (documents[cell.document], cell.quotes)
        for row in matrix.rows[:1]
        for cell in row.cells
        if cell.kind == "citat" and len(matrix.rows) == 1
    ]
    several = len({column.region for column in matrix.columns}) > 1
    return [
        Side(
            (several and document.metadata.region) or document.metadata.title,
            " ".join(quote.text for quote in quotes),
            quotes[0].n,
            document,
        )
        for document, quotes in found
    ]
