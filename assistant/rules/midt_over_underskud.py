"""midt.over_underskud: earlier years' surplus and deficit go into the rate.

Source: Rammeaftale 2021-22, Midtjylland, "Regulering af over-/underskud".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from assistant.rules.context import Context, period_text, unique
from assistant.rules.figures import factor, kroner_exact, kroner_step, pct_exact
from assistant.rules.inputs import Count, Kroner, KronerOrZero, Occupancy, RuleInputs, Year
from assistant.rules.result import Difference, Figure, NeedsInput, Result, RuleInputError


class Inputs(RuleInputs):
    underskud: KronerOrZero | None = Field(None, description="Tidligere års underskud i kr.; 0 eller mere")
    overskud: KronerOrZero | None = Field(None, description="Tidligere års overskud i kr.; 0 eller mere")
    pladser: Count = Field(description="Antal pladser; over 0")
    belaegning_pct: Occupancy = Field(description="Belægningen i pct.; over 0 og højst 100")
    dage: Count | None = Field(None, description="Antal dage i året, højst 366; uden tal regnes der med 365")
    takst: Kroner | None = Field(
        None, description="Den nuværende takst i kr. pr. dag, hvis den nye takst ønskes"
    )
    aar: Year | None = Field(None, description="Takståret, i aftaleperioden 2021-2022")


def effect_on_rate(net_deficit: Decimal, places: Decimal, days: Decimal, occupancy_pct: Decimal) -> Decimal:
    """(deficit - surplus) / (places x days x occupancy), kroner a day; negative lowers the rate."""
    return net_deficit / (places * days * occupancy_pct / 100)


def compute(given: Inputs, context: Context) -> Result:
    if given.underskud is None and given.overskud is None:
        raise NeedsInput(context.rule, {"underskud": "tidligere års underskud (eller overskud) i kr."})
    if given.dage is not None and not (given.dage == given.dage.to_integral_value() and given.dage <= 366):
        raise RuleInputError("dage", factor(given.dage), "et helt antal dage fra 1 til 366")
    value = (
        context.period("indregning", "aar", date(given.aar, 1, 1), date(given.aar, 12, 31))
        if given.aar is not None
        else context.latest("indregning")
    )
    assumptions = []
    if given.aar is None:
        assumptions.append(f"Året er ikke oplyst; reglen for {period_text(value)} er brugt.")
    days = given.dage or Decimal(365)
    if given.dage is None:
        assumptions.append("Der er regnet med 365 dage.")
    deficit, surplus = given.underskud or Decimal(0), given.overskud or Decimal(0)
    assumptions.append("Hele beløbet er indregnet i ét års takst.")
    effect = effect_on_rate(deficit - surplus, given.pladser, days, given.belaegning_pct)
    paid_days = given.pladser * days * given.belaegning_pct / 100
    steps = [
        f"Netto = {kroner_exact(deficit)} - {kroner_exact(surplus)} = {kroner_exact(deficit - surplus)}",
        f"Betalte dage = {factor(given.pladser)} x {factor(days)} x"
        f" {pct_exact(given.belaegning_pct)} = {factor(paid_days)}",
        f"Virkning på taksten = {kroner_exact(deficit - surplus)} / {factor(paid_days)} ="
        f" {kroner_step(effect)} pr. dag",
    ]
    results = [
        Figure("Virkning på taksten pr. dag", effect, "kr."),
        Figure("Betalte dage", paid_days, "dage"),
    ]
    if given.takst is not None:
        steps.append(
            f"Ny takst = {kroner_exact(given.takst)} + {kroner_step(effect)} ="
            f" {kroner_step(given.takst + effect)}"
        )
        results.append(Figure("Ny takst", given.takst + effect, "kr."))
    long_run = context.at("langsigtet", value.valid_from)
    no_rise = context.at("ingen_stigning", value.valid_from)
    conflicts: tuple[Difference, ...] = ()
    reservations = [f"Over- og underskud {long_run.value}."]
    if effect > 0:
        about = (
            "Underskuddet skal indregnes og hæver taksten, men aftalen siger også, at"
            " taksterne ikke kan stige i perioden."
        )
        conflicts = (Difference(about, unique([*value.sources, *no_rise.sources])),)
        reservations.append(
            "De to regler trækker hver sin vej her; aftaleteksten siger ikke, hvilken der går forud."
        )
    text, annex = context.reservation(value.valid_from)
    reservations.append(text)
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="beregnet",
        results=tuple(results),
        inputs=_inputs(given),
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=tuple(assumptions),
        reservations=tuple(reservations),
        sources=unique([*value.sources, *long_run.sources, *(no_rise.sources if effect > 0 else ()), *annex]),
        conflicts=conflicts,
    )


def _inputs(given: Inputs) -> dict[str, str]:
    texts = {}
    for name in ("underskud", "overskud", "takst"):
        value = getattr(given, name)
        if value is not None:
            texts[name] = kroner_exact(value)
    texts["pladser"] = factor(given.pladser)
    if given.dage is not None:
        texts["dage"] = factor(given.dage)
    texts["belaegning_pct"] = pct_exact(given.belaegning_pct)
    if given.aar is not None:
        texts["aar"] = str(given.aar)
    return texts
