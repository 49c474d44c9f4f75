"""A first rate question: side remarks, one's own overhead, years of a deficit, days open to one side."""

from __future__ import annotations

import pytest

from assistant.rate_question import parse_rate_question
from tests.rate_talks import judged, talk


@pytest.mark.parametrize(
    ("text", "rule", "beside"),
    [
        (
            "Vores takst i Midtjylland er 1.900 kr. i 2022, og overhead er 7 %. Den var 2.000 kr. i 2018. Må vi det?",
            "midt.takstudvikling",
            ["overhead"],
        ),
        (
            "Vores takst i Midtjylland er 1.900 kr. i 2022. Den var 2.000 kr. i 2018. Vi har også et underskud på "
            "100.000 kr. Er taksten ok?",
            "midt.takstudvikling",
            ["underskud"],
        ),
        (
            "Taksten er 1.500 kr. og underskuddet 200.000 kr. Vi har 8 pladser og en belægning på 92,5 % i "
            "Midtjylland. Hvad bliver taksten?",
            "midt.over_underskud",
            None,
        ),
    ],
)
def test_a_side_remark_does_not_take_the_question_over(
    text: str, rule: str, beside: list[str] | None
) -> None:
    call = talk(text)
    assert call.rule == rule
    assert call.complete
    assert call.kept.get("andet") == beside


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("Overhead er 7 % i Hovedstaden, er det ok?", 7),
        ("Vores overhead er 7 % i Hovedstaden.", 7),
        ("Vi har en overhead på 8 % af 1.000.000 kr. i Hovedstaden, er det ok?", 8),
    ],
)
def test_an_overhead_of_ones_own_is_held_against_the_target(text: str, share: int) -> None:
    assert talk(text).inputs == {"overhead_pct": share}


@pytest.mark.parametrize(
    "text", ["Er målet for overhead 7 % i Hovedstaden?", "Er overhead 7 % i Hovedstaden?"]
)
def test_what_the_target_is_is_no_case(text: str) -> None:
    assert parse_rate_question(text) is None


def test_a_deficit_in_a_later_year_needs_that_years_cover() -> None:
    first = "Vi har et underskud på 2 mio. kr. i år 2 i Hovedstaden. Hvor meget kan dækkes?"
    assert "år 2" in talk(first).missing["procenter"]
    assert judged(first, "50 %")[1]["Dækning"] == 1_000_000
    tapered = "Underskud på 2 mio. kr. i år 2 i Hovedstaden, aftrapning 75-50-25. Hvor meget dækkes?"
    assert judged(tapered)[1]["Dækning"] == 1_000_000


@pytest.mark.parametrize(
    ("text", "payer"),
    [
        ("Hvem betaler sundhedslovsydelser på botilbud før 1. juli 2022?", "den aktuelle opholdskommune"),
        (
            "Hvem betaler sundhedslovsydelser på botilbud fra 1. januar 2023 og frem?",
            "den tidligere opholdskommune",
        ),
        ("Hvem betaler sundhedslovsydelser på botilbud siden 2023?", "den tidligere opholdskommune"),
    ],
)
def test_days_open_to_one_side_are_not_read_as_one_day(text: str, payer: str) -> None:
    assert judged(text)[1]["Betaler"] == payer


@pytest.mark.parametrize(
    ("text", "settled"),
    [
        ("Hvornår afregnes en børnesag i Børnehus Midt, når sagen startede før 2020?", "ved sagens ophør"),
        (
            "Hvornår afregnes en børnesag i Børnehus Midt, når sagen startede efter 2019?",
            "ved sagens opstart",
        ),
    ],
)
def test_before_and_after_a_year_are_not_that_year(text: str, settled: str) -> None:
    assert judged(text)[1]["Sagen afregnes"] == settled
