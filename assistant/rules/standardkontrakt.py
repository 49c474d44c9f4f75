"""standardkontrakt: whether the standard contract is recommended or agreed, by region and date.

Source: Rammeaftale 2021-22 of both regions; Rammeaftale 2023-24, Midtjylland.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.rules.context import Context, period_text, unique
from assistant.rules.inputs import RuleInputs, Span
from assistant.rules.result import Figure, Result

WORDS = {"anbefalet": "anbefalet, ikke påkrævet", "aftalt brugt": "aftalt, at den bruges"}


class Inputs(RuleInputs):
    region: Literal["Midtjylland", "Hovedstaden"] = Field(description="Midtjylland eller Hovedstaden")
    dato: Span = Field(description="Dag, måned eller år for kontrakten, fx 2023")


def compute(given: Inputs, context: Context) -> Result:
    value = context.period(given.region, "dato", given.dato.start, given.dato.end)
    answer = WORDS.get(str(value.value), str(value.value))
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="beregnet",
        results=(Figure("Standardkontrakten er", answer),),
        inputs={"region": given.region, "dato": str(given.dato)},
        steps=(
            f"1. {given.dato} ligger i aftaleperioden {period_text(value)} for {given.region}",
            f"2. Standardkontrakten er {answer}",
        ),
        reservations=("Styringsaftalen (bilag 1) kan sige mere og indgår ikke i reglen.",),
        sources=unique(value.sources),
    )
