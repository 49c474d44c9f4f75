""" "Ja" or "Nej" to a question about an agreement's validity; most are withheld, for a wrong "Ja" is the worst answer."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.agreement_periods import AgreementPeriod
from assistant.rules.figures import DateSpan
from assistant.validity_question import ValidityQuestion, When

Verdict = Literal["Ja", "Nej"]


def verdict_of(
    reading: ValidityQuestion, period: AgreementPeriod, today: date, pointed: bool, several_loaded: bool
) -> str:
    """ "Ja", "Nej", "Nej, ikke den indlæste aftale", or "" where neither its dates nor its sentence carry one.

    `pointed`: the agreement was told by what was spoken of; `several_loaded`: the region has others.
    """
    if not reading.plain or period.doubtful or period.coming or (reading.which and reading.which != "oldest"):
        return ""
    one = bool(reading.named) or reading.which == "oldest" or pointed
    found = _found(reading, period, today)
    if found == "Nej" and not one:
        # Of a region's agreements only those that are loaded are known.
        bounded = any(when.bound for when in reading.when)
        several = (reading.asks in ("begins", "ends", "over") or bounded) and several_loaded
        unsure = reading.some or several or not period.itself
        return "" if unsure else "Nej, ikke den indlæste aftale"
    if found == "Ja" and reading.asks == "over" and not one and several_loaded:
        return ""
    return found


def _found(reading: ValidityQuestion, period: AgreementPeriod, today: date) -> Verdict | Literal[""]:
    times = [when.span for when in reading.when] or [DateSpan(today, today)]
    match reading.asks:
        case "in_force":
            if not reading.when and not reading.now:
                held = [period.holds(span) for span in times]
                return "" if not reading.named else "Ja" if all(held) else "Nej"
            each = [_in_force(when, period) for when in reading.when] or [_holds(times[0], period)]
            if "Nej" in each:
                return "Nej" if len(each) == 1 or any(when.bound for when in reading.when) else ""
            return "Ja" if all(found == "Ja" for found in each) else ""
        case "over":
            if len(times) > 1:
                return ""
            if period.last < times[0].start:
                return "Ja"
            # "Udløbet i 2022" may mean that it ran out in that year.
            return "Nej" if times[0].end < period.last and period.first <= times[0].start else ""
        case "begins" | "ends":
            day = period.first if reading.asks == "begins" else period.last
            if len(times) > 1 or any(when.bound for when in reading.when):
                return ""
            if reading.when:
                return "Ja" if times[0].start <= day <= times[0].end else "Nej"
    return ""


def _holds(span: DateSpan, period: AgreementPeriod) -> Verdict | Literal[""]:
    return "Ja" if period.holds(span) else "Nej" if period.misses(span) else ""


def _in_force(when: When, period: AgreementPeriod) -> Verdict | Literal[""]:
    """Whether it is in force at a time, or from or until one: then the period must begin or end just there."""
    if when.bound == "to":
        if when.span.end == period.last:
            return "Ja"
        return "Nej" if period.last < when.span.start else ""
    if when.bound == "from":
        if when.span.start == period.first:
            return "Ja"
        return "Nej" if when.span.end < period.first else ""
    return _holds(when.span, period)
