"""The pages that check one rate by a rule: which rules there are, a form for each, and the result."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.pages import page, period
from api.rate_check import RateCheck, checked, field_errors, names_of, read_back, typed_in
from api.rate_forms import RateForm, load_forms
from api.routes.rules import RuleId
from api.rules import RuleInfo, known, listed
from api.service import Service, Serving
from assistant.rules.figures import decimal_text, kroner, rounded

router = APIRouter(include_in_schema=False)

_SENT = "beregn"
# Its periods are those of the agreements themselves, which is what it is asked about.
_ABOUT_AGREEMENTS = "aftale.gaeldende"


@router.get("/takst-tjek")
async def rules(request: Request, service: Serving, region: str = "") -> Response:
    return await service.call(_rules, request, service, region)


@router.get("/takst-tjek/regel/{rule_id}")
async def rule(rule_id: RuleId, request: Request, service: Serving) -> Response:
    return await service.call(_rule, request, service, rule_id)


@router.get("/takst-tjek/regel/{rule_id}/felter")
async def fields(rule_id: RuleId, request: Request, service: Serving) -> Response:
    """What is wrong with the fields so far, and how they are read: the check of the form, while it is filled in."""
    return await service.call(_fields, request, service, rule_id)


def _rules(request: Request, service: Service, region: str) -> Response:
    forms = load_forms()
    answering = service.assistant.answering
    found = listed(answering)
    regions = sorted(
        {
            document.metadata.region
            for document in answering.snapshot.documents.values()
            if document.metadata.region
        }
    )
    shown = [info for info in found if not region or info.region in (region, None)]
    groups: list[tuple[str, list[RuleInfo]]] = [
        (title, [info for info in shown if forms.forms[info.id].topic == topic])
        for topic, title in forms.topics.items()
    ]
    context: dict[str, Any] = {
        "groups": [group for group in groups if group[1]],
        "forms": forms.forms,
        "regions": regions,
        "region": region if region in regions else "",
        "covered": _covered,
        "own": any(info.region == region for info in found),
    }
    return page(request, "rates.html", context)


def _rule(request: Request, service: Service, rule_id: str) -> Response:
    answering = service.assistant.answering
    known(answering, rule_id)
    form = load_forms().forms[rule_id]
    typed = typed_in(form, request.query_params)
    sent = _SENT in request.query_params or any(typed.values())
    done = checked(answering, rule_id, form, typed, service.today) if sent else RateCheck()
    info = next(found for found in listed(answering) if found.id == rule_id)
    context: dict[str, Any] = {
        "info": info,
        "form": form,
        "typed": typed,
        "done": done,
        "read": read_back(form, typed),
        "given": _told(form, typed),
        "labels": _labels(form),
        "open": _opened(form, typed, done),
        "point": _point,
        "standings": {found.id: found.metadata.standing for found in answering.snapshot.documents.values()},
        "covered": _covered,
    }
    return page(request, "rate.html", context, 422 if done.errors else 200)


def _fields(request: Request, service: Service, rule_id: str) -> Response:
    known(service.assistant.answering, rule_id)
    form = load_forms().forms[rule_id]
    typed = typed_in(form, request.query_params)
    return JSONResponse({"errors": field_errors(rule_id, form, typed), "read": read_back(form, typed)})


def _labels(form: RateForm) -> dict[str, str]:
    """The name of an input to what it is called; a year's own field with its year."""
    labels = {key: found.label for key, found in form.fields.items()}
    for name in names_of(form):
        key, _, year = name.partition(".")
        labels[name] = f"{form.fields[key].label}, {year}" if year else form.fields[key].label
    return labels


def _told(form: RateForm, typed: dict[str, str]) -> list[tuple[str, str]]:
    """What was given, in words and in the order it is asked for: what it is called, and how it was understood."""
    labels, read = _labels(form), read_back(form, typed)
    told: list[tuple[str, str]] = []
    for name in names_of(form):
        if text := typed.get(name, ""):
            field = form.fields[name.partition(".")[0]]
            words = field.choices | ({"ja": "Ja", "nej": "Nej"} if field.kind == "yesno" else {})
            unit = "" if name in read or not field.unit or text.endswith(field.unit) else f" {field.unit}"
            told.append((labels[name], words.get(text, read.get(name, text)) + unit))
    return told


def _opened(form: RateForm, typed: dict[str, str], done: RateCheck) -> bool:
    """Whether a field among those for more particulars is filled in or wrong."""
    more = [name for name in names_of(form) if form.fields[name.partition(".")[0]].more]
    return any(typed.get(name) or name in done.errors for name in more)


def _covered(info: RuleInfo) -> str:
    """The days a rule can decide for, periods that follow each other as one: "2019-2024"."""
    if info.id == _ABOUT_AGREEMENTS:
        return ""
    joined: list[tuple[date, date | None]] = []
    for found in sorted(info.periods, key=lambda each: each.valid_from):
        first, last = joined[-1] if joined else (None, None)
        if first and last and found.valid_from <= last + timedelta(days=1):
            joined[-1] = (first, found.valid_to)
        else:
            joined.append((found.valid_from, found.valid_to))
    return " og ".join(period(first, last) for first, last in joined)


def _point(value: Any, unit: str) -> str:
    if value is None:
        return "–"
    return kroner(value) if unit == "kr." else f"{unit} {decimal_text(rounded(value), 0)}"
