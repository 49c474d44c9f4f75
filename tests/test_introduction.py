"""What somebody says of themselves is not what they ask for."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.introduction import asked_part


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (
            "jeg sidder i Viborg Kommune og skal lave budget - kan jeg trække 3 procent fra?",
            "kan jeg trække 3 procent fra?",
        ),
        (
            "Hej, jeg er ny i Favrskov og min leder spørger om det er frivilligt at bruge guidelinen",
            "er det frivilligt at bruge guidelinen",
        ),
        ("jeg er ny - hvad betyder driftsherre?", "hvad betyder driftsherre?"),
        ("Hej. Hvem er formand for KKR Midtjylland?", "Hvem er formand for KKR Midtjylland?"),
        ("vi er i tvivl om, hvem der betaler for ferieledsagelse", "hvem betaler for ferieledsagelse"),
        ("Min chef vil vide hvad takstaftalen går ud på", "hvad takstaftalen går ud på"),
    ],
)
def test_who_asks_and_why_is_left_out(text: str, asked: str) -> None:
    assert asked_part(text) == asked


@pytest.mark.parametrize(
    "text",
    [
        "Vi har en borger på krisecenter. Hvem betaler?",
        "Vi køber pladser hos et privat tilbud, skal vi bruge guidelinen?",
        "Vores takst er 1.234 kr. Er det for meget?",
        "vi er et nyt tilbud i hovedstaden, hvem dækker underskuddet?",
        "Hvem er formand, og hvad skal vi gøre?",
        "vi skal til møde. Hvornår er det?",
        "hej",
        "",
    ],
)
def test_what_is_said_of_the_case_stays_part_of_the_question(text: str) -> None:
    assert asked_part(text) == text


@pytest.mark.parametrize(
    ("plain", "introduced"),
    [
        (
            "Er det frivilligt at bruge guidelinen?",
            "Hej, jeg er ny i Favrskov og min leder spørger om det er frivilligt at bruge guidelinen",
        ),
        (
            "Hvem er formand for KKR Midtjylland?",
            "hejsa, jeg arbejder med budget og vil gerne vide hvem der er formand for KKR Midtjylland",
        ),
    ],
)
def test_an_introduced_question_rests_on_the_same_sentence(
    assistant: Assistant, plain: str, introduced: str
) -> None:
    expected, found = assistant.answer(plain), assistant.answer(introduced)
    assert found.status == expected.status == "answered"
    assert found.citations[0].quote == expected.citations[0].quote


def test_the_municipality_of_the_asker_still_chooses_the_region(assistant: Assistant) -> None:
    found = assistant.answer("Hej, jeg sidder i Vejle, hvad er overheadprocenten?")
    assert found.status == "not_found"
