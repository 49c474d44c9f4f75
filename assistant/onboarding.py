"""The learning path for new staff: modules of short texts that rest on quotes, each with a quiz."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.quiz import Question, load_question, quotes_of
from assistant.quoted_data import DataError, Quote, check_keys, read_entries, text_of, texts_of
from corpus import CORPUS

ROLES = ("sagsbehandler", "økonomimedarbejder", "leder")
REGIONS = ("Midtjylland", "Hovedstaden", "Syddanmark")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_QUIZ_SIZE = range(3, 6)
# A sentence and the numbers of the quotes that carry it: "… i Midtjylland [1][2]."
_SENTENCE = re.compile(r"([^\[\]]+?)\s?((?:\[\d+\])+)([.!?])(?:\s+|$)")
_TWO_SENTENCES = re.compile(r"[.!?] +[A-ZÆØÅ]")


@dataclass(frozen=True)
class Sentence:
    """A sentence of a step and the numbers (from 1) of the step's quotes that carry it."""

    text: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Step:
    """A short text, a question to try in chat and a quiz, for some roles and regions.

    `note` says something about the documents themselves, such as what they do not hold; it has no quote.
    """

    id: str
    title: str
    roles: tuple[str, ...]
    regions: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    note: str
    sources: tuple[Quote, ...]
    ask: str
    quiz: tuple[Question, ...]

    def is_for(self, role: str | None, region: str | None) -> bool:
        return (role is None or role in self.roles) and (region is None or region in self.regions)


@dataclass(frozen=True)
class Module:
    """Steps that belong together."""

    id: str
    title: str
    steps: tuple[Step, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for step in self.steps for question in step.quiz)


@dataclass(frozen=True)
class SwitchedOff:
    """A step or a quiz question that lost a quote and is not used."""

    name: str
    reasons: tuple[str, ...]


class LearningPath:
    """The modules that may be used, in order, and what may not."""

    def __init__(self, modules: Iterable[Module], switched_off: Iterable[SwitchedOff] = ()) -> None:
        self.modules = tuple(modules)
        self.switched_off = tuple(switched_off)

    @classmethod
    def load(
        cls,
        texts: Mapping[str, str],
        *,
        offsets: Mapping[str, int] | None = None,
        path: Path = CORPUS / "onboarding.yaml",
        tolerate_missing_quotes: bool = False,
    ) -> LearningPath:
        """Read the path and find each quote; `texts` and `offsets` as in Glossary.load.

        Raises DataError for a mistake in the file. A quote or document that is missing is one too, unless
        `tolerate_missing_quotes`: then the step or the quiz question it carries is left out and named.
        """
        reading = _Reading(path, texts, offsets or {}, tolerate_missing_quotes)
        modules = [
            reading.module(f"modules nr. {number} ({raw.get('id')!r})", raw)
            for number, raw in enumerate(read_entries(path, "modules"), start=1)
        ]
        return cls(modules, reading.switched_off)

    def select(self, role: str | None = None, region: str | None = None) -> tuple[Module, ...]:
        """The modules with the steps for that role and region (None: all), those without one left out."""
        chosen = (
            replace(module, steps=tuple(step for step in module.steps if step.is_for(role, region)))
            for module in self.modules
        )
        return tuple(module for module in chosen if module.steps)

    def step(self, step_id: str) -> tuple[Module, Step] | None:
        """A step and its module."""
        return next(((m, step) for m in self.modules for step in m.steps if step.id == step_id), None)


class _Reading:
    """One reading of the file: what is known of it so far."""

    def __init__(
        self, path: Path, texts: Mapping[str, str], offsets: Mapping[str, int], tolerate: bool
    ) -> None:
        self._path, self._texts, self._offsets, self._tolerate = path, texts, offsets, tolerate
        self._ids: set[str] = set()
        self.switched_off: list[SwitchedOff] = []

    def module(self, place: str, raw: Mapping[str, Any]) -> Module:
        check_keys(self._path, place, raw, {"id", "title", "steps"}, set())
        name = self._new_id(place, raw)
        entries = self._entries(place, raw, "steps")
        steps = [self._step(f"{place}: steps ({entry.get('id')!r})", entry) for entry in entries]
        title = text_of(self._path, place, raw, "title")
        for role in ROLES:
            for region in REGIONS:
                if not any(role in roles and region in regions for _, roles, regions in steps):
                    raise DataError(self._path, place, f"intet trin for {role} i {region}; skriv et")
        return Module(name, title, tuple(step for step, _, _ in steps if step is not None))

    def _step(
        self, place: str, raw: Mapping[str, Any]
    ) -> tuple[Step | None, tuple[str, ...], tuple[str, ...]]:
        needed = {"id", "title", "text", "sources", "ask", "quiz"}
        check_keys(self._path, place, raw, needed, {"roles", "regions", "note"})
        name = self._new_id(place, raw)
        roles, regions = self._some(place, raw, "roles", ROLES), self._some(place, raw, "regions", REGIONS)
        sources, missing = quotes_of(self._path, place, raw, self._texts, self._offsets)
        sentences = _sentences(
            self._path, place, text_of(self._path, place, raw, "text"), len(raw["sources"])
        )
        quiz = self._quiz(place, raw)
        if missing:
            self._off(place, f"Trinnet »{name}«", missing)
            return None, roles, regions
        if len(sources) != len(raw["sources"]):
            raise DataError(self._path, place, "sources: et citat står to gange; slet det ene")
        title, ask = (text_of(self._path, place, raw, key) for key in ("title", "ask"))
        note = text_of(self._path, place, raw, "note") if "note" in raw else ""
        return Step(name, title, roles, regions, sentences, note, sources, ask, quiz), roles, regions

    def _quiz(self, place: str, raw: Mapping[str, Any]) -> tuple[Question, ...]:
        entries = self._entries(place, raw, "quiz")
        if len(entries) not in _QUIZ_SIZE:
            raise DataError(self._path, place, f"quiz: der skal være 3 til 5 spørgsmål, ikke {len(entries)}")
        questions: list[Question] = []
        for entry in entries:
            at = f"{place}: quiz ({entry.get('id')!r})"
            question, missing = load_question(self._path, at, entry, self._texts, self._offsets)
            self._new_id(at, entry)
            if missing:
                self._off(at, f"Spørgsmålet »{question.id}«", missing)
            else:
                questions.append(question)
        return tuple(questions)

    def _off(self, place: str, name: str, missing: list[str]) -> None:
        if not self._tolerate:
            raise DataError(self._path, place, missing[0].removeprefix(f"{place}: "))
        self.switched_off.append(SwitchedOff(name, tuple(missing)))

    def _new_id(self, place: str, raw: Mapping[str, Any]) -> str:
        name = text_of(self._path, place, raw, "id")
        if not _ID.fullmatch(name) or len(name) > 100:
            raise DataError(self._path, place, f"id = {name!r} skal være små bogstaver, tal og bindestreger")
        if name in self._ids:
            raise DataError(self._path, place, f"id = {name!r} står to gange; giv den ene et andet")
        self._ids.add(name)
        return name

    def _some(self, place: str, raw: Mapping[str, Any], key: str, known: Collection[str]) -> tuple[str, ...]:
        chosen = texts_of(self._path, place, raw, key)
        for name in chosen:
            if name not in known:
                raise DataError(self._path, place, f"{key}: {name!r} er ikke en af {', '.join(known)}")
        return chosen or tuple(known)

    def _entries(self, place: str, raw: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        entries = raw[key]
        if not isinstance(entries, list) or not entries or not all(isinstance(e, dict) for e in entries):
            raise DataError(self._path, place, f"{key} = {entries!r} skal være en liste af nøgler og værdier")
        return entries


def _sentences(path: Path, place: str, text: str, quotes: int) -> tuple[Sentence, ...]:
    found: list[Sentence] = []
    at = 0
    while at < len(text):
        match = _SENTENCE.match(text, at)
        if match is None or _TWO_SENTENCES.search(match[1]):
            raise DataError(
                path, place, f"text: »{text[at : at + 60]}…« mangler sit [n]; hver sætning ender som »… [1].«"
            )
        marks = tuple(int(mark) for mark in re.findall(r"\d+", match[2]))
        if wrong := [mark for mark in marks if not 1 <= mark <= quotes]:
            raise DataError(
                path, place, f"text: [{wrong[0]}] findes ikke; der er {quotes} citater under sources"
            )
        found.append(Sentence(match[1].strip() + match[3], marks))
        at = match.end()
    used = {mark for sentence in found for mark in sentence.marks}
    if idle := [number for number in range(1, quotes + 1) if number not in used]:
        raise DataError(
            path, place, f"sources nr. {idle[0]} bruges ikke i text; skriv [{idle[0]}] eller slet det"
        )
    return tuple(found)
