"""An answer is on the very thing that was asked for: not another time's, another matter's or another measure's."""

from __future__ import annotations

import re

import pytest

from assistant.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "Må lederen af et krisecenter i Midtjylland afvise en borger?",
        "Hvem beslutter optagelse på et krisecenter i Midtjylland?",
    ],
)
def test_the_newest_agreement_goes_first_only_where_it_speaks_of_the_matter(
    assistant: Assistant, question: str
) -> None:
    found = assistant.answer(question)
    assert found.status == "answered"
    assert "lederen af tilbuddet" in found.citations[0].quote


@pytest.mark.parametrize(
    "question",
    ["Hvornår er det politiske møde i 2024?", "Hvornår blev det politiske møde holdt i 2021?"],
)
def test_a_day_of_another_year_is_no_answer_to_a_question_for_one(
    assistant: Assistant, question: str
) -> None:
    found = assistant.answer(question)
    assert not re.search(r"\b8\. februar 2023\b", found.answer)


def test_a_day_of_the_year_asked_for_is(assistant: Assistant) -> None:
    assert "8. februar 2023" in assistant.answer("Hvornår var det politiske møde i 2023?").answer


@pytest.mark.parametrize(
    "question",
    [
        "Hvor lang er betalingsfristen i Region Hovedstaden?",
        "Hvor langt er ansættelsesforløbet i Hovedstaden?",
        "Hvor lang er karensperioden i Region Hovedstaden?",
    ],
)
def test_how_long_something_is_that_no_document_names_is_met_with_silence(
    assistant: Assistant, question: str
) -> None:
    assert assistant.answer(question).status == "not_found"


def test_a_common_abbreviation_of_a_term_is_explained(assistant: Assistant) -> None:
    found = assistant.answer("Hvad betyder pl?")
    assert [entry.term for entry in found.glossary] == ["pris- og lønfremskrivning"]
