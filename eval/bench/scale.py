"""What size costs: the same search over 1,000 and over 100,000 passages, in a data folder and in PostgreSQL, and one more
document at that size.

`python -m eval.bench scale`. The passages are statutes (`lov-100k`, in the folder RAMMEAFTALE_LOV names, or beside this
repository); their vectors and those of two units each are synthetic and clustered, as embeddings are, since embedding
them would take many hours. Building, searching and taking in one more have a process of their own each. Times of questions
are those of the search alone, with the question's vector given.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from assistant.usage import share
from eval.bench.statutes import Drawn, read_questions, read_statutes
from eval.figures import Figure
from eval.filter_bench import Synthetic, made_passages
from eval.postgres_server import PostgresServer, postgres_server
from index.change import Change
from index.embedding import Vector
from index.ingestion import BUILDING, apply
from index.library import Library
from index.opened import OpenedGeneration
from index.plan import planned_passages
from index.retriever import search
from index.store import Store

T = TypeVar("T")
SIZES = (1_000, 100_000)
STORES = {"mappe": "", "PostgreSQL": "postgresql"}
QUESTIONS = 300
SHARES = (0.1, 0.5)
_GROWTH = 3.0
_WITHIN = 10.0
_PROVISIONS = 100
# As compose.yaml sets it: what PostgreSQL reads anew from disk for every question takes longer than all else.
_MEMORY = "2GB"
_LOV = Path(__file__).resolve().parents[3] / "shared" / "benchmarks" / "lov-100k"


@dataclass(frozen=True)
class Cost:
    """What one store costs at one size: seconds, bytes, and milliseconds by filter (median, 95th of 100).

    `more`: seconds until one more document is found, in a process that runs already and in a new one.
    """

    build: float
    disk: int
    resident: int
    times: dict[str, tuple[float, float]]
    more: tuple[float, float]


def opened(url: str, data: Path, embedder: Drawn | None = None) -> Library:
    """`url` is that of a database, or "" for the data folder."""
    return Library(data, Store.open(data, url or None), embedder=embedder or Drawn())


def build(folder: Path, size: int, url: str, data: Path) -> tuple[float, int]:
    """Take the statutes in: seconds that building the views took, and their bytes on disk."""
    library = opened(url, data)
    moments: list[float] = []

    def watch(done: int, of: int, what: str) -> None:
        if what == BUILDING:
            moments.append(time.perf_counter())

    change = read_statutes(folder, size)
    with library.views.writing():
        apply(library.store, library.views, library.embedder, change, watch)
    kept = library.views.kept()[0].size
    library.close()
    return moments[1] - moments[0], kept


def one_more(url: str, data: Path, number: int, running: bool) -> float:
    """Seconds from a document's bytes to its being found.

    `running`: the library is open and was searched before, as in a server; else opening it is part of them.
    """
    library = opened(url, data)
    if running:
        library.snapshot().search("takst")
    word = f"xylofonbrandslukker{number}"
    text = "\n\n".join(f"## § {n}\n\n{made.text}." for n, made in enumerate(made_passages(_PROVISIONS)))
    text = f"# Lov om {word}\n\nKommunen fører {word}tilsyn hvert år.\n\n{text}"
    started = time.perf_counter()
    report = library.ingest_bytes(text.encode(), f"{word}.md")
    hits = library.snapshot().search(f"Hvem fører {word}tilsyn?")
    taken = time.perf_counter() - started
    # What is near by chance may come before it: the vectors know no words.
    assert {hit.group for hit in hits} & set(report.documents), report
    library.close()
    return taken


def searched(folder: Path, url: str, data: Path) -> tuple[int, dict[str, tuple[float, float]]]:
    """Open and search the views: the memory that took in this process, and the times as `Cost` has them."""
    questions = read_questions(folder, QUESTIONS)
    library = opened(url, data)
    near = Drawn([each.embedded for each in planned_passages(library.store, Change())[::7]])
    vectors = [near.query(question) for question in questions]
    before = resident()
    generation = library.views.open(library.store.generation() or "")
    times = {"uden filter": _times(generation, questions, vectors, None)}
    for part in SHARES:
        times[f"filter, {part:.0%}"] = _times(generation, questions, vectors, _groups(generation, part))
    taken = resident() - before
    generation.close()
    library.close()
    return taken, times


def _groups(generation: OpenedGeneration, part: float) -> set[str]:
    """The first groups that together hold that share of the passages."""
    return set(generation.groups[: int(part * len(generation.groups))])


def _times(
    generation: OpenedGeneration, questions: Sequence[str], vectors: Sequence[Vector], groups: set[str] | None
) -> tuple[float, float]:
    taken = []
    for number, (question, vector) in enumerate(zip(questions, vectors, strict=True)):
        started = time.perf_counter_ns()
        search(generation, Synthetic(vector[np.newaxis]), question, groups=groups, vector=vector)
        if number >= len(questions) // 10:  # the first ones fill the caches
            taken.append(time.perf_counter_ns() - started)
    return share(taken, 0.5) / 1e6, share(taken, 0.95) / 1e6


def resident() -> int:
    """The memory of this process, in bytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize()


def figures(store: str, small: Cost, large: Cost, sizes: tuple[int, int]) -> list[Figure]:
    """What a store costs at both sizes, against the goals."""
    found = []
    for size, each in zip(sizes, (small, large), strict=True):
        found += [
            Figure(f"{store}, {size}: bygget på", f"{each.build:.1f} s"),
            Figure(f"{store}, {size}: på disk", f"{each.disk / 1e6:.0f} MB"),
            Figure(f"{store}, {size}: hukommelse til søgning", f"{each.resident / 1e6:.0f} MB"),
        ]
    for name, (median, slow) in large.times.items():
        before = small.times[name]
        found.append(
            Figure(
                f"{store}, {name}: median og p95",
                f"{before[0]:.1f} og {before[1]:.1f} ms, så {median:.1f} og {slow:.1f} ms",
                f"p95 under {_GROWTH:.0f} gange",
                slow < _GROWTH * before[1],
            )
        )
    for how, taken in zip(("", " i en ny proces"), large.more, strict=True):
        found.append(
            Figure(
                f"{store}: ét dokument mere, søgbart{how} efter",
                f"{taken:.1f} s",
                f"{_WITHIN:.0f} s",
                taken <= _WITHIN,
            )
        )
    return found


def _apart(work: Callable[..., T], *args: object) -> T:
    """Done in a new process, whose memory is its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *args).result()


def measured(folder: Path, sizes: tuple[int, int], stores: Sequence[str] = tuple(STORES)) -> list[Figure]:
    """Every store at both sizes, one after the other."""
    found = []
    for store in stores:
        costs = []
        for size in sizes:
            with ExitStack() as stack:
                data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                server: PostgresServer | None = None
                if STORES[store]:
                    server = stack.enter_context(postgres_server(_MEMORY))
                url = server.new_database() if server else ""
                built, kept = _apart(build, folder, size, url, data)
                taken, times = _apart(searched, folder, url, data)
                more = (_apart(one_more, url, data, 1, True), _apart(one_more, url, data, 2, False))
                costs.append(Cost(built, kept, taken, times, more))
                print(store, size, costs[-1], file=sys.stderr, flush=True)
        found += figures(store, costs[0], costs[1], sizes)
    return found


def measure() -> list[Figure]:
    """Both stores at full size."""
    folder = Path(os.environ.get("RAMMEAFTALE_LOV") or _LOV)
    if not (folder / "corpus.jsonl.gz").is_file():
        return [Figure("lov-100k", f"mangler i {folder}; angiv mappen i RAMMEAFTALE_LOV", "lovene", False)]
    return measured(folder, SIZES)
