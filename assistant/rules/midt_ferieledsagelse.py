"""midt.ferieledsagelse: bought-in accompaniment on holidays, beyond section 85.

Source: Rammeaftale 2021-22, Midtjylland, "Socialpædagogisk ledsagelse i forbindelse med ferie".
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from assistant.rules.conditions import all_hold
from assistant.rules.context import Context, period_text
from assistant.rules.inputs import RuleInputs, Year, YesNo
from assistant.rules.result import Result

CONDITIONS = {
    "offentlig": "Tilbuddet er kommunalt eller regionalt",
    "doegntilbud": "Tilbuddet er et døgntilbud",
    "voksne": "Tilbuddet er for voksne",
    "nedsat_funktionsevne": "Målgruppen har betydelig nedsat psykisk funktionsevne",
    "eget_initiativ": "Beboeren ønsker ferien på eget initiativ",
    "ud_over_85": "Ledsagelsen ligger ud over indsatsen efter servicelovens § 85",
}


class Inputs(RuleInputs):
    offentlig: YesNo = Field(description="Er tilbuddet kommunalt eller regionalt? ja/nej")
    doegntilbud: YesNo = Field(description="Er det et døgntilbud? ja/nej")
    voksne: YesNo = Field(description="Er det for voksne? ja/nej")
    nedsat_funktionsevne: YesNo = Field(
        description="Har målgruppen betydelig nedsat psykisk funktionsevne? ja/nej"
    )
    eget_initiativ: YesNo = Field(description="Ønsker beboeren ferien på eget initiativ? ja/nej")
    ud_over_85: YesNo = Field(description="Ligger ledsagelsen ud over indsatsen efter § 85? ja/nej")
    aar: Year | None = Field(None, description="Året, i aftaleperioden 2021-2022")


def compute(given: Inputs, context: Context) -> Result:
    value = (
        context.period("vilkaar", "aar", date(given.aar, 1, 1), date(given.aar, 12, 31))
        if given.aar is not None
        else context.latest("vilkaar")
    )
    beyond = context.at("ud_over", value.valid_from)
    assumptions = () if given.aar else (f"Året er ikke oplyst; reglen for {period_text(value)} er brugt.",)
    return all_hold(
        given,
        context,
        CONDITIONS,
        ("Tilbuddet kan tilbyde tilkøb af ledsagelsen", "Vilkårene for tilkøb er ikke opfyldt"),
        [*value.sources, *beyond.sources],
        ("Styringsaftalen (bilag 1) kan sige mere og indgår ikke i reglen.",),
        assumptions,
    )
