"""sundhedslov.betaler: who pays other health-act services for a person in residential care.

Source: Rammeaftale 2023-24, Midtjylland (in force 1 July 2022); both 2021-22 agreements had expected
1/1-2021.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from assistant.rules.context import Context, unique
from assistant.rules.figures import DateSpan, danish_date
from assistant.rules.inputs import RuleInputs, Span
from assistant.rules.result import Difference, Figure, NeedsInput, Result


class Inputs(RuleInputs):
    dato: Span = Field(description="Dagen eller måneden, ydelsen er givet, fx maj 2022 eller 1. juli 2022")
    ydelse: Literal["oevrige", "led_i_opholdet"] | None = Field(
        None, description="»oevrige« sundhedslovsydelser, eller behandling, der er »led_i_opholdet«"
    )


def compute(given: Inputs, context: Context) -> Result:
    included = given.ydelse == "led_i_opholdet"
    dated = "ikrafttraeden_ophold" if included else "ikrafttraeden"
    value = context.latest(dated)
    rule = context.latest("betaler")
    since = value.day
    if given.dato.start < since <= given.dato.end:
        raise NeedsInput(context.rule, {"dato": _both_sides(given.dato, since, str(rule.value), included)})
    after = given.dato.start >= since
    assumptions = []
    if given.ydelse is None:
        assumptions.append(
            "Ydelsen er regnet som en øvrig sundhedslovsydelse, ikke behandling, der er led i opholdet."
        )
    if included:
        payer = (
            "udgiften indregnes i taksten på botilbuddet"
            if after
            else "udgiften indgår ikke i taksten efter denne regel"
        )
    else:
        payer = str(rule.value) if after else "den aktuelle opholdskommune"
    sign = "fra og med" if after else "før"
    steps = (
        f"1. Ydelsens dato = {given.dato}",
        f"2. Reglen skifter {danish_date(since)}; ydelsen er givet {sign} den dag",
        f"3. Betaler = {payer}",
    )
    earlier = context.values(dated)[:-1]
    old = [source for each in earlier for source in each.sources]
    conflicts = tuple(
        Difference(
            f"Ikrafttrædelsen: ventet {danish_date(each.day)} i de ældre aftaler, men trådte"
            f" i kraft {danish_date(since)}.",
            unique([*each.sources, *value.sources]),
        )
        for each in earlier
        if each.day != since
    )
    reservations = [
        f"Den ventede dato {danish_date(each.day)} i de ældre aftaler er afløst." for each in earlier
    ]
    reservations.append("Aftalerne gengiver loven; reglen bygger ikke på selve loven.")
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="beregnet",
        results=(
            Figure("Betaler", payer),
            Figure("Reglen gælder fra", danish_date(since))
            if after
            else Figure(
                f"Fra {danish_date(since)}",
                "indregnes udgiften i taksten" if included else f"betaler {rule.value}",
            ),
        ),
        inputs={"dato": str(given.dato), **({"ydelse": given.ydelse} if given.ydelse else {})},
        steps=steps,
        assumptions=tuple(assumptions),
        reservations=tuple(reservations),
        sources=unique([*rule.sources, *value.sources, *old]),
        conflicts=conflicts,
    )


def _both_sides(span: DateSpan, since: date, payer: str, included: bool) -> str:
    """What to write where the days asked about lie on both sides of the change; both outcomes are told."""
    change, day_before = danish_date(since), danish_date(since - timedelta(days=1))
    sides = (
        f"til og med {day_before} indgår udgiften ikke i taksten efter denne regel, fra {change} indregnes den"
        if included
        else f"til og med {day_before} betaler den aktuelle opholdskommune, fra {change} betaler {payer}"
    )
    return f"dagen eller måneden, ydelsen er givet. »{span}« ligger på begge sider af et skift: {sides}"
