"""hovedstaden.prisloft: from the 2019 level at most the price and wage projection, up to and including 2022.

Source: Rammeaftale 2021-2022, Hovedstaden, Styringsaftale: one clause on rates, one on expenses per day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from assistant.rules.context import Context, unique
from assistant.rules.figures import factor, kroner_exact, kroner_step, pct, pct_exact
from assistant.rules.inputs import Kroner, Year
from assistant.rules.midt_takst_terms import verdict_of
from assistant.rules.parameters import DatedValue
from assistant.rules.projection import Projected, describe_projection, projection
from assistant.rules.rate_inputs import HUNDRED, RateInputs, base_and_rate, input_texts
from assistant.rules.rate_inputs import index as as_index
from assistant.rules.result import Figure, NeedsInput, Result, RuleInputError, TracePoint, Verdict


class Inputs(RateInputs):
    basistakst: Kroner | None = Field(
        None, description="Taksten eller udgiften pr. dag i 2019, i kr.; over 0"
    )
    basisaar: Year | None = Field(None, description="Året for basistallet; aftalen regner fra 2019")
    takst: Kroner | None = Field(None, description="Den nye takst eller udgift pr. dag, i kr.; over 0")
    art: Literal["takst", "udgift_pr_dag"] | None = Field(
        None, description="om tallet er en »takst« eller en »udgift_pr_dag«"
    )


def ceiling_of(base: Decimal, total: Decimal) -> Decimal:
    """Ceiling = figure of 2019 x product(1 + pl). Kroner, unrounded."""
    return base * total


def level_of(context: Context, year: int, base_year: int | None) -> tuple[DatedValue, int]:
    """The clause for a year and the year it counts from. Raises RuleInputError for years that do not fit."""
    value = context.period("basisaar", "aar", date(year, 1, 1), date(year, 12, 31))
    level = int(value.number)
    if base_year is not None and base_year != level:
        raise RuleInputError("basisaar", base_year, f"{level}; aftalen regner fra niveauet i {level}")
    return value, level


def projected_of(
    context: Context, base_year: int, year: int, pl_pct: Decimal | None, pl_aar: Mapping[int, Decimal]
) -> Projected:
    """The projection, which this rule cannot do without. Raises NeedsInput and RuleInputError."""
    projected = projection(context.rule, pl_pct, pl_aar, base_year, year)
    if projected is None:
        raise NeedsInput(context.rule, {"pl_pct": Inputs.model_fields["pl_pct"].description or "pl"})
    return projected


def compute(given: Inputs, context: Context) -> Result:
    value, base_year = level_of(context, given.aar, given.basisaar)
    day = date(given.aar, 12, 31)
    base, figure, index = base_and_rate(given, context.rule)
    projected = projected_of(context, base_year, given.aar, given.pl_pct, given.pl_aar)
    shown: Callable[[Decimal], str] = as_index if index else kroner_exact
    stepped: Callable[[Decimal], str] = as_index if index else kroner_step
    unit = "indeks" if index else "kr."
    assumptions = []
    kind = given.art
    if kind is None:
        kind = "udgift_pr_dag"
        assumptions.append(
            "Det er ikke oplyst, om tallet er en takst eller en udgift pr. dag; det er"
            " læst som en udgift pr. dag."
        )
    if given.basisaar is None:
        assumptions.append(f"Basistallet er regnet som niveauet i {base_year}.")
    if index:
        assumptions.append("Kun ændringen i pct. er oplyst; der er regnet med basistal = indeks 100.")
    ceiling = ceiling_of(base, projected.total)
    steps = describe_projection(projected)
    steps.append(f"Loft = {shown(base)} x {factor(projected.total)} = {stepped(ceiling)}")
    results = [Figure("Loft", ceiling, unit)]
    verdict: Verdict = "beregnet"
    reservations: list[str] = []
    rates = context.at("takstregulering", day)
    duty = context.at("indberetning", day)
    if kind == "takst":
        assumptions.append(
            f"Bestemmelsen om takster nævner intet basisår; niveauet i {base_year} er taget"
            f" fra bestemmelsen om udgifter pr. dag."
        )
        sources = [*rates.sources, *duty.sources, *value.sources]
        reservations.append(f"Aftalen har også en bestemmelse om udgifter pr. dag: »{value.quote}«.")
    else:
        sources = [*value.sources, *rates.sources]
        reservations.append(f"Aftalen har også en bestemmelse om taksterne: »{rates.quote}«.")
    if given.pl_pct is not None:
        assumptions.append(
            f"Pl på {pct_exact(given.pl_pct)} er den samlede fremskrivning fra {base_year} til {given.aar}."
        )
    if value.note:
        reservations.append(value.note)
    if figure is not None:
        verdict = verdict_of(figure, ceiling)
        change = (figure / base - 1) * HUNDRED
        steps.append(f"Ændring siden {base_year} = {shown(figure)} / {shown(base)} - 1 = {pct(change)}")
        results.append(Figure(f"Ændring siden {base_year}", change, "pct."))
        if verdict == "overholdt":
            steps.append(f"{shown(figure)} <= {stepped(ceiling)}: overholdt")
            results.append(Figure("Plads op til loftet", ceiling - figure, unit))
        else:
            steps.append(
                f"Over loftet = {shown(figure)} - {stepped(ceiling)} ="
                f" {stepped(figure - ceiling)}: ikke overholdt"
            )
            results.append(Figure("Over loftet", figure - ceiling, unit))
            if kind == "takst":
                results.append(Figure("Indberetning", str(duty.value)))
    text, annex = context.reservation(day)
    reservations.append(text)
    return Result(
        rule=context.rule,
        title=context.title,
        verdict=verdict,
        results=tuple(results),
        inputs={**({"art": given.art} if given.art else {}), **input_texts(given)},
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=tuple(assumptions),
        reservations=tuple(reservations),
        sources=unique([*sources, *annex]),
        trace=_trace(base, figure, projected, given.aar, base_year),
        trace_unit=unit,
    )


def _trace(
    base: Decimal, figure: Decimal | None, projected: Projected, year: int, base_year: int
) -> tuple[TracePoint, ...]:
    points = [TracePoint(base_year, base, base)]
    for each in range(base_year + 1, year):
        points.append(TracePoint(each, None, base * projected.upto(each) if projected.yearly else None))
    return (*points, TracePoint(year, figure, base * projected.total))
