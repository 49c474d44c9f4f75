"""What an agreement says that nobody has written questions for: said in whole, before its forerunner, and no more than that."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.onboarding_room import OnboardingRoom
from assistant.rate_file import RateFileRules, check_rate_file

TODAY = date(2026, 11, 23)
MIDT, SJ, CASE = (
    "midtjylland-rammeaftale-2025-26",
    "sjaelland-rammeaftale-2025-26",
    "syddanmark-sagsfremstilling-2025-26",
)
MIDT_TEXT = """# Rammeaftale 2025-26 for Region Midtjylland

Rammeaftalen er godkendt af KKR Midtjylland den 19. november 2024 og gælder fra 1. januar 2025 til 31. december 2026.

## Over- og underskud

Over- og underskud på op til 4 pct. af budgettet bliver i tilbuddet. Et overskud derudover betales tilbage.

## Takstaftale for perioden 2025-2026

Overheadprocenten må højst udgøre 9 pct. af de direkte omkostninger for kommunale tilbud. For regionale tilbud er
satsen 3,5 pct.

## Afregning

Køb af en plads sker med standardkontrakten. Fra 1. januar 2025 er det ikke længere frivilligt at bruge den.

## Botræning

Frem mod udgangen af 2026 etableres 80 botræningspladser. Kommunerne opretter dem. De fordeles på matrikler i Skive,
Struer og Odder.

## Opfølgning

Der laves ikke længere årlig ledelsesinformation; den erstattes af et fælles datasæt hvert kvartal.
"""
SJ_TEXT = """# Rammeaftale 2025-26 for Region Sjælland

Aftalen er godkendt af KKR Sjælland den 4. november 2024 og gælder fra 1. januar 2025 til 31. december 2026.

## Aflastning

En aflastningsplads kan bruges i op til 21 dage. Prisen er 5.400 kr. i døgnet i 2025.

Indkaldelsen til opstartsmødet er tilbuddets ansvar. Planlægningen af forløbet begynder, når den unge fylder 15 år.

Formandskabet for følgegruppen går på skift og ligger i 2025 hos Køge og i 2026 hos Faxe.

## Fristen

Fristen kan forlænges i to situationer. Det sker ved sygdom og ved flytning.
"""
CASE_TEXT = """Orientering om samarbejdet på det specialiserede socialområde 2025-2026

25/1187 Åben sag

Svendborg Kommune

Sagsfremstilling

Rammeaftalen for Syddanmark gælder for perioden 2025-2026. Den er godkendt i Socialdirektørforum den 6. september 2024.

En del af kommunens borgere bor på tilbud i Midtjylland. Her er det aftalt, at overheadprocenten højst må være 6 pct.
"""


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("ny periode") / "data"))
    inbox = tmp_path_factory.mktemp("ind")
    for text, name in ((MIDT_TEXT, "midt.md"), (SJ_TEXT, "sj.md"), (CASE_TEXT, "sag.txt")):
        (inbox / name).write_text(text, encoding="utf-8")
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        opened.library.ingest([inbox])
        for document in (MIDT, SJ, CASE):
            opened.library.correct(document, {}, "Inger")
        yield opened


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Udarbejdes der stadig årlig ledelsesinformation i Midtjylland?", "ikke længere årlig"),
        ("Er det frivilligt at bruge standardkontrakten?", "ikke længere frivilligt"),
        ("Hvad koster en aflastningsplads i Sjælland?", "Prisen er 5.400 kr."),
        ("Hvem indkalder til opstartsmødet?", "tilbuddets ansvar"),
        ("Hvornår begynder planlægningen af forløbet i Sjælland?", "fylder 15 år"),
        ("Hvornår kan fristen forlænges i Sjælland?", "i to situationer. Det sker ved sygdom"),
        ("Må overhead på regionale tilbud i Midtjylland være 5 pct.?", "satsen 3,5 pct."),
    ],
)
def test_the_new_agreement_is_quoted_first_with_the_rest_of_what_it_says(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.answer(question)
    assert answer.citations and answer.citations[0].document in (MIDT, SJ)
    assert said in " ".join(answer.citations[0].quote.split())


def test_what_stands_under_the_heading_of_the_older_one_is_read_beside_it(assistant: Assistant) -> None:
    answer = assistant.answer("Må et bosted beholde et overskud i Midtjylland?")
    assert "Nyere: Rammeaftale 2025-26" in answer.answer
    assert MIDT in {made.document for made in answer.citations}


@pytest.mark.parametrize(
    "question",
    [
        "Hvad er overheadprocenten for private tilbud i Midtjylland?",
        "Hvad er prisen på en aflastningsplads i Sjælland i 2026?",
        "Er der rygepolitik på en aflastningsplads i Sjælland efter Kræftplan?",
        "Hvor mange dage før udskrivningen skal konferencen holdes i Sjælland?",
    ],
)
def test_what_the_new_agreement_does_not_speak_of_is_not_answered_by_what_lies_near(
    assistant: Assistant, question: str
) -> None:
    assert assistant.answer(question).status == "not_found"


def test_a_case_of_another_region_that_says_otherwise_is_shown(assistant: Assistant) -> None:
    answer = assistant.answer("Er det rigtigt, at overhead højst må være 6 pct. i Midtjylland?")
    assert answer.citations[0].document == MIDT and answer.conflicts
    assert "En kilde fra Syddanmark siger om Midtjylland" in answer.answer
    asked = assistant.answer("Hvad siger Svendborg om overhead i Midtjylland?")
    assert asked.citations[0].document == CASE and "6 pct" in asked.citations[0].quote


def test_a_follow_up_stays_with_what_it_points_at(assistant: Assistant) -> None:
    first = assistant.ask("Hvor mange botræningspladser etableres der?")
    assert first.citations[0].document == MIDT
    assert "Skive" in assistant.ask("Hvor bliver de placeret?", first.conversation_id).answer
    held = assistant.ask("Hvem har formandskabet for følgegruppen i Sjælland i 2025?")
    again = assistant.ask("Og i 2026?", held.conversation_id)
    assert "i 2026 hos Faxe" in again.answer


def test_learning_path_and_rate_list_tell_that_a_later_agreement_is_loaded(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = OnboardingRoom(assistant.library).material.path
    notes = {step.id: step.note for module in path.modules for step in module.steps}
    assert "Der er indlæst en nyere aftale: Rammeaftale 2025-26" in notes["aftalen-midt"]
    assert "nyere aftale" not in notes["takster-hovedstaden"]
    answering = assistant.answering
    known = answering.knowledge
    rows = tmp_path / "liste.csv"
    rows.write_text("region;aar;basistakst;takst\nMidtjylland;2025;1000;1040\nSjælland;2025;1000;1040\n")
    result = tmp_path / "svar.csv"
    check_rate_file(rows, result, RateFileRules(known.parameters, {}, answering.regions, known.agreements))
    told = result.read_text(encoding="utf-8-sig")
    assert told.count("men ingen regel regner efter den") == 2
