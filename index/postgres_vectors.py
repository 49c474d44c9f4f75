"""The dense view in PostgreSQL: pgvector finds the nearest passages, their exact vectors are weighed here.

Up to _SCANNED passages are compared one by one, so that small collections are searched exactly. Above, their signs, which
are read once, tell which _COMPARED of them pgvector compares: whatever is filtered, a question touches no more pages. Its
HNSW index read 2,300 to 6,700 pages at 100,000 passages, most when a filter left few, and found fewer; see eval/README.md.
"""

from __future__ import annotations

import struct
import threading
from collections import OrderedDict
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray

from index.embedding import Vector
from index.errors import BrokenView
from index.passages import SearchPassage
from index.postgres_connection import reading
from index.sketches import Sketches

_SCANNED = 5_000
# For each that is asked for, so many are compared.
_COMPARED = 6
# The mean that signs are taken from is that of about so many.
_SAMPLED = 1_000
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
    dimensions = rows.shape[1]
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table {table} (number integer primary key, id text not null, grp text not null, "
            f"units integer not null, vector vector({dimensions}) not null, unit_vectors bytea not null)".encode()
        )
        cursor.execute(f"alter table {table} alter unit_vectors set storage external".encode())
        at = len(passages)
        with cursor.copy(f"copy {table} from stdin (format binary)".encode()) as copy:
            copy.set_types(["int4", "text", "text", "int4", "bytea", "bytea"])
            for number, passage in enumerate(passages):
                units = np.ascontiguousarray(rows[at : at + len(passage.units)], np.float32)
                at += len(passage.units)
                copy.write_row(
                    (number, passage.id, passage.group, len(units), _cell(rows[number]), units.tobytes())
                )


def opened(engine: sa.Engine, table: str) -> tuple[list[str], list[str], PostgresVectors]:
    """The ids and groups of the passages in a table, by number, and their vectors."""
    with reading(engine) as cursor:
        count = _single(cursor, f"select count(*) from {table}")
        signs, mean = "null::bit", ""
        if count > _SCANNED:
            signs = "binary_quantize(vector - mean)"
            every = max(1, count // _SAMPLED)
            mean = f", (select avg(vector) as mean from {table} where number % {every} = 0) as middle"
        cursor.execute(f"select id, grp, {signs} from {table}{mean} order by number".encode())
        found = cursor.fetchall()
    sketches = _sketches([row[2] for row in found]) if count > _SCANNED else None
    vectors = PostgresVectors(engine, table, len(found), sketches)
    return [str(row[0]) for row in found], [str(row[1]) for row in found], vectors


class PostgresVectors:
    """Nearest passages by number."""

    def __init__(self, engine: sa.Engine, table: str, count: int, sketches: Sketches | None) -> None:
        """`sketches`: those of more than _SCANNED passages."""
        self._engine = engine
        self._table = table
        self._count = count
        self._sketches = sketches
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
        if self._sketches is not None and size > _SCANNED:
            near = self._sketches.nearest(query, _COMPARED * k, among)
            where, values = "where number = any(%(near)s::int4[])", {"near": _array(near.tolist())}
        else:
            where, values = _condition(among)
        values["query"] = "[" + ",".join(map(str, query.tolist())) + "]"
        # Not in the words of an index that a table of a former edition has: it would be asked instead.
        order = "(vector <#> %(query)s::vector) + 0, number"
        with reading(self._engine) as cursor:
            cursor.execute(
                f"select number from {self._table} {where} order by {order} limit {k}".encode(), values
            )
            numbers = [int(number) for (number,) in cursor.fetchall()]
            rows = self._rows(numbers, cursor)
        scores = _cosines(rows, numbers, query)
        return sorted(zip(numbers, scores, strict=True), key=lambda pair: (-pair[1], pair[0]))

    def scores(self, query: Vector, numbers: Sequence[int]) -> list[float]:
        """The cosine of the query with each of those passages."""
        return _cosines(self._rows(numbers), numbers, query)

    def unit_scores(self, query: Vector, number: int) -> list[float]:
        """The cosine of the query with each unit of a passage, in order."""
        return [float(score) for score in np.vecdot(self._rows([number])[number][1], query)]

    def best_units(self, query: Vector, numbers: Sequence[int]) -> list[float | None]:
        """As `Nearest.best_units`."""
        rows = self._rows(numbers)
        units = [rows[number][1] for number in numbers]
        if not any(map(len, units)):
            return [None] * len(units)
        scores = np.vecdot(np.concatenate(units), query).tolist()
        ends = [*accumulate(map(len, units), initial=0)]
        return [max(scores[a:b], default=None) for a, b in pairwise(ends)]

    def close(self) -> None:
        """Nothing is held open between questions."""

    def _rows(self, numbers: Sequence[int], cursor: psycopg.Cursor[Any] | None = None) -> dict[int, Rows]:
        """Their vectors; what is not known yet is read with the cursor, or one of its own."""
        with self._lock:
            known = {number: self._cache[number] for number in numbers if number in self._cache}
            for number in known:
                self._cache.move_to_end(number)
        missing = [number for number in numbers if number not in known]
        if missing:
            if cursor is not None:
                fresh = self._read(cursor, missing)
            else:
                with reading(self._engine) as own:
                    fresh = self._read(own, missing)
            known |= fresh
            self._remember(fresh)
        return known

    def _read(self, cursor: psycopg.Cursor[Any], numbers: Sequence[int]) -> dict[int, Rows]:
        sql = f"select number, vector, unit_vectors from {self._table} where number = any(%s::int4[])"
        cursor.execute(sql.encode(), (_array(numbers),))
        found = {int(number): _rows_of(vector, units) for number, vector, units in cursor.fetchall()}
        if len(found) < len(set(numbers)):
            raise BrokenView(f"Vektorvisningen {self._table} mangler passager.")
        return found

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


def _cell(row: Vector) -> bytes:
    """pgvector's own binary form: a count, a spare number, then the values, all in network order."""
    return struct.pack(">HH", len(row), 0) + row.astype(">f4").tobytes()


def _rows_of(vector: bytes, units: bytes) -> Rows:
    row = np.frombuffer(vector, ">f4", offset=4).astype(np.float32)
    return row, np.frombuffer(units, np.float32).reshape(-1, len(row))


def _array(numbers: Sequence[int]) -> str:
    # psycopg takes ten times as long to write a list of numbers.
    return "{" + ",".join(map(str, numbers)) + "}"


def _cosines(rows: dict[int, Rows], numbers: Sequence[int], query: Vector) -> list[float]:
    if not len(numbers):
        return []
    return [float(score) for score in np.vecdot(np.stack([rows[number][0] for number in numbers]), query)]


def _sketches(signs: Sequence[Any]) -> Sketches:
    # The server's own binary form: a count of bits in network order, then the bits.
    raw = np.frombuffer(b"".join(signs), np.uint8).reshape(len(signs), -1)
    return Sketches(raw[:, 4:])


def _single(cursor: psycopg.Cursor[Any], sql: str) -> int:
    row = cursor.execute(sql.encode()).fetchone()
    assert row is not None
    return int(row[0])
