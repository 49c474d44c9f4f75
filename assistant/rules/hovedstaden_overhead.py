"""hovedstaden.overhead: 6 per cent as an average target for the municipalities together; never a breach.

Source: Rammeaftale 2021-2022, Hovedstaden, Styringsaftale.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from assistant.rules.context import Context, period_text, unique
from assistant.rules.figures import factor, kroner_exact, pct, pct_exact
from assistant.rules.inputs import Count, Kroner, KronerOrZero, Overhead, RuleInputs, Year
from assistant.rules.result import Figure, NeedsInput, Result, RuleInputError


class Costs(RuleInputs):
    navn: str = Field(
        "", max_length=200, pattern=r"^[^:;/]*$", description="Kommune eller tilbud, uden : ; /"
    )
    indirekte: KronerOrZero = Field(description="Indirekte omkostninger i kr.")
    direkte: Kroner = Field(description="Direkte omkostninger i kr.; over 0")
    vaegt: Count | None = Field(
        None, description="Vægt i gennemsnittet; uden vægt tæller de direkte omkostninger"
    )


_ENTRY = re.compile(
    r"(?:(?P<navn>[^:;/]*):)?\s*(?P<indirekte>[^/;]+?)\s*/\s*(?P<direkte>[^/;]+?)"
    r"(?:,\s*vægt\s+(?P<vaegt>[^,;]+(?:,\d+)?))?\s*",
    re.IGNORECASE,
)


def _listed(value: object) -> object:
    """ "Allerød: 60.000 / 1.000.000, vægt 2; …" as a list; anything else unchanged."""
    if not isinstance(value, str):
        return value
    entries = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        match = _ENTRY.fullmatch(part)
        if not match:
            raise ValueError("navn: indirekte / direkte, vægt, med semikolon imellem; vægten kan udelades")
        entries.append({name: text.strip() for name, text in match.groupdict().items() if text})
    return entries


class Inputs(RuleInputs):
    indirekte: KronerOrZero | None = Field(None, description="Indirekte omkostninger i kr.; 0 eller mere")
    direkte: Kroner | None = Field(None, description="Direkte omkostninger i kr.; over 0")
    overhead_pct: Overhead | None = Field(
        None, description="Overheadprocenten, hvis den allerede er regnet ud"
    )
    liste: Annotated[tuple[Costs, ...], BeforeValidator(_listed)] = Field(
        (),
        description="Flere kommuner: indirekte, direkte og evt. vægt for hver, fx"
        " »Allerød: 60.000 / 1.000.000, vægt 2; Furesø: 90.000 / 1.200.000, vægt 3«",
    )
    aar: Year | None = Field(None, description="Året, i aftaleperioden 2021-2022")


def overhead(indirect: Decimal, direct: Decimal) -> Decimal:
    """Indirect / direct costs in per cent."""
    return indirect / direct * 100


def compute(given: Inputs, context: Context) -> Result:
    value = (
        context.period("maal", "aar", date(given.aar, 1, 1), date(given.aar, 12, 31))
        if given.aar is not None
        else context.latest("maal")
    )
    target = value.number
    assumptions = []
    if given.aar is None:
        assumptions.append(f"Året er ikke oplyst; målet for {period_text(value)} er brugt.")
    forms = [
        given.overhead_pct is not None,
        given.indirekte is not None or given.direkte is not None,
        bool(given.liste),
    ]
    if sum(forms) > 1:
        raise RuleInputError(
            "overhead_pct", "flere former", "enten omkostninger, en liste eller en færdig procent"
        )
    inputs: dict[str, str] = {}
    steps: list[str] = []
    ratio_assumption = (
        "Overhead er regnet som indirekte omkostninger i forhold til de direkte;"
        " aftalen nævner ikke nævneren."
    )
    if given.overhead_pct is not None:
        share, above = given.overhead_pct, given.overhead_pct - target
        inputs["overhead_pct"] = pct_exact(share)
        assumptions.append("Overheadprocenten er brugt, som den er oplyst.")
    elif given.liste:
        share, above = _average(given, target, inputs, steps, assumptions)
        assumptions.append(ratio_assumption)
    else:
        if given.indirekte is None or given.direkte is None:
            names = [n for n in ("indirekte", "direkte") if getattr(given, n) is None]
            raise NeedsInput(context.rule, {n: Inputs.model_fields[n].description or n for n in names})
        share = overhead(given.indirekte, given.direkte)
        # The comparison is exact: no division before it.
        above = (given.indirekte * 100 - target * given.direkte) / given.direkte
        inputs |= {"indirekte": kroner_exact(given.indirekte), "direkte": kroner_exact(given.direkte)}
        steps.append(f"Overhead = {inputs['indirekte']} / {inputs['direkte']} = {pct(share)}")
        assumptions.append(ratio_assumption)
    place = "på målet" if above == 0 else ("over målet" if above > 0 else "under målet")
    steps.append(
        f"Mål = {pct_exact(target)}; forskel = {pct(share)} - {pct(target)} = {pct(share - target)}: {place}"
    )
    if given.aar is not None:
        inputs["aar"] = str(given.aar)
    text, annex = context.reservation(value.valid_from)
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="maal",
        results=(
            Figure("Overhead", share, "pct."),
            Figure("Mål", target, "pct."),
            Figure("Forskel", share - target, "procentpoint"),
            Figure("Placering", place),
        ),
        inputs=inputs,
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=tuple(assumptions),
        reservations=(
            "Målet er et gennemsnit for kommunerne under ét. Det er ikke et loft, så et"
            " enkelt tilbud eller en enkelt"
            " kommune bryder ikke aftalen ved at ligge over.",
            text,
        ),
        sources=unique([*value.sources, *annex]),
    )


def _average(
    given: Inputs, target: Decimal, inputs: dict[str, str], steps: list[str], assumptions: list[str]
) -> tuple[Decimal, Decimal]:
    """Weighted average and its distance to the target; the order of the list changes neither."""
    weighted = [c for c in given.liste if c.vaegt is not None]
    if weighted and len(weighted) != len(given.liste):
        raise RuleInputError("liste.vaegt", len(weighted), "vægt for alle eller for ingen")
    entries = []
    for n, cost in enumerate(given.liste, 1):
        figures = f"{kroner_exact(cost.indirekte)} / {kroner_exact(cost.direkte)}" + (
            f", vægt {factor(cost.vaegt)}" if cost.vaegt is not None else ""
        )
        entries.append(f"{cost.navn}: {figures}" if cost.navn else figures)
        name = cost.navn or f"nr. {n}"
        steps.append(f"{name}: {figures} = {pct(overhead(cost.indirekte, cost.direkte))}")
    inputs["liste"] = "; ".join(entries)
    ordered = sorted(given.liste, key=lambda c: (c.indirekte, c.direkte, c.vaegt or 0))
    if not weighted:
        indirect = sum((c.indirekte for c in ordered), Decimal(0))
        direct = sum((c.direkte for c in ordered), Decimal(0))
        share = overhead(indirect, direct)
        above = (indirect * 100 - target * direct) / direct
        assumptions.append("Gennemsnittet er vægtet efter de direkte omkostninger.")
    else:
        total = sum((c.vaegt or Decimal(0) for c in ordered), Decimal(0))
        share = sum((overhead(c.indirekte, c.direkte) * (c.vaegt or 0) for c in ordered), Decimal(0)) / total
        above = share - target
        assumptions.append("Gennemsnittet er vægtet med de oplyste vægte.")
    steps.append(f"Vægtet gennemsnit = {pct(share)}")
    return share, above
