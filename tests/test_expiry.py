"""An answer says when what it quotes has run out, and what came of looking in a newer agreement."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.assistant import Assistant

OVER = "udløbet"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Hvem er formand for KKR Hovedstaden?", "Aftalens periode er udløbet; en nyere er ikke indlæst."),
        ("Hvem betjener Socialdirektørforum?", "Den aftaleperiode, kilden beretter om, er udløbet"),
        ("Hvilke af Norddjurs Kommunes egne politikker hænger rammeaftalen sammen med?", "Den aftale, sagen handler om, er"),
        ("Hvem er næstformand i Midtjylland i den gamle aftale?", "men der er spurgt til den ældre."),
        (
            "Hvad består ledelsesinformationen i Midtjylland af?",
            "Der er også søgt i den nyere, Rammeaftale 2023-24, Midtjylland, men det citerede er fra den ældre",
        ),
        ("Er den nære psykiatri stadig et udviklingsområde i Midtjylland i 2023-24?", OVER),
        ("Gælder taksterne fra 2021-22 stadig i Midtjylland?", "spørg til den for at se, om den siger det samme."),
        ("Hvem var næstformand før Ib Lauritsen?", "den nyere er også citeret."),
    ],
)  # fmt: skip
def test_a_source_that_has_run_out_is_said_to_have(assistant: Assistant, question: str, said: str) -> None:
    text = assistant.answer(question).answer
    assert said in text and text.count(OVER) == 1
    assert "ikke er citeret først" not in text


@pytest.mark.parametrize(
    "question",
    [
        "Hvem var næstformand i Rammeaftale 2021-22 for Midtjylland?",
        "Hvem er næstformand for KKR Midtjylland i 2023-24?",
        "Hvor mange temadage blev holdt i Syddanmark?",
        "Hvilken periode er nævnt for den kommende rammeaftale i Syddanmark?",
        "hvem holdt onlinekonferencen i juni 2022",
        "Hvilke emner var på temadagen i marts 2022 i Syddanmark?",
    ],
)
def test_nothing_has_run_out_for_a_time_or_an_event_that_is_past(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert answer.status == "answered"
    assert OVER not in answer.answer and "gjaldt den dag" not in answer.answer


def test_a_chosen_day_is_the_day_that_counts(assistant: Assistant) -> None:
    within, after = (
        assistant.answer("Hvem betjener Socialdirektørforum?", as_of=day).answer
        for day in (date(2023, 6, 1), date(2025, 6, 1))
    )
    assert OVER not in within and OVER in after
    before = assistant.answer("Hvem er formand for KKR Hovedstaden?", as_of=date(2020, 6, 1)).answer
    assert "Ingen indlæst aftale gjaldt den dag" in before


@pytest.mark.parametrize(
    ("question", "note"),
    [
        ("Hvem er formand for Socialdirektørforum i Syddanmark?", False),
        ("Hvilke temaer er der i Syddanmarks rammeaftale 2025-2026?", False),
        ("Hvad er takstloftet i Syddanmark?", True),
    ],
)
def test_a_note_on_a_document_is_shown_where_it_bears_on_the_question(
    assistant: Assistant, question: str, note: bool
) -> None:
    answer = assistant.answer(question)
    assert answer.status == "not_found" and "En opsamling, ikke aftalen selv." in answer.answer
    assert ("ingen takstbestemmelser" in answer.answer) == note
