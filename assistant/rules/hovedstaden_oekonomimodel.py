"""hovedstaden.oekonomimodel: at most 75 per cent deficit cover for at most three years, shared by population.

Source: Rammeaftale 2021-2022, Hovedstaden, "Ny økonomimodel".
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from assistant.rules.context import Context, period_text, unique
from assistant.rules.figures import factor, kroner_exact, kroner_step, pct_exact
from assistant.rules.inputs import Kroner, Listed, Pairs, Parts, Population, RuleInputs, Share, Year, YesNo
from assistant.rules.result import Figure, Result, RuleInputError
from assistant.rules.shares import largest_remainder

MAX_LISTED = 30


class Inputs(RuleInputs):
    underskud: Annotated[Kroner | tuple[Kroner, ...], Parts] = Field(
        description="Underskuddet i kr., ét tal eller ét for hvert år; over 0"
    )
    procenter: Annotated[tuple[Share, ...], Listed] = Field(
        (), description="Dækning i pct. for hvert år, højst 75, ikke stigende, højst tre år, fx 75-50-25"
    )
    antal_aar: int | None = Field(
        None, ge=1, le=50, description="Hvor mange år ordningen løber; aftalen tillader op til tre"
    )
    befolkning: Annotated[dict[str, Population], Pairs] = Field(
        {}, description="Kommuner, der deler dækningen, med indbyggertal"
    )
    maalgruppe: YesNo | None = Field(
        None,
        description="Er det voksne med autismespektrumforstyrrelser i kombination med andre"
        " adfærdsudfordringer? ja/nej",
    )
    aar: Year | None = Field(None, description="Året, i aftaleperioden 2021-2022")


def cover(deficit: Decimal, percentage: Decimal) -> Decimal:
    """Deficit x percentage; kroner, unrounded."""
    return deficit * percentage / 100


def compute(given: Inputs, context: Context) -> Result:
    value = (
        context.period("maks_daekning", "aar", date(given.aar, 1, 1), date(given.aar, 12, 31))
        if given.aar is not None
        else context.latest("maks_daekning")
    )
    day = value.valid_from
    years_value = context.at("maks_aar", day)
    highest, most_years = value.number, int(years_value.number)
    assumptions = []
    if given.aar is None:
        assumptions.append(f"Året er ikke oplyst; vilkårene for {period_text(value)} er brugt.")
    percentages = given.procenter
    for n, (before, after) in enumerate(pairwise(percentages), 1):
        if after > before:
            raise RuleInputError(
                "procenter",
                f"{pct_exact(before)} og så {pct_exact(after)} i år {n + 1}",
                "procenter, der ikke stiger år for år",
            )
    years = given.antal_aar or len(percentages) or 1
    if given.antal_aar is not None and len(percentages) > 1 and given.antal_aar != len(percentages):
        raise RuleInputError("antal_aar", given.antal_aar, f"{len(percentages)}, én procent for hvert år")
    deficits = given.underskud if isinstance(given.underskud, tuple) else (given.underskud,)
    if len(deficits) > 1 and len(percentages) > 1 and len(deficits) != len(percentages):
        raise RuleInputError(
            "underskud", len(deficits), f"ét underskud eller {len(percentages)}, ét for hvert år"
        )
    if not deficits:
        raise RuleInputError("underskud", "", "mindst ét beløb")
    years = max(years, len(deficits))
    if not percentages:
        percentages = (highest,)
        assumptions.append(f"Dækningsprocenten er ikke oplyst; den højeste, {pct_exact(highest)}, er brugt.")
    if years > 1 and len(percentages) == 1:
        percentages = percentages * years
        assumptions.append("Samme dækningsprocent er brugt i alle år.")
    if years > 1 and len(deficits) == 1:
        deficits = deficits * years
        assumptions.append("Samme underskud er brugt i alle år.")
    steps, results, broken = [], [], []
    said = "Dækning" if given.procenter else "Højeste dækning"
    total = Decimal(0)
    for n, (deficit, percentage) in enumerate(zip(deficits, percentages, strict=True), 1):
        amount = cover(deficit, percentage)
        total += amount
        label = said if years == 1 else f"{said} i år {n}"
        steps.append(f"{label} = {kroner_exact(deficit)} x {pct_exact(percentage)} = {kroner_step(amount)}")
        results.append(Figure(label, amount, "kr."))
        if percentage > highest:
            broken.append(f"{pct_exact(percentage)} > {pct_exact(highest)} i år {n}")
            allowed = cover(deficit, highest)
            steps.append(
                f"Højeste dækning i år {n} = {kroner_exact(deficit)} x {pct_exact(highest)}"
                f" = {kroner_step(allowed)}"
            )
            results.append(
                Figure("Højeste dækning" if years == 1 else f"Højeste dækning i år {n}", allowed, "kr.")
            )
    if years > 1:
        results.append(Figure(f"{said} i alt", total, "kr."))
    if years > most_years:
        broken.append(f"{years} år > {most_years} år")
    rest = sum(deficits, Decimal(0)) - total
    results.append(Figure("Udækket underskud" if given.procenter else "Mindst udækket", rest, "kr."))
    steps.append(f"Udækket = {kroner_step(rest)}")
    terms = f"Dækning højst {pct_exact(highest)}, ikke stigende, højst {most_years} år"
    if broken:
        steps.append(f"{terms}: ikke overholdt ({'; '.join(broken)})")
    elif given.procenter:
        steps.append(f"{terms}: overholdt")
    else:
        steps.append(f"{terms}; I har ikke oplyst en dækning, så det er vist, hvad den højst kan blive")
    _share_out(given, total, steps, results)
    reservations = []
    group = context.at("maalgruppe", day)
    if given.maalgruppe is None:
        reservations.append(f"Det er ikke oplyst, om tilbuddet er for den første målgruppe: {group.value}.")
    elif not given.maalgruppe:
        reservations.append(
            f"Modellen bruges i første omgang kun til {group.value}; andre målgrupper"
            f" kræver en beslutning i KKR."
        )
    build = context.at("anlaeg", day)
    reservations.append(f"Reglen regner kun på underskudsdækningen. {build.value}.")
    text, annex = context.reservation(day)
    reservations.append(text)
    sources = [
        *value.sources,
        *years_value.sources,
        *context.at("deling", day).sources,
        *group.sources,
        *build.sources,
        *annex,
    ]
    return Result(
        rule=context.rule,
        title=context.title,
        # Where no percentage is given there is nothing to keep: what it may come to at most is computed.
        verdict="ikke_overholdt" if broken else "overholdt" if given.procenter else "beregnet",
        results=tuple(results),
        inputs=_inputs(given),
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=tuple(assumptions),
        reservations=tuple(reservations),
        sources=unique(sources),
    )


def _share_out(given: Inputs, total: Decimal, steps: list[str], results: list[Figure]) -> None:
    if not given.befolkning:
        return
    shares = largest_remainder(total, given.befolkning)
    people = sum(given.befolkning.values())
    for name in sorted(shares):
        results.append(Figure(f"Andel, {name}", shares[name], "kr."))
        if len(shares) <= MAX_LISTED:
            steps.append(
                f"{name}: {kroner_step(total)} x {factor(Decimal(given.befolkning[name]))} /"
                f" {factor(Decimal(people))}"
                f" indbyggere = {kroner_exact(shares[name])}"
            )
    steps.append("Ørerne er fordelt efter største rest, så andelene summer til dækningen.")


def _inputs(given: Inputs) -> dict[str, str]:
    deficits = given.underskud if isinstance(given.underskud, tuple) else (given.underskud,)
    texts = {"underskud": "; ".join(kroner_exact(d) for d in deficits)}
    if given.procenter:
        texts["procenter"] = "; ".join(pct_exact(p) for p in given.procenter)
    if given.antal_aar is not None:
        texts["antal_aar"] = str(given.antal_aar)
    if given.befolkning:
        texts["befolkning"] = "; ".join(
            f"{n}: {factor(Decimal(p))}" for n, p in sorted(given.befolkning.items())
        )
    if given.maalgruppe is not None:
        texts["maalgruppe"] = "ja" if given.maalgruppe else "nej"
    if given.aar is not None:
        texts["aar"] = str(given.aar)
    return texts
