"""What the two rules on a rate's development share: base, new rate or change, and the projection."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.figures import factor, kroner_exact, pct_exact
from assistant.rules.inputs import Change, Kroner, Pairs, Projection, RuleInputs, Year
from assistant.rules.result import NeedsInput, RuleInputError

HUNDRED = Decimal(100)


class RateInputs(RuleInputs):
    aar: Year = Field(description="Det år, det nye tal gælder for, fx 2022")
    basistakst: Kroner | None = Field(
        None, description="Det tal, der sammenlignes med, i kr. pr. dag; over 0"
    )
    basisaar: Year | None = Field(None, description="Året for det tal, der sammenlignes med")
    takst: Kroner | None = Field(None, description="Det nye tal i kr. pr. dag; over 0")
    aendring_pct: Change | None = Field(
        None, description="Ændringen i pct., hvis tallene i kr. ikke kendes; fald skrives med minus"
    )
    pl_pct: Projection | None = Field(
        None, description="Samlet pris- og lønfremskrivning fra basisåret til året, i pct., fx 5"
    )
    pl_aar: Annotated[dict[Year, Projection], Pairs] = Field(
        {}, description="Pris- og lønfremskrivning for hvert år, år og pct."
    )


def base_and_rate(given: RateInputs, rule: str) -> tuple[Decimal, Decimal | None, bool]:
    """Base, new rate, and whether both are index figures because only a change is known.

    Raises NeedsInput without a base, RuleInputError where the change contradicts the two rates.
    """
    if given.basistakst is None:
        if given.aendring_pct is None or given.takst is not None:
            raise NeedsInput(rule, {"basistakst": type(given).model_fields["basistakst"].description or ""})
        return HUNDRED, HUNDRED + given.aendring_pct, True
    if given.aendring_pct is None:
        return given.basistakst, given.takst, False
    rate = given.basistakst * (1 + given.aendring_pct / HUNDRED)
    if given.takst is not None and given.takst != rate:
        shown = pct_exact(given.aendring_pct)
        raise RuleInputError("aendring_pct", shown, "en ændring, der passer med de to tal")
    return given.basistakst, rate, False


def index(value: Decimal) -> str:
    """ "indeks 98"."""
    return f"indeks {factor(value)}"


def input_texts(given: RateInputs) -> dict[str, str]:
    """The inputs that were given, as Danish text the rule reads back unchanged."""
    texts: dict[str, str] = {}
    if given.basistakst is not None:
        texts["basistakst"] = kroner_exact(given.basistakst)
    if given.basisaar is not None:
        texts["basisaar"] = str(given.basisaar)
    if given.takst is not None:
        texts["takst"] = kroner_exact(given.takst)
    if given.aendring_pct is not None:
        texts["aendring_pct"] = pct_exact(given.aendring_pct)
    texts["aar"] = str(given.aar)
    if given.pl_pct is not None:
        texts["pl_pct"] = pct_exact(given.pl_pct)
    if given.pl_aar:
        texts["pl_aar"] = "; ".join(f"{y}: {pct_exact(v)}" for y, v in sorted(given.pl_aar.items()))
    return texts
