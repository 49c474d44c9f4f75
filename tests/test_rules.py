"""Every rule of the agreements decides a lawyer's cases, and quotes what it rests on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.rules.figures import decimal_text, rounded
from assistant.rules.registry import RULES, verify
from assistant.rules.result import NeedsInput, RuleInputError
from tests.rule_cases import CASES, PARAMETERS, cases, loaded_cases, run
from tests.shipped_documents import WHOLE


@pytest.mark.parametrize(("rule", "case"), cases())
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
    counts = {content["rule"]: len(content["cases"]) for content in map(loaded_cases, CASES)}
    assert set(counts) == set(RULES)
    assert min(counts.values()) >= 8, counts
    verify(PARAMETERS)


@pytest.mark.parametrize(("rule", "case"), cases())
def test_every_quote_of_a_result_stands_in_its_document(rule: str, case: dict[str, Any]) -> None:
    if "error" in case:
        return
    result = run(rule, **case["inputs"])
    quoted = [*result.sources, *(s for c in result.conflicts for s in c.sources)]
    assert quoted
    for document, quote in quoted:
        assert quote in WHOLE[document]
    assert result.steps[0].startswith("1. ")
    assert result.rules_version == PARAMETERS.version


@pytest.mark.parametrize("rule", ["midt.takstudvikling", "hovedstaden.prisloft"])
def test_a_verdict_on_a_rate_names_the_annex_with_the_sentence_that_refers_to_it(rule: str) -> None:
    result = run(rule, basistakst="1.800", takst="1.700", aar=2022, pl_pct=1)
    assert any("indgår ikke i reglen" in text and "»" in text for text in result.reservations)


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
