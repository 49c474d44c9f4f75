"""midt.takstudvikling: rates cannot rise in the period and fall by a least percentage over it.

Source: Rammeaftale 2021-22, Midtjylland, "Takstafte for perioden 2019-2022"; for 2023-24 the agreement's
unfinished text and the case file about it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.context import Context, unique
from assistant.rules.figures import factor, kroner_exact, kroner_step, pct, pct_exact
from assistant.rules.inputs import Kroner, Pairs, Share, Year
from assistant.rules.midt_mellemtakster import between, rises
from assistant.rules.midt_takst_terms import period_of, rate_ceiling, terms_of, verdict_of
from assistant.rules.projection import Projected, describe_projection
from assistant.rules.rate_inputs import HUNDRED, RateInputs, base_and_rate, input_texts
from assistant.rules.rate_inputs import index as as_index
from assistant.rules.result import (
    Difference,
    Figure,
    NeedsInput,
    Result,
    Source,
    TracePoint,
    Verdict,
)


class Inputs(RateInputs):
    basistakst: Kroner | None = Field(
        None, description="Den takst, der sammenlignes med, i kr. pr. dag; over 0"
    )
    basisaar: Year | None = Field(
        None, description="Basistakstens år; før det nye år og i aftaleperioden eller året før den"
    )
    takst: Kroner | None = Field(None, description="Den nye takst i kr. pr. dag; over 0")
    mellemtakster: Annotated[dict[Year, Kroner], Pairs] = Field(
        {}, description="Takster for år imellem, år og kr. pr. dag"
    )
    tidligere_reduktion_pct: Share | None = Field(
        None, description="Reduktion aftalt i den forrige takstaftaleperiode, i pct. fra 0 til 100"
    )


def compute(given: Inputs, context: Context) -> Result:
    day = date(given.aar, 12, 31)
    period = period_of(context, given.aar, given.basisaar)
    base_year, first, last = period.base_year, period.status.valid_from.year, period.last
    base, rate, index = base_and_rate(given, context.rule)
    if index and given.mellemtakster:
        raise NeedsInput(context.rule, {"basistakst": "basistaksten i kr., når der er takster imellem"})
    assumptions = [
        f"Kilden nævner intet basisår. Den først oplyste takst ({base_year}) er brugt som basistakst."
        if given.basisaar is not None
        else f"Basisåret er ikke oplyst; basistaksten er regnet som taksten for {base_year}."
    ]
    shown: Callable[[Decimal], str] = as_index if index else kroner_exact
    stepped: Callable[[Decimal], str] = as_index if index else kroner_step
    if index:
        assumptions.append("Kun ændringen i pct. er oplyst; der er regnet med basistakst = indeks 100.")
    in_between = between(given.mellemtakster, base_year, given.aar)
    terms = terms_of(context, period, given.aar, given.pl_pct, given.pl_aar, given.tidligere_reduktion_pct)
    projected = terms.projected
    if projected is None:
        assumptions.append("Prisniveauet er som oplyst; der er ikke regnet med pris- og lønfremskrivning.")
    elif in_between and not given.pl_aar:
        raise NeedsInput(context.rule, {"pl_aar": "pl for hvert år, når der er takster for år imellem"})
    steps: list[str] = []
    if projected is not None:
        steps += describe_projection(projected)
        steps.append(f"Basistakst i {given.aar}-priser = {shown(base)} x {factor(projected.total)}"
                     f" = {stepped(base * projected.total)}")  # fmt: skip
        assumptions.append(f"Basistaksten er fremskrevet til {given.aar}-priser, før der sammenlignes.")
    level, ceiling = terms.level(base), terms.ceiling(base)
    rise, least, required, at_end = terms.rise, terms.least, terms.required, terms.at_end
    results: list[Figure] = []
    sources = [*rise.sources]
    if least is not None:
        sources += least.sources
        earlier = given.tidligere_reduktion_pct or Decimal(0)
        limit = terms.threshold.number if terms.threshold else HUNDRED
        sources += terms.threshold.sources if terms.threshold else ()
        deduction = least.number - required
        steps.append(
            f"Krævet reduktion ved udgangen af {last} = {pct_exact(least.number)} -"
            f" {pct_exact(deduction)} fradrag"
            f" (den del af {pct_exact(earlier)}, der ligger over {pct_exact(limit)}) = {pct(required)}"
            if deduction or given.tidligere_reduktion_pct is not None
            else f"Krævet reduktion ved udgangen af {last} = {pct(required)}"
        )
        if given.tidligere_reduktion_pct is None:
            assumptions.append(
                "Der er ikke oplyst en reduktion i den forrige takstaftaleperiode; fradraget er 0 pct."
            )
    if at_end and least is not None:
        steps.append(f"Højeste takst ved udgangen af {last} = {stepped(level)}"
                     f" x (1 - {factor(required)}/100) = {stepped(ceiling)}")  # fmt: skip
    else:
        steps.append(f"Højeste takst i {given.aar} = {stepped(level)} x (1 + {factor(rise.number)}/100)"
                     f" = {stepped(ceiling)}")  # fmt: skip

    verdict: Verdict = "beregnet"
    reservations: list[str] = []
    if rate is not None:
        change = (rate / level - 1) * HUNDRED
        steps.insert(len(steps) - 1, f"Ændring = {shown(rate)} / {stepped(level)} - 1 = {pct(change)}")
        results.append(Figure("Ændring i taksten", change, "pct."))
        verdict = verdict_of(rate, ceiling)
        found = rises(context, in_between, projected, (base_year, base), (given.aar, rate))
        results += found.results
        reservations += found.reservations
        steps += found.steps
        if found.broken:
            verdict = "ikke_overholdt"
        sign = "<=" if rate <= ceiling else ">"
        decided = _words(verdict) if period.settled else "kan ikke afgøres, se forbehold"
        steps.append(f"{shown(rate)} {sign} {stepped(ceiling)}: {decided}")
        if at_end and least is not None and level >= rate > ceiling and base_year > first:
            # The source counts the reduction over the whole period and names no base year.
            reservations.append(
                f"Reduktionen på {pct_exact(required)} gælder hele perioden {first}-{last}, og der er regnet fra "
                f"{base_year}. Er taksten sat ned tidligere i perioden, tæller det med, og så kan kravet være "
                f"opfyldt: regn fra taksten ved periodens begyndelse."
            )
        if verdict == "overholdt" and (given.basisaar is None or base_year > first):
            since = "det år, den gamle takst er fra" if given.basisaar is None else str(base_year)
            reservations.append(
                f"Bestemmelsen gælder hele perioden {first}-{last}, og der er kun regnet fra {since}. Er taksten ændret"
                f" tidligere i perioden, kan svaret være et andet: regn fra taksten ved periodens begyndelse."
            )
        if rate > ceiling:
            results.append(Figure("Over højeste takst", rate - ceiling, "indekspoint" if index else "kr."))
        else:
            results.append(
                Figure("Plads op til højeste takst", ceiling - rate, "indekspoint" if index else "kr.")
            )
        if least is not None and not at_end:
            remaining = max(Decimal(0), required + change)
            results.append(Figure(f"Reduktion, der mangler inden udgangen af {last}", remaining, "pct."))
            reservations.append(
                f"Reduktionen på {pct_exact(required)} skal først være nået ved udgangen af {last};"
                f" for {given.aar} er det kun afgjort, om taksten er steget."
            )
    results.append(Figure(f"Højeste takst i {given.aar}", ceiling, "indeks" if index else "kr."))
    if least is not None:
        results.append(Figure("Krævet reduktion", required, "pct."))
        if not at_end:
            end = rate_ceiling(level, -required)
            results.append(Figure(f"Højeste takst ved udgangen af {last}", end, "indeks" if index else "kr."))
    text, annex = context.reservation(day)
    reservations.append(text)
    conflicts: tuple[Difference, ...] = ()
    if not period.settled:
        verdict, conflicts, sources = _undecided(
            verdict, period.status.sources, rise.sources, results, reservations, rise.number
        )
    return Result(
        rule=context.rule,
        title=context.title,
        verdict=verdict,
        results=tuple(results),
        inputs=_inputs(given),
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=tuple(assumptions),
        reservations=tuple(reservations),
        sources=unique([*sources, *annex]),
        conflicts=conflicts,
        trace=_trace(base_year, base, given, rate, projected, required, rise.number, last if least else None),
        trace_unit="indeks" if index else "kr.",
    )


def _undecided(
    outcome: Verdict,
    status: tuple[Source, ...],
    rise: tuple[Source, ...],
    results: list[Figure],
    reservations: list[str],
    highest: Decimal,
) -> tuple[Verdict, tuple[Difference, ...], list[Source]]:
    """The agreement leaves it open: no verdict, but the outcome under the other source."""
    if outcome != "beregnet":
        within = outcome == "overholdt"
        text = (
            "taksten er ikke steget"
            if within
            else "taksten er steget, og det ville være i strid med sagsfremstillingen"
        )
        results.insert(0, Figure("Udfald efter sagsfremstillingen", text))
    reservations.insert(
        0,
        "Aftalen selv siger, at takstaftalen er under afklaring. Sagsfremstillingen om"
        " aftalen siger, at taksterne"
        f" ikke kan stige (højst {pct_exact(highest)}). Derfor kan det ikke afgøres her.",
    )
    about = "Takstudviklingen i perioden: aftalen er uafklaret, sagsfremstillingen siger ingen stigning."
    return "kan_ikke_afgoeres", (Difference(about, unique([*status, *rise])),), [*status, *rise]


def _words(verdict: Verdict) -> str:
    return {"overholdt": "overholdt", "ikke_overholdt": "ikke overholdt"}.get(verdict, "beregnet")


def _inputs(given: Inputs) -> dict[str, str]:
    texts = input_texts(given)
    if given.mellemtakster:
        between = sorted(given.mellemtakster.items())
        texts["mellemtakster"] = "; ".join(f"{year}: {kroner_exact(value)}" for year, value in between)
    if given.tidligere_reduktion_pct is not None:
        texts["tidligere_reduktion_pct"] = pct_exact(given.tidligere_reduktion_pct)
    return texts


def _trace(
    base_year: int,
    base: Decimal,
    given: Inputs,
    rate: Decimal | None,
    projected: Projected | None,
    required: Decimal,
    rise: Decimal,
    last: int | None,
) -> tuple[TracePoint, ...]:
    rates = {base_year: base, **given.mellemtakster}
    if rate is not None:
        rates[given.aar] = rate
    points = []
    for year in range(base_year, given.aar + 1):
        level = base * (projected.upto(year) if projected else 1)
        allowed: Decimal | None = rate_ceiling(level, -required if year == last else rise)
        if projected and not projected.yearly and year not in (base_year, given.aar):
            allowed = None
        points.append(TracePoint(year, rates.get(year), allowed))
    return tuple(points)
