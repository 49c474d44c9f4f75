"""The tools: what each is called with, what it returns, and what it does. All of the work blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from api import rules
from api.asking import check
from api.comparing import compare, differ
from api.footnotes import footnoted
from api.mcp import arguments as given
from api.mcp import texts
from api.mcp.results import Changes, Comparison, FetchedText, FoundPassages, changes, comparison, linked
from api.rules import InForce, RuleAnswer
from api.schemas import ChatRequest
from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.compare_export import markdown
from assistant.rules.registry import RULES
from assistant.subjects import load_subjects


@dataclass(frozen=True)
class Called:
    """What a tool works with; links begin with `base`."""

    assistant: Assistant
    today: date
    base: str


Made = tuple[BaseModel, str]
"""The typed result, and what a reader or a model without use for it reads instead."""


@dataclass(frozen=True)
class McpTool:
    name: str
    title: str
    description: str
    arguments: type[given.Arguments]
    result: type[BaseModel]
    work: Callable[[Called, Any], Made]


def _search(called: Called, asked: given.SearchArguments) -> Made:
    found = texts.search(called.assistant.answering.snapshot, asked.query, called.base)
    return found, found.model_dump_json()


def _fetch(called: Called, asked: given.FetchArguments) -> Made:
    found = texts.fetch(called.assistant.answering.snapshot, asked.id, called.today, called.base)
    return found, found.model_dump_json()


def _ask(called: Called, asked: given.AskArguments) -> Made:
    question = ChatRequest(
        message=asked.question, as_of=asked.as_of, regions=asked.regions, documents=asked.documents
    )
    check(called.assistant, question)
    # Not kept as a conversation: the program that calls keeps its own.
    answer = called.assistant.answer(
        asked.question, asked.history, asked.as_of, question.regions, question.documents
    )
    return linked(answer, called.base), footnoted(answer, called.base)


def _compare(called: Called, asked: given.CompareArguments) -> Made:
    matrix = compare(called.assistant, asked.subjects, asked.documents, asked.questions)
    return comparison(matrix, called.base), markdown(matrix)


def _diff(called: Called, asked: given.DiffArguments) -> Made:
    found = changes(differ(called.assistant, asked.a, asked.b), asked.section, called.base)
    return found, found.model_dump_json()


def _check_rate(called: Called, asked: given.RateArguments) -> Made:
    answer = rules.answered(called.assistant.answering, asked.rule, asked.inputs, called.today)
    return linked(answer, called.base), footnoted(answer, called.base)


def _in_force(called: Called, asked: given.InForceArguments) -> Made:
    found = rules.agreements_in_force(called.assistant.answering, asked.region, asked.date, called.today)
    text = footnoted(found.answer, called.base)
    return found.model_copy(update={"answer": linked(found.answer, called.base)}), text


def _rules() -> str:
    lines = [
        f"- {rule.id}: {rule.description} Felter: {', '.join(rule.inputs.model_fields)}."
        for rule in RULES.values()
    ]
    return "\n".join(lines)


def all_tools() -> tuple[McpTool, ...]:
    """Every tool, in the order they are shown."""
    subjects = ", ".join(subject.id for subject in load_subjects())
    return (
        McpTool(
            "search",
            "Søg i rammeaftalerne",
            "Finder de tekststeder i de indlæste rammeaftaler, der ligger nærmest det spurgte. Giver id, titel, "
            "adresse og tekst; fetch henter afsnittet, som et fundet tekststed står i.",
            given.SearchArguments,
            FoundPassages,
            _search,
        ),
        McpTool(
            "fetch",
            "Hent en tekst",
            "Henter afsnittet omkring et tekststed fra search, eller et helt dokument, ordret som det er gemt.",
            given.FetchArguments,
            FetchedText,
            _fetch,
        ),
        McpTool(
            "ask",
            "Spørg om rammeaftalerne",
            "Svarer på dansk med ordrette citater og numre til kilderne om de regionale rammeaftaler på det "
            "specialiserede socialområde. Siger, når dokumenterne ikke svarer (status not_found), når kilder er "
            "uenige, og når en aftale er udløbet. Takstspørgsmål regnes efter aftalens regel.",
            given.AskArguments,
            Answer,
            _ask,
        ),
        McpTool(
            "compare",
            "Sammenlign aftalerne",
            f"Stiller aftalerne op ved siden af hinanden, emne for emne, med citater. Emnerne er: {subjects}.",
            given.CompareArguments,
            Comparison,
            _compare,
        ),
        McpTool(
            "diff",
            "Forskel på to udgaver",
            "Hvad der er ændret fra et dokument til et andet: tal, datoer, navne, forpligtelser og afsnit. Med "
            "section vises hver ændret sætning i afsnittet.",
            given.DiffArguments,
            Changes,
            _diff,
        ),
        McpTool(
            "check_rate",
            "Kontrollér en takst",
            "Regner efter en regel i aftalerne og viser udfald, trin, forudsætninger og bestemmelse. Mangler der "
            f"tal, er status needs_input, og fields siger hvilke. Reglerne er:\n{_rules()}",
            given.RateArguments,
            RuleAnswer,
            _check_rate,
        ),
        McpTool(
            "agreement_in_force",
            "Gældende rammeaftale",
            "Hvilken rammeaftale der gælder i en region på en dag, og den seneste, hvis ingen gælder.",
            given.InForceArguments,
            InForce,
            _in_force,
        ),
    )
