"""The day a question is asked on, and the times it names in everyday words, choose the agreement that answers."""

from __future__ import annotations

from copy import copy
from datetime import date

import pytest

from assistant.assistant import Assistant
from assistant.version_words import in_years

OLD, NEW, CASE = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24", "midt-norddjurs-sag-2023"


def on(assistant: Assistant, day: date) -> Assistant:
    """The same assistant, asked on another day."""
    seen = copy(assistant)
    seen._clock = lambda: day
    return seen


@pytest.mark.parametrize(
    ("day", "question", "document", "said"),
    [
        (date(2022, 5, 10), "Hvem er næstformand for KKR Midtjylland lige nu?", OLD, "Steen Vindum"),
        (date(2022, 5, 10), "Hvem er næstformand for KKR Midtjylland?", OLD, "Fra 1. januar 2023: "),
        (date(2022, 5, 10), "Hvilke bilag har den nuværende rammeaftale i Midtjylland?", OLD, "Oversigt over pladser"),
        (date(2023, 5, 10), "Hvem er næstformand for KKR Midtjylland lige nu?", NEW, "Ib Lauritsen"),
        (date(2023, 6, 1), "Hvem var næstformand i KKR Midtjylland sidste år?", OLD, "Steen Vindum"),
    ],
)  # fmt: skip
def test_an_agreement_that_has_not_begun_is_not_the_present_one(
    assistant: Assistant, day: date, question: str, document: str, said: str
) -> None:
    answer = on(assistant, day).answer(question)
    assert answer.citations[0].document == document
    assert said in answer.answer


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Måtte taksterne stige sidste år?", "Måtte taksterne stige i 2022?"),
        ("Hvad gjaldt i fjor?", "Hvad gjaldt i 2022?"),
        ("Hvem var formand for to år siden?", "Hvem var formand i 2021?"),
        ("Må taksterne stige til næste år?", "Må taksterne stige i 2024?"),
        ("Hvad gør driftsherren med et underskud fra sidste år?", "Hvad gør driftsherren med et underskud fra sidste år?"),
    ],
)  # fmt: skip
def test_a_year_is_read_from_the_day_it_is_asked_on(text: str, meant: str) -> None:
    assert in_years(text, date(2023, 6, 1)) == meant


@pytest.mark.parametrize(
    ("question", "document", "said"),
    [
        ("Hvad var der aftalt om taksterne i Midtjylland pr. 1. juni 2023?", NEW, "under afklaring"),
        ("hvem havde posten som næstformand i kkr midtjylland dengang den gamle aftale gjaldt", OLD, "Steen Vindum"),
        ("Hvilken hjemmeside skulle man bruge til rammeaftalen i Midtjylland før?", OLD, "https://rammeaftale.viborg.dk"),
        ("Hvilke takster gjaldt i Silkeborg i 2020?", OLD, "Taksterne kan ikke stige i perioden"),
        ("Hvor mange bilag havde den gamle midtjyske rammeaftale?", OLD, "Oversigt over pladser omfattet"),
        ("Hvad aftalte regeringen og KL i 2020?", NEW, "økonomiaftalen for 2020"),
    ],
)  # fmt: skip
def test_a_time_in_everyday_words_is_no_word_to_search_for(
    assistant: Assistant, question: str, document: str, said: str
) -> None:
    answer = assistant.answer(question)
    assert answer.citations[0].document == document
    assert said in answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Er telefonnummeret til det midtjyske sekretariat det samme som før?", ("41 71 99 98",)),
        ("Har Midtjylland de samme udviklingsområder nu som i den gamle aftale?", ("Borgere med komplekse", "videreførelse")),
        ("Er de midtjyske aftaler enige om, hvem der er formand for KKR Midtjylland?", ("Torben Hansen",)),
        ("Er visionen for borgere med komplekse udfordringer anderledes nu end før i Midtjylland?", ("nyt fælles afsæt", "opnåede erfaringer")),
        ("Er den nære psykiatri et nyt udviklingsområde i 2023-24 i Midtjylland?", ("videreførelse af udviklingsområde",)),
        ("Gælder det stadig at taksterne i Midtjylland skal sættes ned med mindst 2 procent?", ("minimum 2 pct.", "under afklaring", "ikke kan stige")),
    ],
)  # fmt: skip
def test_whether_it_is_as_before_is_told_by_both_agreements(
    assistant: Assistant, question: str, said: tuple[str, ...]
) -> None:
    answer = assistant.answer(question)
    assert {OLD, NEW} <= {made.document for made in answer.citations}
    assert all(words in answer.answer for words in said)
    assert "**Ja" not in answer.answer and "Kan ikke afgøres" not in answer.answer


@pytest.mark.parametrize(
    ("question", "conflict"),
    [
        ("Stemmer sagen i Norddjurs overens med aftalen om taksterne?", True),
        ("Norddjurs skriver at taksterne ikke kan stige, står det også i selve aftalen for 2023-24?", True),
        ("Er Norddjurs-sagen og aftalen enige om antallet af kommuner?", False),
        ("Siger sagen fra Norddjurs det samme om rekruttering som aftalen?", False),
    ],
)  # fmt: skip
def test_a_case_held_against_its_agreement_stands_beside_it(
    assistant: Assistant, question: str, conflict: bool
) -> None:
    answer = assistant.answer(question)
    assert {CASE, NEW} <= {made.document for made in answer.citations}
    assert bool(answer.conflicts) == conflict
    assert "**Ja" not in answer.answer


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Hvor mange pladser skal Landsbyen Sølund have ifølge udviklingsplanen?", "Landsbyen Sølund (bilag 3 til Rammeaftale 2023-24"),
        ("Hvilke betalingsfrister står der i styringsaftalen for Hovedstaden?", "teknisk bilag 1 til Styringsaftale 2021-2022, Hovedstaden"),
        ("Hvad står der i den syddanske rammeaftale om overhead?", "selve Rammeaftale 2023-2024 for Syddanmark"),
        ("Hvad siger servicelovens § 107?", "serviceloven"),
        ("Hvor mange ansatte er der i Aarhus?", ""),
    ],
)  # fmt: skip
def test_silence_names_the_missing_document_that_is_asked_of(
    assistant: Assistant, question: str, missing: str
) -> None:
    answer = assistant.answer(question)
    assert answer.status == "not_found" and not answer.citations
    assert [missing in each.name for each in answer.depends_on] == ([True] if missing else [])
    assert not missing or f"Dokumenterne henviser til {answer.depends_on[0].name}" in answer.answer


def test_the_number_before_an_item_of_a_list_is_no_disagreement(assistant: Assistant) -> None:
    answer = assistant.answer(
        "Hvordan er det fælleskommunale samarbejde i Midtjylland organiseret ifølge bilag 4?"
    )
    assert answer.status == "answered" and not answer.conflicts
