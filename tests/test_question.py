"""A question means the same however it is spelled, dressed up or punctuated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.period import Period
from assistant.question import Question, understand
from assistant.wanted import asks
from ingest.regions import Regions

REGIONS = Regions.load()


def read(text: str) -> Question:
    return understand(text, REGIONS)


def meaning(text: str) -> Question:
    """What is understood, leaving out the wording and the places in it."""
    question = read(text)
    mentions = tuple(replace(each, start=0, end=0, misspelled=False) for each in question.mentions)
    return replace(question, text="", mentions=mentions)


QUESTIONS = (
    "Hvem er formand for KKR Midtjylland?",
    "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?",
    "Hvornår blev udkastet til Rammeaftale 2023-24 godkendt?",
    "Hvad er overheadprocenten i Hovedstaden?",
    "Hvilke temaer er der i Syddanmark?",
    "Hvor længe gælder rammeaftalen for Hovedstaden?",
    "Hvordan finansieres sikrede afdelinger?",
    "Kan taksterne stige i Midtjylland?",
    "Er det frivilligt at anvende guidelinen?",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_without_question_mark_capitals_or_single_spaces_it_means_the_same(question: str) -> None:
    bare = question.removesuffix("?")
    for written in (bare, bare + " ?", bare + "??", f"  {question}\n", question.replace(" ", "  ")):
        assert meaning(written) == meaning(question), written
    assert meaning(question.lower()) == meaning(question)


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each.startswith("Hv")])
@pytest.mark.parametrize("before", ["Hej, ", "Hej. ", "Okay, ", "Men "])
@pytest.mark.parametrize("after", ["", " Tak.", " Tak, venligst."])
def test_polite_words_change_nothing(question: str, before: str, after: str) -> None:
    dressed, plain = meaning(before + question[0].lower() + question[1:] + after), meaning(question)
    assert (dressed.wanted, dressed.subject, dressed.regions, dressed.periods) == (
        plain.wanted,
        plain.subject,
        plain.regions,
        plain.periods,
    )


@pytest.mark.parametrize(
    ("question", "region"),
    [
        ("hvad gælder i midtjyland", "Midtjylland"),
        ("hvad gælder i midtjyllnad", "Midtjylland"),
        ("hvad gælder i hovestaden", "Hovedstaden"),
        ("hvad gælder i hovedstanden", "Hovedstaden"),
        ("hvad gælder i sydanmark", "Syddanmark"),
        ("hvad gælder i syddanmrak", "Syddanmark"),
        ("hvad gælder i de midtjyske kommuner", "Midtjylland"),
        ("vi er i Odense, hvad gælder for os", "Syddanmark"),
        ("hvad gælder hos os i Gladsaxe Kommune", "Hovedstaden"),
        ("hvad siger kkr hovedstaden", "Hovedstaden"),
        ("hvad gælder i Aalborg", "Nordjylland"),
    ],
)
def test_a_region_is_understood_from_what_people_write(question: str, region: str) -> None:
    assert read(question).regions == (region,)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Hvem er næstformand?", "who"),
        ("Hvornår trådte det i kraft?", "when"),
        ("Hvilken dato blev sagen behandlet?", "when"),
        ("Hvor mange kommuner er med?", "how_many"),
        ("Hvor tit mødes de?", "how_many"),
        ("Hvor meget må taksten stige?", "how_much"),
        ("Hvor længe løber aftalen?", "how_long"),
        ("Hvad er telefonnummeret?", "contact"),
        ("Hvad er mailadressen til sekretariatet?", "contact"),
        ("Hvorfor er der nedsat en arbejdsgruppe?", "why"),
        ("Hvilke målgrupper er der?", "list"),
        ("Hvordan beregnes taksten?", "how"),
        ("Hvad betyder objektiv finansiering?", "definition"),
        ("Skal standardkontrakten bruges?", "yes_no"),
        ("Må en kommune afvise?", "yes_no"),
        ("Passer det, at taksterne kan stige?", "yes_no"),
    ],
)
def test_the_kind_of_answer_wanted_is_understood(question: str, wanted: str) -> None:
    assert read(question).wanted == wanted
    assert read(question).yes_no == (wanted == "yes_no")


@pytest.mark.parametrize(
    ("text", "periods", "years"),
    [
        ("Rammeaftale 2023-24", (Period(2023, 2024),), ()),
        ("Rammeaftale 2023-2024", (Period(2023, 2024),), ()),
        ("fra 2019 til 2022", (Period(2019, 2022),), ()),
        ("perioden 2021/22", (Period(2021, 2022),), ()),
        ("takster i 23-24", (Period(2023, 2024),), ()),
        ("i 2022", (), (2022,)),
        ("i 2022 og 2023", (), (2022, 2023)),
        ("ingen tid", (), ()),
    ],
)
def test_periods_and_years(text: str, periods: tuple[Period, ...], years: tuple[int, ...]) -> None:
    question = read(f"Hvad gælder om takster {text}?")
    assert (question.periods, question.years) == (periods, years)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("den 1. juni 2021", date(2021, 6, 1)),
        ("den 01-06-2021", date(2021, 6, 1)),
        ("d. 1/6-2021", date(2021, 6, 1)),
        ("1.6.2021", date(2021, 6, 1)),
        ("i juni 2021", date(2021, 6, 1)),
        ("den 31. februar 2021", None),
        ("i 2021", None),
    ],
)
def test_a_day_is_read_and_an_impossible_one_is_not_made_up(text: str, day: date | None) -> None:
    assert read(f"Hvem var formand {text}?").day == day


def test_a_telephone_number_is_no_period() -> None:
    question = read("Er telefonnummeret 41 71 99 98?")
    assert question.periods == () and question.years == ()


@pytest.mark.parametrize("text", ["Sammenlign takster", "Hvad er forskellen i de tre regioner?"])
def test_comparing_is_understood(text: str) -> None:
    assert read(text).comparing


def test_two_regions_are_a_comparison_and_one_is_not() -> None:
    assert read("Hvad gælder i Midtjylland og Hovedstaden?").comparing
    assert not read("Hvad gælder i Midtjylland?").comparing


@pytest.mark.parametrize(
    "text", ["Hvem er formand", "må taksten stige", "taksten?", "fortæl om hvad der gælder"]
)
def test_a_question_is_known_as_one(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["Tak for hjælpen.", "Taksten steg med 2 pct."])
def test_a_remark_asks_nothing(text: str) -> None:
    assert not asks(text)


@given(st.text(max_size=300))
def test_any_text_is_read_without_fail_and_places_lie_in_it(text: str) -> None:
    question = read(text)
    assert question.text == " ".join(text.split())
    for mention in question.mentions:
        assert 0 <= mention.start < mention.end <= len(question.text)
    assert len(set(question.subject)) == len(question.subject)
    assert all(period.first < period.last for period in question.periods)


@given(
    st.sampled_from(QUESTIONS), st.text(alphabet=" \t\n", max_size=5), st.sampled_from(["", "?", " ?", "!?"])
)
def test_space_and_end_marks_mean_nothing(question: str, space: str, mark: str) -> None:
    assert meaning(space + question.removesuffix("?") + mark + space) == meaning(question)


@given(st.integers(2000, 2090), st.integers(1, 9))
def test_a_period_holds_its_years_and_no_others(first: int, length: int) -> None:
    (period,) = read(f"Rammeaftale {first}-{(first + length) % 100:02d}").periods or (
        Period(first, first + length),
    )
    assert period.holds(first) and period.holds(period.last)
    assert not period.holds(first - 1) and not period.holds(period.last + 1)
