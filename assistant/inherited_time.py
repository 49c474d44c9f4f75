"""The time a follow-up takes over from the turns before it, as the documents have it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from assistant.asked_anew import without_times
from assistant.evidence import ON_TOPIC_KINDS
from assistant.followups import Resolved
from assistant.period import period_of
from assistant.question import time_spans, understand
from index.snapshot import Snapshot
from ingest.regions import Regions

_BEFORE = re.compile(r"\s*\b(?:før|inden|forud for)\s+20\d\d\b", re.IGNORECASE)
_AFTER = re.compile(r"\s*\befter\s+(?P<year>20\d\d)\b(?!\s*[-–/])", re.IGNORECASE)
OTHER_TIME = "Der er ikke indlæst noget fra {regions} for den tid, der blev spurgt til før; svaret er fra en anden tid."


def of_version(resolved: Resolved, snapshot: Snapshot, scope: Collection[str]) -> Resolved:
    """With the years of the one agreement in the scope where those of another one were asked about before.

    "Hvad er bilagene til rammeaftale 2023-24?" and then "og til den gamle?" asks of the older one's years, and "før 2023"
    of those of the one agreement that ended before.
    """
    question = resolved.question
    bounded = _BEFORE.search(question.text) if question.before is not None else None
    if bounded is not None:
        question = replace(
            question, text=question.text[: bounded.start()].rstrip() + question.text[bounded.end() :]
        )
    elif not resolved.depends or question.version is None or not time_spans(resolved.former):
        return resolved
    found = [
        snapshot.documents[each] for each in scope if snapshot.documents[each].metadata.kind == "rammeaftale"
    ]
    period = period_of(found[0]) if len(found) == 1 else None
    if period is None or time_spans(question.text):
        return resolved
    text = f"{question.text.rstrip(' ?!.')} i {period.first}-{period.last % 100:02}?"
    return replace(resolved, question=replace(question, text=text))


def after_a_year(resolved: Resolved, snapshot: Snapshot, scope: Collection[str]) -> Resolved:
    """ "Efter 2022" as the years of the one agreement in the scope that begins after it; itself for any other question."""
    question = resolved.question
    after = _AFTER.search(question.text)
    if after is None:
        return resolved
    year = int(after["year"])
    periods = {
        period
        for each in scope
        if snapshot.documents[each].metadata.kind == "rammeaftale"
        and (period := period_of(snapshot.documents[each])) is not None
        and period.first > year
    }
    if len(periods) != 1:
        return resolved
    (period,) = periods
    text = f"{question.text[: after.start()]} i {period.first}-{period.last % 100:02}{question.text[after.end() :]}"
    years = tuple(each for each in question.years if each != year)
    return replace(resolved, question=replace(question, text=text.strip(), periods=(period,), years=years))


def without_foreign(
    resolved: Resolved, snapshot: Snapshot, scope: Collection[str], regions: Regions
) -> Resolved:
    """Without a period that was only taken over, where no agreement or report of the scope is of it."""
    question = resolved.question
    if not resolved.depends or resolved.own_time or not (question.periods or question.years):
        return resolved
    topical = [
        snapshot.documents[each] for each in scope if snapshot.documents[each].metadata.kind in ON_TOPIC_KINDS
    ]
    held = [period_of(document) for document in topical]
    if not topical or any(own is None or own.covers(period) for own in held for period in question.times):
        return resolved
    text = without_times(question.text)
    kept = tuple(found for found in regions.find(text) if found.region in resolved.regions)
    bare = replace(
        question,
        text=text,
        mentions=kept,
        periods=(),
        years=(),
        figures=understand(text, regions).figures,
    )
    return replace(resolved, question=bare)
