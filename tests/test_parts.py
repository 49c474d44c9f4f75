"""Two questions in one sentence are answered one after the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.parts import parts_of, shares_of


def test_a_second_question_word_after_og_opens_a_second_question() -> None:
    assert parts_of("hvem er formand, og hvornår mødes de?") == ("Hvem er formand?", "Hvornår mødes de?")


@pytest.mark.parametrize(
    ("whole", "second"),
    [
        (
            "Hvad er formålet med ledelsesinformation, og gælder det stadig i 2023-24?",
            "Gælder det stadig i 2023-24?",
        ),
        ("hvad er overheadprocenten i Hovedstaden og er den bindende?", "Er den bindende?"),
        ("Må taksterne stige i Midtjylland, men gælder det også i 2025?", "Gælder det også i 2025?"),
    ],
)
def test_a_verb_that_points_back_opens_a_second_question(whole: str, second: str) -> None:
    first, found = parts_of(whole)
    assert found == second and whole.lower().startswith(first[:-1].lower())


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        (
            "Hvem skriver det første og hvem skriver det andet udkast?",
            ("Hvem skriver det første udkast?", "Hvem skriver det andet udkast?"),
        ),
        (
            "hvad koster den lille og hvad koster den store pakke",
            ("Hvad koster den lille pakke?", "Hvad koster den store pakke?"),
        ),
        (
            "Hvor mange kom til temadagen og hvor mange til takstmødet?",
            ("Hvor mange kom til temadagen?", "Hvor mange kom til takstmødet?"),
        ),
        (
            "Jeg mangler mailen til sekretariatet, og hvilken adresse har de?",
            ("Jeg mangler mailen til sekretariatet.", "Hvilken adresse har de?"),
        ),
        (
            "Hvem afgør det på et krisecenter, og kan man klage?",
            ("Hvem afgør det på et krisecenter?", "Kan man klage?"),
        ),
    ],
)
def test_what_one_question_leaves_to_the_other_is_filled_in(whole: str, parts: tuple[str, str]) -> None:
    assert parts_of(whole) == parts


@pytest.mark.parametrize(
    ("whole", "shares"),
    [
        (
            "Hvad betaler henholdsvis regionen, kommunerne og Realdania til DK2020?",
            (
                "Hvad betaler regionen til DK2020?",
                "Hvad betaler kommunerne til DK2020?",
                "Hvad betaler Realdania til DK2020?",
            ),
        ),
        (
            "hvad laver henholdsvis den politiske og den administrative styregruppe",
            ("Hvad laver den politiske styregruppe?", "Hvad laver den administrative styregruppe?"),
        ),
        ("Hvad betaler regionen og kommunerne?", ("Hvad betaler regionen og kommunerne?",)),
    ],
)
def test_what_is_asked_of_several_respectively_is_asked_of_each(whole: str, shares: tuple[str, ...]) -> None:
    assert shares_of(whole) == shares


@pytest.mark.parametrize(
    "one",
    [
        "Hvem er formand og næstformand?",
        "Hvem og hvad er omfattet?",
        "Hvem er den ansvarlige og hvem er det i Hovedstaden?",
        "Gælder aftalen, og til hvornår?",
        "Kan kommunen og kan regionen opsige aftalen?",
        "Hvem er næstformand, og er det stadig ham?",
    ],
)
def test_one_question_stays_one(one: str) -> None:
    assert parts_of(one) == (one,)


@given(st.text(max_size=200))
def test_no_text_is_lost_but_the_word_between(text: str) -> None:
    parts = parts_of(text)
    if len(parts) > 1:
        kept = "".join(filter(str.isalnum, "".join(parts))).casefold()
        whole = "".join(filter(str.isalnum, text)).casefold()
        assert len(whole) - len(kept) in (len("og"), len("men"))
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


@pytest.mark.parametrize("asked", ["hvornår udløber rammeaftalen?", "gælder rammeaftalen stadig?"])
def test_a_second_question_about_validity_is_answered_as_one(assistant: Assistant, asked: str) -> None:
    answer = assistant.answer(f"Hvem er formand for KKR Hovedstaden, og {asked}")
    first, second = answer.answer.split(f"**{asked[0].upper()}{asked[1:]}**")
    assert "Steen Christiansen" in first
    assert "er gældende for perioden 1. januar 2021 til 31. december 2022" in second


def test_a_year_in_the_second_question_leaves_the_first_as_it_is(assistant: Assistant) -> None:
    answer = assistant.answer("Hvad er formålet med ledelsesinformation, og gælder det stadig i 2023-24?")
    first, second = answer.answer.split("**Gælder det stadig i 2023-24?**")
    assert "Formålet med ledelsesinformation er" in first
    assert not second.strip().startswith(("Ja", "**Ja", "Nej", "**Nej"))


def test_a_note_on_the_same_documents_stands_once(assistant: Assistant) -> None:
    answer = assistant.answer("Hvem afgør om man kan optages på et krisecenter, og kan man klage?").answer
    assert "kan ikke påklages" in answer
    assert answer.count("udkast til godkendelse") == 1
