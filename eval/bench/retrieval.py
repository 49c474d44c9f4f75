"""Our search beside LlamaIndex's, Haystack's and bm25s', with the same model, passages and questions.

The set is squad-da-dev in the folder that RAMMEAFTALE_BENCHMARKS names. The vectors of the passages are made once and
given to each; a question is embedded by each anew, because its user waits for that.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval import metrics
from eval.bench.peers import Search, bm25s_alone, haystack_hybrid, llamaindex_hybrid
from eval.benchmark import Benchmark, Passage, Query, choose, load_benchmark
from eval.figures import Figure
from eval.searching import build_searcher
from eval.speed import memory
from index.embedding import Embedder, Vector, embed_missing, load_embedder, text_key

FOLDER = "RAMMEAFTALE_BENCHMARKS"
_SET = "squad-da-dev"
OURS = "rammeaftale"
# Those that search by meaning too: ours is to be faster and better than each of them.
_HYBRID = ("LlamaIndex", "Haystack")


@dataclass(frozen=True)
class Measured:
    """One way to search: seconds of each question, nDCG@10, seconds to build, megabytes it added."""

    seconds: Sequence[float]
    ndcg: float
    build: float
    memory: float

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def p95(self) -> float:
        return float(np.percentile(np.asarray(self.seconds), 95))


def measure(queries: int = 150, others: int = 300) -> list[Figure]:
    """That many questions of part even; their passages among that many others."""
    folder = Path(os.environ.get(FOLDER, "")) / _SET
    if not folder.is_dir():
        return [Figure(f"{_SET} i {folder}", f"findes ikke; sæt {FOLDER} til mappen", "findes", False)]
    benchmark = load_benchmark(folder)
    chosen = choose([query for query in benchmark.queries if query.id in benchmark.qrels], "even", queries)
    wanted = {name for query in chosen for name in benchmark.qrels[query.id]}
    relevant = [passage for passage in benchmark.passages if passage[0] in wanted]
    rest = [passage for passage in benchmark.passages if passage[0] not in wanted][:others]
    return figures(compared(benchmark, relevant + rest, chosen, load_embedder()))


def compared(
    benchmark: Benchmark, passages: Sequence[Passage], queries: Sequence[Query], embedder: Embedder
) -> dict[str, Measured]:
    """Every question asked of each way in turn, so that whatever else the machine does falls on all."""
    texts = [f"{title}\n{text}".strip() for _, title, text in passages]
    rows = _rows(embedder, texts)
    names = [name for name, _, _ in passages]
    with tempfile.TemporaryDirectory() as work:
        kept = Path(work)

        def ours() -> Search:
            build_searcher(passages, kept / "first", kept / "vectors", lambda done, of: None)  # embeds
            began[OURS] = time.perf_counter()
            searcher = build_searcher(passages, kept / "ours", kept / "vectors", lambda done, of: None)
            return lambda query, k: [name for name, _ in searcher.fused(query, k)]

        builds: Mapping[str, Callable[[], Search]] = {
            OURS: ours,
            "LlamaIndex": lambda: llamaindex_hybrid(names, texts, rows, embedder, kept / "chroma"),
            "Haystack": lambda: haystack_hybrid(names, texts, rows, embedder),
            "bm25s": lambda: bm25s_alone(names, texts),
        }
        began: dict[str, float] = {}
        searches: dict[str, Search] = {}
        build: dict[str, float] = {}
        added: dict[str, float] = {}
        for way, make in builds.items():
            before = memory(os.getpid())
            began[way] = time.perf_counter()
            searches[way] = make()
            searches[way](queries[0].text, metrics.CUTOFF)
            build[way] = time.perf_counter() - began[way]
            added[way] = memory(os.getpid()) - before
        seconds: dict[str, list[float]] = {way: [] for way in searches}
        ranked: dict[str, dict[str, list[str]]] = {way: {} for way in searches}
        for query in queries:
            for way, search in searches.items():
                start = time.perf_counter()
                hits = search(query.text, metrics.CUTOFF)
                seconds[way].append(time.perf_counter() - start)
                ranked[way][query.id] = hits
    qrels = {query.id: benchmark.qrels[query.id] for query in queries}
    return {
        way: Measured(seconds[way], metrics.retrieval(qrels, ranked[way]).ndcg, build[way], added[way])
        for way in searches
    }


def figures(measured: Mapping[str, Measured]) -> list[Figure]:
    """Ours held against each that searches by meaning too: faster, and no fewer found."""
    ours = measured[OURS]
    found = []
    for way, each in measured.items():
        times = f"median {each.median * 1000:.1f} ms, p95 {each.p95 * 1000:.1f} ms"
        rest = f"bygget på {each.build:.1f} s, {each.memory:.0f} MB"
        if way == OURS:
            found.append(Figure(way, f"{times}, nDCG@10 {each.ndcg:.3f}, {rest}"))
            continue
        goal = way in _HYBRID
        ratio = each.median / ours.median
        found += [
            Figure(f"{way}: tid", f"{times} ({ratio:.2f} gange vores)", *_held("over 1", goal, ratio > 1)),
            Figure(f"{way}: nDCG@10", f"{each.ndcg:.3f}", *_held("under vores", goal, each.ndcg < ours.ndcg)),
            Figure(f"{way}: bygning og hukommelse", rest),
        ]
    return found


def _held(text: str, goal: bool, held: bool) -> tuple[str, bool | None]:
    return (text, held) if goal else ("", None)


def _rows(embedder: Embedder, texts: Sequence[str]) -> Vector:
    known: dict[str, Vector] = {}
    for batch in embed_missing(embedder, texts):
        known.update(batch)
    return np.stack([known[text_key(text)] for text in texts])
