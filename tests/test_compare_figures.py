"""The dates, the numbers and the subjects of a comparison are read from the text as a person reads them."""

from __future__ import annotations

import pytest

from assistant.compare_figures import dates, numbers
from assistant.subjects import pattern_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("den 1. juli 2022", ["2022-07-01"]),
        ("fra 1/1-2022 og i maj 2020", ["2022-01-01", "2020-05"]),
        ("perioden 2023-24", ["2023/2024"]),
        ("til og med 2022", ["2022"]),
    ],
)
def test_dates_are_read(text: str, expected: list[str]) -> None:
    assert dates(text) == expected


def test_numbers_are_read_with_what_they_count() -> None:
    found = numbers("De 29 kommuner, 2 pct., 10.000 pladser og to områder i 2022. Tlf: 41 71 99 98")
    assert [(str(figure.value), figure.shown) for figure in found] == [
        ("29", "29 kommuner"),
        ("2", "2 pct."),
        ("10000", "10.000 pladser"),
        ("2", "to områder"),
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        ("overhead*", "en overheadprocent på 6", True),
        ("# kommuner", "de 19 kommuner", True),
        ("# kommuner", "de kommuner", False),
        ("# * kommuner", "de 19 midtjyske kommuner", True),
        ("takst* … stige", "Taksterne kan ikke stige", True),
        ("takst* … stige", "stige taksterne", False),
        ("central* udmelding*", "Decentrale udmeldinger", False),
    ],
)
def test_patterns_of_the_subjects_file(pattern: str, text: str, fits: bool) -> None:
    assert bool(pattern_of(pattern).search(text)) == fits
