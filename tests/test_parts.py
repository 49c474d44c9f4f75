"""Two questions in one sentence are answered one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.parts import parts_of


def test_a_second_question_word_after_og_opens_a_second_question() -> None:
    assert parts_of("hvem er formand, og hvornår mødes de?") == ("Hvem er formand?", "Hvornår mødes de?")


@pytest.mark.parametrize(
    "one",
    [
        "Hvem er formand og næstformand?",
        "Hvem og hvad er omfattet?",
        "Hvem skriver det første og hvem skriver det andet udkast?",
        "Gælder aftalen, og til hvornår?",
    ],
)
def test_one_question_stays_one(one: str) -> None:
    assert parts_of(one) == (one,)


@given(st.text(max_size=200))
def test_no_text_is_lost_but_the_og_between(text: str) -> None:
    parts = parts_of(text)
    if len(parts) > 1:
        kept = "".join(filter(str.isalnum, "".join(parts))).casefold()
        whole = "".join(filter(str.isalnum, text)).casefold()
        assert len(whole) - len(kept) == len("og")
    else:
        assert parts == (text,)


def test_both_are_answered_each_with_its_own_quote(assistant: Assistant) -> None:
    answer = assistant.ask(
        "Hvem er næstformand i Rammeaftale 2021-22 for Midtjylland, og hvem er det i 2023-24?"
    )
    assert "Steen Vindum" in answer.answer
    assert "Ib Lauritsen" in answer.answer
    assert [made.n for made in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert answer.answer.index("Steen Vindum") < answer.answer.index("Ib Lauritsen")


def test_the_one_that_nothing_answers_says_so_beside_the_other(assistant: Assistant) -> None:
    answer = assistant.ask("Hvem er formand for KKR Hovedstaden, og hvor gammel er han?")
    assert answer.status == "answered"
    assert "Steen Christiansen" in answer.answer
    assert "fremgår ikke" in answer.answer
