"""What a question only points at is understood: regions in short, the other regions, a counted point, more of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.assistant import Assistant
from assistant.conversation import Turn
from assistant.more_of_it import about_what, asks_more
from assistant.regions_in_full import in_full
from ingest.regions import Regions

REGIONS = Regions.load()
LOADED = ("Hovedstaden", "Midtjylland", "Syddanmark")


def talk(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last of the questions."""
    turns: list[Turn] = []
    for question in questions:
        asked = Asked(question, today=date(2026, 11, 23), turns=tuple(turns))
        answer, understood = assistant.answering.answer(asked)
        turns.append(Turn("", question, understood, answer, datetime.now(UTC)))
    return turns[-1].answer


@pytest.mark.parametrize(
    ("message", "spoken_of", "meant"),
    [
        ("Hvem er formand i syd og midt?", (), "Hvem er formand i Syddanmark og Midtjylland?"),
        ("midt og syd: hvem bestemmer", (), "Midtjylland og Syddanmark: hvem bestemmer"),
        ("Er Midts takster højere end Syds?", (), "Er Midtjyllands takster højere end Syddanmarks?"),
        ("hvad gælder i midt i 2021-22", (), "hvad gælder i Midtjylland i 2021-22"),
        ("hvad med nord", ("Hovedstaden",), "hvad med Nordjylland"),
        ("og i de andre regioner?", ("Hovedstaden",), "og i Midtjylland og Syddanmark?"),
        ("hvad siger de to øvrige regioner", ("Midtjylland",), "hvad siger Hovedstaden og Syddanmark"),
        ("hvad med resten?", ("Syddanmark",), "hvad med Hovedstaden og Midtjylland?"),
        ("og i alle tre regioner?", ("Hovedstaden",), "og i Hovedstaden, Midtjylland og Syddanmark?"),
        (
            "Hvad siger Midtjylland, og hvad siger de andre regioner?",
            (),
            "Hvad siger Midtjylland, og hvad siger Hovedstaden og Syddanmark?",
        ),
    ],
)
def test_regions_in_short_and_the_others_are_the_regions_they_are(
    message: str, spoken_of: tuple[str, ...], meant: str
) -> None:
    assert in_full(message, spoken_of, LOADED, REGIONS) == meant


@pytest.mark.parametrize(
    "message",
    [
        "Hvad sker der midt i perioden?",
        "Hvad ligger syd for Aarhus?",
        "Hvornår ændrer Børnehus Midt praksis?",
        "Hvad siger Region Syd og KKR Midt?",
        "hvad med de andre kommuner?",
        "Hvem er formand i alle tre regioner?",
        "Er der andre regioner med takstloft?",
    ],
)
def test_words_that_mean_something_else_are_left(message: str) -> None:
    assert in_full(message, (), LOADED, REGIONS) == message
    assert in_full(message, ("Midtjylland",), LOADED, REGIONS).count("Hovedstaden") <= message.count(
        "alle tre"
    )


def test_more_is_asked_of_what_was_just_said_or_of_a_thing() -> None:
    for message in ("Kan du uddybe?", "uddyb", "fortæl mere", "kan du forklare det nærmere", "er der mere?"):
        assert asks_more(message) and about_what(message) == message
    for message in (
        "kan du fortælle mere om alliancen",
        "uddyb alliancen",
        "Kan du uddybe alliancen nærmere?",
    ):
        assert about_what(message) == "Og hvad siger man om alliancen?"
    assert about_what("kan du forklare, hvad overhead er") == "kan du forklare, hvad overhead er"


def test_a_counted_point_of_the_list_is_the_one_asked_about(assistant: Assistant) -> None:
    listed = "Hvilke to fokusområder har Hovedstaden i 2021-2022?"
    assert (
        "Kommunale indsatser til borgere med psykiske" in talk(assistant, listed, "hvad er det andet?").answer
    )
    first = talk(assistant, listed, "Hvilken målgruppe arbejdes der videre med i det første?")
    assert "autismespektrumforstyrrelser" in first.citations[0].quote
    themes = "Hvilke temaer er der i rammeaftalen for 2023-2024 i Syddanmark?"
    assert "Vedr. 3." in talk(assistant, themes, "hvad sker der med nummer 3?").citations[0].quote
    areas = "Hvilke udviklingsområder har Midtjylland i 2023-24?"
    assert "psykiatri" in talk(assistant, areas, "kan du uddybe det første?").citations[0].quote


def test_more_goes_on_where_the_quote_ended_and_repeats_nothing(assistant: Assistant) -> None:
    asked = "Hvad er økonomimodellen i Hovedstaden?"
    first = talk(assistant, asked)
    more = talk(assistant, asked, "kan du uddybe?")
    still_more = talk(assistant, asked, "kan du uddybe?", "fortæl mere")
    quotes = [{made.quote for made in each.citations} for each in (first, more, still_more)]
    assert all(quotes) and not (quotes[0] & quotes[1] or quotes[1] & quotes[2])
    assert "abonnementsordning" in still_more.answer
    after = talk(assistant, asked, "kan du uddybe?", "hvornår blev det besluttet?")
    assert "7. februar 2020" in after.answer


def test_the_others_are_asked_the_same(assistant: Assistant) -> None:
    chairs = talk(assistant, "Hvem er formand for KKR Hovedstaden?", "hvad med de andre regioner?")
    assert "Torben Hansen" in chairs.answer and "**Syddanmark**" in chairs.answer
    assert "Steen Christiansen" not in chairs.answer


@pytest.mark.parametrize(
    ("questions", "expected", "not_said"),
    [
        # An office takes the place of the one before it, a region of the one before it.
        (
            (
                "Hvem er formand for KKR Midtjylland?",
                "og næstformand?",
                "hvad med Hovedstaden?",
                "og formanden?",
            ),
            "Steen Christiansen",
            "Karsten",
        ),
        # A short question after others is of what all of them are about.
        (
            ("Hvad er alliancen om den nære psykiatri?", "hvornår blev den dannet", "hvem er med"),
            "praktiserende læge",
            "»Alliancen blev dannet på",
        ),
        # The kind of answer is not taken over where the question has its own question word.
        (
            (
                "Hvor tit udarbejdes der ledelsesinformation i Midtjylland?",
                "hvad indeholder den?",
                "hvad skal den bruges til?",
            ),
            "opmærksomhedspunkter",
            "§",
        ),
        # "I forhold til" names no matter of its own.
        (("Hvor meget må udgiften per dag stige i Hovedstaden?", "i forhold til hvilket år?"), "2019", "§"),
        # Without a region in the talk, the one of the last answer.
        (
            ("Hvad er Sammen om Psykiatri?", "hvem har evalueret det?", "og hvad viste det?"),
            "et fald i antal indlæggelser",
            "Norddjurs",
        ),
    ],
)
def test_short_questions_in_turn_are_of_the_matter(
    assistant: Assistant, questions: tuple[str, ...], expected: str, not_said: str
) -> None:
    answer = talk(assistant, *questions).answer
    assert expected in answer and not_said not in answer


def test_the_offices_number_is_not_the_chairmans(assistant: Assistant) -> None:
    answer = talk(assistant, "Hvem er formand for KKR Midtjylland?", "hvad er hans telefonnummer?")
    assert answer.status == "not_found"


def test_another_region_is_set_beside_the_one_spoken_of(assistant: Assistant) -> None:
    ceiling = "Er der et takstloft i Hovedstaden?"
    for asked in ("hvad er forskellen til Midtjylland?", "sammenlign med Midt", "er det anderledes i midt?"):
        answer = talk(assistant, ceiling, asked)
        said = {made.region: made.quote for made in answer.citations}
        assert {"Hovedstaden", "Midtjylland"} <= set(said) and "stige" in answer.answer
    for asked in ("er det de samme som før?", "er det de samme som sidst?"):
        both = talk(assistant, "Hvilke udviklingsområder har Midtjylland i 2023-24?", asked)
        assert {made.document[-7:] for made in both.citations} == {"2023-24", "2021-22"}
    areas = talk(assistant, "Hvilke fokusområder har Hovedstaden og Syddanmark?", "og Midtjylland?")
    assert {made.region for made in areas.citations} == {"Midtjylland"}


def test_the_word_that_was_named_is_explained_and_asked_for_where_none_was(assistant: Assistant) -> None:
    named = talk(
        assistant, "Hvad siger aftalen om objektiv finansiering i Midtjylland?", "hvad betyder det ord?"
    )
    assert named.glossary[0].term == "objektiv finansiering"
    unnamed = talk(assistant, "Hvornår var det politiske møde i Syddanmark?", "hvad betyder det ord?")
    assert (unnamed.status, unnamed.citations) == ("needs_input", [])


def test_how_many_came_is_asked_of_the_meeting(assistant: Assistant) -> None:
    for came in ("og hvor mange kom?", "hvor mange mødte op"):
        assert "90 deltagere" in talk(assistant, "Hvornår var takstmødet i Syddanmark?", came).answer
        assert talk(assistant, "Hvornår var det politiske møde i Syddanmark?", came).status == "not_found"


def test_before_and_after_a_year_is_the_agreement_of_that_time(assistant: Assistant) -> None:
    before = "Hvilke udviklingsområder havde Midtjylland før 2023?"
    assert {made.document for made in talk(assistant, before).citations} == {"midt-rammeaftale-2021-22"}
    after = talk(assistant, before, "og efter 2022?")
    assert after.citations[0].document == "midt-rammeaftale-2023-24"
