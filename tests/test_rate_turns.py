"""Conversations about rates as a reader meets them: what is told, what is asked back, and in which words."""

from __future__ import annotations

import re

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.rate_held import NOT_UNDERSTOOD

CASE = "Taksten i Gladsaxe var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl er 2 % om året. Ok?"
RAW = re.compile(
    r"[a-zæøå]+_[a-zæøå]|\boevrige\b|\bmidtjylland\b|\bhovedstaden\b|midt-rammeaftale|\bbasisaar\b|\bpl_"
)


def said(assistant: Assistant, *turns: str) -> Answer:
    """The answer to the last turn of a kept conversation."""
    answer = assistant.ask(turns[0])
    for turn in turns[1:]:
        answer = assistant.ask(turn, answer.conversation_id)
    return answer


@pytest.mark.parametrize("turn", ["og hvis det bliver meget dyrt", "og hvis den er 1.2.3 pct"])
def test_a_turn_that_is_not_understood_is_said_to_be_so_of_the_computation(
    assistant: Assistant, turn: str
) -> None:
    answer = said(assistant, CASE, turn)
    assert answer.status == "needs_input"
    assert NOT_UNDERSTOOD in answer.answer
    assert "1.040,00 kr." in answer.answer
    assert said(assistant, CASE, turn, "og hvis taksten er 1.100 kr.").computations


@pytest.mark.parametrize("turn", ["hvorfor?", "hvor meget mangler vi?", "hvordan er det regnet?"])
def test_a_question_about_the_verdict_shows_the_computation_it_rests_on(
    assistant: Assistant, turn: str
) -> None:
    first, then = said(assistant, CASE), said(assistant, CASE, turn)
    assert then.computations == first.computations


def test_another_subject_between_does_not_lose_the_case(assistant: Assistant) -> None:
    answer = said(assistant, CASE, "Hvem er formand for KKR Midtjylland?", "og hvis taksten er 1.100 kr.?")
    assert answer.computations[0].verdict == "ikke_overholdt"


def test_a_year_that_no_agreement_covers_leaves_the_computation_as_it_was(assistant: Assistant) -> None:
    refused = said(assistant, CASE, "og i 2025?")
    assert "2020-2022" in refused.answer
    assert said(assistant, CASE, "og i 2025?", "og i 2021?").computations[0].inputs["aar"] == "2021"


def test_a_first_year_that_no_agreement_covers_is_told_at_once(assistant: Assistant) -> None:
    answer = said(assistant, "taksten var 1800 kr i 2019 og 1900 kr i 2025 i Gentofte, er det ok?")
    assert answer.status == "needs_input"
    assert "dækker 2020-2022" in answer.answer


def test_the_clause_is_shown_before_figures_are_asked_for(assistant: Assistant) -> None:
    answer = said(assistant, "må vi i Hvidovre hæve taksten med 4 % i 2022?")
    assert answer.status == "needs_input"
    assert "pris- og lønudvikling" in answer.citations[0].quote
    assert answer.answer.startswith("I Rammeaftale 2021-2022, Hovedstaden, står: »")


def test_both_sides_of_a_change_are_told_where_the_days_lie_on_both(assistant: Assistant) -> None:
    answer = said(assistant, "hvem betaler sundhedslovsydelser til en borger på botilbud efter 1/1-2021")
    assert answer.status == "needs_input"
    assert "den aktuelle opholdskommune" in answer.answer and "den tidligere opholdskommune" in answer.answer


def test_what_was_said_beside_the_rate_is_told_as_not_judged(assistant: Assistant) -> None:
    answer = said(
        assistant,
        "Vores takst i Randers er 1.900 kr. i 2022, og overhead er 7 %. Den var 2.000 kr. i 2018. Må vi det?",
    )
    assert answer.computations[0].verdict == "overholdt"
    assert "kun har en regel om for Hovedstaden" in answer.answer


def test_the_region_may_be_changed_in_everyday_words(assistant: Assistant) -> None:
    assert said(assistant, CASE, "og hvis vi ligger i Midtjylland i stedet").computations[0].rule == (
        "midt.takstudvikling"
    )
    assert "Er 1.200,00 kr. taksten i 2019?" in (
        said(
            assistant, "Må vi hæve taksten fra 1.200 til 1.250 i Randers i 2023?", "og i Lyngby-Taarbæk?"
        ).answer
    )


@pytest.mark.parametrize(
    "turns",
    [
        (CASE, "nej jeg mente udgiften pr. dag"),
        (CASE, "og hvis det bliver meget dyrt"),
        ("Hvem betaler øvrige sundhedslovsydelser den 1. juni 2022?",),
        ("Hvilken rammeaftale gælder i 2022?",),
        ("Hvilken rammeaftale gælder i 2022?", "Midtjylland"),
        ("Vores takst er 1.234 kr. Er det for meget?",),
    ],
)
def test_no_inner_name_reaches_the_reader(assistant: Assistant, turns: tuple[str, ...]) -> None:
    own = re.sub(r"»[^«]*«|\[\d+\]", "", said(assistant, *turns).answer)
    assert not RAW.search(own), own


def test_a_difference_is_shown_to_two_decimals(assistant: Assistant) -> None:
    answer = said(
        assistant, "Hovedstaden: indirekte omkostninger 200.000 kr. og direkte 4,5 mio. kr. Når vi målet?"
    )
    assert "-1,56 procentpoint" in answer.answer
