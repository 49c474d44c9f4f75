"""Who held an office before or after somebody is read from the agreement before or after."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant

OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"
STEEN, IB = "Steen Vindum", "Ib Lauritsen"


@pytest.mark.parametrize(
    "question",
    [
        "Hvem afløste Steen Vindum?",
        "Hvem er ny næstformand efter Steen Vindum?",
        "hvem har afløst steen vindum som næstformand i kkr midtjylland",
        "Hvem blev Steen Vindum afløst af?",
        "hvem kom efter Vindum",
        "Hvem er Steen Vindums efterfølger?",
        "Hvem overtog posten efter Steen Vindum?",
    ],
)
def test_who_came_after(assistant: Assistant, question: str) -> None:
    first, second = assistant.answer(question).citations
    assert (first.document, second.document) == (NEW, OLD)
    assert IB in first.quote and STEEN in second.quote


@pytest.mark.parametrize(
    "question",
    [
        "Hvem var næstformand før Ib Lauritsen?",
        "hvem har ib lauritsen afløst",
        "Hvem er Ib Lauritsens forgænger?",
        "Hvem blev afløst af Ib Lauritsen?",
        "hvem var før ib lauritsen næstformand",
    ],
)
def test_who_was_before(assistant: Assistant, question: str) -> None:
    first, second = assistant.answer(question).citations
    assert (first.document, second.document) == (OLD, NEW)
    assert STEEN in first.quote and IB in second.quote


@pytest.mark.parametrize(
    "question",
    [
        "hvem var formand før Torben Hansen?",
        "Hvem afløste Ib Lauritsen?",
        "Hvem var formand før Steen Vindum?",
        "Hvem afløste Steen Christiansen som formand for KKR Hovedstaden?",
        "Hvem afløste Mette Frederiksen?",
    ],
)
def test_the_one_who_is_named_is_never_the_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert (answer.status, answer.citations) == ("not_found", [])


def test_a_year_before_which_somebody_held_an_office_is_no_person(assistant: Assistant) -> None:
    answer = assistant.answer("Hvem var næstformand før 2023 i Midtjylland?")
    assert STEEN in answer.citations[0].quote and "forrige aftale, der er indlæst" not in answer.answer
