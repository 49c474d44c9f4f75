"""Whether, when and how long an agreement is in force: from its registered period and the sentence that states it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.period import Period
from assistant.question import understand
from assistant.rules.figures import danish_date
from assistant.validity_question import ValidityQuestion, read_validity
from ingest.regions import Regions

REGIONS = Regions.load()
OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"
CAPITAL, SOUTH = "hovedstaden-rammeaftale-2021-22", "syd-opsamling-2022-23"
CAPITAL_STATES = "er gældende for perioden 1. januar 2021 til 31. december 2022"


def read(text: str) -> ValidityQuestion | None:
    return read_validity(understand(text, REGIONS))


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("hvilken rammeaftale gælder lige nu i Syddanmark", "which"),
        ("Hvad er den gældende rammeaftale i Midtjylland?", "which"),
        ("hvor længe gælder rammeaftalen i Hovedstaden", "period"),
        ("vi er i Odense - hvilken periode gælder rammeaftalen for?", "period"),
        ("Hvornår udløber rammeaftalen i Midtjylland?", "ends"),
        ("hvornår udløb midtjyllands første rammeaftale", "ends"),
        ("Hvornår trådte rammeaftalen i kraft i Hovedstaden?", "begins"),
        ("gælder rammeaftalen 2023-24 i midtjylland i 2026?", "in_force"),
        ("er vi i 2022 dækket af en rammeaftale i Furesø?", "in_force"),
        ("er rammaftalen i hovedstaden udløbet", "over"),
        ("gaelder rammeaftalen i midtjylland stadig?", "in_force"),
    ],
)
def test_a_question_about_validity_is_read_as_one(question: str, asks: str) -> None:
    reading = read(question)
    assert reading is not None and reading.asks == asks


@pytest.mark.parametrize(
    "question",
    [
        "Gælder rammeaftalen for private tilbud i Midtjylland?",
        "Hvor gælder rammeaftalen?",
        "Hvem gælder rammeaftalen for?",
        "Gælder rammeaftalen for os?",
        "Hvilke kommuner gælder rammeaftalen for i Hovedstaden?",
        "Hvad gælder i rammeaftalen for Midtjylland?",
        "Hvad er en rammeaftale?",
        "Hvor længe gælder takstaftalen i Midtjylland?",
        "Hvor længe gælder samarbejdsaftalen om DK2020?",
        "Hvor længe gælder den?",
        "hvor lang tid løber en midtjysk rammeaftale",
        "Hvornår træder opdelingen i basis- og ydelsestakst i kraft?",
        "Er rammeaftalen godkendt i Hovedstaden?",
        "Hvad udløser rammeaftalen?",
        "Er kommunerne dækket af rammeaftalen?",
        "Hvad er forskellen på rammeaftalen 2021-22 og den gældende?",
    ],
)
def test_a_question_with_anything_else_in_it_is_answered_from_the_text(question: str) -> None:
    assert read(question) is None


def test_the_years_that_name_an_agreement_are_told_from_the_time_asked_about() -> None:
    reading = read("Gælder rammeaftalen 2023-24 i Midtjylland i 2026?")
    assert reading is not None
    assert reading.named == (Period(2023, 2024),)
    assert [(when.words, when.span.start.year) for when in reading.when] == [("2026", 2026)]


YES, NO, NOT_THE_LOADED = "**Ja.**", "**Nej.**", "**Nej, ikke den indlæste aftale.**"


@pytest.mark.parametrize(
    ("question", "verdict", "document"),
    [
        ("gælder rammeaftalen 2023-24 i midtjylland i 2026?", NO, NEW),
        ("Gælder Rammeaftale 2021-22 for Midtjylland i 2023?", NO, OLD),
        ("er vi i 2022 dækket af en rammeaftale i Furesø?", YES, CAPITAL),
        ("gælder hovedstadens rammeaftale i 2022", YES, CAPITAL),
        ("gælder hovedstadens rammeaftale i 2023", NOT_THE_LOADED, CAPITAL),
        ("gælder hovedstadens rammeaftale i 2024?", NOT_THE_LOADED, CAPITAL),
        ("Gjaldt rammeaftalen i Midtjylland i marts 2022?", YES, OLD),
        ("Gælder rammeaftalen i Midtjylland den 1. februar 2024?", YES, NEW),
        ("Er rammeaftalen i Hovedstaden udløbet?", YES, CAPITAL),
        ("Er Rammeaftale 2023-24 i Midtjylland stadig gældende?", NO, NEW),
        ("Gælder Hovedstadens rammeaftale 2021-2022 til og med den 31. december 2022?", YES, CAPITAL),
        ("Gælder Hovedstadens rammeaftale 2021-2022 til og med den 31. december 2023?", NO, CAPITAL),
        ("Udløber Rammeaftale 2023-24 i Midtjylland i 2024?", YES, NEW),
        ("Udløb rammeaftale 2021-22 i Midtjylland i 2023?", NO, OLD),
        ("Gælder rammeaftalen i Syddanmark i 2024?", YES, SOUTH),
        ("Gælder rammeaftalen 2023-24 i Midtjylland også i 2024?", YES, NEW),
        ("Havde vi en rammeaftale i Aarhus i 2023?", YES, NEW),
        # What is not known, only planned, or turned round is shown without a "Ja" or a "Nej".
        ("er vi i 2024 dækket af en rammeaftale i Furesø?", "", CAPITAL),
        ("er den nuværende rammeaftale i Syddanmark stadig gældende?", "", SOUTH),
        ("Gælder rammeaftalen 2025-26 i Syddanmark i 2026?", "", SOUTH),
        ("Gælder Hovedstadens rammeaftale 2021-2022 til og med 2021?", "", CAPITAL),
        ("Gælder Hovedstadens rammeaftale ikke i 2022?", "", CAPITAL),
        ("Gælder Hovedstadens rammeaftale efter 2021?", "", CAPITAL),
        ("Gælder Hovedstadens rammeaftale i 2022-2023?", "", CAPITAL),
        ("Gælder rammeaftalen i Hovedstaden i 2022 og 2023?", "", CAPITAL),
        ("Gjaldt Rammeaftale 2021-22 i Midtjylland?", "", OLD),
        ("Var der en rammeaftale i Midtjylland i 2020?", "", OLD),
        ("Er rammeaftalen i Hovedstaden udløbet i 2022?", "", CAPITAL),
        ("Er rammeaftalen i Midtjylland udløbet i 2023?", "", NEW),
        ("Gælder Hovedstadens rammeaftale i Midtjylland i 2022?", "", CAPITAL),
        ("Gælder Region Midtjyllands rammeaftale i Odense i 2023?", "", NEW),
        ("Gælder rammeaftalen 2022 i Hovedstaden?", "", CAPITAL),
        ("Gælder rammeaftalen i Syddanmark i 2021?", "", SOUTH),
    ],
)
def test_ja_and_nej_stand_only_where_the_dates_carry_them(
    assistant: Assistant, question: str, verdict: str, document: str
) -> None:
    answer = assistant.answer(question)
    assert answer.status == "answered" and answer.citations[0].document == document
    opening = re.match(r"\*\*(?:Ja|Nej)[^*]*\*\*", answer.answer)
    assert (opening.group() if opening else "") == verdict
    assert "»" in answer.answer.splitlines()[0]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Hvornår udløber rammeaftalen i Midtjylland?",
            "1. januar 2023 til 31. december 2024; den er udløbet",
        ),
        ("hvornår udløb midtjyllands første rammeaftale", "1. januar 2021 til 31. december 2022"),
        ("hvornår udløb midtjyllands første rammeaftale", "den ældste af de rammeaftaler"),
        ("Hvilken rammeaftale gælder lige nu i Midtjylland?", "En nyere er ikke indlæst."),
        ("hvor længe gælder rammeaftalen i Hovedstaden", CAPITAL_STATES),
        ("Hvor længe gjaldt den forrige rammeaftale i Hovedstaden?", "kun indlæst én rammeaftale"),
        ("Hvornår træder den kommende rammeaftale i kraft i Midtjylland?", "En kommende er ikke indlæst."),
        ("Gælder rammeaftalen 2023-24 i Midtjylland i 2026?", "2026 ligger efter perioden."),
    ],
)
def test_the_period_is_told_with_what_has_come_of_it(assistant: Assistant, question: str, said: str) -> None:
    assert said in assistant.answer(question).answer


@pytest.mark.parametrize(
    "question",
    ["hvilken rammeaftale gælder lige nu i Syddanmark", "hvor længe gælder rammeaftalen i Odense?"],
)
def test_what_a_report_calls_the_present_agreement_is_read_against_the_clock(
    assistant: Assistant, question: str
) -> None:
    now, then = (assistant.answer(question, as_of=day).answer for day in (None, date(2023, 5, 1)))
    present, coming = (text.index("2023-2024.« [1]") for text in (now, then)), now.index("2025-2026.« [2]")
    assert max(present) < coming
    assert "Den periode er udløbet. Aftalen var den nuværende, da kilden blev skrevet." in now
    assert "Den periode løber nu. Aftalen var den kommende, da kilden blev skrevet." in now
    assert "Den periode løber på den valgte dag." in then and "udløbet" not in then


def test_regions_in_a_row_are_answered_one_by_one(assistant: Assistant) -> None:
    answer = assistant.answer("Gælder rammeaftalen 2021-22 i Midtjylland og Hovedstaden i 2023?")
    assert answer.answer.count(": Nej.**") == 2
    across = assistant.answer("Gælder Hovedstadens rammeaftale i Midtjylland i 2022?")
    assert "Ja" not in across.answer and "Nej" not in across.answer


def test_without_a_region_each_has_its_own_agreement(assistant: Assistant) -> None:
    answer = assistant.answer("Hvilken rammeaftale gælder i 2022?")
    assert [f"**{region}**" in answer.answer for region in ("Hovedstaden", "Midtjylland", "Syddanmark")] == [
        True
    ] * 3
    assert [made.document for made in answer.citations[:2]] == [CAPITAL, OLD]


def test_an_agreement_that_is_not_loaded_is_said_to_be_missing(assistant: Assistant) -> None:
    answer = assistant.answer("Gælder Rammeaftale 2019-20 stadig i Midtjylland?")
    assert (answer.status, answer.citations) == ("not_found", [])
    assert "er ikke indlæst" in answer.answer and "Rammeaftale 2023-24, Midtjylland" in answer.answer


FIRST = "Hvem er næstformand i rammeaftale 2021-22 for Midtjylland?"
IN_2022 = "Gælder rammeaftalen i Midtjylland i 2022?"


@pytest.mark.parametrize(
    ("history", "question", "verdict", "document"),
    [
        ([FIRST], "Hvornår udløb den aftale?", "", OLD),
        ([FIRST], "Gælder rammeaftalen i 2024?", YES, NEW),
        ([IN_2022], "og i 2023?", YES, NEW),
        ([IN_2022], "og i 2025?", NOT_THE_LOADED, NEW),
        (["Hvornår udløber rammeaftalen i Midtjylland?"], "Og i Hovedstaden?", "", CAPITAL),
        (["Hvad er formålet med DK2020?"], "Hvor længe gælder aftalen?", "", "midt-dk2020-samarbejdsaftale"),
    ],
)
def test_a_follow_up_is_asked_of_the_agreement_that_is_meant(
    assistant: Assistant, history: list[str], question: str, verdict: str, document: str
) -> None:
    answer = assistant.answer(question, history=history)
    assert answer.citations[0].document == document
    assert answer.answer.startswith(verdict or "Ramme") or document.startswith("midt-dk")
    if document == OLD:
        assert "Den nyeste indlæste er Rammeaftale 2023-24, Midtjylland" in answer.answer


@given(
    st.sampled_from(["Midtjylland", "Hovedstaden", "Syddanmark"]),
    st.integers(2019, 2028),
    st.sampled_from(
        ["gælder rammeaftalen i {region} i {year}?", "Er rammeaftalen i {region} i kraft i {year}?"]
    ),
)
def test_no_ja_in_a_year_without_an_agreement_and_no_date_without_its_mark(
    assistant: Assistant, region: str, year: int, form: str
) -> None:
    answer = assistant.answer(form.format(region=region, year=year))
    own = {"Midtjylland": range(2021, 2025), "Hovedstaden": (2021, 2022), "Syddanmark": (2023, 2024)}
    assert answer.answer.startswith("**Ja") == (year in own[region])
    documents = assistant.answering.snapshot.documents
    outside = re.sub(r"»[^«]*«", "", answer.answer)
    for made in re.findall(r"\d{1,2}\. \w+ 20\d\d", outside):
        known = [documents[citation.document].metadata for citation in answer.citations]
        assert made in {danish_date(day) for each in known for day in (each.valid_from, each.valid_to) if day}
        assert "registrerede periode er" in outside
