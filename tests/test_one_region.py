"""A question about several regions is asked of each for itself."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.one_region import of_one_region
from assistant.question import understand


@pytest.mark.parametrize(
    ("question", "of_each"),
    [
        (
            "Hvilke udviklingsområder havde Midtjylland og Hovedstaden i 2021-22?",
            {
                "Midtjylland": "Hvilke udviklingsområder havde Midtjylland i 2021-22?",
                "Hovedstaden": "Hvilke udviklingsområder havde Hovedstaden i 2021-22?",
            },
        ),
        (
            "hvordan måtte taksterne udvikle sig i Aarhus og i Gentofte",
            {
                "Midtjylland": "hvordan måtte taksterne udvikle sig i Aarhus",
                "Hovedstaden": "hvordan måtte taksterne udvikle sig i Gentofte",
            },
        ),
        ("Hvem er formand i Midtjylland?", {"Midtjylland": "Hvem er formand i Midtjylland?"}),
    ],
)
def test_each_region_is_asked_with_its_own_name_alone(
    assistant: Assistant, question: str, of_each: dict[str, str]
) -> None:
    regions = assistant.answering.regions
    asked = understand(question, regions)
    for region, own in of_each.items():
        assert of_one_region(asked, region, regions).text == own


def test_what_both_say_of_their_rates_is_shown_side_by_side(assistant: Assistant) -> None:
    found = assistant.answer("hvordan måtte taksterne udvikle sig i Aarhus og på Frederiksberg i 2021-22")
    quoted = " ".join(citation.quote for citation in found.citations)
    assert "Taksterne kan ikke stige" in quoted
    assert "maksimalt må stige med pris- og lønfremskrivningen" in quoted
