"""Rate questions in everyday Danish: the figures land in their places, and nothing is guessed."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rate_call import RateCall
from assistant.rate_question import parse_rate_question
from assistant.rules.figures import DateSpan, decimal_text
from assistant.rules.parameters import load_rules
from assistant.rules.registry import check
from assistant.rules.result import RuleError
from tests.shipped_documents import WHOLE

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parent / "rate_sentences.jsonl").read_text(encoding="utf-8").splitlines()
]
CALLS = [s for s in SENTENCES if s["kind"] == "call"]
TWISTED = [s["text"] for s in SENTENCES if s["kind"] == "twisted"]
FACTUAL = [s["text"] for s in SENTENCES if s["kind"] == "factual"]
PARAMETERS = load_rules(WHOLE)
IRRELEVANT = (
    "Tak for hjælpen.",
    "Vi har haft tilbuddet siden 1998.",
    "Mødet er den 3. maj 2024.",
    "Vores kontor ligger på 2. sal.",
    "Huslejen er 5.000 kr. om måneden.",
    "Der er 24 ansatte.",
    "Det står vist i bilag 1 side 12.",
)


def plain(value: Any) -> Any:
    """Figures as Decimal, dates as Danish text, so that 1800, "1800" and "1800.00" are one."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return Decimal(value)
    if isinstance(value, DateSpan):
        return str(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, str) and not (len(value) == 4 and value.startswith("20")):
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value


def read(text: str, previous: RateCall | None = None) -> RateCall:
    call = parse_rate_question(text, (), previous)
    assert call is not None, text
    return call


def outcome(text: str) -> str:
    call = parse_rate_question(text)
    if call is None or not call.complete or call.rule is None:
        return "intet udfald"
    try:
        return check(call.rule, call.inputs, PARAMETERS).verdict
    except RuleError:
        return "intet udfald"


@pytest.mark.parametrize("sentence", CALLS, ids=[s["text"][:60] for s in CALLS])
def test_the_sentence_is_read_with_its_own_figures(sentence: dict[str, Any]) -> None:
    call = read(sentence["text"])
    assert call.rule == sentence["rule"]
    assert plain(dict(call.inputs)) == plain(sentence["inputs"])
    assert sorted(call.missing) == sentence["missing"]


def test_there_are_at_least_150_sentences_and_60_twisted_ones() -> None:
    assert len(CALLS) >= 150
    assert len(TWISTED) >= 60


@pytest.mark.parametrize("text", TWISTED)
def test_a_twisted_question_is_never_found_to_be_kept(text: str) -> None:
    assert outcome(text) != "overholdt"


@pytest.mark.parametrize("text", FACTUAL)
def test_a_question_about_the_clause_is_no_call(text: str) -> None:
    assert parse_rate_question(text) is None


@given(st.sampled_from(CALLS), st.sampled_from(IRRELEVANT), st.booleans())
def test_an_irrelevant_sentence_changes_nothing(sentence: dict[str, Any], extra: str, first: bool) -> None:
    text = sentence["text"] if sentence["text"][-1] in ".?!" else sentence["text"] + "?"
    call = read(f"{extra} {text}" if first else f"{text} {extra}")
    assert call.rule == sentence["rule"]
    assert plain(dict(call.inputs)) == plain(sentence["inputs"])


@given(
    base=st.integers(100, 9999),
    rate=st.decimals(min_value=100, max_value=9999, places=2),
    year=st.sampled_from([2020, 2021, 2022]),
    form=st.sampled_from(
        [
            "Midtjylland: taksten var {b} kr. i 2019 og {r} kr. i {y}. Er takstaftalen overholdt?",
            "I Midtjylland er taksten kr. {r} i {y}. I 2019 var den kr. {b}. Går den?",
            "Midtjylland: 2019: {b},-, {y}: {r} kr. pr. dag. Holder taksten?",
            "Er det ok i Midtjylland at gå fra {b} kr. i 2019 til {r} kr. i {y} i takst?",
        ]
    ),
)
def test_every_figure_is_read_to_the_oere(base: int, rate: Decimal, year: int, form: str) -> None:
    text = form.format(b=decimal_text(Decimal(base), 0), r=decimal_text(rate), y=year)
    call = read(text)
    read_back = {name: call.inputs[name] for name in ("basistakst", "basisaar", "takst", "aar")}
    assert read_back == {"basistakst": base, "basisaar": 2019, "takst": rate, "aar": year}


PIECES = ["1.234", "1.5", ",", ".", "-", "/", " ", "75", "2022", "kr.", "pct.", "%", "mio.", "maj", "i", "fra", "til",
          "taksten", "underskud", "overhead", "steg", "op med", "pl", "31/2-2022", "Midtjylland", "år", "?"]  # fmt: skip


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
       | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))  # fmt: skip
def test_any_text_is_read_without_a_crash(text: str) -> None:
    call = parse_rate_question(text)
    assert call is None or call.family


MIDT = "Midtjylland: taksten var 1.800 kr. i 2019 og 1.845 kr. i 2022. Er takstaftalen overholdt?"
LOFT = (
    "Hovedstaden: udgift pr. dag 2.400 kr. i 2019, pl 4 %. Hvad er den højst tilladte udgift pr. dag i 2022?"
)


@pytest.mark.parametrize(
    ("first", "then", "changed"),
    [
        (MIDT, "Og hvad hvis den var 1.700 kr. i 2022?", {"takst": 1700}),
        (MIDT, "Hvad hvis den i stedet var 1.450 kr.?", {"takst": 1450}),
        (MIDT, "Hvad hvis basistaksten var 1.900 kr.?", {"basistakst": 1900}),
        (MIDT, "og hvis den var 1.850 kr. i 2019?", {"basistakst": 1850}),
        (MIDT, "og i 2021?", {"aar": 2021}),
        (MIDT, "Hvad hvis vi i stedet sænkede den med 3 pct.?", {"aendring_pct": -3, "takst": None}),
        (LOFT, "og med 5 pct?", {"pl_pct": 5}),
        (LOFT, "Hvad hvis det var 2.600 kr. i 2019?", {"basistakst": 2600}),
        (LOFT, "og i 2021?", {"aar": 2021, "pl_pct": None}),
        (
            "Underskuddet er 800.000 kr. Hvor meget dækkes i Hovedstaden?",
            "og med 50 pct?",
            {"procenter": [50]},
        ),
        (
            "Underskuddet er 800.000 kr. Hvor meget dækkes i Hovedstaden?",
            "Hvad med 900.000 kr.?",
            {"underskud": 900000},
        ),
        ("Hvem betaler øvrige sundhedslovsydelser i maj 2022?", "og i august 2022?", {"dato": "august 2022"}),
        ("Hvilken rammeaftale gælder i Hovedstaden den 1. marts 2022?", "og i 2023?", {"dato": "2023"}),
    ],
)
def test_a_follow_up_changes_one_input(first: str, then: str, changed: dict[str, Any]) -> None:
    previous = read(first)
    call = read(then, previous)
    expected = {**previous.inputs, **changed}
    assert call.rule == previous.rule
    assert plain(dict(call.inputs)) == plain({k: v for k, v in expected.items() if v is not None})
    stored = read(then, RateCall.from_dict(json.loads(json.dumps(previous.as_dict()))))
    assert stored.rule == call.rule
    assert stored.missing == call.missing


def test_a_missing_figure_is_answered_by_the_next_message() -> None:
    asked = read("Hovedstaden: taksten var 1.800 kr. i 2019 og 1.900 kr. i 2022. Er prisloftet overholdt?")
    assert list(asked.missing) == ["pl_pct"]
    call = read("5 %", asked)
    assert call.complete
    assert call.inputs["pl_pct"] == 5


def test_a_missing_region_is_answered_by_its_name() -> None:
    asked = read("taksten faldt fra 1.500 til 1.462,50 fra 2019 til 2022")
    assert asked.rule is None
    assert list(asked.missing) == ["region"]
    call = read("Midtjylland", asked)
    assert call.rule == "midt.takstudvikling"
    assert call.complete


@pytest.mark.parametrize(
    "text", ["Hvem er formand for KKR?", "Hvad er overheadprocenten i Hovedstaden?", "Tak!"]
)
def test_another_question_after_a_rate_question_is_no_follow_up(text: str) -> None:
    assert parse_rate_question(text, (), read(MIDT)) is None


def test_a_new_full_question_does_not_keep_old_figures() -> None:
    call = read("Midtjylland: taksten var 900 kr. i 2019 og 880 kr. i 2021. Er det ok?", read(LOFT))
    assert call.rule == "midt.takstudvikling"
    assert set(call.inputs) == {"basistakst", "basisaar", "takst", "aar"}


def test_the_callers_regions_decide() -> None:
    call = parse_rate_question(
        "Viborg: taksten var 1.800 kr. i 2019 og 1.764 kr. i 2022. Går den?", ["Midtjylland"]
    )
    assert call is not None
    assert call.rule == "midt.takstudvikling"


@pytest.mark.parametrize("region", ["Syddanmark", "Sjælland", "Nordjylland"])
def test_a_region_without_a_rule_gets_no_computation(region: str) -> None:
    call = read(f"{region}: taksten var 1.800 kr. i 2019 og 1.764 kr. i 2022. Er det overholdt?")
    assert call.rule is None
    assert region in call.reason
    assert not call.complete


def test_two_regions_are_asked_about() -> None:
    call = read("Midtjylland og Hovedstaden: taksten var 1.800 kr. i 2019 og 1.764 kr. i 2022. Går den?")
    assert "region" in call.missing
    assert not call.complete


def test_the_words_each_input_came_from_are_kept() -> None:
    call = read(MIDT)
    rate = {"basistakst": "1.800 kr.", "basisaar": "2019", "takst": "1.845 kr.", "aar": "2022"}
    assert call.words == {"art": "taksten", **rate}


def test_a_follow_up_about_another_region_keeps_whether_it_is_a_rate() -> None:
    first = read(MIDT)
    assert "art" not in first.inputs
    second = parse_rate_question("og i Hovedstaden med pl 5 %?", ["Hovedstaden"], first)
    assert second is not None
    assert second.rule == "hovedstaden.prisloft"
    assert second.inputs["art"] == "takst"


@pytest.mark.parametrize(
    "spoken", ["2 % om året", "2 % årligt", "årlig pl på 2 %", "2 pct. hvert år", "2 % pr. år"]
)
def test_a_projection_of_each_year_is_that_of_every_year_and_not_of_all_of_them(spoken: str) -> None:
    said = spoken if "pl" in spoken else f"pl {spoken}"
    call = parse_rate_question(
        f"Taksten var 3.000 kr. i 2019 og er 3.120 kr. i 2022 i Hovedstaden, {said}. Går den?"
    )
    assert call is not None and not call.missing
    assert call.inputs["pl_aar"] == {2020: 2, 2021: 2, 2022: 2}
    found = check(call.rule, call.inputs, PARAMETERS)
    assert found.verdict == "overholdt"


def test_the_places_of_an_offer_do_not_turn_cover_into_an_effect_on_the_rate() -> None:
    call = parse_rate_question(
        "Et bosted med 12 pladser i Hovedstaden har underskud på 500.000 kr. Hvor meget dækkes?"
    )
    assert call is not None and call.rule == "hovedstaden.oekonomimodel"
    found = check(call.rule, call.inputs, PARAMETERS)
    assert found.verdict == "beregnet" and found.results[0].value == 375_000


def test_a_base_within_the_period_is_said_to_leave_out_what_was_reduced_before() -> None:
    call = parse_rate_question(
        "Taksten er 1.500 kr. i 2021 og 1.490 kr. i 2022 i Midtjylland. Er det overholdt?"
    )
    assert call is not None and call.rule is not None
    found = check(call.rule, call.inputs, PARAMETERS)
    assert any("regnet fra 2021" in each for each in found.reservations)
