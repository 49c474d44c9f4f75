"""What a document means as things stand: the facts to confirm, what it succeeds, what lost its quote, what to draft."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from assistant.answering import Answering
from assistant.approval import REJECTIONS
from assistant.assistant import Assistant
from assistant.impact_facts import facts_of
from assistant.impact_report import (
    Impact,
    ImpactQuote,
    Lost,
    QuestionChange,
    RuleDraft,
    SubjectChange,
    Succession,
)
from assistant.impact_state import (
    cells_of,
    changed_cells,
    switched_off,
)
from assistant.impact_succession import succession
from assistant.rule_drafts import drafts_of
from index.approvals import kept_report, rejected_values
from index.database import now
from index.errors import UnknownDocument
from index.snapshot import Snapshot
from index.store import StoredDocument

_ASKED_AFTERWARDS = "Rapporten er lavet bagefter: hvad der var slået fra, og hvad der blev svaret, før dokumentet kom, vides ikke."


def impact_of(assistant: Assistant, document_id: str) -> Impact:
    """The report on a document as things stand. Raises UnknownDocument."""
    answering = assistant.answering
    snapshot = answering.snapshot
    if document_id not in snapshot.documents:
        raise UnknownDocument(document_id, sorted(snapshot.documents))
    stored = snapshot.documents[document_id]
    kept = kept_report(assistant.library.store, document_id)
    before = predecessor(snapshot, stored)
    succeeds = [succession(snapshot, before.id, document_id)] if before is not None else []
    subjects = _subjects(answering, document_id, before)
    off = switched_off(answering, subjects=False)
    notes: list[str] = []
    if stored.metadata.confirmed is False:
        notes.append(
            "Oplysningerne er kun forslag. Dokumentet kan søges, men går ikke forud for noget, der er bekræftet, "
            "og hvert svar fra det siger, at oplysningerne ikke er bekræftet."
        )
    made: Mapping[str, Any] = kept or {}
    if kept is None:
        notes.append(_ASKED_AFTERWARDS)
        lost = [found for found in off if f"{document_id}" in found.reason]
    else:
        still = {(found.kind, found.name) for found in off}
        lost = [Lost.model_validate(each) for each in made["lost"]]
        lost = [each for each in lost if each.kind == "emne" or (each.kind, each.name) in still]
        succeeds = [*(Succession.model_validate(each) for each in made["succeeds"]), *succeeds]
        changed = [SubjectChange.model_validate(each) for each in made["subjects"]]
        # Of a changed document only what its change made otherwise is told, not all that it ever said.
        subjects = changed if made["replaces"] else subjects
        notes += made["notes"]
    return Impact(
        document=document_id,
        title=stored.metadata.title,
        file=stored.file,
        made_at=made.get("made_at", now()),
        current=made.get("rests_on", {}) == rests_on(snapshot, made.get("rests_on", {})),
        confirmed=stored.metadata.confirmed,
        replaces=made.get("replaces", ""),
        facts=facts_of(snapshot, answering.regions, document_id),
        succeeds=succeeds,
        lost=lost,
        regained=[Lost.model_validate(each) for each in made.get("regained", ())],
        subjects=subjects,
        questions=[QuestionChange.model_validate(each) for each in made["questions"]] if kept else None,
        questions_asked=made.get("asked", 0),
        drafts=_drafts(snapshot, document_id, rejected_values(assistant.library.store, document_id)),
        notes=notes,
    )


def predecessor(snapshot: Snapshot, document: StoredDocument) -> StoredDocument | None:
    """The confirmed document of its region and kind whose period begins last before its own; None without one."""
    known = document.metadata
    if known.region is None or known.valid_from is None:
        return None
    earlier = [
        other
        for other in snapshot.documents.values()
        if other.id != document.id
        and other.metadata.confirmed
        and (other.metadata.region, other.metadata.kind) == (known.region, known.kind)
        and other.metadata.valid_from is not None
        and other.metadata.valid_from < known.valid_from
    ]
    return max(earlier, key=lambda other: (other.metadata.valid_from or date.min, other.id), default=None)


def _subjects(answering: Answering, document_id: str, before: StoredDocument | None) -> list[SubjectChange]:
    """What the subjects say otherwise than in the agreement before; in a first agreement, what they say."""
    columns = [document_id] if before is None else [document_id, before.id]
    cells = cells_of(answering, columns)
    own = cells.get(document_id)
    if own is None:
        return []
    old = cells.get(before.id) if before is not None else None
    return changed_cells(old, own, before.id if before else "", answering.snapshot, False)


def _drafts(snapshot: Snapshot, document_id: str, rejected: Mapping[str, str]) -> list[RuleDraft]:
    return [
        RuleDraft(
            id=draft.id,
            section=draft.clause.section,
            signs=list(draft.clause.signs),
            quote=ImpactQuote(
                document=document_id,
                start=draft.clause.start,
                end=draft.clause.end,
                quote=draft.clause.quote,
                text=draft.clause.text,
                url=f"/dokument/{document_id}?fra={draft.clause.start}&til={draft.clause.end}#citat",
            ),
            rule=draft.rule,
            parameter=draft.parameter,
            yaml=draft.yaml,
            approved=draft.approved,
            rejected=REJECTIONS.get(rejected[draft.id], rejected[draft.id]) if draft.id in rejected else "",
            usable=not draft.unusable,
            note=draft.unusable or draft.outdoes,
            says=list(draft.says),
        )
        for draft in drafts_of(snapshot, document_id)
    ]


def rests_on(snapshot: Snapshot, documents: Iterable[str]) -> dict[str, str]:
    """What the texts of those documents are, by id; those that are not loaded are left out.

    It changes with a text, not with what is known about one, and no document that is not spoken of counts.
    """
    loaded = snapshot.documents
    return {each: loaded[each].file_sha256 for each in sorted(documents) if each in loaded}
