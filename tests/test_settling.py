"""A server goes on from one state of the documents to the next, quick from the first question and no heavier for it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.settling import Settling
from assistant.answering import Answering
from assistant.asked import Asked
from assistant.assistant import Assistant
from eval.torture.small_library import small_library

TEXT = """# Rammeaftale 2025-26 for Region Sjælland

Aftalen kan opsiges med et års varsel.
"""


@pytest.fixture(autouse=True)
def _nothing_frozen() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.fixture
def assistant(tmp_path: Path) -> Iterator[Assistant]:
    with Assistant(small_library(tmp_path / "data")) as opened:
        opened.library.ingest_bytes(TEXT.encode(), "rammeaftale.md")
        yield opened


def test_a_former_state_is_let_go_when_the_next_is_settled(assistant: Assistant) -> None:
    settling = Settling()
    settling.settle(assistant.answering)
    former = weakref.ref(assistant.answering)
    assistant.library.ingest_bytes(TEXT.replace("et års", "to års").encode(), "rammeaftale.md")
    settling.settle(assistant.answering)
    assert former() is None


def test_each_new_state_is_told_of_once_and_answers_while_it_settles(assistant: Assistant) -> None:
    told: list[Answering] = []
    assistant.when_new(told.append)
    for text in (TEXT, TEXT.replace("et års", "to års")):
        assistant.library.ingest_bytes(text.encode(), "rammeaftale.md")
        asked = Asked("Med hvilket varsel kan aftalen opsiges?", date(2025, 6, 1))
        answers = {assistant.answering.answer(asked)[0].answer for _ in range(2)}
        assert len(answers) == 1
    assert len(told) == len(set(map(id, told))) <= 2
    assert told[-1] is assistant.answering
