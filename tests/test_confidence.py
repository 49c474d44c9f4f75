"""How sure an answer is: a probability, higher with better signals, never sure without the form asked for."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.confidence import probability
from assistant.finder import WEIGHTS as WEIGHTS_FILE
from assistant.found import THRESHOLD
from assistant.knowledge import load_weights
from assistant.wording import Term, coverage

WEIGHTS = load_weights(WEIGHTS_FILE)["confidence"]
NAMES = [name for name in WEIGHTS if name != "intercept"]
signals = st.fixed_dictionaries({name: st.floats(-5, 5) for name in NAMES})


def test_the_weights_name_the_signals_that_decide() -> None:
    assert {"intercept", "together", "similar", "untyped_match", "paragraph"} <= set(WEIGHTS)


@given(signals)
def test_it_is_a_probability(values: dict[str, float]) -> None:
    assert 0.0 <= probability(values, WEIGHTS) <= 1.0


@given(signals, st.sampled_from(NAMES), st.floats(0.01, 5))
def test_a_better_signal_never_lowers_it(values: dict[str, float], name: str, more: float) -> None:
    assume(name != "untyped_match")
    changed = values | {name: values[name] + more}
    before, after = probability(values, WEIGHTS), probability(changed, WEIGHTS)
    assert after >= before if WEIGHTS[name] >= 0 else after <= before


@given(signals)
def test_without_the_form_asked_for_only_what_is_plain_besides_is_answered(values: dict[str, float]) -> None:
    found = probability(values | {"untyped_match": 1.0}, WEIGHTS)
    assert found >= 0.6 or found < THRESHOLD


def test_it_is_the_logistic_function_of_the_weighted_sum() -> None:
    weights = {"a": 2.0, "b": -1.0, "intercept": 0.5}
    found = probability({"a": 1.0, "b": 3.0, "untyped_match": 0.0}, weights)
    assert found == pytest.approx(1 / (1 + math.exp(-(0.5 + 2.0 * 1.0 - 1.0 * 3.0))))


def test_a_huge_sum_does_not_overflow() -> None:
    for value in (1e9, -1e9):
        assert probability({"a": value, "untyped_match": 0.0}, {"a": 1.0}) == pytest.approx(float(value > 0))


def term(stem: str, weight: float = 1.0, parts: tuple[str, ...] = ()) -> Term:
    return Term(stem, stem, weight, parts, frozenset(), True)


def test_coverage_is_the_weighted_share_of_the_words() -> None:
    terms = [term("takst", 3.0), term("stig", 1.0)]
    assert coverage(terms, frozenset({"takst"}), frozenset({"takst"})) == pytest.approx(3.0 / (3.0 + 1.0))
    assert coverage(terms, frozenset({"takst", "stig"}), frozenset()) == 1.0
    assert coverage(terms, frozenset(), frozenset()) == 0.0
    assert coverage([], frozenset({"takst"}), frozenset()) == 0.0


@given(
    st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 9)), max_size=6),
    st.frozensets(st.sampled_from("abcdef")),
    st.frozensets(st.sampled_from("abcdef")),
)
def test_more_words_never_cover_less(
    pairs: list[tuple[str, float]], some: frozenset[str], more: frozenset[str]
) -> None:
    terms = [term(stem, weight) for stem, weight in pairs]
    fewer, all_of_them = coverage(terms, some, some), coverage(terms, some | more, some | more)
    assert 0.0 <= fewer <= all_of_them + 1e-9 and all_of_them <= 1.0 + 1e-9
