"""What two versions of an agreement say of one thing, and who holds an office now, as a caseworker asks for it."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant

OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"


@pytest.mark.parametrize(
    ("question", "older", "newer"),
    [
        (
            "Hvordan oplever de midtjyske kommuner udbud og efterspørgsel i 2021-22 i forhold til 2023-24?",
            "generelt sammenhæng mellem udbud og efterspørgsel",
            "rimelig sammenhæng mellem udbud og efterspørgsel",
        ),
        (
            "Hvad er ændret om Kofoedsminde siden sidste rammeaftale i Midtjylland?",
            "er Social- og Indenrigsministeriet ved at nedsætte en arbejdsgruppe",
            "er der i regi af Social- og Indenrigsministeriet nedsat en arbejdsgruppe",
        ),
    ],
)
def test_what_two_versions_say_of_one_thing_stands_side_by_side(
    assistant: Assistant, question: str, older: str, newer: str
) -> None:
    answer = assistant.answer(question)
    assert answer.answer.index("**2023–2024**") < answer.answer.index("**2021–2022**")
    quoted = {
        found: [made.quote for made in answer.citations if made.document == found] for found in (OLD, NEW)
    }
    assert older in " ".join(quoted[OLD]) and newer in " ".join(quoted[NEW])
    assert len(answer.citations) <= 4, "what changed elsewhere was not asked for"
    assert "ikke er citeret først" not in answer.answer


def test_a_word_that_no_version_has_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.answer("Hvad er ændret om parkeringspladser siden sidste rammeaftale i Midtjylland?")
    assert answer.answer.startswith("Dokumenterne nævner ikke »parkeringspladser«.")
    whole = assistant.answer("Hvad er ændret siden sidste rammeaftale i Midtjylland?")
    assert "nævner ikke" not in whole.answer


@pytest.mark.parametrize(
    "question",
    ["Er Steen Vindum næstformand i KKR Midtjylland?", "er det Ib eller Steen der er næstformand i kkr midt"],
)
def test_who_held_an_office_before_is_not_taken_to_hold_it_now(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    first, *others = answer.citations
    assert (first.document, "Ib Lauritsen" in first.quote) == (NEW, True)
    assert any(made.document == OLD and "Steen Vindum" in made.quote for made in others)
    assert "Tidligere: " in answer.answer
    assert "**Ja" not in answer.answer


def test_the_same_office_in_everyday_words_is_found_in_the_newest_agreement(assistant: Assistant) -> None:
    answer = assistant.answer("hvem sidder for bordenden i KKR i Midtjylland")
    assert (answer.citations[0].document, "Torben Hansen" in answer.citations[0].quote) == (NEW, True)
