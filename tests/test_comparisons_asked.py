"""Regions and periods compared in chat: each side from its own words, nothing beside the matter, and what it comes to."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.comparison_question import of_one_side, of_one_version, relation_of
from assistant.question import understand

MIDT, OLD = "midt-rammeaftale-2023-24", "midt-rammeaftale-2021-22"
CAPITAL, SOUTH = "hovedstaden-rammeaftale-2021-22", "syd-opsamling-2022-23"


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "Hvilke udviklingsområder havde Midtjylland og Hovedstaden i 2021-22?",
            {OLD: "2 fælles udviklingsområder", CAPITAL: "to tematiske fokusområder"},
        ),
        (
            "Hvem skal godkende rammeaftalen i Midtjylland og hvem i Syddanmark?",
            {"midt-norddjurs-sag-2023": "midtjyske byråd", SOUTH: "godkendes af kommunalbestyrelserne"},
        ),
        (
            "Hvilke centrale udmeldinger omtaler Midtjylland i Rammeaftale 2023-24, og hvilke omtaler Syddanmark?",
            {MIDT: "spiseforstyrrelser", SOUTH: "punktskrift"},
        ),
        (
            "Hvad hedder det forum, hvor socialdirektørerne mødes, i Midtjylland og i Syddanmark?",
            {OLD: "(DASSOS)", SOUTH: "Socialdirektørforum"},
        ),
        (
            "Hvordan følges der op på taksterne i Hovedstaden i forhold til Midtjylland?",
            {CAPITAL: "ny model til monitorering", OLD: "Ledelsesinformationen udarbejdes årligt"},
        ),
        (
            "Hvordan følger Midtjylland og Hovedstaden økonomien på området i 2021-22?",
            {CAPITAL: "ny model til monitorering", OLD: "Ledelsesinformationen udarbejdes årligt"},
        ),
        (
            "Hvad er ændret i takstaftalen fra 2021-22 til 2023-24?",
            {
                MIDT: "under afklaring",
                OLD: "Taksterne kan ikke stige",
                "midt-norddjurs-sag-2023": "ikke kan stige",
            },
        ),
        (
            "Hvor mange kommuner er der i midt og hovedstaden?",
            {MIDT: "De 19 kommuner", CAPITAL: "29 kommuner"},
        ),
        (
            "Er der forskel på, hvem der skal godkende rammeaftalen i Syd og Hovedstaden?",
            {SOUTH: "godkendes af kommunalbestyrelserne", CAPITAL: "godkendt af alle kommuner"},
        ),
        (
            "I modsætning til Hovedstaden, hvad må taksterne i Midtjylland?",
            {MIDT: "under afklaring", OLD: "Taksterne kan ikke stige", CAPITAL: "pris- og lønudvikling"},
        ),
        (
            "Hvad er forskellen på takstreglerne i Midtjylland 2021-22 og 2023-24?",
            {MIDT: "under afklaring", OLD: "Taksterne kan ikke stige"},
        ),
        ("Hvilke regioner har overheadmål?", {CAPITAL: "hen imod 6 %"}),
        (
            "Hvordan er reglerne for ledige pladser i Midtjylland og Hovedstaden?",
            {OLD: "undgå tomme pladser"},
        ),
        ("Hvilke regioner nævner autisme?", {CAPITAL: "autismespektrum", OLD: "autisme"}),
        (
            "Hvem var næstformand i 2021-22 og 2023-24 i Midtjylland?",
            {MIDT: "Ib Lauritsen", OLD: "Steen Vindum"},
        ),
        (
            "Hvad er ændret om basis- og ydelsestakst fra 2021-22 til 2023-24?",
            {MIDT: "tidligst træder i kraft for taksterne for 2024", OLD: "fra 1/1-2022"},
        ),
    ],
)
def test_each_side_is_quoted_from_its_own_document(
    assistant: Assistant, question: str, sides: dict[str, str]
) -> None:
    answer = assistant.answer(question)
    for document, said in sides.items():
        assert said in " ".join(made.quote for made in answer.citations if made.document == document)
    assert {made.document for made in answer.citations} <= {
        MIDT,
        OLD,
        CAPITAL,
        SOUTH,
        "midt-norddjurs-sag-2023",
    }


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("Er overheadprocenten den samme i Midtjylland og Hovedstaden?", CAPITAL),
        ("Hvad gør Midtjylland og Syddanmark for børn med synsnedsættelse?", SOUTH),
        ("Hvad siger Midtjylland og Syddanmark om rekruttering af medarbejdere?", MIDT),
        ("Hvem laver ledelsesinformation i Midtjylland og Hovedstaden?", OLD),
        ("Hvor skal man indberette afvigelser fra takstaftalen i Hovedstaden og Midtjylland?", CAPITAL),
        ("Hvad er ændret om overtagelse af regionale tilbud fra 2021-22 til 2023-24?", OLD),
        ("Hvad er ændret om ledsagelse på ferie fra 2021-22 til 2023-24?", OLD),
    ],
)
def test_a_side_that_does_not_say_it_is_not_given_a_sentence_of_another_matter(
    assistant: Assistant, question: str, only: str
) -> None:
    answer = assistant.answer(question)
    assert {made.document for made in answer.citations} == {only}


@pytest.mark.parametrize(
    "question",
    [
        "Hvad siger de tre regioner om voldsomme hændelser på botilbud?",
        "Er der et krav om varsel ved opsigelse af pladser i Midtjylland og Hovedstaden?",
        "Hvad er ændret om overhead fra 2021-22 til 2023-24?",
        "Hvad koster en plads i Midtjylland og Hovedstaden?",
    ],
)
def test_what_no_side_says_is_not_compared(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert (answer.status, answer.citations) == ("not_found", [])


@pytest.mark.parametrize(
    ("question", "line"),
    [
        (
            "hvem har flest kommuner, hovedstaden eller midtjylland",
            "**Det højeste af de citerede tal er fra Hovedstaden (2021-2022): 29 kommuner [1]**; "
            "Midtjylland (2023-2024): 19 kommuner [2].",
        ),
        (
            "Har Midtjylland og Hovedstaden lige mange kommuner?",
            "**De citerede tal er forskellige**: Hovedstaden (2021-2022): 29 kommuner [1], "
            "Midtjylland (2023-2024): 19 kommuner [2].",
        ),
        (
            "Er aftaleperioden den samme i Hovedstaden og Syddanmark?",
            "**De citerede perioder er forskellige**: Hovedstaden: 2021-2022 [1], Syddanmark: 2023-2024 [2].",
        ),
        (
            "Er der forskel på hvor mange pladser der var i Midtjylland i 2021-22 og 2023-24?",
            "**De citerede tal er ens**: 2023–2024: ca. 10.000 pladser [1], 2021–2022: ca. 10.000 pladser [2].",
        ),
        (
            "Hvilken region har flest pladser?",
            "**Kan ikke sammenlignes**: kun Midtjylland siger noget om det i de indlæste dokumenter [1].",
        ),
        (
            "hvem har højest overhead?",
            "**Kan ikke sammenlignes**: kun Hovedstaden siger noget om det i de indlæste dokumenter [1].",
        ),
        (
            "Er taksterne i Midtjylland lavere end i Hovedstaden?",
            "**Kan ikke afgøres ud fra det citerede**: teksterne angiver det ikke i tal, der kan sammenlignes.",
        ),
    ],
)
def test_what_it_comes_to_is_told_where_both_values_are_quoted(
    assistant: Assistant, question: str, line: str
) -> None:
    assert assistant.answer(question).answer.startswith(line)


def test_sides_in_words_are_not_summed_up(assistant: Assistant) -> None:
    answer = assistant.answer("Bruger man standardkontrakten både i Midtjylland og i Hovedstaden?").answer
    assert not answer.startswith(("**De citerede", "**Det ", "**Kan ikke", "**Ja", "**Nej"))


@pytest.mark.parametrize(
    ("asked", "of_one", "relation"),
    [
        ("Hvilken region har det laveste antal bilag?", "Hvor mange bilag?", "least"),
        (
            "Har Hovedstaden flere pladser end Midtjylland?",
            "Hvor mange pladser har Hovedstaden end Midtjylland?",
            "most",
        ),
        ("Hvad siger de tre regioner om fristen?", "Hvad siger man om fristen?", None),
        ("Hvilken temadag havde flest deltagere?", "Hvilken temadag havde flest deltagere?", "most"),
        ("Er takstniveauet ens i Vejle og i Viborg?", "Hvad er takstniveauet i Vejle og i Viborg?", "same"),
        (
            "Hvad gør Midtjylland for at skabe flere pladser?",
            "Hvad gør Midtjylland for at skabe flere pladser?",
            None,
        ),
    ],
)
def test_words_that_compare_are_not_searched_for(
    assistant: Assistant, asked: str, of_one: str, relation: str | None
) -> None:
    regions = assistant.answering.regions
    assert of_one_side(understand(asked, regions), regions).text == of_one
    assert relation_of(asked) == relation


def test_each_version_is_asked_without_the_years(assistant: Assistant) -> None:
    regions = assistant.answering.regions
    asked = understand("Hvad er ændret om krisecentre fra 2021-22 til 2023-24 i Midtjylland?", regions)
    assert of_one_version(asked, regions).text == "Hvad siger man om krisecentre i Midtjylland?"


def test_a_day_that_a_side_does_not_give_is_told_to_be_missing(assistant: Assistant) -> None:
    approved = assistant.answer("Hvornår er aftalen godkendt i Midtjylland og Hovedstaden?").answer
    assert "22. november 2022" in approved and "maj 2020" not in approved
    assert "Hovedstaden**: Dokumentet omtaler det uden at svare på spørgsmålet: »Rammeaftalen" in approved
    ends = assistant.answer("Hvornår udløber aftalerne i de tre regioner?").answer
    assert "uden at svare" not in ends and "31. december 2022" in ends


def test_a_region_without_documents_is_told_to_be_not_loaded(assistant: Assistant) -> None:
    answer = assistant.answer("Hvad siger Hovedstaden og Nordjylland om økonomimodel?").answer
    assert "**Nordjylland**: Der er ikke indlæst dokumenter fra regionen." in answer
