"""aftale.gaeldende: the agreement in force in a region on a date, from the agreements' own periods.

Source: the validity of each document; for the rhythm of new agreements the follow-up from Syddanmark.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assistant.rules.context import Agreement, Context, unique
from assistant.rules.figures import danish_date
from assistant.rules.inputs import RuleInputs, Span
from assistant.rules.parameters import DatedValue
from assistant.rules.result import Figure, NeedsInput, Result


class Inputs(RuleInputs):
    region: Literal["Midtjylland", "Hovedstaden", "Syddanmark"] = Field(
        description="Midtjylland, Hovedstaden eller Syddanmark"
    )
    dato: Span = Field(description="Dag, måned eller år, fx 1. marts 2022")


def in_force(agreements: list[Agreement], given: Inputs) -> list[Agreement]:
    """The agreements whose period shares a day with the span, oldest first."""
    span = given.dato
    return [a for a in agreements if a.valid_from <= span.end and span.start <= a.valid_to]


def compute(given: Inputs, context: Context) -> Result:
    known = sorted(
        (a for a in context.agreements if a.region == given.region), key=lambda a: (a.valid_from, a.id)
    )
    proposed = [
        f"{a.title} ser ud til at gælde {danish_date(a.valid_from)} til {danish_date(a.valid_to)}, men oplysningerne om"
        " dokumentet er ikke bekræftet."
        for a in in_force(known, given)
        if not a.confirmed
    ]
    known = [a for a in known if a.confirmed]
    found = in_force(known, given)
    steps = [
        f"{n}. {a.called}: {danish_date(a.valid_from)} til {danish_date(a.valid_to)}"
        for n, a in enumerate(known, 1)
    ]
    inputs = {"region": given.region, "dato": str(given.dato)}
    if len(found) > 1 and any(a.valid_from > given.dato.start for a in found):
        raise NeedsInput(context.rule, {"dato": f"en dag eller et år; »{given.dato}« rummer flere aftaler"})
    if found:
        steps.append(
            f"{len(known) + 1}. {given.dato} ligger i perioden for {' og '.join(a.called for a in found)}"
        )
        figures = [f for a in found for f in _figures("Gældende aftale", a)]
        reported = tuple(
            f"Selve aftalen er ikke indlæst; perioden står i »{a.title}«, som kun beretter om den."
            for a in found
            if not any(other.itself for other in found)
        )
        return Result(
            rule=context.rule,
            title=context.title,
            verdict="beregnet",
            results=tuple(figures),
            inputs=inputs,
            steps=tuple(steps),
            reservations=(*reported, *proposed),
            sources=tuple(s for v in _stated(context, given, found) for s in v.sources),
        )
    last = max((a for a in known if a.valid_to < given.dato.start), key=lambda a: a.valid_to, default=None)
    rhythm = context.latest("rytme")
    coming = context.find(given.region, given.dato.start)
    titles = {agreement.id: agreement.title for agreement in context.agreements}
    stated = (
        (f"Om den periode siger {titles.get(coming.document, coming.document)}: »{coming.quote}«.",)
        if coming
        else ()
    )
    ended = [source for value in _stated(context, given, [last] if last else []) for source in value.sources]
    lacking = "ingen bekræftet rammeaftale" if proposed else "ingen rammeaftale"
    reason = f"De indlæste dokumenter rummer {lacking} for {given.region}, der gælder {given.dato}."
    steps.append(f"{len(known) + 1}. {reason}")
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="kan_ikke_afgoeres",
        results=tuple(_figures("Seneste aftale", last))
        if last
        else (Figure("Seneste aftale", "ingen før den dato"),),
        inputs=inputs,
        steps=tuple(steps),
        reservations=(reason, *proposed, *stated, f"Nye rammeaftaler udarbejdes {rhythm.value}."),
        sources=unique([*ended, *(coming.sources if coming else ()), *rhythm.sources]),
    )


def _stated(context: Context, given: Inputs, found: list[Agreement]) -> list[DatedValue]:
    """The sentences of the corpus that name the period of the agreements found."""
    documents = {agreement.id for agreement in found}
    return [v for v in context.values(given.region) if v.document in documents and v.value == "gældende"]


def _figures(name: str, agreement: Agreement) -> list[Figure]:
    return [
        Figure(name, agreement.called),
        Figure("Gælder fra", danish_date(agreement.valid_from)),
        Figure("Gælder til", danish_date(agreement.valid_to)),
    ]
