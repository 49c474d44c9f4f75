"""A rate question with words that change its figures, and that no rule reads, never gets a verdict."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant


@pytest.mark.parametrize(
    "question",
    [
        "Taksten i Ishøj: 980 kr. i 2019 og 1.020 kr. i 2022 i 2019-priser. Pl 5 %.",
        "Taksten i Brøndby var 1.000 kr. i 2019 og er 1.040 kr. i 2022 i faste priser. Pl er 5 %.",
        "Taksten i Vallensbæk: 1.000 kr. i 2019, 1.040 kr. i 2022 før pl. Pl er 5 % i alt. Overholdt?",
        "Taksten i Hvidovre: 1.000 kr. i 2019 (2022-niveau) og 1.040 kr. i 2022. Pl er 5 %.",
        "Taksten i Brøndby er steget 4 % fra 2019 til 2022 ud over pl. Pl er 5 %. Ok?",
        "Taksten i Randers var 1.000 kr. i 2018 inkl. moms og er 970 kr. ekskl. moms i 2022. Ok?",
        "Taksten i Gentofte er steget 1,5 % om året fra 2019 til 2022, pl er 4 % i alt. Overholdt?",
        "Taksten i Gentofte er steget 2 % hvert år siden 2019, vi er i 2022, pl i alt 5 %.",
        "Taksten i Gentofte er steget 3 % i 2022, pl er 5 % siden 2019. Ok?",
        "Taksten i Gentofte var 1.000 kr. i 2019, er 1.061 kr. i 2022. Pl var 2 % om året de første to år.",
        "Taksten i Gentofte var 1.000 kr. i 2019 og er 1.055 kr. i 2022, pl 2 % om året i 2020-2021.",
        "Taksten i Gentofte var 1.000 kr. i 2019 og er 1.048 kr. i 2022. Pl er under 5 %.",
        "Taksten i Gentofte var 1.000 kr. i 2019 og er over 1.040 kr. i 2022. Pl er 5 %.",
        "Taksten i Randers var 1.000 kr. i 2018 og er mindst 970 kr. i 2022. Ok?",
        "Udgiften pr. dag i Gentofte var 1.000 kr. i 2019, og taksten er 1.040 kr. i 2022 med pl 5 %. Ok?",
        "Nyt tilbud i Brøndby med overskud på 500.000 kr. Hvor meget skal de andre dække?",
        "Vi har et nyt tilbud til ældre med demens i Tårnby med underskud på 500.000 kr., 75 % dækning. Er det i orden?",
        "Underskud i Hovedstaden på 400.000 kr., vi har allerede fået dækket 100.000 kr. Kan vi få 75 % af resten?",
    ],
)
def test_words_that_change_the_figures_are_put_back_with_no_verdict(
    assistant: Assistant, question: str
) -> None:
    found = assistant.answer(question)
    assert found.status != "computed"
    assert not found.computations


@pytest.mark.parametrize(
    "turns",
    [
        ("Taksten i Randers var 1.000 kr. i 2018 og er 1.010 kr. i 2022. Ok?", "og hvis den sænkes med 2 %"),
        (
            "Taksten i Gladsaxe var 2.000 kr. i 2019 og er 2.080 kr. i 2022, pl i alt 4,5 %. Ok?",
            "og hvis taksten er 1 % højere",
        ),
        (
            "Taksten i Gentofte var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl i alt 5 %. Ok?",
            "nej, pl er ikke 5 %",
        ),
        ("Taksten i Randers var 1.000 kr. i 2018 og er 980 kr. i 2022. Ok?", "nej den er ikke 980 kr."),
    ],
)
def test_what_is_taken_back_or_only_relative_leaves_the_computation_as_it_was(
    assistant: Assistant, turns: tuple[str, str]
) -> None:
    first = assistant.ask(turns[0])
    second = assistant.ask(turns[1], first.conversation_id)
    assert first.status == "computed"
    assert second.status == "needs_input"
    assert not second.computations
    assert "Beregningen står, som den var før." in second.answer


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("3.000 kr. i 2019, pl 5 %, nu 3.200 – går den i Hovedstaden?", "Ikke overholdt"),
        ("Taksten i Randers var 2.000 kr. i 2018 og er 1.950 kr. i 2022. Ok?", "Overholdt"),
        (
            "Udgiften pr. dag i Gladsaxe var 2.000 kr. i 2019 og er 2.080 kr. i 2022. PL er 1,4 % om året.",
            "Overholdt",
        ),
        ("Taksten i Gentofte er steget 3 % fra 2019 til 2022, pl er 4 % i alt. Ok?", "Overholdt"),
    ],
)
def test_plain_figures_still_get_one(assistant: Assistant, question: str, verdict: str) -> None:
    found = assistant.answer(question)
    assert found.status == "computed"
    assert found.answer.startswith(f"**{verdict}.**")
