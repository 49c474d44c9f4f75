"""The figures mean what eval/README.md says they mean."""

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, Computation
from eval import metrics


def cite(quote: str = "", *, n: int = 1, start: int = 0, passage: str = "", file: str = "a.txt") -> Citation:
    return Citation(
        n=n, document="doc", title="Titel", region=None, section="Afsnit", file=file,
        start=start, end=start + len(quote), quote=quote, passage=passage or quote, url="/d",
    )  # fmt: skip


def reply(text: str = "", *citations: Citation, status: Any = "answered", **more: Any) -> Answer:
    return Answer(status=status, answer=text, citations=list(citations), as_of=date(2024, 5, 1), **more)


@pytest.mark.parametrize(
    ("expect", "right"),
    [("answer", {"answered", "computed"}), ("tool", {"computed"}), ("abstain", {"not_found"})],
)
def test_each_expectation_accepts_its_own_statuses_only(expect: Any, right: set[str]) -> None:
    for status in ("answered", "computed", "not_found", "needs_input"):
        assert metrics.status_right(expect, reply(status=status)) is (status in right)


def test_evidence_is_found_across_line_breaks_in_quote_or_passage() -> None:
    answer = reply("x", cite("Formand", n=1), cite("kort", n=2, passage="taksten\n\n kan ikke  stige"))
    assert metrics.evidence_cited(["findes ikke", "kan ikke stige"], answer) is True
    assert metrics.evidence_first(["kan ikke stige"], answer) is False
    assert metrics.evidence_first(["Formand"], answer) is True
    assert metrics.evidence_cited(["FORMAND"], answer) is False


def test_the_first_citation_is_the_one_numbered_1() -> None:
    answer = reply("x", cite("anden", n=2), cite("første", n=1))
    assert metrics.evidence_first(["første"], answer) is True
    assert metrics.evidence_first(["anden"], answer) is False


def test_what_a_question_does_not_ask_is_not_measured() -> None:
    answer = reply("svar")
    assert metrics.evidence_cited([], answer) is None
    assert metrics.evidence_first([], answer) is None
    assert metrics.facts_present([], answer) is None
    assert metrics.forbidden_absent([], answer) is None
    assert metrics.verdict_right(None, answer) is None
    assert metrics.quotes_exact(answer, {}.__getitem__) is None


def test_every_list_of_facts_needs_one_of_its_strings() -> None:
    answer = reply("Taksten er 2 Pct\nlavere i MIDTJYLLAND")
    assert metrics.facts_present([["2 %", "2 pct lavere"], ["midtjylland"]], answer) is True
    assert metrics.facts_present([["2 pct"], ["Hovedstaden"]], answer) is False


def test_a_forbidden_string_is_seen_whatever_its_case() -> None:
    assert metrics.forbidden_absent(["ikke overholdt"], reply("Aftalen er IKKE\noverholdt.")) is False
    assert metrics.forbidden_absent(["ikke overholdt"], reply("Aftalen er overholdt.")) is True


def test_a_verdict_counts_when_any_computation_has_it() -> None:
    found = [
        Computation(rule="r", title="t", verdict=verdict, results=[], inputs={}, steps=[])
        for verdict in ("beregnet", "maal")
    ]
    assert metrics.verdict_right("maal", reply(computations=found)) is True
    assert metrics.verdict_right("overholdt", reply(computations=found)) is False


@given(st.text(min_size=1), st.data())
def test_a_slice_of_the_text_is_exact_and_a_changed_one_is_not(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))]
    exact = cite(quote, start=start)
    assert metrics.quotes_exact(reply("x", exact), {"a.txt": text}.__getitem__) is True
    changed = exact.model_copy(update={"quote": quote + "!"})
    assert metrics.quotes_exact(reply("x", exact, changed), {"a.txt": text}.__getitem__) is False


def test_a_quote_without_a_source_or_with_offsets_from_the_end_is_not_exact() -> None:
    texts = {"a.txt": "abcdef"}.__getitem__
    assert metrics.quotes_exact(reply("x", cite("abc", file="mangler.txt")), texts) is False
    assert metrics.quotes_exact(reply("x", cite("bc", start=-5)), texts) is False
    assert metrics.quotes_exact(reply("x", cite("")), texts) is False


def test_a_quote_shown_twice_is_counted_once_however_it_is_broken() -> None:
    quote = "de mest om-\n\nkostningstunge tilbud"
    shown = "de mest omkostningstunge tilbud"
    answer = reply(f"Aftalen omfatter {shown} [1].\n> {shown}", cite(quote))
    once = reply(f"Aftalen omfatter {shown} [1].\n>", cite(quote))
    assert metrics.answer_length(answer) == len(f"Aftalen omfatter {shown} [1]. > ")
    assert metrics.frame_length(answer) == len("Aftalen omfatter  [1]. > ")
    assert metrics.frame_length(once) == metrics.answer_length(once) - len(shown)


def test_a_short_name_may_recur_without_being_a_repeated_quote() -> None:
    answer = reply("KKR er KKR.", cite("KKR"))
    assert metrics.answer_length(answer) == metrics.frame_length(answer) == len("KKR er KKR.")


@given(st.text(max_size=80), st.lists(st.text(min_size=1, max_size=40), max_size=4))
def test_lengths_lie_between_nothing_and_the_whole_answer(text: str, quotes: list[str]) -> None:
    answer = reply(text, *(cite(quote) for quote in quotes))
    assert 0 <= metrics.frame_length(answer) <= metrics.answer_length(answer) <= len(text)


def test_ndcg_recall_and_hit_on_two_queries_worked_out_by_hand() -> None:
    qrels = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}}
    found = metrics.retrieval(qrels, {"q1": ["x", "a", "y", "b"], "q2": ["z"]})
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    first = (1 / math.log2(3) + 1 / math.log2(5)) / ideal
    assert found.ndcg == pytest.approx((first + 0) / 2)
    assert found.recall == pytest.approx((2 / 2 + 0 / 1) / 2)
    assert found.hit == pytest.approx((1 + 0) / 2)
    # Two values: the sample deviation is half their distance times the square root of 2.
    assert found.ndcg_error == pytest.approx((first / 2) * math.sqrt(2) / math.sqrt(2))


def test_a_query_without_hits_counts_as_zero_and_one_without_gold_not_at_all() -> None:
    qrels = {"q1": {"a": 1}, "q2": {"b": 1}, "q3": {"c": 0}}
    found = metrics.retrieval(qrels, {"q1": ["a"], "q3": ["c"]})
    assert (found.queries, found.ndcg, found.recall, found.hit) == (2, 1 / 2, 1 / 2, 1 / 2)
    with pytest.raises(ValueError, match="intet at måle"):
        metrics.retrieval({"q3": {"c": 0}}, {"q3": ["c"]})


def test_the_eleventh_hit_is_too_late() -> None:
    ranked = [f"x{rank}" for rank in range(10)]
    assert metrics.retrieval({"q": {"a": 1}}, {"q": [*ranked[:9], "a"]}).ndcg == pytest.approx(
        1 / math.log2(11)
    )
    assert metrics.retrieval({"q": {"a": 1}}, {"q": [*ranked, "a"]}).hit == 0


def test_the_order_of_the_search_is_kept_whatever_the_ids() -> None:
    for gold, other in (("a", "z"), ("z", "a")):
        assert metrics.retrieval({"q": {gold: 1}}, {"q": [gold, other]}).ndcg == 1
        assert metrics.retrieval({"q": {gold: 1}}, {"q": [other, gold]}).ndcg == pytest.approx(
            1 / math.log2(3)
        )


ids = st.lists(st.sampled_from("abcdefghijklmnop"), min_size=1, max_size=14, unique=True)


@given(st.dictionaries(st.sampled_from(["q1", "q2", "q3"]), st.tuples(ids, ids), min_size=1))
def test_retrieval_scores_are_shares_and_do_not_depend_on_the_order_of_queries(
    queries: dict[str, tuple[list[str], list[str]]],
) -> None:
    qrels = {query: dict.fromkeys(gold, 1) for query, (gold, _) in queries.items()}
    ranked = {query: found for query, (_, found) in queries.items()}
    scores = metrics.retrieval(qrels, ranked)
    for value in (scores.ndcg, scores.recall, scores.hit):
        assert 0 <= value <= 1
    assert scores.hit >= scores.recall - 1e-9
    backwards = metrics.retrieval(dict(reversed(qrels.items())), dict(reversed(ranked.items())))
    assert backwards.ndcg == pytest.approx(scores.ndcg)


def test_auroc_counts_pairs_and_ties_by_half() -> None:
    # True 0.8 and 0.4 against false 0.6 and 0.4: 0.8 beats both, 0.4 loses to 0.6 and ties with 0.4.
    found = metrics.auroc([0.8, 0.4, 0.6, 0.4], [True, True, False, False])
    assert found == pytest.approx((1 + 1 + 0 + 0.5) / (2 * 2))
    assert metrics.auroc([0.1, 0.9], [True, True]) is None
    assert metrics.auroc([], []) is None


# Hundredths: adjacent doubles would be drawn together by rounding when they are scaled.
scores = st.integers(0, 100).map(lambda value: value / 100)
cases = st.lists(st.tuples(scores, st.booleans()), min_size=1, max_size=40)


@given(cases)
def test_auroc_is_a_share_turns_with_the_scores_and_ignores_their_scale(
    pairs: list[tuple[float, bool]],
) -> None:
    values, truth = [value for value, _ in pairs], [true for _, true in pairs]
    found = metrics.auroc(values, truth)
    true = [value for value, is_true in pairs if is_true]
    false = [value for value, is_true in pairs if not is_true]
    if not true or not false:
        assert found is None
        return
    assert found is not None and 0 <= found <= 1
    by_hand = sum((t > f) + (t == f) / 2 for t in true for f in false) / (len(true) * len(false))
    assert found == pytest.approx(by_hand)
    assert metrics.auroc([-value for value in values], truth) == pytest.approx(1 - found)
    assert metrics.auroc([3 * value + 7 for value in values], truth) == pytest.approx(found)


def test_calibration_bins_hold_their_lower_edge_and_the_last_holds_one() -> None:
    bins = metrics.calibration_bins([0.0, 0.3, 0.35, 1.0], [False, True, False, True])
    assert [(each.low, each.high, each.count) for each in bins] == [
        (0.0, 0.1, 1),
        (0.3, 0.4, 2),
        (0.9, 1.0, 1),
    ]
    assert bins[1].confidence == pytest.approx((0.3 + 0.35) / 2)
    assert bins[1].share == 1 / 2
    error = (1 * abs(0 - 0) + 2 * abs((0.3 + 0.35) / 2 - 1 / 2) + 1 * abs(1 - 1)) / 4
    assert metrics.calibration_error(bins) == pytest.approx(error)
    assert metrics.calibration_error([]) is None


@given(cases, st.integers(1, 20))
def test_no_case_is_lost_between_the_bins(pairs: list[tuple[float, bool]], count: int) -> None:
    bins = metrics.calibration_bins([value for value, _ in pairs], [true for _, true in pairs], count)
    assert sum(each.count for each in bins) == len(pairs)
    assert all(each.low - 1e-9 <= each.confidence <= each.high + 1e-9 for each in bins)
    assert sum(each.share * each.count for each in bins) == pytest.approx(sum(true for _, true in pairs))


def test_precision_against_coverage_goes_from_the_surest_answer_to_all() -> None:
    points = metrics.precision_by_coverage([0.9, 0.5, 0.5, 0.2], [True, True, False, False], total=8)
    assert [(p.threshold, p.coverage, p.precision) for p in points] == [
        (0.9, 1 / 8, 1 / 1),
        (0.5, 3 / 8, 2 / 3),
        (0.2, 4 / 8, 2 / 4),
    ]
    assert metrics.precision_by_coverage([], [], total=3) == []


def test_confidence_that_cannot_be_one_is_refused() -> None:
    with pytest.raises(ValueError, match="mellem 0 og 1"):
        metrics.calibration_bins([1.2], [True])
    with pytest.raises(ValueError, match="endelige tal"):
        metrics.auroc([math.nan], [True])
    with pytest.raises(ValueError, match="2 tal, men 1 afgørelser"):
        metrics.auroc([0.1, 0.2], [True])
    with pytest.raises(ValueError, match="2 svar, men kun 1 spørgsmål"):
        metrics.precision_by_coverage([0.1, 0.2], [True, False], total=1)
