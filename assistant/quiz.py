"""Quiz questions whose right and wrong answers are true values of the documents, and how an answer is checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from assistant.onboarding_values import (
    danish_day,
    danish_number,
    dates_in,
    numbers_in,
    read_date,
    read_number,
)
from assistant.quoted_data import DataError, Quote, check_keys, find_quotes, text_of
from ingest.cleaning import readable

Kind = Literal["valg", "tal", "dato", "ja_nej"]
Value = str | Decimal | date | bool
KINDS = ("valg", "tal", "dato", "ja_nej")
# Options are lettered a, b, c, …
_LETTERS = "abcdefgh"
_YES = frozenset({"ja", "j", "ja.", "yes"})
_NO = frozenset({"nej", "n", "nej.", "no"})


class Unreadable(ValueError):
    """What was answered is not an answer to this kind of question; the message says how to write one."""


@dataclass(frozen=True)
class Distractor:
    """A value that is true of something else: another region, another period, another body."""

    value: Value
    sources: tuple[Quote, ...]


@dataclass(frozen=True)
class Question:
    """A question with its right answer, and the quotes that carry it."""

    id: str
    kind: Kind
    ask: str
    answer: Value
    unit: str
    sources: tuple[Quote, ...]
    distractors: tuple[Distractor, ...]

    @property
    def version(self) -> str:
        """Changes with what is asked, what is right and what carries it."""
        parts = [self.kind, self.ask, str(self.answer), self.unit, *(source.quote for source in self.sources)]
        parts += [str(other.value) for other in self.distractors]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]

    @property
    def options(self) -> tuple[str, ...]:
        """What can be chosen: mixed, but always in the same order. () when the answer is written."""
        if self.kind == "ja_nej":
            return ("ja", "nej")
        if self.kind != "valg":
            return ()
        values = [str(self.answer), *(str(other.value) for other in self.distractors)]
        return tuple(
            sorted(values, key=lambda value: hashlib.sha256(f"{self.id}\0{value}".encode()).digest())
        )

    @property
    def right(self) -> str:
        """The right answer as it is written: "19 kommuner", "1. juli 2022", "ja"."""
        return self.written(self.answer)

    def written(self, value: Value) -> str:
        """A value as it is written in answer to this question."""
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, Decimal):
            return f"{danish_number(value)} {self.unit}".strip()
        return danish_day(value) if isinstance(value, date) else value

    def read(self, given: str) -> Value:
        """What was answered, as a value. Raises Unreadable."""
        text = " ".join(given.split())
        value: Value | None
        match self.kind:
            case "tal":
                value = read_number(text, self.unit)
                how = f"Skriv ét tal ({self.unit}), for eksempel 12." if self.unit else "Skriv ét tal."
            case "dato":
                value = read_date(text)
                how = "Skriv dag, måned og år, for eksempel 1. maj 2024."
            case "ja_nej":
                value = True if text.lower() in _YES else False if text.lower() in _NO else None
                how = "Svar ja eller nej."
            case "valg":
                value = self._option(text)
                how = f"Vælg et bogstav fra a til {_LETTERS[len(self.options) - 1]}."
        if value is None:
            raise Unreadable(f"»{text[:60]}« kan ikke læses som et svar. {how}" if text else how)
        return value

    def _option(self, text: str) -> str | None:
        for letter, option in zip(_LETTERS, self.options, strict=False):
            if text.casefold() in (letter, f"{letter})", f"{letter}.", option.casefold()):
                return option
        return None


@dataclass(frozen=True)
class Verdict:
    """How an answer was. `mistaken` is the distractor that was answered, with the place where it is true."""

    question: Question
    given: str
    correct: bool
    mistaken: Distractor | None


def check(question: Question, given: str) -> Verdict:
    """Check an answer. Raises Unreadable when it is no answer at all; then nothing is right or wrong."""
    value = question.read(given)
    correct = value == question.answer
    mistaken = None if correct else next((o for o in question.distractors if o.value == value), None)
    return Verdict(question, question.written(value), correct, mistaken)


def load_question(
    path: Path, place: str, raw: Mapping[str, Any], texts: Mapping[str, str], offsets: Mapping[str, int]
) -> tuple[Question, list[str]]:
    """A question of the file, and a reason for each quote that is gone. Raises DataError."""
    check_keys(path, place, raw, {"id", "kind", "ask", "answer", "sources"}, {"unit", "distractors"})
    kind: Kind = raw["kind"]
    if kind not in KINDS:
        raise DataError(path, place, f"kind = {kind!r} skal være en af {', '.join(KINDS)}")
    if "unit" in raw and kind != "tal":
        raise DataError(path, place, f"unit = {raw['unit']!r} hører til kind tal")
    answer = _value(path, place, raw, kind)
    sources, missing = quotes_of(path, place, raw, texts, offsets)
    if not missing:
        _carried(path, place, answer, sources)
    others: list[Distractor] = []
    for number, other in enumerate(_distractors(path, place, raw, kind), start=1):
        at = f"{place}: distractors nr. {number}"
        check_keys(path, at, other, {"answer", "sources"}, set())
        value = _value(path, at, other, kind)
        if value in (answer, *(known.value for known in others)):
            raise DataError(path, at, f"answer = {other['answer']!r} står allerede som svar; slet den ene")
        quotes, gone = quotes_of(path, at, other, texts, offsets)
        if not gone:
            _carried(path, at, value, quotes)
        missing += gone
        others.append(Distractor(value, quotes))
    ask = text_of(path, place, raw, "ask")
    unit = text_of(path, place, raw, "unit") if "unit" in raw else ""
    name = text_of(path, place, raw, "id")
    return Question(name, kind, ask, answer, unit, sources, tuple(others)), missing


def quotes_of(
    path: Path, place: str, raw: Mapping[str, Any], texts: Mapping[str, str], offsets: Mapping[str, int]
) -> tuple[tuple[Quote, ...], list[str]]:
    """The entry's quotes in order, each at its first place, and a reason for each that is gone."""
    found, missing = find_quotes(path, place, raw, "sources", texts, offsets)
    first = {(quote.document, quote.quote): quote for quote in reversed(found)}
    return tuple(sorted(first.values(), key=found.index)), missing


def _distractors(path: Path, place: str, raw: Mapping[str, Any], kind: Kind) -> list[Mapping[str, Any]]:
    others = raw.get("distractors", [])
    if not isinstance(others, list) or not all(isinstance(other, dict) for other in others):
        raise DataError(path, place, f"distractors = {others!r} skal være en liste med answer og sources")
    if kind == "ja_nej" and others:
        raise DataError(path, place, "distractors hører ikke til kind ja_nej; slet dem")
    if kind == "valg" and not 2 <= len(others) < len(_LETTERS):
        raise DataError(
            path, place, f"distractors: der skal være 2 til {len(_LETTERS) - 1}, ikke {len(others)}"
        )
    return others


def _value(path: Path, place: str, raw: Mapping[str, Any], kind: Kind) -> Value:
    value = raw["answer"]
    match kind:
        case "tal" if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        case "tal" if isinstance(value, str) and (read := read_number(value)) is not None:
            return read
        case "dato" if type(value) is date:
            return value
        case "ja_nej" if value in ("ja", "nej"):
            return bool(value == "ja")
        case "valg":
            return text_of(path, place, raw, "answer")
    how = {"tal": "et tal som 19 eller '2,5'", "dato": "en dato som 2022-07-01", "ja_nej": "ja eller nej"}[
        kind
    ]
    raise DataError(path, place, f"answer = {value!r} skal være {how}")


def _carried(path: Path, place: str, value: Value, sources: tuple[Quote, ...]) -> None:
    """A number, date or name must stand in one of its quotes; whether a quote says yes or no, people judge."""
    quotes = [source.quote for source in sources]
    # The readable form, which joins broken words, needs a word list: only where the bare words are not enough.
    stands = any(_stands(value, quote) for quote in quotes) or any(
        _stands(value, readable(quote).text) for quote in quotes
    )
    if not stands:
        raise DataError(
            path, place, f"answer = {str(value)!r} står ikke i citaterne; ret svaret eller citatet"
        )


def _stands(value: Value, quote: str) -> bool:
    match value:
        case bool():
            return True
        case Decimal():
            return value in numbers_in(quote)
        case date():
            return value in dates_in(quote)
    return value.casefold() in " ".join(quote.split()).casefold()
