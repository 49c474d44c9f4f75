"""krisecenter.optagelse: the leader decides on admission and discharge; no appeal to another authority.

Source: Rammeaftale 2021-22, Midtjylland, "Krisecentre og Forsorghjem", on the Act of 7 August 2019.
"""

from __future__ import annotations

from pydantic import Field

from assistant.rules.context import Context, unique
from assistant.rules.figures import danish_date
from assistant.rules.inputs import RuleInputs, Span
from assistant.rules.result import Figure, NeedsInput, Result, RuleInputError


class Inputs(RuleInputs):
    dato: Span | None = Field(None, description="Dagen for afgørelsen; fra og med 7. august 2019")


def compute(given: Inputs, context: Context) -> Result:
    decides = context.latest("kompetence")
    appeal = context.latest("klage")
    since = decides.valid_from
    assumptions = []
    inputs = {}
    steps = []
    if given.dato is None:
        assumptions.append(
            f"Datoen for afgørelsen er ikke oplyst; den er regnet som efter {danish_date(since)}."
        )
    else:
        if given.dato.end < since:
            raise RuleInputError(
                "dato", given.dato, f"en dag fra og med {danish_date(since)}; før da dækker reglen ikke"
            )
        if given.dato.start < since:
            raise NeedsInput(
                context.rule,
                {"dato": f"dagen for afgørelsen; »{given.dato}« begynder før loven af {danish_date(since)}"},
            )
        inputs["dato"] = str(given.dato)
        steps.append(f"Afgørelsen er fra {given.dato}, ikke før {danish_date(since)}")
    steps += [f"Optagelse og udskrivning afgøres af {decides.value}", "Klage til anden myndighed: nej"]
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="beregnet",
        results=(
            Figure("Afgøres af", str(decides.value)),
            Figure("Klage til anden myndighed", str(appeal.value)),
        ),
        inputs=inputs,
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=tuple(assumptions),
        reservations=("Aftalen gengiver serviceloven; reglen bygger ikke på selve loven.",),
        sources=unique([*decides.sources, *appeal.sources]),
    )
