"""What holds of every rule whatever the figures: nothing turns on their order, their size or how they are written."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules.figure_svg import trace_svg
from assistant.rules.figures import rounded
from assistant.rules.registry import RULES, check
from assistant.rules.result import RuleError, RuleInputError
from assistant.rules.shares import largest_remainder
from tests.rule_cases import PARAMETERS, cases, run

RATES = st.decimals(min_value="10", max_value="100000", places=2)
PERCENTS = st.decimals(min_value="-5", max_value="15", places=2)


@given(
    base=RATES,
    rate=RATES,
    cut=st.decimals(min_value="0", max_value="0.999", places=3),
    year=st.integers(2020, 2022),
)
def test_a_lower_rate_never_turns_kept_into_broken_in_midtjylland(
    base: Decimal, rate: Decimal, cut: Decimal, year: int
) -> None:
    lower = max(rate * (1 - cut), Decimal("0.001"))
    if (
        run("midt.takstudvikling", basistakst=base, basisaar=2019, takst=rate, aar=year).verdict
        == "overholdt"
    ):
        again = run("midt.takstudvikling", basistakst=base, basisaar=2019, takst=min(lower, rate), aar=year)
        assert again.verdict == "overholdt"


@given(base=RATES, rate=RATES, cut=st.decimals(min_value="0", max_value="0.999", places=3), pl=PERCENTS)
def test_a_lower_rate_never_turns_kept_into_broken_in_hovedstaden(
    base: Decimal, rate: Decimal, cut: Decimal, pl: Decimal
) -> None:
    lower = min(max(rate * (1 - cut), Decimal("0.001")), rate)
    if run("hovedstaden.prisloft", basistakst=base, takst=rate, aar=2022, pl_pct=pl).verdict == "overholdt":
        again = run("hovedstaden.prisloft", basistakst=base, takst=lower, aar=2022, pl_pct=pl)
        assert again.verdict == "overholdt"


@given(
    total=st.decimals(min_value="0", max_value="99999999", places=4),
    weights=st.dictionaries(st.text(min_size=1, max_size=8), st.integers(1, 700000), min_size=1, max_size=29),
)
def test_shares_add_up_to_the_oere_whatever_the_order(total: Decimal, weights: dict[str, int]) -> None:
    shares = largest_remainder(total, weights)
    assert sum(shares.values()) == rounded(total)
    assert all(
        abs(share - total * weights[name] / sum(weights.values())) <= Decimal("0.02")
        for name, share in shares.items()
    )
    assert largest_remainder(total, dict(reversed(weights.items()))) == shares


@given(base=RATES, rate=RATES, first=PERCENTS, second=PERCENTS, third=PERCENTS)
def test_the_yearly_and_the_total_projection_agree(
    base: Decimal, rate: Decimal, first: Decimal, second: Decimal, third: Decimal
) -> None:
    total = ((1 + first / 100) * (1 + second / 100) * (1 + third / 100) - 1) * 100
    yearly = {2022: third, 2020: first, 2021: second}
    one = run("hovedstaden.prisloft", basistakst=base, takst=rate, aar=2022, pl_pct=total)
    other = run("hovedstaden.prisloft", basistakst=base, takst=rate, aar=2022, pl_aar=yearly)
    assert one.verdict == other.verdict
    assert one.results[0].value == other.results[0].value


@given(
    st.permutations(
        [("basistakst", "1.800"), ("takst", "1.790"), ("aar", 2022), ("basisaar", 2019), ("pl_pct", "1")]
    )
)
def test_the_order_of_the_inputs_changes_nothing(pairs: list[tuple[str, Any]]) -> None:
    expected = run(
        "midt.takstudvikling", basistakst="1.800", takst="1.790", aar=2022, basisaar=2019, pl_pct="1"
    )
    assert check("midt.takstudvikling", dict(pairs), PARAMETERS) == expected


@given(st.permutations([("A", "100", "1000"), ("B", "140", "3000"), ("C", "1", "7")]))
def test_the_order_of_the_municipalities_does_not_change_the_average(
    rows: list[tuple[str, str, str]],
) -> None:
    listed = [{"navn": n, "indirekte": i, "direkte": d} for n, i, d in rows]
    assert run("hovedstaden.overhead", liste=listed).results[0].value == Decimal(241) / Decimal(4007) * 100


def test_the_shown_inputs_can_be_sent_back_as_they_stand() -> None:
    first = run("hovedstaden.prisloft", basistakst="2.000", takst="2.090,50", aar=2022, basisaar=2019,
                pl_aar={2020: 2, 2021: "1,5", 2022: 1})  # fmt: skip
    again = {name: text for name, text in first.inputs.items() if name != "art"}
    assert check("hovedstaden.prisloft", again, PARAMETERS) == first
    shared = run("hovedstaden.oekonomimodel", underskud=["1 mio. kr.", "600.000"], procenter="75-50",
                 befolkning="Albertslund: 28.000; Ballerup: 48.000")  # fmt: skip
    assert check("hovedstaden.oekonomimodel", shared.inputs, PARAMETERS) == shared


@pytest.mark.parametrize("year", ["0000", "9999", "22", "næste år"])
def test_an_impossible_year_names_what_is_allowed(year: str) -> None:
    with pytest.raises(RuleInputError, match="aar"):
        run("midt.takstudvikling", basistakst=1, takst=1, aar=year)


@pytest.mark.parametrize(("rule", "case"), cases())
def test_the_inputs_shown_can_be_sent_back_unchanged(rule: str, case: dict[str, Any]) -> None:
    if "error" in case:
        return
    first = run(rule, **case["inputs"])
    assert run(rule, **first.inputs) == first


def test_a_list_of_costs_can_be_written_as_one_line() -> None:
    shown = run("hovedstaden.overhead", liste="Allerød: 100 / 1.000, vægt 1,5; 120 / 3.000, vægt 3", aar=2022)
    assert (
        shown.inputs["liste"]
        == "Allerød: 100,00 kr. / 1.000,00 kr., vægt 1,5; 120,00 kr. / 3.000,00 kr., vægt 3"
    )
    with pytest.raises(RuleInputError, match="indirekte / direkte"):
        run("hovedstaden.overhead", liste="Allerød 6 pct.")


_ODD = st.one_of(
    st.sampled_from(
        ["0,01", "0,0000000001", "1.000 mia. kr.", "1 mia. kr.", "0", "-1", "100", "99,99", "2022", "2020", "ja", "nej",
         "Midtjylland", "takst", "maj 2022", "75-50-25", "2020: 2; 2021: 99,9", "A: 1; B: 10000000",
         "A: 1 mia. kr. / 0,01, vægt 0,01; B: 0 / 1", "1 mia. kr.; 0,01", ""]
    ),
    st.text(max_size=8),
    st.integers(-(10**13), 10**13),
    st.floats(),
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_inputs_of_any_kind_give_a_result_or_a_reason_never_a_fault(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(sorted(RULES)))
    fields = sorted(RULES[rule].inputs.model_fields)
    inputs = {name: data.draw(_ODD) for name in data.draw(st.lists(st.sampled_from(fields), unique=True))}
    try:
        result = run(rule, **inputs)
    except RuleError as refused:
        assert str(refused)
        return
    assert result.steps
    trace_svg(result)


def test_each_kind_of_health_service_is_told_of_its_own_superseded_date() -> None:
    stay = run("sundhedslov.betaler", dato="maj 2022", ydelse="led_i_opholdet")
    other = run("sundhedslov.betaler", dato="maj 2022", ydelse="oevrige")
    assert "1. januar 2022" in stay.conflicts[0].about
    assert "1. januar 2021" in other.conflicts[0].about
