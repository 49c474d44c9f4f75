"""Every rule of the agreements: a lawyer's cases in tests/rules/*.yaml, and what must always hold."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.rules.context import Agreement
from assistant.rules.figure_svg import trace_svg
from assistant.rules.figures import amount, date_span, decimal_text, kroner, percent, rounded
from assistant.rules.parameters import Parameters, load_rules
from assistant.rules.registry import RULES, check, verify
from assistant.rules.result import NeedsInput, Result, RuleError, RuleInputError
from assistant.rules.shares import largest_remainder
from corpus import CORPUS

CASES = sorted((Path(__file__).parent / "rules").glob("*.yaml"))


def _corpus() -> tuple[dict[str, str], list[Agreement]]:
    documents: dict[str, str] = {}
    agreements: list[Agreement] = []
    for file in tomllib.loads((CORPUS / "sources.toml").read_text(encoding="utf-8"))["file"]:
        text = (CORPUS / "documents" / file["file"]).read_bytes().decode("utf-8")
        for part in file["parts"]:
            documents[part["id"]] = text
            if part["kind"] in ("rammeaftale", "statusrapport"):
                dates = (part["valid_from"], part["valid_to"])
                itself = part["kind"] == "rammeaftale"
                agreements.append(Agreement(part["id"], part["title"], part["region"], *dates, itself))
    return documents, agreements


DOCUMENTS, AGREEMENTS = _corpus()
PARAMETERS: Parameters = load_rules(DOCUMENTS)


def run(rule: str, **inputs: Any) -> Result:
    return check(rule, inputs, PARAMETERS, AGREEMENTS)


def _load(path: Path) -> dict[str, Any]:
    """The cases with every figure as text: YAML would read the Danish 1.800 as 1.8."""
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return content


def _cases() -> list[Any]:
    found = []
    for path in CASES:
        content = _load(path)
        found += [
            pytest.param(content["rule"], c, id=f"{content['rule']}-{c['name']}") for c in content["cases"]
        ]
    return found


@pytest.mark.parametrize(("rule", "case"), _cases())
def test_the_rule_decides_the_case_as_written(rule: str, case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises((NeedsInput, RuleInputError)) as caught:
            run(rule, **case["inputs"])
        assert type(caught.value).__name__ == case["error"]
        if isinstance(caught.value, NeedsInput):
            assert case["field"] in caught.value.fields
        elif isinstance(caught.value, RuleInputError):
            assert caught.value.field == case["field"]
            assert caught.value.allowed
        return
    result = run(rule, **case["inputs"])
    assert result.verdict == case["verdict"]
    shown = {
        f.name: decimal_text(rounded(f.value)) if isinstance(f.value, Decimal) else f.value
        for f in result.results
    }
    for name, value in case["results"].items():
        assert shown[name] == value, name
    assert case["clause"] in [source.quote for source in result.sources]


def test_every_rule_has_at_least_eight_cases_and_its_parameters() -> None:
    counts = {content["rule"]: len(content["cases"]) for content in map(_load, CASES)}
    assert set(counts) == set(RULES)
    assert min(counts.values()) >= 8, counts
    verify(PARAMETERS)


@pytest.mark.parametrize(("rule", "case"), _cases())
def test_every_quote_of_a_result_stands_in_its_document(rule: str, case: dict[str, Any]) -> None:
    if "error" in case:
        return
    result = run(rule, **case["inputs"])
    quoted = [*result.sources, *(s for c in result.conflicts for s in c.sources)]
    assert quoted
    for document, quote in quoted:
        assert quote in DOCUMENTS[document]
    assert result.steps[0].startswith("1. ")
    assert result.rules_version == PARAMETERS.version


@pytest.mark.parametrize("rule", ["midt.takstudvikling", "hovedstaden.prisloft"])
def test_a_verdict_on_a_rate_names_the_annex_with_the_sentence_that_refers_to_it(rule: str) -> None:
    result = run(rule, basistakst="1.800", takst="1.700", aar=2022, pl_pct=1)
    assert any("ikke indlæst" in text and "»" in text for text in result.reservations)


def test_the_ceiling_step_reads_as_a_person_would_write_it() -> None:
    result = run("hovedstaden.prisloft", basistakst="3.000", takst="3.200", aar=2022, pl_pct="5 %")
    assert "2. Loft = 3.000,00 kr. x 1,05 = 3.150,00 kr." in result.steps


def test_an_expense_quotes_the_expense_clause_first_and_names_the_other() -> None:
    expense = run("hovedstaden.prisloft", basistakst=100, takst=101, aar=2022, pl_pct=1, art="udgift_pr_dag")
    rate = run("hovedstaden.prisloft", basistakst=100, takst=101, aar=2022, pl_pct=1, art="takst")
    assert expense.sources[0].quote.startswith("udgifter per dag")
    assert rate.sources[0].quote.startswith("kommunerne blot")
    assert "bestemmelse om taksterne" in expense.reservations[0]
    assert "bestemmelse om udgifter" in rate.reservations[0]


def test_the_open_agreement_shows_both_sources() -> None:
    result = run("midt.takstudvikling", basistakst=1800, basisaar=2022, takst=1801, aar=2023)
    assert {s.document for s in result.conflicts[0].sources} == {
        "midt-rammeaftale-2023-24",
        "midt-norddjurs-sag-2023",
    }
    assert not any("overholdt" in step for step in result.steps)


def test_a_deficit_against_the_no_rise_rule_shows_both() -> None:
    raised = run("midt.over_underskud", underskud=1000, pladser=1, belaegning_pct=100)
    lowered = run("midt.over_underskud", overskud=1000, pladser=1, belaegning_pct=100)
    assert len(raised.conflicts[0].sources) == 2
    assert not lowered.conflicts


def test_an_unknown_field_and_an_odd_number_name_what_is_allowed() -> None:
    with pytest.raises(RuleInputError, match="kun felterne aar, basistakst"):
        run("midt.takstudvikling", basistakst=1800, aar=2022, pris=5)
    with pytest.raises(RuleInputError, match="skriv fx"):
        run("midt.takstudvikling", basistakst="1,234.50", aar=2022)


def test_every_rule_describes_its_inputs_in_danish() -> None:
    for rule in RULES.values():
        schema = rule.schema()
        assert schema["properties"]
        for name, field in schema["properties"].items():
            assert field.get("description"), f"{rule.id}.{name}"


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


@pytest.mark.parametrize(("rule", "case"), _cases())
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
