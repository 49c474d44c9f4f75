"""A checked rate list as a small database: pages of a long list, sorted and searched, without reading it all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

from assistant.rate_file_columns import Columns
from assistant.rate_file_outcome import Outcome
from assistant.rate_file_output import plain_text
from assistant.rate_file_sum import RateSum
from assistant.rules.figures import FigureError, amount, kroner

SUFFIX = ".sqlite"
_OERE = Decimal(100)
_LARGEST = 2**62
_SCHEMA = """
CREATE TABLE texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE lines (number INTEGER PRIMARY KEY, name TEXT, region TEXT, year TEXT, rate TEXT, rate_oere INTEGER,
  verdict TEXT, ceiling INTEGER, margin INTEGER, reason TEXT, error TEXT, clause INTEGER, notes INTEGER, search TEXT);
CREATE TABLE facts (value TEXT NOT NULL);
"""
SORTS: Mapping[str, str] = {
    "raekke": "number",
    "tilbud": "name",
    "region": "region",
    "aar": "year",
    "takst": "rate_oere",
    "resultat": "verdict",
    "loft": "ceiling",
    "forskel": "margin",
}


@dataclass(frozen=True)
class TableLine:
    """A row as it is shown; amounts as Danish text to the øre, "" where there is none."""

    number: int
    name: str
    region: str
    year: str
    rate: str
    verdict: str
    ceiling: str
    margin: str
    reason: str
    error: str
    clause: str
    notes: str


@dataclass(frozen=True)
class TablePage:
    """Some of the rows that fit, and how many fit in all."""

    lines: tuple[TableLine, ...]
    total: int


class TableOutput:
    """Writes the rows into a database file; texts that many rows share are kept once."""

    def __init__(self, path: Path, columns: Columns, rules_version: str) -> None:
        path.unlink(missing_ok=True)
        self._base = sqlite3.connect(path, isolation_level=None)
        self._base.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        self._base.execute("BEGIN")
        self._columns = columns
        self._version = rules_version
        self._texts: dict[str, int] = {}
        self._name = columns.at.get("tilbud", columns.at.get("kommune", -1))
        self._rate = columns.at.get("takst", -1)

    def row(self, cells: Sequence[Any], outcome: Outcome) -> None:
        given = [plain_text(cell) for cell in cells[: len(self._columns.header)]]
        name = given[self._name] if 0 <= self._name < len(given) else ""
        rate = given[self._rate] if 0 <= self._rate < len(given) else ""
        search = " ".join((*given, outcome.region, outcome.error)).casefold()
        self._base.execute(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                outcome.number,
                name,
                outcome.region,
                outcome.year,
                rate,
                _oere(_amount(rate)),
                outcome.verdict,
                _oere(outcome.ceiling),
                _oere(outcome.margin),
                outcome.reason,
                outcome.error,
                self._text(outcome.clause),
                self._text(outcome.notes),
                search,
            ),
        )

    def _text(self, text: str) -> int:
        if text not in self._texts:
            self._texts[text] = len(self._texts)
            self._base.execute("INSERT INTO texts VALUES (?, ?)", (self._texts[text], text))
        return self._texts[text]

    def close(self, total: RateSum) -> None:
        columns = self._columns
        facts = {
            "sum": total.as_dict(),
            "header": list(columns.header),
            "at": dict(columns.at),
            "pl_years": {str(year): at for year, at in columns.pl_years.items()},
            "fixed": dict(columns.fixed),
            "rules_version": self._version,
        }
        self._base.execute("INSERT INTO facts VALUES (?)", (json.dumps(facts, ensure_ascii=False),))
        self._base.execute("CREATE INDEX by_verdict ON lines (verdict, number)")
        self._base.execute("COMMIT")
        self._base.close()

    def abandon(self) -> None:
        self._base.close()


@dataclass(frozen=True)
class RateTable:
    """Reads such a database file; safe from several threads."""

    path: Path

    def facts(self) -> dict[str, Any]:
        """`sum`, `header`, `at` (field to column), `pl_years`, `fixed` and `rules_version`."""
        with closing(self._open()) as base:
            read: dict[str, Any] = json.loads(base.execute("SELECT value FROM facts").fetchone()[0])
        return read

    def page(
        self,
        sort: str = "raekke",
        falling: bool = False,
        verdict: str = "",
        search: str = "",
        offset: int = 0,
        limit: int = 100,
    ) -> TablePage:
        """Rows from `offset` on. `sort` is a key of SORTS, else rows stand as in the file; empty values last."""
        column = SORTS.get(sort, "number")
        where, values = [], []
        if verdict:
            where.append("verdict = ?")
            values.append(verdict)
        if search.strip():
            where.append("instr(search, ?) > 0")
            values.append(" ".join(search.casefold().split()))
        chosen = f"WHERE {' AND '.join(where)}" if where else ""
        order = f"{column} IS NULL OR {column} = '', {column} {'DESC' if falling else 'ASC'}, number"
        if column == "number":
            order = f"number {'DESC' if falling else 'ASC'}"
        with closing(self._open()) as base:
            total = base.execute(f"SELECT count(*) FROM lines {chosen}", values).fetchone()[0]
            # Sorted by what is sorted on alone: whole rows would fill the memory of a long list.
            found = base.execute(
                "SELECT l.number, name, region, year, rate, verdict, ceiling, margin, reason, error, c.text, n.text"
                f" FROM lines l JOIN (SELECT number, row_number() OVER () AS place FROM"
                f" (SELECT number FROM lines {chosen} ORDER BY {order} LIMIT ? OFFSET ?)) p ON p.number = l.number"
                " JOIN texts c ON c.id = l.clause JOIN texts n ON n.id = l.notes ORDER BY p.place",
                [*values, limit, offset],
            ).fetchall()
        return TablePage(tuple(_line(line) for line in found), total)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)


def _line(line: Sequence[Any]) -> TableLine:
    number, name, region, year, rate, verdict, ceiling, margin, reason, error, clause, notes = line
    return TableLine(
        number,
        name,
        region,
        year,
        rate,
        verdict,
        _shown(ceiling),
        _shown(margin),
        reason,
        error,
        clause,
        notes,
    )


def _shown(oere: int | None) -> str:
    return "" if oere is None else kroner(Decimal(oere) / _OERE)


def _oere(value: Decimal | None) -> int | None:
    if value is None:
        return None
    return max(-_LARGEST, min(_LARGEST, int((value * _OERE).to_integral_value(ROUND_HALF_UP))))


def _amount(text: str) -> Decimal | None:
    try:
        return amount(text)
    except FigureError:
        return None
