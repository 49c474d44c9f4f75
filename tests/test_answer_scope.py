"""What narrows an answer: regions, documents and days that were chosen, and questions that ask for nothing."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.assistant import Assistant
from tests.own_words import words_in

CLIMATE = {"midt-klimakonference-2020", "midt-dk2020-samarbejdsaftale"}

BROAD = (
    "Hvem er formand for KKR?",
    "Hvad siger rammeaftalen om takster?",
    "Hvilke centrale udmeldinger har Socialstyrelsen udsendt?",
    "Hvad er fokusområderne?",
    "Hvem betaler for øvrige sundhedslovsydelser?",
    "Hvornår bliver taksterne delt i basis- og ydelsestakst?",
    "Hvad er standardkontrakten?",
    "Hvad er telefonnummeret til sekretariatet?",
)
RATE = "En takst var 1.500 kr. i 2019 og er 1.480 kr. i 2022 i Midtjylland. Er det overholdt?"


@pytest.mark.parametrize("region", ["Midtjylland", "Hovedstaden", "Syddanmark"])
def test_a_chosen_region_is_the_only_one_cited(assistant: Assistant, region: str) -> None:
    for question in BROAD:
        answer = assistant.ask(question, regions=[region])
        assert {citation.region for citation in answer.citations} <= {region}, question


def test_a_chosen_document_is_the_only_one_cited(assistant: Assistant) -> None:
    for document in assistant.answering.snapshot.documents:
        for question in (*BROAD, RATE):
            answer = assistant.ask(question, documents=[document])
            assert {citation.document for citation in answer.citations} <= {document}, question


@pytest.mark.parametrize(
    "question",
    [
        "Hvem er formand for KKR Nordjylland?",
        "Hvad er takstloftet i Region Sjælland?",
        "Vi bor i Aalborg, hvor mange pladser er omfattet?",
        "hvad gælder i roskilde kommune om takster",
    ],
)
def test_a_region_without_documents_is_not_answered_from_another(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "not_found" and not answer.citations
    assert re.search("Nordjylland|Sjælland", answer.answer)


@pytest.mark.parametrize(
    ("day", "name", "document"),
    [
        (date(2021, 1, 1), "Steen Vindum", "midt-rammeaftale-2021-22"),
        (date(2022, 12, 31), "Steen Vindum", "midt-rammeaftale-2021-22"),
        (date(2023, 1, 1), "Ib Lauritsen", "midt-rammeaftale-2023-24"),
        (date(2024, 12, 31), "Ib Lauritsen", "midt-rammeaftale-2023-24"),
    ],
)
def test_the_agreement_in_force_on_the_day_answers(
    assistant: Assistant, day: date, name: str, document: str
) -> None:
    answer = assistant.ask("Hvem er næstformand for KKR Midtjylland?", as_of=day)
    assert name in answer.citations[0].quote and answer.citations[0].document == document
    assert answer.as_of == day
    assert not re.search("udløbet|gjaldt den dag", answer.answer)


@pytest.mark.parametrize("day", [date(2015, 6, 1), date(2020, 12, 31)])
@pytest.mark.parametrize("region", ["Midtjylland", "Hovedstaden"])
def test_a_day_before_every_agreement_is_said_to_have_none(
    assistant: Assistant, day: date, region: str
) -> None:
    answer = assistant.ask(f"Hvem er næstformand for KKR {region}?", as_of=day)
    assert answer.status == "not_found" or "Ingen indlæst aftale gjaldt den dag" in answer.answer


@pytest.mark.parametrize(
    ("day", "region"), [(date(2025, 1, 1), "Midtjylland"), (date(2023, 1, 1), "Hovedstaden")]
)
def test_a_day_after_the_last_agreement_is_said_to_have_none(
    assistant: Assistant, day: date, region: str
) -> None:
    answer = assistant.ask(f"Hvem er næstformand for KKR {region}?", as_of=day)
    assert answer.status == "not_found" or "udløbet" in answer.answer


AGREEMENTS = (
    "Må taksterne stige i Midtjylland?",
    "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?",
    "Hvem betaler for øvrige sundhedslovsydelser?",
    "Hvad er fokusområderne i rammeaftalen for Midtjylland?",
    "Er det frivilligt at anvende guidelinen?",
    "Hvem driver Koglen?",
    "Hvordan finansieres de sikrede afdelinger i Midtjylland?",
    "Hvad er kommunernes ansvar i Midtjylland?",
)


@pytest.mark.parametrize("question", AGREEMENTS)
def test_climate_annexes_do_not_answer_questions_about_the_agreements(
    assistant: Assistant, question: str
) -> None:
    assert not {citation.document for citation in assistant.ask(question).citations} & CLIMATE


@pytest.mark.parametrize("question", ["Hvem er Hans Sanderson?", "Hvad er formålet med DK2020?"])
def test_climate_annexes_answer_questions_about_climate(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).citations[0].document in CLIMATE


@pytest.mark.parametrize("question", ["", "   ", "\n\t"])
def test_nothing_asked_is_refused(assistant: Assistant, question: str) -> None:
    with pytest.raises(ValueError, match="tomt"):
        assistant.ask(question)


def test_unknown_regions_and_documents_are_refused_by_name(assistant: Assistant) -> None:
    with pytest.raises(ValueError, match="Skåne"):
        assistant.ask("Hvem er formand?", regions=["Skåne"])
    with pytest.raises(ValueError, match="ukendt-dokument"):
        assistant.ask("Hvem er formand?", documents=["ukendt-dokument"])


def test_a_followup_about_another_region_leaves_no_broken_words_in_its_suggestions(
    assistant: Assistant,
) -> None:
    first = assistant.ask("Hvad er overheadprocenten i Hovedstaden?")
    answer = assistant.ask("Gælder det også i Midtjylland?", first.conversation_id)
    said = {word for text in answer.suggestions for word in re.findall(r"\w+", text.lower())}
    asked = words_in(["Hvad er overheadprocenten i Hovedstaden? Gælder det også i Midtjylland?"])
    assert not [word for word in said - asked if "hovedstaden" in word or "midtjylland" in word]


@pytest.mark.parametrize("nothing", ["?", "...", "2022", "12 34"])
def test_what_asks_for_nothing_is_not_answered_with_what_lies_nearest(
    assistant: Assistant, nothing: str
) -> None:
    assert assistant.answer(nothing).status == "not_found"
