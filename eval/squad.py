"""Answering on a folder whose queries carry answers: does the sentence quoted first hold one of them?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval import metrics
from eval.benchmark import Benchmark, BenchmarkError, Part, Passage, Query, choose
from eval.console import percent, wide_console
from eval.measurement import Progress, begun, naming, versions, write_json

Answerer = Callable[[str], tuple[str | None, float]]
"""Takes a question; gives the sentence quoted first (None: silence) and the confidence in it."""


class BuildAnswerer(Protocol):
    """Makes an answerer over an index of its own in `work_dir`; `cache_dir` keeps vectors by content hash."""

    def __call__(
        self, passages: Sequence[Passage], work_dir: Path, cache_dir: Path, progress: Progress
    ) -> Answerer: ...


def holds_answer(sentence: str | None, answers: Sequence[str]) -> bool:
    """Whether the sentence contains one of the answers, white space folded, case ignored; None does not."""
    if sentence is None:
        return False
    text = metrics.fold(sentence).casefold()
    return any(wanted in text for answer in answers if (wanted := metrics.fold(answer).casefold()))


@dataclass(frozen=True)
class SquadReport:
    """Shares between 0 and 1.

    `holds`: answerable questions whose first quoted sentence holds an answer. `silent_wrong`: answerable
    questions met with silence; `silent_right`: unanswerable ones. `auroc`: confidence of the answerable
    against the same number of unanswerable (None where the set has no unanswerable). `ms`: median
    milliseconds an answer.
    """

    name: str
    part: Part
    answerable: int
    holds: float
    silent_wrong: float
    unanswerable: int
    silent_right: float | None
    compared: int
    auroc: float | None
    precision: list[metrics.OperatingPoint]
    ms: float
    date: str
    versions: dict[str, str]

    def values(self) -> dict[str, dict[str, float | None]]:
        """Row `all` -> measure -> value, as `--min` names them."""
        return {"all": {"holds": self.holds, "auroc": self.auroc, "silent_right": self.silent_right}}


def evaluate_squad(
    benchmark: Benchmark,
    build: BuildAnswerer,
    *,
    work_dir: Path,
    cache_dir: Path,
    part: Part = "all",
    limit: int | None = None,
    indexing: Progress | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] | None = None,
) -> SquadReport:
    """Index all passages; ask at most `limit` answerable questions of one part and as many unanswerable.

    Raises BenchmarkError when no query of the part carries answers.
    """
    date = begun(now)
    asked = choose([query for query in benchmark.queries if query.answers], part, limit)
    if not asked:
        raise BenchmarkError(
            f"{benchmark.name}: ingen forespørgsel i delen «{part}» har feltet «answers». "
            "Vælg en mappe, hvor de har det."
        )
    silent = choose(benchmark.unanswerable, part, len(asked))
    work_dir.mkdir(parents=True, exist_ok=True)
    cache_dir.mkdir(parents=True, exist_ok=True)
    answerer = build(benchmark.passages, work_dir, cache_dir, indexing or (lambda _done, _total: None))
    times: list[float] = []

    def ask(query: Query) -> tuple[str | None, float]:
        began = time.perf_counter()
        with naming(query.id, query.text):
            answer = answerer(query.text)
        times.append((time.perf_counter() - began) * 1000)
        if progress is not None:
            progress(len(times), len(asked) + len(silent))
        return answer

    answered = {query.id: ask(query) for query in asked}
    unanswered = {query.id: ask(query) for query in silent}
    holds = {query.id: holds_answer(answered[query.id][0], query.answers) for query in asked}
    # Where there are fewer unanswerable ones, the answerable are cut to the same number, by the same rule.
    compared = choose(asked, "all", len(silent))
    scores = [answered[query.id][1] for query in compared] + [stated for _, stated in unanswered.values()]
    truth = [True] * len(compared) + [False] * len(silent)
    spoken = [identity for identity, (sentence, _) in answered.items() if sentence is not None]
    curve = metrics.precision_by_coverage(
        [answered[identity][1] for identity in spoken], [holds[identity] for identity in spoken], len(asked)
    )
    return SquadReport(
        name=benchmark.name,
        part=part,
        answerable=len(asked),
        holds=sum(holds.values()) / len(asked),
        silent_wrong=1 - len(spoken) / len(asked),
        unanswerable=len(silent),
        silent_right=sum(s is None for s, _ in unanswered.values()) / len(silent) if silent else None,
        compared=len(compared),
        auroc=metrics.auroc(scores, truth),
        precision=_thinned(curve),
        ms=statistics.median(times),
        date=date,
        versions=versions(),
    )


def _thinned(curve: Sequence[metrics.OperatingPoint]) -> list[metrics.OperatingPoint]:
    """The point nearest above each tenth of coverage: enough to read, small enough to keep."""
    kept: list[metrics.OperatingPoint] = []
    for tenth in range(1, 11):
        point = next((each for each in curve if each.coverage >= tenth / 10), None)
        if point is not None and point not in kept:
            kept.append(point)
    return kept


def print_squad(report: SquadReport, console: Console | None = None) -> None:
    """The shares, then precision at each tenth of coverage."""
    console = console or wide_console()
    title = f"{escape(report.name)}, del {report.part}"
    table = Table("Mål", "Værdi", "Antal", title=title, title_justify="left")
    table.add_row("Første citat rummer svaret", percent(report.holds), str(report.answerable))
    table.add_row("Tavs, selv om svaret findes", percent(report.silent_wrong), str(report.answerable))
    table.add_row("Tavs, når svaret ikke findes", percent(report.silent_right), str(report.unanswerable))
    found = "–" if report.auroc is None else f"{report.auroc:.3f}".replace(".", ",")
    table.add_row("AUROC, kan besvares mod kan ikke", found, f"{report.compared} + {report.unanswerable}")
    table.add_row("Tid ms, median", f"{report.ms:.0f}", str(report.answerable + report.unanswerable))
    console.print(table)
    points = Table("Andel besvaret", "Heraf rigtige", title="Præcision mod dækning", title_justify="left")
    for point in report.precision:
        points.add_row(percent(point.coverage), percent(point.precision))
    if report.precision:
        console.print(points)


def write_squad(report: SquadReport, path: Path) -> None:
    """The report as JSON: shares only, never single questions."""
    write_json(path, asdict(report))
