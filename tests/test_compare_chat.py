"""Asked in chat to compare: region by region, period by period, every line with its source."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.compare_answer import asks_matrix, matrix_answer
from assistant.difference_answer import asks_difference, difference_answer
from assistant.question import understand

DAY = date(2026, 11, 22)


def marked_lines_are_cited(answer: Answer) -> None:
    """Every quote in the text has its [n], and every [n] its citation."""
    numbers = {int(found) for found in re.findall(r"\[(\d+)\]", answer.answer)}
    assert numbers == {made.n for made in answer.citations}
    for line in answer.answer.splitlines():
        if "»" in line:
            assert re.search(r"\[\d+\]", line), line


def test_chat_compares_a_subject_region_by_region(assistant: Assistant) -> None:
    answer = matrix_answer(assistant.answering, "Sammenlign overhead i de tre regioner", DAY)
    assert answer is not None and answer.status == "answered"
    assert "hen imod 6 %" in answer.answer
    assert answer.answer.count("Ikke reguleret i dokumentet.") == 2
    assert {made.document for made in answer.citations} == {"hovedstaden-rammeaftale-2021-22"}
    marked_lines_are_cited(answer)


def test_chat_compares_only_the_regions_that_are_named(assistant: Assistant) -> None:
    answer = matrix_answer(
        assistant.answering, "Hvad er forskellen på taksterne i Midtjylland og Hovedstaden?", DAY
    )
    assert answer is not None
    assert "Syddanmark" not in answer.answer
    assert "under afklaring" in answer.answer and "taksterne ikke kan stige" in answer.answer
    marked_lines_are_cited(answer)


def test_chat_says_what_is_new_in_an_agreement(assistant: Assistant) -> None:
    asked = "Hvad er nyt i rammeaftale 2023-24 i Midtjylland?"
    assert asks_difference(understand(asked, assistant.answering.regions))
    answer = difference_answer(assistant.answering, asked, DAY)
    assert answer is not None
    assert "Nyt afsnit »Nationale reformer«" in answer.answer
    assert "»2 pct.« er udgået" in answer.answer
    marked_lines_are_cited(answer)


def test_chat_has_no_difference_where_a_region_has_one_version(assistant: Assistant) -> None:
    assert difference_answer(assistant.answering, "Hvad er nyt i aftalen i Hovedstaden?", DAY) is None


@pytest.mark.parametrize(
    ("asked", "versions"),
    [
        ("Hvad er nyt i rammeaftale 2023-24?", True),
        ("Hvad er ændret siden sidste aftale?", True),
        ("Hvad er forskellen på rammeaftale 2021-22 og 2023-24?", True),
        ("Hvad er forskellen på taksterne i Midtjylland og Hovedstaden?", False),
        ("Hvor mange kommuner er der?", False),
    ],
)
def test_a_question_about_two_versions_is_known(assistant: Assistant, asked: str, versions: bool) -> None:
    assert asks_difference(understand(asked, assistant.answering.regions)) is versions


@pytest.mark.parametrize(
    ("asked", "matrix"),
    [
        ("Sammenlign overhead i de tre regioner", True),
        ("Sammenlign aftalerne", True),
        ("Hvilke regioner bruger standardkontrakten?", True),
        ("Hvilke aftaleperioder har de tre regioner?", True),
        ("Sammenlign indsatserne for borgere med autisme", False),
        ("Hvad er nyt i rammeaftale 2023-24?", False),
        ("Hvem er formand for KKR Midtjylland?", False),
    ],
)
def test_the_matrix_answers_only_what_it_has_rows_for(assistant: Assistant, asked: str, matrix: bool) -> None:
    answering = assistant.answering
    assert asks_matrix(answering, understand(asked, answering.regions)) is matrix
