"""Steps of the learning path that a later agreement has outrun: they say so, for nobody has written them anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.evidence import AGREEMENT_KINDS
from assistant.newcomers import newcomers, titles_of
from assistant.onboarding import LearningPath, Module, Step
from index.snapshot import Snapshot
from index.store import StoredDocument

_OUTRUN = (
    "Der er indlæst en nyere aftale: {titles}. Trinnet og dets spørgsmål er skrevet efter den tidligere aftale; den nye"
    " kan sige noget andet. Slå efter i den."
)


def outrun(path: LearningPath, snapshot: Snapshot) -> LearningPath:
    """The path with a note on each step that rests on an agreement which another of its region has followed."""
    modules = [
        Module(module.id, module.title, tuple(_noted(step, snapshot) for step in module.steps))
        for module in path.modules
    ]
    return LearningPath(modules, path.switched_off)


def _noted(step: Step, snapshot: Snapshot) -> Step:
    cited = dict.fromkeys(quote.document for quote in step.sources)
    found: dict[str, StoredDocument] = {}
    for document in (snapshot.documents[each] for each in cited if each in snapshot.documents):
        found |= {each.id: each for each in _later(document, snapshot)}
    if not found:
        return step
    note = _OUTRUN.format(titles=_named(list(found.values())))
    return replace(step, note=f"{step.note} {note}".strip())


def _named(documents: Sequence[StoredDocument]) -> str:
    """Their titles, with the region where the title does not name it."""
    return " og ".join(
        title if (region := each.metadata.region or "") in title else f"{title} for {region}"
        for each in documents
        for title in (titles_of([each]),)
    )


def _later(document: StoredDocument, snapshot: Snapshot) -> Sequence[StoredDocument]:
    """The agreements of its region that came after it and after the path was written."""
    begins = document.metadata.valid_from
    if document.metadata.region is None or begins is None:
        return []
    return [
        each
        for each in newcomers(snapshot, document.metadata.region)
        if each.metadata.kind in AGREEMENT_KINDS
        and each.metadata.region == document.metadata.region
        and (each.metadata.valid_from or date.min) > begins
    ]
