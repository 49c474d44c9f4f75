"""What each tool is called with."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from api.day import Day
from api.text import Line, Name, Question


class Arguments(BaseModel):
    """Base of them all; an argument that is not named is an error."""

    model_config = ConfigDict(extra="forbid")


class SearchArguments(Arguments):
    # Connectors call this tool with the one argument `query` and nothing else.
    query: Question = Field(description="Det, der søges efter, på dansk: et spørgsmål eller nogle ord")


class FetchArguments(Arguments):
    id: Name = Field(
        description="Et id fra search, eller id for et helt dokument, fx midt-rammeaftale-2023-24"
    )


class AskArguments(Arguments):
    question: Question = Field(description="Spørgsmålet på dansk, 1 til 4.000 tegn")
    as_of: Day | None = Field(None, description="Svar, som det gælder på datoen, fx 2024-06-01")
    regions: list[Name] = Field(
        default_factory=list, max_length=10, description="Søg kun i regionerne, fx Midtjylland"
    )
    documents: list[Name] = Field(default_factory=list, max_length=100, description="Søg kun i dokumenterne")
    history: list[Question] = Field(
        default_factory=list,
        max_length=20,
        description="De spørgsmål, der er stillet før, ældste først; så forstås »og i Hovedstaden?«",
    )


class CompareArguments(Arguments):
    subjects: list[Name] = Field(
        default_factory=list, max_length=50, description="Emners id, fx overhead. Uden: alle"
    )
    documents: list[Name] = Field(
        default_factory=list, max_length=50, description="Dokumenters id. Uden: alle aftaler"
    )
    questions: list[Question] = Field(
        default_factory=list, max_length=20, description="Egne spørgsmål, der stilles til hvert dokument"
    )


class DiffArguments(Arguments):
    a: Name = Field(description="Id for det ældste dokument")
    b: Name = Field(description="Id for det nyeste dokument")
    section: Line = Field("", description="Vis hver ændret sætning i de afsnit, hvis overskrift rummer dette")


class RateArguments(Arguments):
    rule: Name = Field(description="Reglens id, fx hovedstaden.prisloft")
    inputs: dict[str, Any] = Field(
        default_factory=dict,
        max_length=100,
        description='Reglens felter, fx {"takst": "1.800 kr.", "aar": 2022}; dansk tekst eller tal',
    )


class InForceArguments(Arguments):
    region: Name = Field(description="Midtjylland, Hovedstaden eller Syddanmark")
    date: Line = Field("", description="En dag, en måned eller et år, fx 1. marts 2022; uden: i dag")
