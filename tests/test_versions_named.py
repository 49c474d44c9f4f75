""" "Den forrige aftale", "nu" and "før 2023" choose the agreement that is meant."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.question import understand
from ingest.regions import Regions

OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"


@pytest.mark.parametrize(
    ("question", "version"),
    [
        ("Hvad stod der i den forrige rammeaftale?", "older"),
        ("hvad sagde den gamle aftale", "older"),
        ("Hvad siger den gældende aftale?", "newer"),
        ("Hvem er formand nu?", "newer"),
        ("Hvem er formand?", None),
        ("Hvem var tidligere formand?", None),
    ],
)
def test_the_version_is_read_from_the_words_for_it(question: str, version: str | None) -> None:
    assert understand(question, Regions.load()).version == version


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("Hvem var næstformand for KKR Midtjylland i den forrige rammeaftale?", OLD),
        ("Hvem er næstformand for KKR Midtjylland nu?", NEW),
        ("Hvem var formand for KKR Midtjylland i perioden før 2023?", OLD),
        ("Hvilke udviklingsområder har Midtjylland i den nyeste rammeaftale?", NEW),
    ],
)
def test_the_answer_rests_on_the_version_that_is_meant(
    assistant: Assistant, question: str, document: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.citations[0].document == document


def test_a_region_with_one_agreement_answers_of_it_however_it_is_called(assistant: Assistant) -> None:
    answer = assistant.ask("Hvem er formand for KKR Hovedstaden i den gældende aftale?")
    assert answer.citations[0].document == "hovedstaden-rammeaftale-2021-22"
