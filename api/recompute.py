"""A rate computation that a reader corrects: the form's fields, and the same rule run again. All of it blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api import rules
from api.refusal import Refused
from api.service import Service
from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.rate_answer import with_last_year
from assistant.rate_call import RateCall
from assistant.rules.field_words import field_words
from assistant.rules.figure_svg import trace_svg
from assistant.rules.parameters import Parameters
from assistant.rules.registry import RULES, check
from assistant.rules.result import RuleError

LONGEST_VALUE = 2_000
# Before and after, each with its year, in the order they are read.
_FIRST = ("basistakst", "basisaar", "takst", "aar")
_OPTIONS = {
    "takst": "en takst",
    "udgift_pr_dag": "en udgift pr. dag",
    "oevrige": "øvrige sundhedslovsydelser",
    "led_i_opholdet": "behandling som led i opholdet",
    "ja": "ja",
    "nej": "nej",
}


@dataclass(frozen=True)
class Field:
    """One input of a rule as a form shows it; `options` are (value, text) pairs, empty for free text."""

    name: str
    label: str
    hint: str
    value: str
    options: tuple[tuple[str, str], ...]
    missing: bool


@dataclass(frozen=True)
class Form:
    """What can be corrected: `given` figures and those still missing, and `more` that may be added."""

    rule: str
    title: str
    given: tuple[Field, ...]
    more: tuple[Field, ...]


def call_of(turn: Turn) -> RateCall | None:
    """The rule call a turn was answered with; None where no rule was run or asked for."""
    kept = turn.understood.get("rate")
    call = RateCall.from_dict(kept) if kept else None
    return call if call is not None and call.rule in RULES else None


def form_of(turn: Turn, parameters: Parameters, typed: Mapping[str, str] | None = None) -> Form | None:
    """The form to correct a turn's computation, with what was `typed` in it before; None where there is none."""
    call = call_of(turn)
    if call is None or call.rule is None or call.rule in parameters.disabled:
        return None
    whole, _ = with_last_year(call, parameters)
    known = {name: _text(value) for name, value in whole.inputs.items()}
    schema = RULES[call.rule].schema()
    needed = {*call.missing, *turn.answer.needs}
    properties = schema["properties"]
    fields = [
        _field(name, properties[name], known.get(name, ""), typed, name in needed)
        for name in sorted(properties, key=lambda name: _FIRST.index(name) if name in _FIRST else len(_FIRST))
        if known.get(name, "") is not None
    ]
    given = [field for field in fields if field.value or field.missing]
    return Form(
        rule=call.rule,
        title=RULES[call.rule].title,
        given=tuple(given),
        more=tuple(field for field in fields if field not in given),
    )


def run_again(service: Service, turn: Turn, typed: Mapping[str, str]) -> Answer:
    """The rule of a turn with corrected inputs, kept as a turn of its own.

    Raises RuleInputError for an impossible figure, Refused where figures are missing or nothing was computed.
    """
    answering = service.assistant.answering
    call = call_of(turn)
    form = form_of(turn, answering.knowledge.parameters)
    if call is None or form is None or turn.answer.conversation_id is None:
        raise Refused(409, "ingen_beregning", "Der er ingen beregning at rette i det svar.")
    shown = {field.name: field for field in (*form.given, *form.more)}
    inputs = {name: value for name, value in call.inputs.items() if name not in shown}
    inputs |= {name: text for name in shown if (text := typed.get(name, "").strip())}
    found = rules.answered(answering, form.rule, inputs, service.today)
    if found.status == "needs_input":
        lines = "; ".join(f"{_label(name)} ({text})" for name, text in found.fields.items())
        raise Refused(422, "mangler_tal", f"Der mangler: {lines}.")
    again = replace(call, rule=form.rule, inputs=inputs, words={}, missing={}, reason="")
    understood: dict[str, Any] = {
        **{name: turn.understood[name] for name in ("text", "regions", "subject") if name in turn.understood},
        "rate": again.as_dict(),
        "corrects": turn.message_id,
    }
    answer = Answer.model_validate(found.model_dump(exclude={"fields"}))
    return service.assistant.conversations.add(
        turn.answer.conversation_id, _question(form, shown, inputs), understood, answer
    )


def drawing(turn: Turn, service: Service) -> str | None:
    """The turn's rate against its ceiling over the years as SVG; None where there is nothing to draw."""
    knowledge = service.assistant.answering.knowledge
    call = call_of(turn)
    if call is None or not turn.answer.computations:
        return None
    whole, _ = with_last_year(call, knowledge.parameters)
    assert whole.rule is not None
    try:
        return trace_svg(check(whole.rule, whole.inputs, knowledge.parameters, knowledge.agreements))
    except RuleError:
        return None  # the rules have changed since: what was computed stands, but is not drawn anew


def _question(form: Form, shown: Mapping[str, Field], inputs: Mapping[str, Any]) -> str:
    changed = []
    for name, field in shown.items():
        now = str(inputs.get(name, ""))
        if now != field.value:
            before = f" (før {field.value})" if field.value else ""
            changed.append(f"{_label(name).lower()} {now or 'udeladt'}{before}")
    told = ", ".join(changed) or "de samme tal"
    return f"Regn igen: {form.title} med {told}"


def _field(
    name: str, shape: Mapping[str, Any], value: str | None, typed: Mapping[str, str] | None, missing: bool
) -> Field:
    shapes = [shape, *shape.get("anyOf", ())]
    options = next((each["enum"] for each in shapes if "enum" in each), None)
    boolean = options is None and any("boolean" in each.get("type", "") for each in shapes)
    if boolean:
        options = ["ja", "nej"]
    given = typed.get(name, "") if typed is not None else value or ""
    return Field(
        name=name,
        label=_label(name),
        # Where the values are there to choose from, what may be written need not be told.
        hint="" if options and not boolean else str(shape.get("description", "")),
        value=given,
        options=tuple((each, _OPTIONS.get(each, each)) for each in options or ()),
        missing=missing,
    )


def _label(name: str) -> str:
    words = field_words(name)
    return words[:1].upper() + words[1:]


def _text(value: Any) -> str | None:
    """A kept input as it is typed and read back; None for a list of things with parts of their own."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, list | tuple):
        if any(isinstance(each, Mapping) for each in value):
            return None
        return "; ".join(str(each) for each in value)
    return str(value)
