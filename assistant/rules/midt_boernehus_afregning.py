"""midt.boernehus_afregning: Børnehus Midt settles new cases at the start from 1 January 2020.

Source: Rammeaftale 2021-22, Midtjylland, "Ændret afregning fra Børnehus Midt".
"""

from __future__ import annotations

from pydantic import Field

from assistant.rules.context import Context
from assistant.rules.figures import danish_date
from assistant.rules.inputs import RuleInputs, Span
from assistant.rules.result import Figure, NeedsInput, Result


class Inputs(RuleInputs):
    dato: Span = Field(description="Dagen eller måneden, sagen startede, fx december 2019")


def compute(given: Inputs, context: Context) -> Result:
    value = context.latest("afregning")
    since = value.day
    if given.dato.start < since <= given.dato.end:
        raise NeedsInput(
            context.rule,
            {
                "dato": f"måned eller dag, sagen startede; »{given.dato}« ligger på begge sider af"
                f" {danish_date(since)}, hvor praksis skifter fra afregning ved ophør til afregning ved opstart"
            },
        )
    new = given.dato.start >= since
    answer = "ved sagens opstart" if new else "ved sagens ophør"
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="beregnet",
        results=(Figure("Sagen afregnes", answer),),
        inputs={"dato": str(given.dato)},
        steps=(
            f"1. Sagen startede {given.dato}",
            f"2. Det er {'fra og med' if new else 'før'} {danish_date(since)}: sagen afregnes {answer}",
        ),
        assumptions=("»Nye børnesager« er læst som sager, der er startet på eller efter den dag.",),
        sources=value.sources,
    )
