"""takst.basis_ydelse: from when rates are split into a basic and a service rate.

Source: Rammeaftale 2023-24, Midtjylland (at the earliest for the rates of 2024); both 2021-22 agreements
had 1/1-2022.
"""

from __future__ import annotations

from pydantic import Field

from assistant.rules.context import Context, unique
from assistant.rules.figures import danish_date
from assistant.rules.inputs import RuleInputs, Year
from assistant.rules.result import Difference, Figure, Result


class Inputs(RuleInputs):
    aar: Year = Field(description="Takståret, fx 2023")


def compute(given: Inputs, context: Context) -> Result:
    value = context.latest("ikrafttraeden")
    first = value.day.year
    earlier = context.values("ikrafttraeden")[:-1]
    before = given.aar < first
    answer = (
        f"nej, opdelingen træder tidligst i kraft for taksterne for {first}"
        if before
        else f"tidligst for taksterne for {first}; om opdelingen er trådt i kraft, siger reglens kilder ikke"
    )
    conflicts = tuple(
        Difference(
            f"Opdelingen: {danish_date(each.day)} efter de ældre aftaler, tidligst taksterne"
            f" for {first} efter den nyeste.",
            unique([*each.sources, *value.sources]),
        )
        for each in earlier
        if each.day != value.day
    )
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="beregnet",
        results=(
            Figure(f"Opdelt i basis- og ydelsestakst i {given.aar}", answer),
            Figure("Tidligst fra takståret", str(first)),
        ),
        inputs={"aar": str(given.aar)},
        steps=(
            f"1. Den nyeste af reglens kilder siger: tidligst for taksterne for {first}",
            f"2. {given.aar} {'<' if before else '>='} {first}: {answer}",
        ),
        reservations=(
            "Kilden siger »tidligst«; reglen bygger ikke på den ændrede finansieringsbekendtgørelse.",
        ),
        sources=unique([*value.sources, *(source for each in earlier for source in each.sources)]),
        conflicts=conflicts,
    )
