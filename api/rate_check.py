"""One check of a rate as the page makes it: every field read, every error at its field, the result with its trace."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from api.rate_forms import RateField, RateForm
from api.rules import RuleAnswer, answered
from assistant.answering import Answering
from assistant.rules.figure_svg import trace_svg
from assistant.rules.figures import FigureError, amount, date_span, kroner_exact, pct_exact, percent
from assistant.rules.figures import decimal_text as number_text
from assistant.rules.inputs import read_inputs
from assistant.rules.registry import RULES, check
from assistant.rules.result import NeedsInput, Result, RuleInputError, TracePoint

_LONGEST = 5_000
_READ_BACK: Mapping[str, Callable[[str], str]] = {
    "amount": lambda text: kroner_exact(amount(text)),
    "percent": lambda text: pct_exact(percent(text)),
    "count": lambda text: number_text(amount(text), 0),
    "date": lambda text: str(date_span(text)),
}


@dataclass(frozen=True)
class RateCheck:
    """What became of a form. `errors` maps the name of an input ("" for the whole form) to what to mend."""

    errors: dict[str, str] = field(default_factory=dict)
    answer: RuleAnswer | None = None
    picture: str | None = None
    trace: tuple[TracePoint, ...] = ()
    trace_unit: str = ""


def names_of(form: RateForm) -> list[str]:
    """The names of the form's inputs; a field for each year is called "pl_aar.2020"."""
    return [
        name
        for key, found in form.fields.items()
        for name in ([f"{key}.{year}" for year in found.years] or [key])
    ]


def typed_in(form: RateForm, query: Mapping[str, str]) -> dict[str, str]:
    """What was typed, by the name of the input; years given together ("2020: 2; 2021: 1,5") in their own fields."""
    typed = {name: query[name][:_LONGEST].strip() for name in names_of(form) if name in query}
    for key, found in form.fields.items():
        if found.years and query.get(key):
            for year, value in re.findall(r"(\d{4})\s*[:=]\s*([^;]+)", query[key][:_LONGEST]):
                if int(year) in found.years:
                    typed.setdefault(f"{key}.{year}", value.strip())
    return typed


def read_back(form: RateForm, typed: Mapping[str, str]) -> dict[str, str]:
    """How a figure or date is understood, where that is not how it was typed."""
    found: dict[str, str] = {}
    for name, text in typed.items():
        read = _READ_BACK.get(_kind(form.fields[name.partition(".")[0]]))
        if read is None or not text:
            continue
        try:
            shown = read(text)
        except FigureError:
            continue
        if _bare(shown) != _bare(text):
            found[name] = shown
    return found


def field_errors(rule_id: str, form: RateForm, typed: Mapping[str, str]) -> dict[str, str]:
    """Every field that cannot be used: its input's name to what is wrong and how to mend it."""
    given, errors = _given(form, typed)
    while True:
        try:
            read_inputs(rule_id, RULES[rule_id].inputs, given)
        except NeedsInput:
            return errors
        except RuleInputError as wrong:
            name = _name(form, wrong.field)
            if name in errors or not _dropped(given, name):
                return errors | {
                    name if name in names_of(form) else "": _sentence(rule_id, form, wrong, name)
                }
            errors[name] = _sentence(rule_id, form, wrong, name)
        else:
            return errors


def checked(
    answering: Answering, rule_id: str, form: RateForm, typed: Mapping[str, str], today: date
) -> RateCheck:
    """Check what was typed. Raises Refused for a rule that is unknown or switched off."""
    errors = field_errors(rule_id, form, typed)
    given, _ = _given(form, typed)
    if errors:
        errors |= _missing(rule_id, form, given, errors)
        return RateCheck({name: errors[name] for name in (*names_of(form), "") if name in errors})
    try:
        answer = answered(answering, rule_id, given, today)
    except RuleInputError as wrong:
        name = _name(form, wrong.field)
        return RateCheck({name if name in names_of(form) else "": _sentence(rule_id, form, wrong, name)})
    if answer.status == "needs_input":
        return RateCheck({_first(form, name): _wanted(form, name) for name in answer.fields})
    knowledge = answering.knowledge
    result: Result = check(rule_id, given, knowledge.parameters, knowledge.agreements)
    return RateCheck({}, answer, trace_svg(result), result.trace, result.trace_unit)


def _given(form: RateForm, typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The rule's inputs, and what is wrong with those that are read here."""
    given: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        key, _, year = name.partition(".")
        if not text:
            continue
        match form.fields[key].kind:
            case "yearly":
                given.setdefault(key, {})[year] = text
            case "lines":
                given[key] = "; ".join(line.strip() for line in text.splitlines() if line.strip())
            case "amounts":
                parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
                wrong = next((said for part in parts if (said := _no_amount(part))), "")
                if wrong:
                    errors[name] = wrong
                else:
                    given[key] = "; ".join(parts)
            case _:
                given[key] = text
    return given, errors


def _no_amount(text: str) -> str:
    try:
        amount(text)
    except FigureError as wrong:
        return _whole(str(wrong))
    return ""


def _name(form: RateForm, place: str) -> str:
    """The input an error belongs to: "pl_aar.2020" where years have fields, else the field."""
    key, _, rest = place.partition(".")
    found = form.fields.get(key)
    return f"{key}.{rest}" if found and found.years and rest.isdigit() else key


def _dropped(given: dict[str, Any], name: str) -> bool:
    key, _, year = name.partition(".")
    if key not in given:
        return False
    if year and isinstance(given[key], dict) and year in given[key]:
        del given[key][year]
    else:
        del given[key]
    return True


def _missing(
    rule_id: str, form: RateForm, given: Mapping[str, Any], errors: Mapping[str, str]
) -> dict[str, str]:
    try:
        read_inputs(rule_id, RULES[rule_id].inputs, given)
    except NeedsInput as missing:
        return {_first(form, name): _wanted(form, name) for name in missing.fields if name not in errors}
    except RuleInputError:
        return {}
    return {}


def _first(form: RateForm, name: str) -> str:
    found = form.fields.get(name)
    return f"{name}.{found.years[0]}" if found and found.years else name


def _wanted(form: RateForm, name: str) -> str:
    found = form.fields.get(name)
    if found is None:
        return "Der mangler en oplysning."
    match found.kind:
        case "yesno":
            return "Svar ja eller nej."
        case "choice":
            return f"Vælg: {' eller '.join(found.choices.values())}."
    example = f", fx {found.example}" if found.example else ""
    return f"Feltet mangler. Skriv {found.label[:1].lower()}{found.label[1:].rstrip('?')}{example}."


def _sentence(rule_id: str, form: RateForm, wrong: RuleInputError, name: str) -> str:
    """What is wrong, with which value, and what is allowed."""
    key = name.partition(".")[0]
    asked = form.fields.get(key)
    told = RULES[rule_id].inputs.model_fields.get(key)
    if asked is not None and asked.kind in ("choice", "yesno"):
        return f"»{wrong.value}« kan ikke bruges. {_wanted(form, key)}"
    if asked is not None and told is not None and wrong.allowed == told.description:
        return f"»{wrong.value}« kan ikke bruges. {asked.help} Skriv fx {asked.example}."
    where = wrong.field.removeprefix(key).strip(".") if "." not in name else ""
    row = re.match(r"(\d+)(?:\.|$)", where)
    place = f"{where}: " if where else ""
    if row:
        place = f"{'Linje' if asked is not None and asked.kind == 'lines' else 'Tal nr.'} {int(row[1]) + 1}: "
    if wrong.allowed.startswith("»"):
        return place + _whole(wrong.allowed)
    return f"{place}»{wrong.value}« kan ikke bruges. Skriv {_whole(wrong.allowed)}"


def _whole(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."


def _kind(found: RateField) -> str:
    if found.kind == "yearly":
        return "percent" if found.unit.startswith("pct") else "amount"
    return found.kind


def _bare(text: str) -> str:
    """A figure without unit, spaces and closing zeros: "1.450,00 kr." and "1450" are the same."""
    plain = re.sub(r"kr\.?|pct\.?|%|[\s.]", "", text.lower())
    return re.sub(r",?0+$", "", plain) if "," in plain else plain
