"""The lexical view in PostgreSQL: for each term the passages it stands in, scored by BM25 as the folder's view does.

One row a field and term: passage numbers and counts as arrays. What is common to all passages, their lengths and the
vocabulary, is read once. A view that adds to a foundation has a table of what is added, and the vocabulary of both; until
the next whole build the foundation's words keep the stems and parts they had.
"""

from __future__ import annotations

import json
import math
import threading
import zlib
from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import psycopg
import sqlalchemy as sa
from numpy.typing import NDArray

from index.danish import Lexicon, Vocabulary, vocabulary_of
from index.errors import BrokenView
from index.groups import Groups
from index.passages import SearchPassage
from index.postgres_connection import reading
from index.postings import Posting, best, posting
from index.word_view import FIELDS, Weights, WordView, terms_of

# As tantivy and Lucene have them.
_K1, _B = 1.2, 0.75
_VOCABULARY = "vocabulary"
_CACHED_BYTES = 64_000_000
_MOST_COUNTED = 255
_NUMBER_BYTES = 4


def _lengths_shown() -> NDArray[np.int64]:
    """What each of the 256 kept lengths stands for: exact up to 40, then in ever larger steps (Lucene's SmallFloat)."""
    shown = []
    for code in range(256):
        bits, shift = (code - 24) & 7, ((code - 24) >> 3) - 1
        shown.append(code if code < 24 else 24 + (bits if shift == -1 else (bits | 8) << shift))
    return np.asarray(shown, np.int64)


_SHOWN = _lengths_shown()


def create(
    connection: psycopg.Connection[Any],
    table: str,
    passages: Sequence[SearchPassage],
    lexicon: Lexicon,
    foundation: str | None = None,
    start: int = 0,
) -> None:
    """Write the view of the passages into a new table, in the caller's transaction; they are numbered from `start`.

    `foundation` is the table of the view they are added to. Raises BrokenView when it cannot be read.
    """
    known, frequencies = (None, {}) if foundation is None else _kept_vocabulary(connection, foundation)
    vocabulary = vocabulary_of((f"{each.context}\n{each.text}" for each in passages), lexicon, known)
    postings: dict[str, tuple[array[int], array[int]]] = {}
    lengths: dict[str, list[int]] = {field: [] for field in FIELDS}
    for number, passage in enumerate(passages, start):
        for field, terms in terms_of(passage, vocabulary).items():
            lengths[field].append(len(terms))
            for term, count in Counter(terms).items():
                numbers, counts = postings.setdefault(f"{field}:{term}", (array("i"), array("B")))
                numbers.append(number)
                counts.append(min(count, _MOST_COUNTED))
    counted = {key: len(numbers) for key, (numbers, _) in postings.items()}
    if foundation is not None:
        _count_too(connection, foundation, counted)
    frequencies |= _frequencies(counted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"create table {table} (key text primary key, numbers bytea not null, counts bytea not null)".encode()
        )
        cursor.execute(
            f"alter table {table} alter numbers set storage external, alter counts set storage external".encode()
        )
        with cursor.copy(f"copy {table} from stdin (format binary)".encode()) as copy:
            copy.set_types(["text", "bytea", "bytea"])
            for key, (numbers, counts) in sorted(postings.items()):
                copy.write_row((key, numbers.tobytes(), counts.tobytes()))
            copy.write_row((_VOCABULARY, _packed(vocabulary, frequencies), b""))
            for field in FIELDS:
                copy.write_row((field, np.asarray(lengths[field], np.int32).tobytes(), b""))


def _kept_vocabulary(connection: psycopg.Connection[Any], table: str) -> tuple[Vocabulary, dict[str, int]]:
    row = connection.execute(
        f"select numbers from {table} where key = %s".encode(), (_VOCABULARY,), binary=True
    ).fetchone()
    return _unpacked(table, bytes(row[0]) if row else b"")


def _count_too(connection: psycopg.Connection[Any], table: str, counted: dict[str, int]) -> None:
    """Add in how many passages of another table each of these terms stands."""
    rows = connection.execute(
        f"select key, octet_length(numbers) from {table} where key = any(%s)".encode(), (list(counted),)
    )
    for key, size in rows:
        counted[key] += size // _NUMBER_BYTES


def _frequencies(counted: Mapping[str, int]) -> dict[str, int]:
    """By term, in how many passages it stands, as a word or as part of a compound."""
    found: dict[str, int] = {}
    for key, count in counted.items():
        field, term = key.split(":", 1)
        if field in ("body", "parts"):
            found[term] = max(found.get(term, 0), count)
    return found


def _packed(vocabulary: Vocabulary, frequencies: Mapping[str, int]) -> bytes:
    kept = {**vocabulary.as_dict(), "frequencies": frequencies}
    return zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)


def _unpacked(table: str, packed: bytes) -> tuple[Vocabulary, dict[str, int]]:
    try:
        read = json.loads(zlib.decompress(packed))
        return Vocabulary(read["forms"], read["compounds"]), dict(read["frequencies"])
    except (KeyError, TypeError, ValueError, zlib.error) as fault:
        raise BrokenView(f"Ordvisningen {table} kan ikke læses: {fault}") from fault


class PostgresWords(WordView):
    """Passages by the words of a question, out of a table."""

    def __init__(
        self, engine: sa.Engine, tables: Sequence[str], groups: Sequence[str], weights: Weights | None = None
    ) -> None:
        """`tables`: the view's own, after that of its foundation; `groups`: that of each passage, by number."""
        self._engine = engine
        self._table = tables[-1]
        self._tables = tables
        found = self._fetched([_VOCABULARY, *FIELDS])
        vocabulary, self._frequencies = _unpacked(self._table, found.get(_VOCABULARY, [(b"", b"")])[-1][0])
        super().__init__(vocabulary, weights)
        lengths = {
            field: np.frombuffer(b"".join(numbers for numbers, _ in found.get(field, ())), np.int32)
            for field in FIELDS
        }
        self._count = len(groups)
        if any(len(each) != self._count for each in lengths.values()):
            raise BrokenView(f"Ordvisningen {self._table} har ikke lige mange passager og længder.")
        self._groups = Groups(groups)
        self._dampings = {field: _damping(found) for field, found in lengths.items()}
        self._cache: OrderedDict[str, Posting | None] = OrderedDict()
        self._cached = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._count

    def document_frequency(self, term: str) -> int:
        return self._frequencies.get(term, 0)

    def search(self, question: str, k: int, groups: Collection[str] | None = None) -> list[tuple[int, float]]:
        clauses = self.clauses(question)
        found = self._postings([f"{field}:{term}" for field, term, _ in clauses])
        worth = [
            (each * math.log(1 + (self._count - term.size + 0.5) / (term.size + 0.5)) * (_K1 + 1), term)
            for (_, _, each), term in zip(clauses, found, strict=True)
            if term is not None
        ]
        return best(worth, k, self._count, None if groups is None else self._groups.of(groups))

    def _postings(self, keys: Sequence[str]) -> list[Posting | None]:
        """For each key its passages and how far their counts saturate; None where the term is nowhere."""
        with self._lock:
            known = {key: self._cache[key] for key in keys if key in self._cache}
            for key in known:
                self._cache.move_to_end(key)
        missing = [key for key in dict.fromkeys(keys) if key not in known]
        if missing:
            fetched = {key: self._posting(key, parts) for key, parts in self._fetched(missing).items()}
            known.update({key: fetched.get(key) for key in missing})
            self._remember({key: known[key] for key in missing})
        return [known[key] for key in keys]

    def _fetched(self, keys: Sequence[str]) -> dict[str, list[tuple[bytes, bytes]]]:
        """(numbers, counts) by key, of each table that has it, in their order."""
        query = " union all ".join(
            f"select {place}, key, numbers, counts from {table} where key = any(%(keys)s)"
            for place, table in enumerate(self._tables)
        )
        found: dict[str, list[tuple[bytes, bytes]]] = {}
        with reading(self._engine) as cursor:
            cursor.execute(f"{query} order by 1".encode(), {"keys": list(keys)})
            for _, key, numbers, counts in cursor:
                found.setdefault(str(key), []).append((bytes(numbers), bytes(counts)))
        return found

    def _posting(self, key: str, parts: Sequence[tuple[bytes, bytes]]) -> Posting:
        where = np.frombuffer(b"".join(numbers for numbers, _ in parts), np.int32)
        count = np.frombuffer(b"".join(counts for _, counts in parts), np.uint8).astype(np.float32)
        damping = self._dampings[key.split(":", 1)[0]][where]
        return posting(where, count / (count + damping), self._count)

    def _remember(self, fresh: Mapping[str, Posting | None]) -> None:
        with self._lock:
            for key, found in fresh.items():
                if key not in self._cache:
                    self._cache[key] = found
                    self._cached += _size(found)
            while self._cached > _CACHED_BYTES:
                _, gone = self._cache.popitem(last=False)
                self._cached -= _size(gone)


def _size(found: Posting | None) -> int:
    return 200 + (found.nbytes if found else 0)


def _damping(lengths: NDArray[np.int32]) -> NDArray[np.float32]:
    """BM25's k1 · (1 − b + b · length / mean length), by passage; lengths rounded down as they are shown."""
    mean = lengths.mean() if len(lengths) and lengths.any() else 1.0
    shown = _SHOWN[np.searchsorted(_SHOWN, lengths, side="right") - 1]
    return np.asarray(_K1 * (1 - _B + _B * shown / mean), np.float32)
