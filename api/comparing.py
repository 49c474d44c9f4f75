"""Comparing as every way in does it: the choice made, the matrix or the difference in a format."""

from __future__ import annotations

from collections.abc import Sequence

from api.refusal import Refused
from assistant.assistant import Assistant
from assistant.compare import UnknownChoice, comparison_of
from assistant.compare_export import Format, export
from assistant.compare_matrix import Matrix
from assistant.difference import difference
from assistant.difference_report import Difference


def compare(
    assistant: Assistant, subjects: Sequence[str], documents: Sequence[str], questions: Sequence[str]
) -> Matrix:
    """The matrix. Raises Refused, which names a subject or document that does not exist."""
    try:
        return comparison_of(assistant.answering).matrix(subjects, documents, questions)
    except UnknownChoice as wrong:
        raise Refused(422, "ukendt_valg", str(wrong)) from wrong


def compared_file(
    assistant: Assistant,
    subjects: Sequence[str],
    documents: Sequence[str],
    questions: Sequence[str],
    form: Format,
) -> bytes:
    """The matrix in a format. Raises Refused."""
    return export(compare(assistant, subjects, documents, questions), form)


def differ(assistant: Assistant, a: str, b: str) -> Difference:
    """What changed from a to b. Raises Refused for an unknown document or twice the same."""
    try:
        return difference(assistant.answering, a, b)
    except UnknownChoice as wrong:
        raise Refused(422, "ukendt_valg", str(wrong)) from wrong
