"""What only an older agreement tells is told to who asks "nu", with its time; a matter left is not answered with another."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("er guidelinen frivillig i dag", "Det er frivilligt at anvende guidelinen"),
        ("hvad er reglen om ferieledsagelse nu", "tilkøb af ledsagelse"),
        ("får børn deres diagnose i en yngre alder nu?", "får en diagnose tidligere"),
    ],
)
def test_an_older_agreement_answers_of_today_and_says_that_it_is_older(
    assistant: Assistant, question: str, told: str
) -> None:
    answer = assistant.answer(question).answer
    assert told in answer
    assert "det citerede er fra den ældre" in answer
    assert not answer.startswith(("**Ja", "**Nej"))


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("hvem er næstformand i Midtjylland nu", "Ib Lauritsen"),
        ("må taksterne stige i Midtjylland nu?", "2023-24"),
    ],
)
def test_what_the_newer_tells_is_told_from_it(assistant: Assistant, question: str, told: str) -> None:
    answer = assistant.answer(question)
    assert told in answer.answer
    assert "Rammeaftale 2021-22" not in answer.citations[0].title


def test_who_names_the_new_agreement_is_not_answered_from_the_old(assistant: Assistant) -> None:
    assert assistant.answer("står der noget om ferieledsagelse i den nye aftale?").status == "not_found"


def test_a_question_that_points_back_is_not_answered_of_another_matter(assistant: Assistant) -> None:
    answer = assistant.answer("hvad er overheadmålet i Hovedstaden og gælder det hver enkelt kommune?").answer
    assert "arbejdes hen imod 6 %" in answer
    assert "kan hver enkelt kommune ikke løse opgaven" not in answer
