"""A follow-up takes from the turns before what it leaves out, and a new question takes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation
from assistant.conversation import Turn
from assistant.courtesy import courtesy
from assistant.followups import Resolved, depends_on_former, resolve
from assistant.period import Period
from assistant.question import understand
from assistant.sources_again import asks_source
from assistant.version_words import corrected, version_in, without_version
from ingest.regions import Regions

REGIONS = Regions.load()


def answer_from(document: str) -> Answer:
    citation = Citation(
        n=1,
        document=document,
        title="Aftale",
        region=None,
        section="",
        file="a.txt",
        start=0,
        end=1,
        quote="a",
        passage="a",
        url="/",
    )
    return Answer(status="answered", answer="»a« [1]", citations=[citation], as_of=date(2026, 11, 22))


def turn(question: str, before: tuple[Turn, ...] = (), document: str = "d") -> Turn:
    understood = resolve(understand(question, REGIONS), before, REGIONS).as_dict()
    return Turn("m", question, understood, answer_from(document), datetime.now(UTC))


def talk(*questions: str) -> Resolved:
    """How the last of the questions is understood after the others."""
    turns: tuple[Turn, ...] = ()
    for question in questions[:-1]:
        turns = (*turns, turn(question, turns))
    return resolve(understand(questions[-1], REGIONS), turns, REGIONS)


CHAIR = "Hvem er formand for KKR Midtjylland?"


@pytest.mark.parametrize(
    "question",
    [
        "Og hvad med Hovedstaden?",
        "Og i Hovedstaden?",
        "Hvor længe gælder den?",
        "Hvornår?",
        "Og i 2021-22?",
        "Hvad med Syddanmark?",
        "Hvem ellers?",
    ],
)
def test_what_leaves_something_out_depends_on_the_turn_before(question: str) -> None:
    assert depends_on_former(understand(question, REGIONS))
    assert talk(CHAIR, question).depends


@pytest.mark.parametrize(
    "question",
    [
        "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?",
        "Hvad er telefonnummeret til sekretariatet i Midtjylland?",
        "Hvilke centrale udmeldinger har Socialstyrelsen udsendt?",
        "Hvordan finansieres socialpædagogisk ledsagelse til ferier?",
    ],
)
def test_a_whole_question_takes_nothing_from_the_turn_before(question: str) -> None:
    alone, after = talk(question), talk("Hvad er overheadprocenten i Hovedstaden i 2021?", question)
    assert after == alone and not after.depends and after.inherited == () and after.documents == frozenset()


def test_another_region_is_asked_of_the_same_matter() -> None:
    found = talk(CHAIR, "Og i Hovedstaden?")
    assert found.regions == ("Hovedstaden",) and found.question.wanted == "who"
    assert "formand" in (*found.question.subject, *found.inherited)
    assert found.documents == frozenset()


def test_the_region_is_kept_where_none_is_named_and_lost_with_a_new_subject() -> None:
    assert talk(CHAIR, "Og næstformand?").regions == ("Midtjylland",)
    assert talk(CHAIR, "Og i Hovedstaden?", "Hvem er næstformand?").regions == ("Hovedstaden",)
    assert talk(CHAIR, "Hvilke centrale udmeldinger har Socialstyrelsen udsendt?").regions == ()


def test_there_and_back_again() -> None:
    found = talk(CHAIR, "Og i Hovedstaden?", "Og i Midtjylland?")
    assert found.regions == ("Midtjylland",) and found.question.wanted == "who"


def test_another_period_is_asked_of_the_same_matter() -> None:
    found = talk("Hvem er næstformand for KKR Midtjylland i 2023-24?", "Og i 2021-22?")
    assert found.question.periods == (Period(2021, 2022),) and found.question.wanted == "who"


def test_the_cited_document_is_near_when_the_question_points_back() -> None:
    assert talk(CHAIR, "Hvor længe gælder den?").documents == {"d"}


def test_mentions_lie_where_the_region_is_written() -> None:
    for last in ("Og i Hovedstaden?", "Gælder det også i Hovedstaden?", "Hvad med hovestaden?"):
        question = talk("Hvad er overheadprocenten i Midtjylland?", last).question
        for mention in question.mentions:
            assert question.text[mention.start : mention.end].lower() in ("hovedstaden", "hovestaden")


def test_without_turns_nothing_is_inherited() -> None:
    found = talk("Og i Hovedstaden?")
    assert not found.depends and found.inherited == () and found.documents == frozenset()


@given(
    st.lists(
        st.sampled_from([CHAIR, "Og i Hovedstaden?", "Hvornår?", "Hvem er det?", "😀", "Tak"]), max_size=5
    )
)
def test_any_talk_is_understood_and_what_is_kept_is_plain(questions: list[str]) -> None:
    found = talk(*questions, "Og hvad så?")
    kept = found.as_dict()
    assert set(kept) == {"text", "regions", "subject", "depends", "wanted", "times", "matter"}
    for mention in found.question.mentions:
        assert 0 <= mention.start < mention.end <= len(found.question.text)


@pytest.mark.parametrize(
    ("text", "version", "rest"),
    [
        ("og i den gamle aftale?", "older", "og?"),
        ("hvad stod der i den gamle", "older", "hvad stod der"),
        ("og til den forrige?", "older", "og?"),
        ("så hvad gælder nu?", "newer", "så hvad gælder?"),
        ("gælder det stadig?", "newer", "gælder det?"),
        ("og i den nuværende", "newer", "og"),
        ("hvad er nyt i den nye i forhold til den gamle?", None, ""),
        ("hvem er den tidligere opholdskommune?", None, ""),
        ("hvad er den nye økonomimodel?", None, ""),
        ("og hvad nu hvis den er 7 %", None, ""),
    ],
)
def test_words_for_a_version_are_no_search_words(text: str, version: str | None, rest: str) -> None:
    assert version_in(text) == version
    if version is not None:
        assert without_version(text) == rest
        kept = talk(CHAIR, text).as_dict()
        assert kept["times"]["version"] == version
        assert not {"gamle", "nuværende", "aftale", "stod"} & {*kept["subject"]}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("nej jeg mente 2021-22", "2021-22"),
        ("ups, Hovedstaden", "Hovedstaden"),
        ("jeg mener næstformanden", "næstformanden"),
        ("nej ikke Midtjylland, men Hovedstaden", "Hovedstaden"),
        ("undskyld, jeg mente Gentofte Kommune", "Gentofte Kommune"),
        ("hvad mener du?", None),
        ("og i Hovedstaden?", None),
    ],
)
def test_a_correction_is_told_from_a_question(text: str, meant: str | None) -> None:
    assert corrected(text) == meant


def test_a_whole_question_after_a_no_is_a_new_one() -> None:
    found = talk(
        "Hvad er overheadprocenten i Hovedstaden?", "Nej, hvem driver Koglen og Grenen i Midtjylland?"
    )
    assert not found.depends and found.inherited == () and found.regions == ("Midtjylland",)


def test_a_region_stands_in_the_place_of_the_former() -> None:
    found = talk(CHAIR, "og i Hovedstaden?", "nej, Syddanmark")
    assert found.question.text == "Hvem er formand for KKR Syddanmark?" and found.regions == ("Syddanmark",)


def test_the_subject_of_an_earlier_turn_goes_along_to_another_region() -> None:
    found = talk(
        "Hvem afgør optagelse på krisecenter i Midtjylland?",
        "kan man klage over det?",
        "gælder det også i Hovedstaden?",
    )
    assert "klage" in found.question.subject and "krisecenter" in found.inherited
    assert found.question.wanted == "yes_no" and "gælder" not in found.question.text


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("hvor står det?", True),
        ("på hvilken side står det", True),
        ("hvad er kilden til det?", True),
        ("hvilket dokument er det fra", True),
        ("hvilken side står takstloftet på", False),
        ("hvor finder man kapacitetsplanen", False),
        ("hvilket sted?", False),
    ],
)
def test_only_a_question_for_the_source_is_taken_as_one(text: str, asked: bool) -> None:
    assert asks_source(text) is asked


@pytest.mark.parametrize(
    "text", ["tak og i Hovedstaden?", "ok?", "er det ok", "hej, hvem er formand", "2022"]
)
def test_a_question_with_a_kind_word_is_still_a_question(text: str) -> None:
    assert courtesy(text, date(2026, 11, 22)) is None


def test_the_kind_of_answer_is_that_of_the_last_short_question() -> None:
    found = talk("Hvad er Alliancen om den nære psykiatri?", "hvornår?", "hvem?", "og i Hovedstaden?")
    assert found.question.wanted == "who"
