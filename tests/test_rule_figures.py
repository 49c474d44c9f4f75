"""Amounts, percentages and dates as Danes write them, and the drawing of a rule."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules.figure_svg import trace_svg
from assistant.rules.figures import amount, date_span, kroner, percent
from tests.rule_cases import run

RATES = st.decimals(min_value="10", max_value="100000", places=2)
PERCENTS = st.decimals(min_value="-5", max_value="15", places=2)


@given(RATES)
def test_an_amount_written_in_danish_is_read_back(value: Decimal) -> None:
    assert amount(kroner(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,50 kr.", "1234.50"), ("kr. 1.800", "1800"), ("1800", "1800"), ("3.000", "3000"), ("2.50", "2.50"),
        ("10 mio. kr.", "10000000"), ("4 mio.", "4000000"), ("1.800,-", "1800"), ("2,1 t.kr.", "2100"),
        ("1 800 kr.", "1800"), ("1.462,50 kr. pr. dag", "1462.50"),
    ],
)  # fmt: skip
def test_amounts_in_everyday_danish(text: str, value: str) -> None:
    assert amount(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "value"), [("2,5 pct.", "2.5"), ("2,5 %", "2.5"), ("to procent", "2"), ("-3", "-3")]
)
def test_percentages_in_everyday_danish(text: str, value: str) -> None:
    assert percent(text) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("1/1-2022", "1. januar 2022"), ("1. juli 2022", "1. juli 2022"), ("maj 2022", "maj 2022"), ("2022-03-01", "1. marts 2022"), ("2022", "2022")],
)  # fmt: skip
def test_dates_in_everyday_danish(text: str, shown: str) -> None:
    assert str(date_span(text)) == shown


def test_the_picture_says_in_words_what_it_draws() -> None:
    result = run(
        "midt.takstudvikling",
        basistakst=1800,
        basisaar=2019,
        takst=1764,
        aar=2022,
        mellemtakster={2020: 1790},
    )
    svg = trace_svg(result)
    assert svg is not None
    root = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == "Takstudvikling i Midtjylland: overholdt"
    assert "2022: oplyst 1.764,00 kr., loft 1.764,00 kr." in (root.findtext(f"{space}desc") or "")
    assert any("dasharray" in str(path.attrib) for path in root.iter(f"{space}path"))
    assert trace_svg(run("krisecenter.optagelse")) is None
