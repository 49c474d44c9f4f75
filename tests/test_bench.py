"""What the long comparisons make of their times and rankings: goals, ratios and the page of results."""

from __future__ import annotations

from pathlib import Path

from eval.bench import answer, retrieval
from eval.bench.results import write_results
from eval.bench.retrieval import OURS, Measured
from eval.figures import Figure
from eval.speed import Timed


def test_ours_is_held_against_those_that_search_by_meaning_too() -> None:
    measured = {
        OURS: Measured([0.010, 0.020, 0.030], 0.80, 1.0, 5.0),
        "LlamaIndex": Measured([0.050] * 3, 0.70, 2.0, 9.0),
        "Haystack": Measured([0.015] * 3, 0.85, 2.0, 9.0),
        "bm25s": Measured([0.001] * 3, 0.90, 0.1, 1.0),
    }
    held = {figure.name: figure.held for figure in retrieval.figures(measured)}
    assert held["LlamaIndex: tid"] and held["LlamaIndex: nDCG@10"]
    assert held["Haystack: tid"] is False and held["Haystack: nDCG@10"] is False
    assert held["bm25s: tid"] is None and held["bm25s: nDCG@10"] is None
    (times,) = [figure.value for figure in retrieval.figures(measured) if figure.name == "LlamaIndex: tid"]
    assert f"{0.050 / 0.020:.2f} gange vores" in times


def test_an_answer_may_take_a_little_more_than_embedding_its_question() -> None:
    within = answer.figures(Timed([0.012, 0.013, 0.014], [0.010] * 3, 300.0))
    beyond = answer.figures(Timed([0.014] * 3, [0.010] * 3, 700.0))
    assert [each.held for each in within if each.held is not None] == [True, True]
    assert [each.held for each in beyond if each.held is not None] == [False, False]
    assert [each.value for each in beyond if each.name == "forskel"] == [f"{(0.014 - 0.010) * 1000:.1f} ms"]


def test_a_part_that_is_run_again_takes_the_place_of_what_stood_of_it(tmp_path: Path) -> None:
    path = tmp_path / "RESULTS.md"
    write_results([("svar", Figure("tid", "9 ms", "højst 5", False)), ("start", Figure("tid", "1 s"))], path)
    write_results([("svar", Figure("tid", "4 ms | 2", "højst 5", True))], path)
    text = path.read_text(encoding="utf-8")
    assert "9 ms" not in text and "| tid | 4 ms \\| 2 | højst 5 | nået |" in text
    assert "| tid | 1 s |  |  |" in text
    assert text.count("## svar") == text.count("## start") == 1
