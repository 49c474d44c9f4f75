"""What a result says of agreements that came after its rule was written and may settle the matter otherwise."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from assistant.rules.context import Agreement
from assistant.rules.figures import DateSpan
from assistant.rules.inputs import RuleInputs


def newer_agreements(
    agreements: Sequence[Agreement],
    given: RuleInputs,
    region: str | None,
    quoted: Collection[str],
    last: date,
) -> str:
    """That newer agreements are loaded, which the rule does not know, as a Danish reservation; "" where none is.

    `region`: the rule's, None for a rule of the whole country. `quoted`: ids of the documents the rule rests on.
    `last`: the first day of its newest value. What is asked of a time counts only for agreements that had begun by then.
    """
    region = region or getattr(given, "region", None)
    asked = _span(given)
    newer = [
        each
        for each in agreements
        if each.newcomer
        and each.id not in quoted
        and (region is None or each.region == region)
        and (asked is None or each.valid_from <= asked.end)
        and (each.valid_from > last or (asked is not None and asked.start <= each.valid_to))
    ]
    if not newer:
        return ""
    names = [each.title if each.confirmed else f"{each.title} (ikke bekræftet)" for each in newer]
    titles = " og ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    it, can = ("dem", "De kan") if len(newer) > 1 else ("den", "Den kan")
    return f"{titles} er indlæst, men reglen er ikke skrevet efter {it}. {can} sige noget andet; slå efter i {it}."


def _span(given: RuleInputs) -> DateSpan | None:
    """The time a rule is asked about; None where it was not said."""
    when = getattr(given, "dato", None)
    if isinstance(when, DateSpan):
        return when
    year = getattr(given, "aar", None)
    return DateSpan(date(year, 1, 1), date(year, 12, 31)) if isinstance(year, int) else None
