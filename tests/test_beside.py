"""Agreements of one time beside each other where no region is named, and what cannot be compared."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant

OLD, CAPITAL = "midt-rammeaftale-2021-22", "hovedstaden-rammeaftale-2021-22"


@pytest.mark.parametrize(
    ("question", "midt", "capital"),
    [
        (
            "Hvor meget skal taksterne ned i 2021-22?",
            "Taksterne reduceres med minimum 2 pct.",
            "regulere taksterne i forhold til pris- og lønudvikling",
        ),
        (
            "Skal taksterne ned i 2021-22?",
            "Taksterne reduceres med minimum 2 pct.",
            "regulere taksterne i forhold til pris- og lønudvikling",
        ),
        (
            "Må taksterne stige i 2022?",
            "Taksterne kan ikke stige i perioden",
            "maksimalt må stige med pris- og",
        ),
        (
            "Hvilke udviklingsområder er der i 2021-22?",
            "Den nære psykiatri",
            "relevant og aktuel tilbudsvifte",
        ),
    ],
)
def test_each_regions_own_words_of_the_time_are_shown(
    assistant: Assistant, question: str, midt: str, capital: str
) -> None:
    answer = assistant.answer(question)
    quoted = {
        document: " ".join(made.quote for made in answer.citations if made.document == document)
        for document in (OLD, CAPITAL)
    }
    assert midt in quoted[OLD] and capital in quoted[CAPITAL]
    assert not answer.answer.startswith(("**Ja", "**Nej"))


@pytest.mark.parametrize(
    "question",
    ["Hvor meget skal taksterne ned i Midtjylland i 2021-22?", "Hvad er overheadprocenten i 2021-22?"],
)
def test_a_region_that_is_named_or_alone_speaks_alone(assistant: Assistant, question: str) -> None:
    assert len({made.document for made in assistant.answer(question).citations}) == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("forskellen på rammeaftalen 2021-22 og 2023-24 i hovedstaden", "for Hovedstaden for 2023-2024"),
        (
            "Hvad er forskellen på rammeaftale 2019-20 og 2021-22 i Midtjylland?",
            "for Midtjylland for 2019-2020",
        ),
        ("hvad er nyt i rammeaftale 2025-26 i midtjylland", "for Midtjylland for 2025-2026"),
        (
            "Hvad er forskellen på 2023-24 og 2025-26 i Syddanmark?",
            "for Syddanmark for 2023-2024 og 2025-2026",
        ),
    ],
)
def test_an_agreement_that_is_not_loaded_is_not_compared_with_another(
    assistant: Assistant, question: str, missing: str
) -> None:
    answer = assistant.answer(question)
    assert (answer.status, answer.citations) == ("not_found", [])
    assert f"Der er ikke indlæst en rammeaftale {missing}" in answer.answer
