"""An agreement that nobody has written questions for follows one that many are known for, and is answered from."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant

TODAY = date(2025, 6, 1)
NEW, OLD = "midtjylland-rammeaftale-2025-26", "midt-rammeaftale-2023-24"
TEXT = """# Rammeaftale 2025-26 for Region Midtjylland

Rammeaftalen er godkendt af KKR Midtjylland den 19. november 2024 og gælder fra 1. januar 2025 til 31. december 2026.

## Borgere med komplekse udfordringer

Enkeltmandsforanstaltninger skal kun oprettes, når alle andre muligheder er afprøvet. Inden en kommune opretter en
enkeltmandsforanstaltning til mere end 3 mio. kr. om året, skal den forelægge sagen for det fælles visitationspanel.

## Lukning af tilbud

Vil en driftsherre lukke et tilbud, skal køberkommunerne have det at vide mindst 9 måneder før.

## Kontakt

Fælleskommunalt Social- og Sundhedssekretariat i Midtjylland, Prinsens Alle 5, 8800 Viborg

Mail: social@sekretariatmidt.dk

Tlf: 87 44 12 30
"""


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("efterfølger") / "data"))
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        opened.library.ingest_bytes(TEXT.encode(), "rammeaftale.md")
        opened.library.correct(NEW, {}, "Inger")
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Skal sagen forelægges nogen, før vi laver et enkeltmandsprojekt til 4 millioner?",
            "forelægge sagen",
        ),
        ("Hvad er telefonnummeret til sekretariatet i Midtjylland?", "87 44 12 30"),
        ("Hvilken mail skal jeg bruge til sekretariatet i Midtjylland?", "social@sekretariatmidt.dk"),
        (
            "Hvor mange måneder før skal køberkommunerne vide, at et tilbud i Midtjylland lukker?",
            "mindst 9 måneder før",
        ),
    ],
)
def test_what_the_new_agreement_says_goes_before_what_the_old_one_is_known_for(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.answer(question)
    assert answer.citations[0].document == NEW
    assert said in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Hvem er formand for KKR Midtjylland?",
        "Skal vi spørge nogen i 2023, før vi laver et enkeltmandsprojekt til 4 millioner?",
    ],
)
def test_what_the_new_agreement_does_not_say_or_was_not_asked_is_answered_from_the_old_one(
    assistant: Assistant, question: str
) -> None:
    assert {cited.document for cited in assistant.answer(question).citations[:1]} <= {OLD}
