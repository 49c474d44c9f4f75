"""The rate rules as the API and the command line list and run them. All of it blocks."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.refusal import Refused
from assistant import rate_answer
from assistant.answer import Answer, Citation
from assistant.answering import Answering
from assistant.citations import Citations
from assistant.rate_call import RateCall
from assistant.rules.context import Agreement
from assistant.rules.figure_svg import trace_svg
from assistant.rules.registry import RULES, Rule, check
from assistant.rules.result import NeedsInput, Result, RuleInputError, RuleUnavailable


class RulePeriod(BaseModel):
    """Days a rule can decide for, both inclusive; `valid_to` null is open."""

    valid_from: date
    valid_to: date | None


class RuleInfo(BaseModel):
    """A rule. `inputs` is a JSON Schema; `switched_off` says why a rule cannot be used, null when it can."""

    id: str
    title: str
    description: str
    region: str | None
    inputs: dict[str, Any]
    periods: list[RulePeriod]
    sources: list[Citation]
    switched_off: str | None = None


class RuleAnswer(Answer):
    """The answer contract of one check. `fields` says of each missing figure what it is and what is allowed."""

    fields: dict[str, str] = Field(default_factory=dict)


class KnownAgreement(BaseModel):
    """An agreement; `itself` is false where the document only reports on it and is not its text."""

    document: str
    title: str
    valid_from: date
    valid_to: date
    itself: bool


class InForce(BaseModel):
    """The agreements in force in a region on a day; `latest` is the newest that has run out where none is."""

    region: str
    date: str
    in_force: list[KnownAgreement]
    latest: KnownAgreement | None
    answer: RuleAnswer


def listed(answering: Answering) -> list[RuleInfo]:
    """Every rule, in the order of the registry."""
    return [_info(rule, answering) for rule in RULES.values()]


def _info(rule: Rule, answering: Answering) -> RuleInfo:
    parameters = answering.knowledge.parameters
    reason = parameters.disabled.get(rule.id)
    citations = Citations(answering.snapshot)
    if reason is None:
        for source in rule.sources(parameters):
            citations.cite_quote(*source)
    return RuleInfo(
        id=rule.id,
        title=rule.title,
        description=rule.description,
        region=rule.region,
        inputs=rule.schema(),
        periods=[
            RulePeriod(valid_from=first, valid_to=last)
            for first, last in ([] if reason else rule.periods(parameters))
        ],
        sources=citations.made,
        switched_off=reason,
    )


def answered(answering: Answering, rule_id: str, inputs: Mapping[str, Any], today: date) -> RuleAnswer:
    """Run one rule on inputs given as Danish text or plain values.

    Missing figures give status needs_input. Raises RuleInputError for an impossible one and Refused for a rule
    that is unknown or switched off.
    """
    began = time.perf_counter()
    known(answering, rule_id)
    citations = Citations(answering.snapshot)
    knowledge = answering.knowledge
    common: dict[str, Any] = {"as_of": today, "fingerprint": answering.fingerprint}
    try:
        done = rate_answer.compute(
            RateCall(rule_id, inputs), knowledge.parameters, knowledge.agreements, citations
        )
    except NeedsInput as missing:
        lines = [f"- {name}: {text}" for name, text in missing.fields.items()]
        text = "Der mangler oplysninger, før det kan beregnes:\n\n" + "\n".join(lines)
        return RuleAnswer(
            status="needs_input", answer=text, needs=list(missing.fields), fields=missing.fields, **common
        )
    return RuleAnswer(
        status="computed",
        answer=done.text,
        citations=citations.made,
        computations=[done.computation],
        conflicts=list(done.conflicts),
        elapsed_ms=round((time.perf_counter() - began) * 1000),
        **common,
    )


def drawn(answering: Answering, rule_id: str, inputs: Mapping[str, Any]) -> str:
    """The trace of one check as SVG. Raises Refused where there is nothing to draw, RuleInputError."""
    known(answering, rule_id)
    knowledge = answering.knowledge
    try:
        result: Result = check(rule_id, inputs, knowledge.parameters, knowledge.agreements)
    except NeedsInput as missing:
        raise Refused(422, "mangler_tal", str(missing)) from missing
    picture = trace_svg(result)
    if picture is None:
        raise Refused(
            404, "ingen_tegning", f"Reglen {rule_id} har ingen tegning: den handler ikke om takster over år."
        )
    return picture


def known(answering: Answering, rule_id: str) -> None:
    """Raises Refused for a rule that is unknown or switched off."""
    if rule_id not in RULES:
        raise Refused(
            404, "ukendt_regel", f"Reglen »{rule_id}« findes ikke. Reglerne er: {', '.join(RULES)}."
        )
    reason = answering.knowledge.parameters.disabled.get(rule_id)
    if reason is not None:
        raise Refused(409, "regel_slaaet_fra", str(RuleUnavailable(rule_id, reason)))


def agreements_in_force(answering: Answering, region: str, day: str, today: date) -> InForce:
    """The agreements in force in a region on a day ("" is today). Raises RuleInputError and Refused."""
    inputs = {"region": region, "dato": day or today.isoformat()}
    answer = answered(answering, "aftale.gaeldende", inputs, today)
    if answer.status == "needs_input":
        raise RuleInputError("date", day, "; ".join(answer.fields.values()))
    computation = answer.computations[0]
    called = [
        value.value for value in computation.results if value.name in ("Gældende aftale", "Seneste aftale")
    ]
    agreements = answering.knowledge.agreements
    found = [_agreement(a) for a in agreements if a.region == region and a.called in called]
    decided = computation.verdict == "beregnet"
    return InForce(
        region=region,
        date=computation.inputs["dato"],
        in_force=found if decided else [],
        latest=None if decided or not found else found[0],
        answer=answer,
    )


def _agreement(agreement: Agreement) -> KnownAgreement:
    return KnownAgreement(
        document=agreement.id,
        title=agreement.title,
        valid_from=agreement.valid_from,
        valid_to=agreement.valid_to,
        itself=agreement.itself,
    )
