"""What a document follows, as the report on it tells."""

from __future__ import annotations

from collections import Counter

from assistant.difference import difference_in
from assistant.former import FORMER
from assistant.impact_report import ChangedItem, ImpactQuote, Succession
from index.snapshot import Snapshot


def succession(snapshot: Snapshot, old: str, new: str) -> Succession:
    """What the newer of two documents says otherwise than the older; `old` may be a document as it was before a change."""
    found = difference_in(snapshot, old, new)
    former = old.endswith(FORMER)
    quotes = {
        made.n: ImpactQuote(
            document=made.document.removesuffix(FORMER),
            start=made.start,
            end=made.end,
            quote=made.quote,
            text=" ".join(made.quote.split()),
            url="" if made.document.endswith(FORMER) else made.url,
            former=made.document.endswith(FORMER),
        )
        for made in found.citations
    }
    counted: Counter[str] = Counter()
    for section in found.sections:
        counted.update(kind for kind in section.kinds if kind != "uændret")
    return Succession(
        relation="samme dokument før ændringen" if former else "den tidligere aftale",
        document=old.removesuffix(FORMER),
        title=found.a.title,
        valid_from=found.a.valid_from,
        valid_to=found.a.valid_to,
        sections=dict(counted),
        summary=[
            ChangedItem(
                kind=item.kind,
                section=item.section,
                old=item.old,
                new=item.new,
                quotes=[quotes[number] for number in item.citations],
            )
            for item in found.summary
        ],
        url="" if former else f"/api/diff?a={old}&b={new}",
        command="" if former else f"rammeaftale diff {old} {new}",
    )
