"""The sentence that comes first names what is asked for: the kind of thing, the sum, who is left out, who signed."""

from __future__ import annotations

import pytest

from assistant.asked_form import shows_form
from assistant.assistant import Assistant
from assistant.question import understand
from ingest.regions import Regions


@pytest.mark.parametrize(
    ("question", "first"),
    [
        (
            "Hvilket område er ikke med i Hovedstadens udgiftsmonitorering?",
            "Specialundervisningsområdet indgår ikke",
        ),
        (
            "På hvilket område mærker Region Midtjylland især efterspørgslen efter specialiserede tilbud?",
            "Efterspørgslen ses særligt på autismeområdet",
        ),
        ("Hvad bidrager Realdania med til DK2020?", "2-3 mio. kr. pr. region"),
        (
            "Hvilken målgruppe skal økonomimodellen i Hovedstaden bruges til først?",
            "Modellen skal i første omgang",
        ),
        (
            "Hvad var resultatet af undersøgelsen af kommunikationsområdet i Syddanmark?",
            "giver undersøgelsen ikke anledning til bekymring",
        ),
        (
            "Havde Socialstyrelsen vurderet de centrale udmeldinger, da Midtjyllands Rammeaftale 2021-22 blev skrevet?",
            "Socialstyrelsen har udsendt 3 centrale udmeldinger",
        ),
    ],
)
def test_the_first_quote_names_what_is_asked_for(assistant: Assistant, question: str, first: str) -> None:
    assert first in " ".join(assistant.answer(question).citations[0].quote.split())


@pytest.mark.parametrize(
    ("question", "names"),
    [
        (
            "Hvem har skrevet forordet til den midtjyske rammeaftale 2023-24?",
            ["Torben Hansen", "Ib Lauritsen"],
        ),
        (
            "Hvem har underskrevet forordet i Hovedstadens aftale?",
            ["Steen Christiansen", "Karsten Søndergaard"],
        ),
    ],
)
def test_all_who_signed_are_quoted_together(assistant: Assistant, question: str, names: list[str]) -> None:
    quote = assistant.answer(question).citations[0].quote
    assert all(name in quote for name in names)


@pytest.mark.parametrize(
    "question",
    [
        "hvem har underskrevet forordet til midtjyllands aftale 2023-24 som næstformand",
        "Hvem er næstformand for KKR Midtjylland?",
    ],
)
def test_one_office_is_answered_by_its_holder_alone(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question).answer
    assert "Ib Lauritsen" in answer and "Torben Hansen" not in answer


@pytest.mark.parametrize(
    ("question", "text", "shown"),
    [
        ("hvilken lov er det", "Det står i serviceloven.", True),
        ("hvilken lov er det", "Loven er ny.", False),
        ("hvem er ikke omfattet", "Private er undtaget.", True),
        ("hvem er ikke omfattet", "Alle kommuner er omfattet.", False),
        ("hvad gør vi, hvis kommunen ikke betaler", "Kommunen skal betale.", None),
        ("hvad betaler Realdania", "Realdania betaler 3 mio. kr.", True),
        ("hvem er formand", "Torben Hansen", None),
    ],
)
def test_a_form_asked_for_is_seen_in_a_sentence(question: str, text: str, shown: bool | None) -> None:
    assert shows_form(understand(question, Regions.load()), text) is shown


def test_a_row_of_an_agenda_answers_nobody_who_asks_for_no_papers(assistant: Assistant) -> None:
    assert "Åben" not in assistant.answer("hvad skal aftalen gøre godt for ifølge sagen i Norddjurs").answer


def test_who_asks_how_many_annexes_is_shown_them_all(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Hvor mange bilag har Midtjyllands rammeaftale 2023-24, og hvad hedder de?"
    ).answer
    assert "Tilbudsviften (gældende takstfil)" in answer and "Styringsaftale 2023-24" in answer


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Hvad er bilag 5 til Midtjyllands rammeaftale 2023-24?", "5. Tilbudsviften"),
        ("Hvad hedder bilag 2 til Hovedstadens rammeaftale?", "Bilag 2"),
    ],
)
def test_one_annex_asked_for_by_its_number_is_quoted_alone(
    assistant: Assistant, question: str, line: str
) -> None:
    answer = assistant.answer(question)
    assert answer.citations[0].quote.replace("*", "").startswith(line)
    assert len(answer.citations) == 1


def test_a_yes_no_question_is_not_answered_by_an_item_that_only_names(assistant: Assistant) -> None:
    answer = assistant.answer(
        "har styrelsen fundet ud af om der er nok hjælp til dem med anoreksi og den slags"
    )
    assert "Socialstyrelsen vurderet" in " ".join(answer.citations[0].quote.split())
