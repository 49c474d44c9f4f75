"""A quiz answer is right when it says the right thing, however a Dane writes it; nothing else is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.onboarding_values import (
    danish_day,
    danish_number,
    dates_in,
    numbers_in,
    read_date,
    read_number,
)
from assistant.quiz import Question, Unreadable, check, load_question
from assistant.quoted_data import DataError

TEXTS = {
    "midt": "De 19 kommuner i KKR. Taksterne falder 2 pct. fra 1. juli 2022. Styringsaftalen og om-\n\nkostning.",
    "hoved": "De 29 kommuner fra 1/1-2021 og 10.000 pladser. En Udviklingsstrategi og to dele.",
}


def source(document: str, quote: str) -> list[dict[str, str]]:
    return [{"document": document, "quote": quote}]


NUMBER = {"id": "n", "kind": "tal", "ask": "Hvor mange?", "answer": 19, "unit": "kommuner",
          "sources": source("midt", "De 19 kommuner"),
          "distractors": [{"answer": 29, "sources": source("hoved", "De 29 kommuner")}]}  # fmt: skip
PERCENT = {"id": "p", "kind": "tal", "ask": "Hvor meget?", "answer": 2, "unit": "pct.",
           "sources": source("midt", "falder 2 pct.")}  # fmt: skip
DAY = {"id": "d", "kind": "dato", "ask": "Hvornår?", "answer": date(2022, 7, 1),
       "sources": source("midt", "fra 1. juli 2022"),
       "distractors": [{"answer": date(2021, 1, 1), "sources": source("hoved", "1/1-2021")}]}  # fmt: skip
YES = {"id": "y", "kind": "ja_nej", "ask": "Falder de?", "answer": "ja", "sources": source("midt", "falder")}
CHOICE = {"id": "c", "kind": "valg", "ask": "Hvad?", "answer": "Styringsaftalen",
          "sources": source("midt", "Styringsaftalen og"),
          "distractors": [{"answer": "Udviklingsstrategi", "sources": source("hoved", "Udviklingsstrategi")},
                          {"answer": "KKR", "sources": source("midt", "i KKR")}]}  # fmt: skip


def question(raw: dict[str, Any]) -> Question:
    loaded, missing = load_question(Path("x.yaml"), "her", raw, TEXTS, {})
    assert missing == []
    return loaded


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        (NUMBER, "19"),
        (NUMBER, " 19 kommuner "),
        (NUMBER, "nitten"),
        (NUMBER, "Nitten kommuner."),
        (NUMBER, "ca. 19"),
        (NUMBER, "19,0"),
        (PERCENT, "2 %"),
        (PERCENT, "2,0 procent"),
        (PERCENT, "to pct."),
        (DAY, "1. juli 2022"),
        (DAY, "den 1. JULI 2022"),
        (DAY, "1/7-2022"),
        (DAY, "01.07.22"),
        (DAY, "2022-07-01"),
        (DAY, "1 jul. 2022"),
        (YES, "Ja"),
        (YES, "j"),
        (CHOICE, "styringsaftalen"),
    ],
)
def test_a_right_answer_is_right_however_it_is_written(raw: dict[str, Any], answer: str) -> None:
    assert check(question(raw), answer).correct


@pytest.mark.parametrize(
    ("raw", "answer"), [(NUMBER, "20"), (NUMBER, "190"), (DAY, "1/8-2022"), (YES, "nej"), (CHOICE, "KKR")]
)
def test_a_wrong_answer_is_wrong(raw: dict[str, Any], answer: str) -> None:
    assert not check(question(raw), answer).correct


@pytest.mark.parametrize(
    ("raw", "answer", "how"),
    [
        (NUMBER, "", "Skriv ét tal (kommuner)"),
        (NUMBER, "19 eller 29", "Skriv ét tal"),
        (NUMBER, "mange", "»mange« kan ikke læses"),
        (NUMBER, "19 procent", "(kommuner)"),
        (NUMBER, "mindst 19", "Skriv ét tal"),
        (PERCENT, "2 kr.", "(pct.)"),
        (DAY, "juli 2022", "dag, måned og år"),
        (DAY, "31/2-2022", "dag, måned og år"),
        (YES, "måske", "Svar ja eller nej."),
        (CHOICE, "noget andet", "a til c"),
    ],
)
def test_what_cannot_be_read_is_neither_right_nor_wrong(raw: dict[str, Any], answer: str, how: str) -> None:
    with pytest.raises(Unreadable) as refused:
        check(question(raw), answer)
    assert how in str(refused.value)


def test_a_value_of_another_region_is_named_with_the_place_where_it_is_true() -> None:
    verdict = check(question(NUMBER), "29")
    assert not verdict.correct and verdict.mistaken is not None
    assert verdict.mistaken.sources[0].document == "hoved"
    assert check(question(NUMBER), "28").mistaken is None


def test_options_hold_the_answer_once_in_the_same_order_every_time_and_can_be_lettered() -> None:
    asked = question(CHOICE)
    assert sorted(asked.options) == ["KKR", "Styringsaftalen", "Udviklingsstrategi"]
    assert asked.options == question(CHOICE).options
    letter = "abc"[asked.options.index("Styringsaftalen")]
    assert check(asked, letter).correct and check(asked, f"{letter.upper()})").correct


def test_a_changed_question_has_another_version() -> None:
    changed = [
        {**NUMBER, "ask": "Hvor mange nu?"},
        {**NUMBER, "unit": "kommuner i alt"},
        {**NUMBER, "distractors": []},
        {**NUMBER, "sources": source("midt", "De 19 kommuner i KKR")},
    ]
    assert len({question(raw).version for raw in (NUMBER, *changed)}) == 5


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({**NUMBER, "svar": 1}, "ukendt nøgle 'svar'"),
        ({k: v for k, v in NUMBER.items() if k != "answer"}, "'answer' mangler"),
        ({**NUMBER, "kind": "gæt"}, "kind = 'gæt'"),
        ({**NUMBER, "answer": 20}, "answer = '20' står ikke i citaterne"),
        ({**NUMBER, "answer": True}, "answer = True skal være et tal"),
        ({**NUMBER, "answer": 1.5}, "answer = 1.5 skal være et tal"),
        ({**NUMBER, "distractors": [{"answer": 30, "sources": source("hoved", "De 29 kommuner")}]}, "'30' står ikke"),
        ({**NUMBER, "distractors": [{"answer": 19, "sources": source("midt", "De 19 kommuner")}]}, "allerede"),
        ({**NUMBER, "sources": []}, "mindst ét citat"),
        ({**DAY, "answer": "1. juli"}, "skal være en dato som 2022-07-01"),
        ({**DAY, "unit": "dage"}, "unit = 'dage' hører til kind tal"),
        ({**YES, "answer": "jo"}, "skal være ja eller nej"),
        ({**YES, "distractors": [{"answer": "nej", "sources": source("midt", "falder")}]}, "hører ikke til"),
        ({**CHOICE, "distractors": []}, "der skal være 2 til 7"),
        ({**CHOICE, "distractors": "KKR"}, "skal være en liste"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_is_refused_by_place_key_and_value(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError) as refused:
        load_question(Path("x.yaml"), "her", raw, TEXTS, {})
    assert said in str(refused.value) and str(refused.value).startswith("x.yaml: her")


def test_a_missing_quote_is_told_with_its_words() -> None:
    _, missing = load_question(Path("x.yaml"), "her", {**YES, "sources": source("midt", "stiger")}, TEXTS, {})
    assert "citatet 'stiger' står ikke i 'midt'" in missing[0]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_number_as_danes_write_it_is_read_back_and_found_in_a_sentence(whole: int, part: int) -> None:
    number = Decimal(whole) + Decimal(part) / 100
    assert read_number(danish_number(number)) == number
    assert number in numbers_in(f"Der er {danish_number(number)} i alt.")


@given(st.dates(date(1000, 1, 1), date(2999, 12, 31)))
def test_a_date_as_danes_write_it_is_read_back_and_found_in_a_sentence(day: date) -> None:
    forms = (danish_day(day), f"{day.day}/{day.month}-{day.year}", f"{day:%d.%m.%Y}", day.isoformat())
    for form in forms:
        assert read_date(form) == day
        assert dates_in(f"Det gælder fra {form}, hvis ikke andet er aftalt.") == {day}


@given(st.sampled_from([NUMBER, PERCENT, DAY, YES, CHOICE]), st.text(max_size=40))
def test_whatever_is_answered_is_judged_or_refused_with_a_sentence(raw: dict[str, Any], text: str) -> None:
    try:
        verdict = check(question(raw), text)
    except Unreadable as refused:
        assert str(refused)
    else:
        assert verdict.correct == (verdict.question.read(verdict.given) == verdict.question.answer)
