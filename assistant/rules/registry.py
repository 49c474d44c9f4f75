"""Every rule by its id: inputs, function, region, and the one way to check."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.rules import (
    aftale_gaeldende,
    aftale_omfang,
    hovedstaden_oekonomimodel,
    hovedstaden_overhead,
    hovedstaden_prisloft,
    krisecenter_optagelse,
    midt_boernehus_afregning,
    midt_ferieledsagelse,
    midt_over_underskud,
    midt_takstudvikling,
    standardkontrakt,
    sundhedslov_betaler,
    takst_basis_ydelse,
)
from assistant.rules.context import Agreement, Context
from assistant.rules.inputs import RuleInputs, read_inputs
from assistant.rules.newer_agreement import LATER, later_agreement, year_of
from assistant.rules.parameters import Parameters
from assistant.rules.result import Result, RuleInputError, RuleUnavailable, Source


@dataclass(frozen=True, slots=True)
class Rule:
    id: str
    title: str
    description: str
    region: str | None
    inputs: type[RuleInputs]
    function: Callable[[Any, Context], Result]
    parameters: tuple[str, ...]
    """Keys in Parameters; the first one's dated values are the rule's periods."""

    def schema(self) -> dict[str, Any]:
        """The inputs as JSON Schema with Danish descriptions."""
        return self.inputs.model_json_schema()

    def periods(self, parameters: Parameters) -> tuple[tuple[date, date | None], ...]:
        """The days the rule can decide for, oldest first; None is open."""
        return tuple((v.valid_from, v.valid_to) for v in parameters.values(self.parameters[0]))

    def sources(self, parameters: Parameters) -> tuple[Source, ...]:
        """Every sentence the rule rests on, each once."""
        found = [s for key in self.parameters for value in parameters.values(key) for s in value.sources]
        return tuple(dict.fromkeys(found))


def _rule(
    rule: str, title: str, description: str, region: str | None, module: Any, *parameters: str
) -> tuple[str, Rule]:
    keys = tuple(f"{rule}.{name}" for name in parameters)
    return rule, Rule(rule, title, description, region, module.Inputs, module.compute, keys)


RULES: dict[str, Rule] = dict(
    (
        _rule(
            "midt.takstudvikling", "Takstudvikling i Midtjylland",
            "Er taksten steget, og er den reduceret nok i takstperioden? Uden ny takst: den højeste takst.",
            "Midtjylland", midt_takstudvikling,
            "status", "maks_stigning", "min_reduktion", "fradrag_over", "forbehold",
        ),
        _rule(
            "hovedstaden.prisloft", "Prisloft i Hovedstaden",
            "Ligger taksten eller udgiften pr. dag inden for pris- og lønfremskrivningen siden 2019?",
            "Hovedstaden", hovedstaden_prisloft, "basisaar", "takstregulering", "indberetning", "forbehold",
        ),
        _rule(
            "hovedstaden.overhead", "Mål for overhead i Hovedstaden",
            "Hvor ligger overheadprocenten i forhold til det fælles mål? Målet kan ikke brydes af én.",
            "Hovedstaden", hovedstaden_overhead, "maal", "forbehold",
        ),
        _rule(
            "hovedstaden.oekonomimodel", "Økonomimodellen i Hovedstaden",
            "Hvor meget af et underskud kan dækkes, i hvor mange år, og hvordan deles det?",
            "Hovedstaden", hovedstaden_oekonomimodel,
            "maks_daekning", "maks_aar", "deling", "maalgruppe", "anlaeg", "forbehold",
        ),
        _rule(
            "midt.over_underskud", "Over- og underskud i taksten i Midtjylland",
            "Hvor meget flytter et tidligere over- eller underskud taksten pr. dag?",
            "Midtjylland", midt_over_underskud, "indregning", "langsigtet", "ingen_stigning", "forbehold",
        ),
        _rule(
            "sundhedslov.betaler", "Hvem betaler øvrige sundhedslovsydelser",
            "Hvilken kommune betaler for en borger på botilbud på en given dag?",
            None, sundhedslov_betaler, "ikrafttraeden", "ikrafttraeden_ophold", "betaler",
        ),
        _rule(
            "takst.basis_ydelse", "Opdeling i basis- og ydelsestakst",
            "Er taksterne for et år delt i en basis- og en ydelsestakst?",
            None, takst_basis_ydelse, "ikrafttraeden",
        ),
        _rule(
            "midt.boernehus_afregning", "Afregning fra Børnehus Midt",
            "Afregnes en børnesag ved opstart eller ved ophør?",
            "Midtjylland", midt_boernehus_afregning, "afregning",
        ),
        _rule(
            "krisecenter.optagelse", "Optagelse på krisecenter og forsorgshjem",
            "Hvem afgør optagelse og udskrivning, og kan der klages?",
            None, krisecenter_optagelse, "kompetence", "klage",
        ),
        _rule(
            "midt.ferieledsagelse", "Tilkøb af ledsagelse til ferie i Midtjylland",
            "Må tilbuddet sælge ledsagelse til en beboers ferie?",
            "Midtjylland", midt_ferieledsagelse, "vilkaar", "ud_over",
        ),
        _rule(
            "standardkontrakt", "Brug af standardkontrakten",
            "Er standardkontrakten anbefalet eller aftalt i regionen på en given dag?",
            None, standardkontrakt, "Midtjylland", "Hovedstaden",
        ),
        _rule(
            "aftale.omfang", "Tilbud, der er omfattet af rammeaftalen i Midtjylland",
            "Er tilbuddet omfattet af rammeaftalen?",
            "Midtjylland", aftale_omfang, "omfang",
        ),
        _rule(
            "aftale.gaeldende", "Hvilken rammeaftale gælder",
            "Hvilken rammeaftale gælder i en region på en given dag?",
            None, aftale_gaeldende, "rytme", "Midtjylland", "Hovedstaden", "Syddanmark",
        ),
    )
)  # fmt: skip


def find_rule(rule_id: str, parameters: Parameters) -> Rule:
    """The rule. Raises RuleUnavailable for an unknown one and for one that is switched off."""
    rule = RULES.get(rule_id)
    if rule is None:
        raise RuleUnavailable(rule_id, "den findes ikke; kendte regler: " + ", ".join(RULES))
    if rule_id in parameters.disabled:
        raise RuleUnavailable(rule_id, parameters.disabled[rule_id])
    return rule


def verify(parameters: Parameters) -> None:
    """Every rule that is not switched off has its parameters, and every parameter has a rule.

    Raises LookupError naming the first one that does not.
    """
    wanted = {key for rule in RULES.values() if rule.id not in parameters.disabled for key in rule.parameters}
    have = {key for key, _ in parameters}
    if wanted != have:
        raise LookupError(f"parametre uden regel eller regel uden parametre: {sorted(wanted ^ have)}")


def check(
    rule_id: str, inputs: Mapping[str, Any], parameters: Parameters, agreements: Sequence[Agreement] = ()
) -> Result:
    """Run one rule on inputs given as Danish text or plain values.

    `agreements` are read by `aftale.gaeldende`, and for one that came after the rule, which the result then names.
    Raises NeedsInput for what is missing, RuleInputError
    for what is impossible and RuleUnavailable for a rule that is unknown or switched off.
    """
    rule = find_rule(rule_id, parameters)
    given = read_inputs(rule_id, rule.inputs, inputs)
    region = rule.region or getattr(given, "region", None)
    later = later_agreement(rule_id, region, year_of(given), None, parameters, agreements)
    try:
        result = rule.function(given, Context(rule_id, rule.title, parameters, agreements))
    except RuleInputError as wrong:
        if later is None or wrong.field not in ("aar", "dato"):
            raise
        told = f"{wrong.allowed}; {later.title} er indlæst for den tid, men ingen regel regner efter den"
        raise RuleInputError(wrong.field, wrong.value, told) from wrong
    if later is not None:
        result = replace(result, reservations=(LATER.format(title=later.title), *result.reservations))
    return replace(result, rules_version=parameters.version)
