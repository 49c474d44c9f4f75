"""aftale.omfang: which offers the framework agreement of Midtjylland covers.

Source: Rammeaftale 2021-22 and 2023-24, Midtjylland, Styringsaftale.
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
    "i_midtjylland": "Tilbuddet ligger i den midtjyske region",
    "flere_kommuner": "Flere kommuner end driftskommunen bruger tilbuddet",
}


class Inputs(RuleInputs):
    offentlig: YesNo = Field(description="Er tilbuddet kommunalt eller regionalt? ja/nej")
    i_midtjylland: YesNo = Field(description="Ligger tilbuddet i den midtjyske region? ja/nej")
    flere_kommuner: YesNo = Field(description="Bruger flere kommuner end driftskommunen tilbuddet? ja/nej")
    aar: Year | None = Field(None, description="Året, 2021-2024")


def compute(given: Inputs, context: Context) -> Result:
    value = (
        context.period("omfang", "aar", date(given.aar, 1, 1), date(given.aar, 12, 31))
        if given.aar is not None
        else context.latest("omfang")
    )
    others = [source for each in context.values("omfang") if each is not value for source in each.sources]
    assumptions = () if given.aar else (f"Året er ikke oplyst; aftalen for {period_text(value)} er brugt.",)
    return all_hold(
        given,
        context,
        CONDITIONS,
        ("Tilbuddet er omfattet af rammeaftalen", "Tilbuddet er ikke omfattet af rammeaftalen"),
        [*value.sources, *others],
        ("Styringsaftalen (bilag 1) fastlægger, hvilke tilbud der er omfattet, og indgår ikke i reglen.",),
        assumptions,
    )
