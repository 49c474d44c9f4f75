"""The dense view in PostgreSQL: pgvector finds the nearest passages, their exact vectors are weighed here.

Up to _SCANNED passages are compared one by one, so that small collections are searched exactly; above, pgvector's HNSW
index finds the candidates.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray

from index.embedding import Vector
from index.errors import BrokenView
from index.passages import SearchPassage
from index.postgres_connection import reading

_SCANNED = 5_000
# A filter of more runs of neighbours than this is one set of ranges instead of that many conditions.
_MOST_RUNS = 32
_CACHED_BYTES = 64_000_000
Rows = tuple[Vector, Vector]


def create(
    connection: psycopg.Connection[Any], table: str, passages: Sequence[SearchPassage], rows: Vector
) -> None:
    """Write passages, their vectors and their units' into a new table, in the caller's transaction.

    `rows` as in `generation.build`: shape (passages + units, dimensions).
    """
    from pgvector import Vector as Cell
    from pgvector.psycopg import register_vector

    register_vector(connection)
    dimensions = rows.shape[1]
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table {table} (number integer primary key, id text not null, grp text not null, "
            f"units integer not null, vector vector({dimensions}) not null, unit_vectors bytea not null)".encode()
        )
        cursor.execute(f"alter table {table} alter unit_vectors set storage external".encode())
        at = len(passages)
        with cursor.copy(f"copy {table} from stdin (format binary)".encode()) as copy:
            copy.set_types(["int4", "text", "text", "int4", "vector", "bytea"])
            for number, passage in enumerate(passages):
                units = np.ascontiguousarray(rows[at : at + len(passage.units)], np.float32)
                at += len(passage.units)
                copy.write_row(
                    (number, passage.id, passage.group, len(units), Cell(rows[number]), units.tobytes())
                )
        if len(passages) > _SCANNED:
            cursor.execute("set local maintenance_work_mem = '1GB'")
            cursor.execute(f"create index on {table} using hnsw (vector vector_ip_ops)".encode())


class PostgresVectors:
    """Nearest passages by number."""

    def __init__(self, engine: sa.Engine, table: str, count: int) -> None:
        self._engine = engine
        self._table = table
        self._count = count
        self._cache: OrderedDict[int, Rows] = OrderedDict()
        self._cached = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._count

    def search(
        self, query: Vector, k: int, among: NDArray[np.int64] | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest as (passage number, cosine), best first; of the numbers in `among` when given."""
        if among is not None and len(among) == self._count:
            among = None
        size = self._count if among is None else len(among)
        if not size:
            return []
        numbers: list[int] = []
        if size > _SCANNED:
            numbers = self._numbers(query, k, among, "vector <#> %(query)s::vector")
        if len(numbers) < min(k, size):
            numbers = self._numbers(query, k, among, "(vector <#> %(query)s::vector) + 0, number")
        scores = self.scores(query, numbers)
        return sorted(zip(numbers, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))

    def _numbers(self, query: Vector, k: int, among: NDArray[np.int64] | None, order: str) -> list[int]:
        where, values = _condition(among)
        values |= {"query": "[" + ",".join(map(str, query.tolist())) + "]", "k": k}
        with reading(self._engine) as cursor:
            cursor.execute(
                f"select number from {self._table} {where} order by {order} limit %(k)s".encode(), values
            )
            return [int(number) for (number,) in cursor]

    def scores(self, query: Vector, numbers: Sequence[int]) -> list[float]:
        """The cosine of the query with each of those passages."""
        if not len(numbers):
            return []
        rows = self._rows(numbers)
        return [float(score) for score in np.vecdot(np.stack([rows[number][0] for number in numbers]), query)]

    def unit_scores(self, query: Vector, number: int) -> list[float]:
        """The cosine of the query with each unit of a passage, in order."""
        return [float(score) for score in np.vecdot(self._rows([number])[number][1], query)]

    def close(self) -> None:
        """Nothing is held open between questions."""

    def _rows(self, numbers: Sequence[int]) -> dict[int, Rows]:
        with self._lock:
            known = {number: self._cache[number] for number in numbers if number in self._cache}
            for number in known:
                self._cache.move_to_end(number)
        missing = [number for number in numbers if number not in known]
        if missing:
            with reading(self._engine) as cursor:
                cursor.execute(
                    f"select number, vector, unit_vectors from {self._table} where number = any(%s)".encode(),
                    (missing,),
                )
                fresh = {int(number): _read(vector, units) for number, vector, units in cursor}
            if len(fresh) < len(set(missing)):
                raise BrokenView(f"Vektorvisningen {self._table} mangler passager.")
            known |= fresh
            self._remember(fresh)
        return known

    def _remember(self, fresh: dict[int, Rows]) -> None:
        with self._lock:
            for number, rows in fresh.items():
                if number not in self._cache:
                    self._cache[number] = rows
                    self._cached += rows[0].nbytes + rows[1].nbytes
            while self._cached > _CACHED_BYTES:
                _, gone = self._cache.popitem(last=False)
                self._cached -= gone[0].nbytes + gone[1].nbytes


def _condition(among: NDArray[np.int64] | None) -> tuple[str, dict[str, Any]]:
    """The numbers as a condition: a document's passages are neighbours, so they are a few ranges."""
    if among is None:
        return "", {}
    ordered = np.sort(among)
    cuts = np.flatnonzero(np.diff(ordered) != 1) + 1
    runs = [
        (int(ordered[a]), int(ordered[b - 1]) + 1)
        for a, b in zip([0, *cuts], [*cuts, len(ordered)], strict=True)
    ]
    if len(runs) > _MOST_RUNS:
        ranges = ",".join(f"[{start},{end})" for start, end in runs)
        return "where number <@ %(ranges)s::int4multirange", {"ranges": "{" + ranges + "}"}
    return "where " + " or ".join(f"number >= {start} and number < {end}" for start, end in runs), {}


def _read(vector: Any, units: bytes) -> Rows:
    # pgvector's own binary form: a count, a spare number, then the values, all in network order.
    raw = bytes(vector) if not hasattr(vector, "to_numpy") else vector.to_numpy()
    row = np.frombuffer(raw, ">f4", offset=4).astype(np.float32) if isinstance(raw, bytes) else raw
    return np.asarray(row, np.float32), np.frombuffer(units, np.float32).reshape(-1, len(row))
