"""A retrieval set in a folder: corpus, queries and qrels, the parts of its queries, a sample of its "
"passages."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

Part = Literal["even", "odd", "all"]
Passage = tuple[str, str, str]
"""Id, title, text."""


class BenchmarkError(ValueError):
    """A folder that cannot be measured on; the message names file, line and what to mend."""


@dataclass(frozen=True)
class Query:
    """A query; `answers` are the texts that count as its answer, where the set has them."""

    id: str
    text: str
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Benchmark:
    """A retrieval set as it lies in its folder. `qrels`: query -> passage -> grade, relevant above 0."""

    name: str
    passages: list[Passage]
    queries: list[Query]
    qrels: dict[str, dict[str, int]]
    unanswerable: list[Query]

    @property
    def gold(self) -> set[str]:
        """Every passage that is relevant to any query."""
        return {passage for grades in self.qrels.values() for passage, grade in grades.items() if grade > 0}

    @property
    def missing_gold(self) -> set[str]:
        """Relevant passages that the corpus does not hold: no search can find them."""
        return self.gold - {identity for identity, _, _ in self.passages}


def load_benchmark(folder: Path) -> Benchmark:
    """Read corpus.jsonl, queries.jsonl, qrels.tsv and any unanswerable.jsonl, each also as .gz.

    qrels: query, passage and grade (1 when left out) by tabs, or the four columns of TREC; a header line is
    passed over. Raises BenchmarkError.
    """
    corpus = _required(folder, "corpus.jsonl")
    passages: dict[str, Passage] = {}
    for place, row in _objects(corpus):
        identity = _identity(row, place, passages)
        passages[identity] = (identity, _text(row, "title", place, ""), _text(row, "text", place, None))
    queries = _queries(_required(folder, "queries.jsonl"))
    qrels = _qrels(_required(folder, "qrels.tsv"))
    if not qrels.keys() & {query.id for query in queries}:
        raise BenchmarkError(
            f"{folder}: ingen id i qrels findes i queries. Ret id'erne, så de passer sammen."
        )
    extra = _found(folder, "unanswerable.jsonl")
    unanswerable = _queries(extra) if extra is not None else []
    return Benchmark(folder.resolve().name, list(passages.values()), queries, qrels, unanswerable)


def _found(folder: Path, name: str) -> Path | None:
    return next((path for path in (folder / name, folder / f"{name}.gz") if path.is_file()), None)


def _required(folder: Path, name: str) -> Path:
    path = _found(folder, name)
    if path is None:
        raise BenchmarkError(
            f"{folder}: hverken {name} eller {name}.gz findes. Nævn en mappe, hvor den ligger."
        )
    return path


def _open(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="\n")
    return path.open(encoding="utf-8-sig", newline="\n")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    try:
        with _open(path) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield f"{path}, linje {number}", line.rstrip("\r\n")
    except (UnicodeDecodeError, EOFError, gzip.BadGzipFile) as error:
        raise BenchmarkError(f"{path}: filen kan ikke læses ({error}). Hent den igen.") from error


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for place, line in _lines(path):
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BenchmarkError(
                f"{place}: ikke gyldig JSON ({error.msg}). Skriv et objekt pr. linje."
            ) from error
        if not isinstance(row, dict):
            raise BenchmarkError(f"{place}: ikke et JSON-objekt. Skriv et objekt pr. linje.")
        yield place, row


def _identity(row: dict[str, Any], place: str, taken: dict[str, Any]) -> str:
    # BEIR writes "_id"; everything else about its files is the same.
    identity = row.get("id", row.get("_id"))
    if not isinstance(identity, str) or not identity:
        raise BenchmarkError(
            f"{place}: feltet «id» mangler eller er ikke tekst. Skriv et id i anførselstegn."
        )
    if identity in taken:
        raise BenchmarkError(
            f"{place}, felt «id», værdi «{identity}»: id'et er brugt før. Giv linjen et nyt."
        )
    return identity


def _text(row: dict[str, Any], field: str, place: str, default: str | None) -> str:
    value = row.get(field, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BenchmarkError(
            f"{place}: feltet «{field}» mangler eller er ikke tekst. Skriv det i anførselstegn."
        )
    return value


def _queries(path: Path) -> list[Query]:
    found: dict[str, Query] = {}
    for place, row in _objects(path):
        identity = _identity(row, place, found)
        answers = row.get("answers") or []
        if not isinstance(answers, list) or not all(isinstance(each, str) for each in answers):
            raise BenchmarkError(f'{place}: feltet «answers» er ikke en liste af tekster. Skriv ["…"].')
        found[identity] = Query(identity, _text(row, "text", place, None), tuple(answers))
    return list(found.values())


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for first, (place, line) in enumerate(_lines(path)):
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) == 1:
            cells = line.split()
        if len(cells) == 4:
            del cells[1]
        if len(cells) == 2:
            cells.append("1")
        if len(cells) == 3 and cells[2].lstrip("-").isdecimal():
            # A header of two columns looks like a row; it is told by its words.
            if first == 0 and cells[0].lower() in ("query-id", "query_id", "qid", "query"):
                continue
            found.setdefault(cells[0], {})[cells[1]] = int(cells[2])
        elif first > 0:
            raise BenchmarkError(
                f"{place}, værdi «{line[:80]}»: skriv forespørgsel, passage og et helt tal med tabulator."
            )
    return found


def part_of(identity: str) -> Literal["even", "odd"]:
    """The part a query is in: even (for tuning) when its last hex digit is even, else odd (for reporting).

    An id that does not end in a hex digit counts by the last hex digit of its SHA-256.
    """
    last = identity[-1:].lower()
    if last not in set("0123456789abcdef") or not last:
        last = hashlib.sha256(identity.encode()).hexdigest()[-1]
    return "odd" if int(last, 16) % 2 else "even"


def choose(queries: Sequence[Query], part: Part, limit: int | None) -> list[Query]:
    """The queries of one part, at most `limit`: always the same ones, spread by SHA-256 of the id."""
    chosen = [query for query in queries if part == "all" or part_of(query.id) == part]
    if limit is None or limit >= len(chosen):
        return chosen
    ordered = sorted(chosen, key=lambda query: hashlib.sha256(query.id.encode()).digest())
    kept = {query.id for query in ordered[:limit]}
    return [query for query in chosen if query.id in kept]


def sample(benchmark: Benchmark, distractors: int | None) -> list[Passage]:
    """All gold passages and the first `distractors` others in id order, in corpus order; None: all."""
    if distractors is None:
        return benchmark.passages
    gold = benchmark.gold
    others = sorted(identity for identity, _, _ in benchmark.passages if identity not in gold)
    kept = gold.union(others[:distractors])
    return [passage for passage in benchmark.passages if passage[0] in kept]
