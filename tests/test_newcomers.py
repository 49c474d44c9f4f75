"""A new agreement is loaded that the rules and the glossary were not written for: nothing is denied that it may say."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.compare import comparison_of
from tests.new_agreement import AGREEMENT, SJAELLAND, TODAY

MIDT_NEW = "midtjylland-rammeaftale-2025-26"
MEANING = "Ved belægning forstås antallet af dage, en plads har været i brug."
NEW = AGREEMENT.replace("## Kontakt", f"## Ord\n\n{MEANING}\n\n## Kontakt")
RATE = "Taksten var 1.000 kr. i 2024 og er 1.040 kr. i 2025 i {}. Er det for meget?"


@pytest.fixture(scope="module")
def proposed(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant with two new agreements that nobody has confirmed: of Sjælland, and the next of Midtjylland."""
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("nye aftaler") / "data"))
    inbox = tmp_path_factory.mktemp("ind")
    midt = AGREEMENT.replace("Sjælland", "Midtjylland").replace("Sorø", "Viborg")
    (inbox / "ny-midt.md").write_text(midt, encoding="utf-8")
    (inbox / "ny-sj.md").write_text(NEW, encoding="utf-8")
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        opened.library.ingest([inbox])
        yield opened


@pytest.fixture(scope="module")
def confirmed(proposed: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The same with both agreements confirmed."""
    data = Path(shutil.copytree(proposed.library.data, tmp_path_factory.mktemp("bekræftet") / "data"))
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        for document in (SJAELLAND, MIDT_NEW):
            opened.library.correct(document, {"standing": "vedtaget"}, actor="Inger")
        yield opened


def documents(answer: Answer) -> set[str]:
    return {made.document for made in answer.citations}


def test_a_question_that_goes_on_to_a_new_agreement_is_answered_from_it(confirmed: Assistant) -> None:
    first = confirmed.ask(RATE.replace("2024", "2023").replace("2025", "2024").format("Midtjylland"))
    assert first.computations
    later = confirmed.ask("hvad hvis det var i 2025?", first.conversation_id)
    assert "Rammeaftale 2025-26 for Region Midtjylland, som reglen ikke regner efter" in later.answer
    elsewhere = confirmed.ask("og i Sjælland?", first.conversation_id)
    assert "ikke skrevet efter Rammeaftale 2025-26 for Region Sjælland" in elsewhere.answer


def test_the_one_regions_rule_is_not_told_as_everybodys(confirmed: Assistant) -> None:
    answer = confirmed.answer("Vores overhead er 8 %. Er det for højt?")
    assert "Svaret gælder Hovedstaden." in answer.answer and "skriv hvilken" in answer.answer


@pytest.mark.parametrize(
    ("question", "quoted", "said"),
    [
        ("Hvad er belægning?", True, "almindelig forklaring, ikke fra aftalerne"),
        ("Hvad betyder belægning i Sjælland?", True, "almindelig forklaring, ikke fra aftalerne"),
        ("Hvad er belægning i Midtjylland?", False, "Ordlisten er ikke skrevet efter Rammeaftale 2025-26"),
    ],
)
def test_a_word_that_a_new_agreement_explains_is_explained_by_it(
    confirmed: Assistant, question: str, quoted: bool, said: str
) -> None:
    answer = confirmed.answer(question)
    assert (MEANING in [made.quote for made in answer.citations]) == quoted
    assert said in answer.answer and "er ikke forklaret i aftalerne" not in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Hvilken rammeaftale gælder i Midtjylland i dag?",
        "Hvornår udløber rammeaftalen i Midtjylland?",
        "Hvilken rammeaftale gælder i Midtjylland i 2026?",
        "Hvornår træder den kommende rammeaftale i kraft i Midtjylland?",
        "Hvornår gælder Rammeaftale 2025-26 i Midtjylland?",
    ],
)
def test_an_agreement_that_nobody_confirmed_is_not_said_to_be_missing(
    proposed: Assistant, question: str
) -> None:
    text = proposed.answer(question).answer
    assert "Rammeaftale 2025-26 for Region Midtjylland" in text and "ikke bekræftet" in text
    assert "er ikke indlæst." not in text and "rummer ingen rammeaftale" not in text


def test_every_agreement_is_named_where_all_are_asked_for(proposed: Assistant, confirmed: Assistant) -> None:
    answer = confirmed.answer("Hvilken aftale gælder?")
    assert {SJAELLAND, MIDT_NEW} <= documents(answer)
    assert (
        "Rammeaftale 2025-26 for Region Sjælland er indlæst, men"
        in proposed.answer("Hvilken aftale gælder?").answer
    )


def test_what_is_quoted_from_an_older_agreement_sends_the_reader_to_the_newer(confirmed: Assistant) -> None:
    text = confirmed.answer("Hvad består ledelsesinformationen i Midtjylland af?").answer
    assert "Den nyere kan sige noget andet; slå efter i den." in text and "svarer bedre" not in text


def test_the_comparison_says_of_a_new_agreement_only_what_was_found(confirmed: Assistant) -> None:
    matrix = comparison_of(confirmed.answering).matrix(
        ["oekonomimodel"], [SJAELLAND, "midt-rammeaftale-2023-24"]
    )
    assert [cell.empty for cell in matrix.rows[0].cells] == [
        "ikke fundet i dokumentet",
        "ikke reguleret i dokumentet",
    ]
