"""Several things that stand as headings of their own are quoted side by side, in order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.citations import shown
from tests.conftest import TODAY

PROGRAMME = """# Rammeaftale 2025-26 for Region Sjælland

## Temaer i Rammeaftale 2025-26

KKR Sjælland har valgt temaerne på sit møde i maj.

### 1. Unge med spiseforstyrrelser

Kommunerne skal samle viden om gode indsatser for de unge.

### 2. Borgere med senhjerneskade

Der skal oprettes flere pladser til målgruppen.

### 3. Overgangen fra barn til voksen

Sagsbehandlerne skal mødes, før den unge fylder 17 år.

## Kontakt

Spørgsmål rettes til sekretariatet i Sorø.
"""


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("overskrifter")
    data = Path(shutil.copytree(library_data, folder / "data"))
    file = folder / "sjaelland-2025.md"
    file.write_text(PROGRAMME, encoding="utf-8")
    with Assistant.open(data, clock=lambda: date.fromisoformat(TODAY)) as opened:
        opened.library.ingest([file])
        yield opened


@pytest.mark.parametrize(
    "question",
    [
        "Hvad er temaerne i Sjællands rammeaftale?",
        "temaerne i rammeaftalen i Region Sjælland",
        "Hvilke temaer er der i Sjællands rammeaftale 2025-26?",
    ],
)
def test_the_headings_beside_a_numbered_one_are_quoted_in_order(assistant: Assistant, question: str) -> None:
    quotes = [shown(citation.quote) for citation in assistant.answer(question).citations]
    assert [quote[:2] for quote in quotes][:3] == ["1.", "2.", "3."], quotes


def test_the_headings_under_the_heading_asked_about_are_quoted_in_order(assistant: Assistant) -> None:
    answer = assistant.answer("Hvad er principperne for takstsamarbejdet?")
    quotes = [shown(citation.quote) for citation in answer.citations]
    assert quotes[0] == "Incitament til sikker drift" and quotes[-1] == "Ledelsesinformation"
    assert "overskrifterne:" in answer.answer


def test_a_question_under_a_heading_is_answered_by_its_text(assistant: Assistant) -> None:
    answer = assistant.answer("Hvad skal ske for borgere med senhjerneskade i Sjælland?")
    assert "oprettes flere pladser" in shown(answer.citations[0].quote)
