"""Retrieval on any benchmark folder: nDCG@10, recall@10 and hit@10, lexical, dense and fused."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval import metrics
from eval.benchmark import Benchmark, BenchmarkError, Part, Passage, choose, sample
from eval.console import wide_console
from eval.measurement import Progress, begun, naming, versions, write_json

Method = Literal["lexical", "dense", "fused"]

METHOD_NAMES: dict[Method, str] = {"lexical": "leksikalsk", "dense": "vektorer", "fused": "samlet"}


class Searcher(Protocol):
    """Three ways to search the same passages: the best k as (passage id, score), best first."""

    def lexical(self, query: str, k: int) -> list[tuple[str, float]]: ...

    def dense(self, query: str, k: int) -> list[tuple[str, float]]: ...

    def fused(self, query: str, k: int) -> list[tuple[str, float]]: ...


class BuildSearcher(Protocol):
    """Makes an index of its own in `work_dir`.

    `cache_dir` outlives the run: vectors lie there by content hash, so that no passage is embedded twice.
    `progress` is called with how many passages are indexed, of how many.
    """

    def __call__(
        self, passages: Sequence[Passage], work_dir: Path, cache_dir: Path, progress: Progress
    ) -> Searcher: ...


@dataclass(frozen=True)
class MethodResult:
    """One row of the table. `ms`: median milliseconds of a search."""

    method: Method
    scores: metrics.Retrieval
    ms: float


@dataclass(frozen=True)
class RetrievalReport:
    name: str
    part: Part
    passages: int
    queries: int
    missing_gold: int
    results: list[MethodResult]
    date: str
    versions: dict[str, str]

    def values(self) -> dict[str, dict[str, float | None]]:
        """Method -> measure -> value, as `--min` names them."""
        return {
            each.method: {"ndcg": each.scores.ndcg, "recall": each.scores.recall, "hit": each.scores.hit}
            for each in self.results
        }


def evaluate_retrieval(
    benchmark: Benchmark,
    build: BuildSearcher,
    *,
    work_dir: Path,
    cache_dir: Path,
    part: Part = "all",
    limit: int | None = None,
    distractors: int | None = None,
    methods: Sequence[Method] = ("lexical", "dense", "fused"),
    indexing: Progress | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] | None = None,
) -> RetrievalReport:
    """Index the passages in `work_dir` and search every query of the part with each method.

    `progress` counts searches, `indexing` passages. Raises BenchmarkError when the part holds no judged
    query.
    """
    date = begun(now)
    judged = {query for query, grades in benchmark.qrels.items() if any(g > 0 for g in grades.values())}
    queries = choose([query for query in benchmark.queries if query.id in judged], part, limit)
    if not queries:
        raise BenchmarkError(f"{benchmark.name}: delen «{part}» har ingen forespørgsler. Vælg en anden del.")
    passages = sample(benchmark, distractors)
    work_dir.mkdir(parents=True, exist_ok=True)
    cache_dir.mkdir(parents=True, exist_ok=True)
    searcher = build(passages, work_dir, cache_dir, indexing or _silent)
    qrels = {query.id: benchmark.qrels[query.id] for query in queries}
    results = []
    for turn, method in enumerate(methods):
        search = getattr(searcher, method)
        ranked: dict[str, list[str]] = {}
        times = []
        for done, query in enumerate(queries, start=1):
            began = time.perf_counter()
            with naming(query.id, query.text):
                hits = search(query.text, metrics.CUTOFF)
            times.append((time.perf_counter() - began) * 1000)
            ranked[query.id] = [identity for identity, _ in hits]
            if progress is not None:
                progress(turn * len(queries) + done, len(methods) * len(queries))
        results.append(MethodResult(method, metrics.retrieval(qrels, ranked), statistics.median(times)))
    missing = len(benchmark.missing_gold)
    return RetrievalReport(
        benchmark.name, part, len(passages), len(queries), missing, results, date, versions()
    )


def _silent(_done: int, _total: int) -> None:
    """Progress nobody asked to see."""


def print_retrieval(report: RetrievalReport, console: Console | None = None) -> None:
    """One row a method; ± is 1.96 standard errors of nDCG@10."""
    console = console or wide_console()
    size = f"{report.queries} forespørgsler, {report.passages} passager"
    title = f"{escape(report.name)}, del {report.part}: {size}"
    heads = ("Søgning", "nDCG@10", "±", "Recall@10", "Hit@10", "Tid ms")
    table = Table(*heads, title=title, title_justify="left")
    for each in report.results:
        scores = each.scores
        error = f"{1.96 * scores.ndcg_error:.3f}"
        figures = (f"{scores.ndcg:.3f}", error, f"{scores.recall:.3f}", f"{scores.hit:.3f}", f"{each.ms:.1f}")
        table.add_row(METHOD_NAMES[each.method], *(figure.replace(".", ",") for figure in figures))
    console.print(table)
    if report.missing_gold:
        console.print(
            f"{report.missing_gold} passager i qrels er ikke i corpus; ingen søgning kan finde dem."
        )


def write_retrieval(report: RetrievalReport, path: Path) -> None:
    """The report as JSON: means only, never single queries, so that nobody tunes on them one by one."""
    write_json(path, asdict(report))
