"""A talk goes on as people talk: versions, corrections, places alone, short questions on what was just quoted."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.assistant import Assistant
from assistant.conversation import Turn
from index.database import now

OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"
CAPITAL, SOUTH = "hovedstaden-rammeaftale-2021-22", "syd-opsamling-2022-23"
TODAY = date(2026, 11, 22)


def talk(assistant: Assistant, *questions: str) -> list[Answer]:
    """The answers to the questions of one talk; nothing of it is kept."""
    turns: tuple[Turn, ...] = ()
    for question in questions:
        answer, understood = assistant.answering.answer(Asked(question, TODAY, turns=turns))
        turns = (*turns, Turn("", question, understood, answer, now()))
    return [turn.answer for turn in turns]


def first(answer: Answer) -> tuple[str, str]:
    """The document and the words of the first citation; empty where nothing is cited."""
    return (answer.citations[0].document, answer.citations[0].quote) if answer.citations else ("", "")


@pytest.mark.parametrize(
    ("questions", "document", "words"),
    [
        (
            ("hvem var næstformand i den gamle aftale i Midtjylland?", "og hvem er det nu"),
            NEW,
            "Ib Lauritsen",
        ),
        (("Hvem er næstformand for KKR Midtjylland?", "og i den gamle aftale?"), OLD, "Steen Vindum"),
        (
            ("Hvem er næstformand for KKR Midtjylland?", "og i den gamle aftale?", "og nu?"),
            NEW,
            "Ib Lauritsen",
        ),
        (
            ("Hvem er formand for KKR Midtjylland?", "og næstformanden?", "hvad med dengang?"),
            OLD,
            "Steen Vindum",
        ),
        (
            ("Hvornår træder basis- og ydelsestaksten i kraft?", "hvad stod der i den gamle"),
            OLD,
            "basis og ydelsestakst fra 1/1-2022",
        ),
        (
            (
                "Hvornår træder basis- og ydelsestaksten i kraft?",
                "hvad stod der i den gamle",
                "så hvad gælder nu?",
            ),
            NEW,
            "tidligst træder i kraft for taksterne for 2024",
        ),
        (("Hvad er bilagene til rammeaftale 2023-24?", "og til den gamle?"), OLD, "Styringsaftale 2021-22"),
        (
            ("Hvor mange pladser er omfattet af rammeaftalen i Midtjylland i 2021-22?", "gælder det stadig?"),
            NEW,
            "ca. 10.000 pladser",
        ),
    ],
)
def test_a_word_for_a_version_asks_the_same_of_the_other_agreement(
    assistant: Assistant, questions: tuple[str, ...], document: str, words: str
) -> None:
    answer = talk(assistant, *questions)[-1]
    assert first(answer)[0] == document and words in first(answer)[1], answer.answer


def test_what_applies_now_is_said_to_have_run_out(assistant: Assistant) -> None:
    answer = talk(assistant, "hvem var næstformand i den gamle aftale i Midtjylland?", "og hvem er det nu")[
        -1
    ]
    assert "udløbet" in answer.answer


def test_an_older_agreement_that_is_not_loaded_is_not_answered_from_the_newer(assistant: Assistant) -> None:
    answer = talk(assistant, "Hvad er overheadprocenten i Hovedstaden?", "og i den gamle aftale?")[-1]
    assert answer.status == "not_found" and "ikke indlæst en ældre aftale fra Hovedstaden" in answer.answer


@pytest.mark.parametrize(
    ("questions", "documents"),
    [
        (
            (
                "Hvor længe gælder rammeaftalen i Hovedstaden?",
                "og i Syddanmark",
                "og Midtjylland",
                "nej jeg mente 2021-22",
            ),
            {OLD},
        ),
        (("Hvem er formand for KKR Midtjylland?", "ups, jeg mente Hovedstaden"), {CAPITAL}),
        (("Hvem er formand for KKR Hovedstaden?", "nej ikke Hovedstaden, men Midtjylland"), {NEW}),
        (("Hvem er formand for KKR?", "Midtjylland"), {NEW}),
        (("Hvor mange pladser er omfattet af rammeaftalen?", "vi bor i Randers"), {NEW}),
        (
            ("Hvor mange pladser er omfattet af rammeaftalen?", "vi bor i Randers", "undskyld, i 2021-22"),
            {OLD},
        ),
    ],
)
def test_a_correction_or_a_bare_place_or_time_changes_that_and_keeps_the_rest(
    assistant: Assistant, questions: tuple[str, ...], documents: set[str]
) -> None:
    answer = talk(assistant, *questions)[-1]
    assert {made.document for made in answer.citations} == documents, answer.answer


def test_a_corrected_word_is_asked_where_the_former_was(assistant: Assistant) -> None:
    answer = talk(assistant, "Hvem er formand for KKR Hovedstaden?", "jeg mente næstformanden")[-1]
    assert first(answer) == (CAPITAL, "Karsten Søndergaard, Næstformand for KKR Hovedstaden")


@pytest.mark.parametrize(
    ("questions", "document"),
    [
        (("Hvilke centrale udmeldinger er der i Hovedstaden?", "og i Syddanmark?"), SOUTH),
        (("må vi sætte taksten op i Gentofte?", "og i Randers?"), NEW),
        (("Hvem er formand for KKR Hovedstaden?", "ok tak, og i Midtjylland?"), NEW),
        (("Hvad er overheadmålet i Hovedstaden?", "og hvem er formand der?", "tak", "og Midtjylland?"), NEW),
    ],
)
def test_a_region_that_speaks_of_the_matter_answers(
    assistant: Assistant, questions: tuple[str, ...], document: str
) -> None:
    assert first(talk(assistant, *questions)[-1])[0] == document


@pytest.mark.parametrize(
    "questions",
    [
        (
            "hvem afgør optagelse på krisecenter i Midtjylland?",
            "kan man klage over det?",
            "gælder det også i Hovedstaden?",
        ),
        ("Hvem afgør optagelse på krisecenter?", "er det også sådan i Syddanmark?"),
        ("Hvad gælder om ferieledsagelse i Midtjylland?", "og i Hovedstaden?"),
        ("Hvordan finansieres socialpædagogisk ledsagelse til ferier i Midtjylland?", "og i Hovedstaden?"),
        ("Hvem driver Koglen?", "gælder det også i Hovedstaden?"),
        ("må vi sætte taksten op i Gentofte?", "nej jeg mener Odense"),
        ("Hvad er målet for overhead i Hovedstaden?", "og i Midtjylland?"),
        ("Er det frivilligt at bruge guidelinen i Midtjylland?", "og i Syddanmark?", "gælder det stadig?"),
    ],
)
def test_a_region_that_does_not_speak_of_the_matter_is_not_answered_with_the_next_best(
    assistant: Assistant, questions: tuple[str, ...]
) -> None:
    answers = talk(assistant, *questions)
    assert answers[0].status == "answered" and answers[-1].status == "not_found", answers[-1].answer


def test_a_period_of_one_region_is_not_asked_of_another_that_has_none(assistant: Assistant) -> None:
    answers = talk(assistant, "må vi sætte taksten op i Midtjylland i 2023-24", "Og hvad med Hovedstaden?")
    assert first(answers[1])[0] == CAPITAL and "regulere taksterne" in first(answers[1])[1]
    assert "svaret er fra en anden tid" in answers[1].answer and "udløbet" in answers[1].answer
    named = talk(assistant, "må vi sætte taksten op i Midtjylland", "Og i Hovedstaden i 2025-26?")[1]
    assert named.status == "not_found", "a time that was named itself is kept to"


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        (("Hvad går økonomimodellen ud på i Hovedstaden?", "hvor længe?"), "op til tre år"),
        (("Hvad går økonomimodellen ud på i Hovedstaden?", "hvilken målgruppe?"), "Voksne med autisme"),
        (("Hvor gælder abonnementsordningen?", "hvor længe"), "op til tre år"),
        (("Hvem besluttede at udvikle en økonomimodel i Hovedstaden?", "hvornår?"), "7. februar 2020"),
        (("Hvornår var der takstmøde i Syddanmark?", "hvor mange deltog?"), "90 deltagere"),
        (("Hvornår var der politisk møde i Syddanmark?", "hvem deltog?"), "Politikere, direktører"),
        (("Hvad er den nye økonomimodel i Hovedstaden?", "hvorfor?"), "Dette skyldes bl.a. anlægsloftet"),
        (("Hvad sagde Norddjurs om taksterne?", "hvornår blev det behandlet?"), "25-01-2023"),
        (("Hvad sagde Norddjurs om taksterne?", "hvad blev besluttet?"), "Tiltrådt."),
    ],
)
def test_a_very_short_question_is_answered_from_what_was_just_quoted(
    assistant: Assistant, questions: tuple[str, ...], words: str
) -> None:
    answer = talk(assistant, *questions)[-1]
    assert answer.status == "answered" and words in first(answer)[1], answer.answer


def test_a_month_is_looked_for_among_what_was_quoted(assistant: Assistant) -> None:
    talked = talk(
        assistant, "Hvad skete der i Syddanmark den 24. august 2023?", "og i november", "og i juli?"
    )
    assert [re.findall(r"\d+\. november 2023", made.quote) for made in talked[1].citations] == [
        ["3. november 2023"],
        ["6. november 2023"],
    ]
    assert talked[2].status == "not_found"


def test_the_number_of_those_at_another_meeting_is_not_told(assistant: Assistant) -> None:
    asked = ("Hvornår var der temadag om spiseforstyrrelser i Syddanmark?", "hvor mange deltog?")
    assert talk(assistant, *asked)[-1].status == "not_found"


@pytest.mark.parametrize(
    "questions",
    [
        ("Hvor gælder abonnementsordningen?", "hvorfor?"),
        ("Hvornår blev Sammen om Psykiatri afsluttet i Syddanmark?", "hvorfor?"),
    ],
)
def test_no_reason_is_given_where_none_stands_beside_the_quote(
    assistant: Assistant, questions: tuple[str, ...]
) -> None:
    assert talk(assistant, *questions)[-1].status == "not_found"


@pytest.mark.parametrize(
    "question", ["hvad er kilden", "hvor står det?", "hvilken side", "Hvor har du det fra?"]
)
def test_the_sources_of_the_last_answer_are_said_again(assistant: Assistant, question: str) -> None:
    before, _, again = talk(assistant, "Hvem er formand for KKR Midtjylland?", "tak", question)
    assert again.status == "answered" and again.citations == before.citations
    assert "Rammeaftale 2023-24, Midtjylland, afsnittet »Forord«" in again.answer
    assert ("uden sidetal" in again.answer) == ("side" in question)


def test_where_nothing_was_quoted_no_source_is_named(assistant: Assistant) -> None:
    answer = talk(assistant, "Hvad er prisen på en is?", "hvor står det?")[-1]
    assert answer.status == "not_found" and "ingen kilder" in answer.answer


@pytest.mark.parametrize(
    "said", ["tak", "Tak for hjælpen!", "ok", "super", "Hej", "fint, tak", "det var alt"]
)
def test_what_asks_nothing_is_met_kindly_and_not_searched_for(assistant: Assistant, said: str) -> None:
    before, met, after = talk(
        assistant, "Hvem er næstformand for KKR Midtjylland?", said, "og i Hovedstaden?"
    )
    assert met.status == "not_found" and not met.citations and "søgt" not in met.answer
    assert first(after) == (CAPITAL, "Karsten Søndergaard, Næstformand for KKR Hovedstaden")
    assert before.citations
