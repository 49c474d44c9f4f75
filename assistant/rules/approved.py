"""Rule values that a person approved because of a new agreement, joined to those that ship with the product."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from assistant.rules.agreement_text import AgreementText, not_computed
from assistant.rules.context import RESERVATION, period_text
from assistant.rules.parameters import (
    RULES_FOLDER,
    DatedValue,
    Parameter,
    ParameterError,
    Parameters,
    RuleFiles,
    holds_quotes,
    in_order,
    read_folder,
    read_rule,
)
from assistant.rules.registry import RULES

# Why a clause is only to be read.
NOT_COMPUTED = "Kan ikke beregnes af reglerne: {why}."


@dataclass(frozen=True)
class Loaded:
    """The parameters in use; the rules switched off and the approved drafts not used, each with the reason."""

    parameters: Parameters
    disabled: Mapping[str, str]
    unused: Mapping[str, str]


def load_approved(
    documents: Mapping[str, str],
    approved: Mapping[str, str],
    agreements: Mapping[str, AgreementText],
    folder: Path = RULES_FOLDER,
    secondary: Collection[str] = (),
) -> Loaded:
    """The rules of `folder` with the approved drafts (id to YAML) joined to them.

    `documents` maps a document id to its stored text, `agreements` to its statements. A draft is used whole or not
    at all: only when its rule exists, its quotes stand in their documents and say just what the rule computes
    (whoever approved it, and whenever), its values fit beside those there are, and the rule then has all it needs
    for the new days. To an approved value for the same days a shipped one gives way whose quote is
    gone, or that rests on one of the `secondary` documents (those about an agreement) where the approved one does
    not.
    Raises ParameterError only for a mistake in `folder`.
    """
    files, digest = read_folder(folder)
    unused: dict[str, str] = {}
    joined = {rule: dict(parameters) for rule, (_, parameters) in files.items()}
    by_rule: dict[str, list[str]] = {}
    for name, text in approved.items():
        try:
            rule, parameters = _join(name, text, joined, documents, secondary, agreements)
        except _Unusable as why:
            unused[name] = str(why)
        else:
            joined[rule] = parameters
            by_rule.setdefault(rule, []).append(name)
    for rule, names in by_rule.items():
        if lacking := _lacking(rule, files[rule][1], joined[rule]):
            unused |= dict.fromkeys(names, lacking)
            joined[rule] = files[rule][1]
    loaded: dict[str, Parameter] = {}
    disabled: dict[str, str] = {}
    for rule, parameters in joined.items():
        lost = _lost(files, rule, parameters, documents)
        if lost:
            disabled[rule] = lost
        else:
            loaded |= {f"{rule}.{name}": parameter for name, parameter in parameters.items()}
    used = sorted(f"{name}\0{text}" for name, text in approved.items() if name not in unused)
    version = hashlib.sha256("\0".join([digest, *used]).encode()).hexdigest() if used else digest
    return Loaded(Parameters(loaded, version[:12], disabled), disabled, unused)


class _Unusable(ValueError):
    """Why an approved draft is not used, as a Danish sentence."""


def _join(
    name: str,
    text: str,
    rules: Mapping[str, Mapping[str, Parameter]],
    documents: Mapping[str, str],
    secondary: Collection[str],
    agreements: Mapping[str, AgreementText],
) -> tuple[str, dict[str, Parameter]]:
    """The rule a draft belongs to, and its parameters with the draft's values."""
    try:
        rule, _, drafted = read_rule(f"udkast {name}", text.encode())
    except ParameterError as wrong:
        raise _Unusable(f"Udkastet kan ikke læses: {wrong}") from wrong
    if rule not in rules:
        raise _Unusable(f"Ingen regel i programmet regner med »{rule}«; udkastet er kun gemt.")
    joined = dict(rules[rule])
    for key, parameter in drafted.items():
        if key not in joined:
            raise _Unusable(f"Reglen {rule} har ingen værdi, der hedder »{key}«; udkastet er kun gemt.")
        if joined[key].unit != parameter.unit:
            raise _Unusable(f"{rule}.{key} er i {joined[key].unit}, men udkastet er i {parameter.unit}.")
        for value in parameter.values:
            if not holds_quotes(value, documents):
                raise _Unusable(f"Citatet »{value.quote[:80]}« står ikke længere i {value.document}.")
    _check_clauses(rule, drafted, agreements)
    _check_whole(rule, drafted, agreements)
    for key, parameter in drafted.items():
        known = joined[key]
        kept = [
            value
            for value in known.values
            if not any(_gives_way(value, new, documents, secondary) for new in parameter.values)
        ]
        fresh = [value for value in parameter.values if value not in kept]
        merged = known.model_copy(update={"values": (*kept, *fresh)})
        try:
            joined[key] = in_order(f"udkast {name}", merged)
        except ParameterError as wrong:
            raise _Unusable(f"Værdien passer ikke ind i {rule}.{key}: {wrong}") from wrong
    return rule, joined


def _check_clauses(
    rule: str, drafted: Mapping[str, Parameter], agreements: Mapping[str, AgreementText]
) -> None:
    """Raises _Unusable where a value rests on a sentence that says anything else than what the rule computes."""
    sources = [
        (key, value, source)
        for key, parameter in drafted.items()
        for value in parameter.values
        for source in value.sources
    ]
    for key, value, source in sources:
        days = (value.valid_from, value.valid_to)
        if why := not_computed(rule, key, value.value, days, source.quote, agreements[source.document]):
            raise _Unusable(NOT_COMPUTED.format(why=why))
    for document in {source.document for _, _, source in sources}:
        if why := agreements[document].hindrance(rule):
            raise _Unusable(NOT_COMPUTED.format(why=why))


def _check_whole(
    rule: str, drafted: Mapping[str, Parameter], agreements: Mapping[str, AgreementText]
) -> None:
    """Raises _Unusable where the agreement has another clause that the rule computes and the draft leaves out."""
    for document in {value.document for parameter in drafted.values() for value in parameter.values}:
        for statement, reading in agreements[document].readings:
            if reading.rule == rule and reading.parameter not in drafted:
                quote = " ".join(statement.text.split())
                raise _Unusable(
                    NOT_COMPUTED.format(why=f"aftalen siger også »{quote}«, som udkastet mangler")
                )


def _gives_way(
    value: DatedValue, new: DatedValue, documents: Mapping[str, str], secondary: Collection[str]
) -> bool:
    """Whether an approved value for the very same days takes the place of another."""
    if (new.valid_from, new.valid_to) != (value.valid_from, value.valid_to):
        return False
    outranked = value.document in secondary and new.document not in secondary
    return outranked or not holds_quotes(value, documents)


def _lacking(rule: str, before: Mapping[str, Parameter], after: Mapping[str, Parameter]) -> str:
    """What a rule of one region still lacks for its new days; "" when it has all it always had.

    Its first parameter says which days it decides for; what it had for all of them it needs for all.
    """
    if RULES[rule].region is None:
        return ""
    lead = next(iter(before))
    always = [
        name
        for name, found in before.items()
        if name != RESERVATION and all(_held(found, value) for value in before[lead].values)
    ]
    for value in after[lead].values:
        for name in always:
            if not _held(after[name], value):
                return (
                    f"Reglen {rule} mangler også »{after[name].title}« for {period_text(value)}; udkastet er "
                    "gemt og bruges, når det er godkendt også."
                )
    for name, parameter in after.items():
        for value in parameter.values:
            if value not in before[name].values and not _held(after[lead], value):
                return (
                    f"Reglen {rule} mangler også »{after[lead].title}« for {period_text(value)}; udkastet er "
                    "gemt og bruges, når det er godkendt også."
                )
    return ""


def _held(parameter: Parameter, days: DatedValue) -> bool:
    """Whether one value of the parameter holds on all those days."""
    return any(
        value.valid_from <= days.valid_from
        and (value.valid_to is None or (days.valid_to is not None and days.valid_to <= value.valid_to))
        for value in parameter.values
    )


def _lost(
    files: RuleFiles, rule: str, parameters: Mapping[str, Parameter], documents: Mapping[str, str]
) -> str:
    """Why a rule cannot be used: the first quote that is gone; "" when all stand."""
    for parameter in parameters.values():
        for value in parameter.values:
            for source in value.sources:
                key = f"{files[rule][0]}: {parameter.id}.values[{value.valid_from}].quote"
                if source.document not in documents:
                    return f"{key}: »{source.document}«: dokumentet er ikke indlæst"
                if source.quote not in documents[source.document]:
                    return f"{key}: »{source.quote}«: citatet står ikke i {source.document}"
    return ""
