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
NOT_WRITTEN = "programmets regler er ikke skrevet efter"


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


@pytest.mark.parametrize(
    ("question", "source", "quoted"),
    [
        (RATE.format("Sjælland"), SJAELLAND, "højst stige med 1,5 pct."),
        (RATE.format("Midtjylland"), MIDT_NEW, "højst stige med 1,5 pct."),
        ("Hvad er den højeste takst i 2026 i Viborg, når taksten i 2024 var 1500 kr.?", MIDT_NEW, "1,5 pct."),
        ("Vores overhead er 8 % i Sjælland. Er det for højt?", SJAELLAND, "ikke overstige 7 %"),
        ("Vores overhead er 8 % i Midtjylland. Er det for højt?", MIDT_NEW, "ikke overstige 7 %"),
    ],
)
def test_where_no_rule_knows_the_agreement_its_own_words_are_quoted(
    confirmed: Assistant, question: str, source: str, quoted: str
) -> None:
    answer = confirmed.answer(question)
    assert (answer.status, answer.computations) == ("answered", [])
    assert any(made.document == source and quoted in made.quote for made in answer.citations)
    assert f"Der er ikke regnet: {NOT_WRITTEN}" in answer.answer
    assert "rummer ingen" not in answer.answer and "har kun bestemmelsen" not in answer.answer


def test_a_question_that_goes_on_to_a_new_agreement_is_answered_from_it(confirmed: Assistant) -> None:
    first = confirmed.ask(RATE.replace("2024", "2023").replace("2025", "2024").format("Midtjylland"))
    assert first.computations
    later = confirmed.ask("hvad hvis det var i 2025?", first.conversation_id)
    assert MIDT_NEW in documents(later) and NOT_WRITTEN in later.answer
    elsewhere = confirmed.ask("og i Sjælland?", first.conversation_id)
    assert documents(elsewhere) == {SJAELLAND} and NOT_WRITTEN in elsewhere.answer


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Skal vi bruge standardkontrakten i Midtjylland i 2026?", True),
        ("Kan en beboer på vores kommunale botilbud i Midtjylland selv bestille ledsagelse til ferie i 2026?", True),
        ("Et kommunalt tilbud i Sjælland bruges af tre kommuner. Er det omfattet?", True),
        ("Skal vi bruge standardkontrakten i Midtjylland i 2024?", False),
        ("Skal vi bruge standardkontrakten i Hovedstaden i 2022?", False),
    ],
)  # fmt: skip
def test_a_time_or_region_that_only_the_new_agreement_holds_is_not_refused(
    confirmed: Assistant, question: str, told: bool
) -> None:
    answer = confirmed.answer(question)
    assert (NOT_WRITTEN in answer.answer.lower()) == told
    assert answer.status == "computed" or (told and answer.status != "needs_input")


@pytest.mark.parametrize(
    ("question", "newer"),
    [
        ("Et privat tilbud i Midtjylland bruges af tre kommuner. Er det omfattet?", True),
        ("Hvornår afregnes en børnesag hos Børnehus Midt i 2026?", True),
        ("Hvem betaler for sundhedslovsydelser i maj 2026 for en borger på botilbud?", True),
        ("Hvem betaler for sundhedslovsydelser i maj 2023 for en borger på botilbud?", False),
        ("Taksten var 1.000 kr. i 2023 og er 1.000 kr. i 2024 i Midtjylland. Er det ok?", False),
    ],
)
def test_a_verdict_from_older_agreements_points_to_the_newer_one(
    confirmed: Assistant, question: str, newer: bool
) -> None:
    answer = confirmed.answer(question)
    [computation] = answer.computations
    said = [text for text in computation.reservations if "reglen er ikke skrevet efter" in text]
    assert bool(said) == newer and all("Rammeaftale 2025-26 for Region Midtjylland" in text for text in said)


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
