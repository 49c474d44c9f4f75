"""The region a follow-up takes over where nobody has named one: that of the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.followups import Resolved
from index.snapshot import Snapshot


def of_the_cited(resolved: Resolved, regions: Sequence[str], snapshot: Snapshot) -> Resolved | None:
    """A follow-up of no region, asked of the one that the last answer is from; None for any other question."""
    if not resolved.depends or regions:
        return None
    places = {snapshot.documents[each].metadata.region for each in resolved.documents}
    named = tuple(place for place in places if place)
    return replace(resolved, regions=named) if len(places) == len(named) == 1 else None
