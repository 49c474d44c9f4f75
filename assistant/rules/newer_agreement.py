"""An agreement that came after the rules were written: a rule that does not rest on it does not speak for its time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from assistant.rules.context import Agreement
from assistant.rules.figures import DateSpan
from assistant.rules.parameters import Parameter, Parameters, read_folder

LATER = "Der er indlæst en nyere aftale, {title}, som reglen ikke regner efter."
# Of the rules that are no region's, the one that is given a region; what the law says follows no agreement.
_RULE_OF_ANY_REGION = "standardkontrakt"


def later_agreement(
    rule: str,
    region: str | None,
    year: int | None,
    today: date | None,
    parameters: Parameters,
    agreements: Sequence[Agreement],
) -> Agreement | None:
    """The agreement of the region that holds for the year, where the rule rests on none of its sentences.

    `rule` is "" where the region has none. Without a year: the newest that has begun by `today`; without that, the
    newest there is. None for a rule that rests on it, and for an agreement that was read when the rules were written.
    """
    if region is None or (rule and rule not in _rules_of_a_region()):
        return None
    own = {key: parameter for key, parameter in parameters if key.startswith(f"{rule}.")}
    found = [
        each
        for each in agreements
        if each.itself
        and each.region == region
        and (
            each.valid_from.year <= year <= each.valid_to.year
            if year
            else not today or each.valid_from <= today
        )
    ]
    newest = max(found, key=lambda each: each.valid_from, default=None)
    if newest is None or newest.id in _weighed() or newest.id in _documents(own.values()):
        return None
    return newest


def is_later(reservation: str) -> bool:
    """Whether a reservation of a result is that a later agreement is loaded."""
    before, after = LATER.split("{title}")
    return reservation.startswith(before) and reservation.endswith(after)


def year_of(given: object) -> int | None:
    """The year that the inputs of a rule are about, where they name one."""
    year = getattr(given, "aar", None)
    if isinstance(year, int):
        return year
    day = getattr(given, "dato", None)
    return day.start.year if isinstance(day, DateSpan) else None


@cache
def _rules_of_a_region() -> frozenset[str]:
    from assistant.rules.registry import RULES  # the registry asks this module when it has run a rule

    return frozenset(rule.id for rule in RULES.values() if rule.region) | {_RULE_OF_ANY_REGION}


@cache
def _weighed() -> frozenset[str]:
    """The documents that were read when the rules were written."""
    files, _ = read_folder()
    return frozenset().union(*(_documents(parameters.values()) for _, parameters in files.values()))


def _documents(parameters: Iterable[Parameter]) -> frozenset[str]:
    return frozenset(
        source.document for parameter in parameters for value in parameter.values for source in value.sources
    )
