"""A person with write rights confirms the facts about a document and approves or rejects rule drafts; all of it is logged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.assistant import Assistant
from assistant.impact_facts import facts_of
from assistant.knowledge import load_with
from assistant.privacy import masked
from assistant.rule_drafts import Draft, drafts_of
from assistant.rules.parameters import ParameterError, read_rule
from index.approvals import ApprovedValue, rejected_values
from index.errors import UnknownDocument
from index.snapshot import Snapshot
from ingest.documents import Metadata

# Why a draft is rejected: the name that is logged, and what it is called.
REJECTIONS: Mapping[str, str] = {
    "ikke_takst": "Sætningen er ingen takstbestemmelse",
    "forkert_laest": "Tal, periode eller betingelse er læst forkert",
    "daekket": "En anden regel eller et andet dokument dækker det",
    "bruges_ikke": "Vi har ikke brug for at regne med den",
    "godkendt_ved_fejl": "Den blev godkendt ved en fejl",
}


class ApprovalError(ValueError):
    """What cannot be approved, and what to do instead."""


@dataclass(frozen=True)
class ApprovedDraft:
    """An approved draft, and the rule that computes with it from now on."""

    id: str
    rule: str


def confirm(
    assistant: Assistant, document_id: str, changes: Mapping[str, str | date | None], actor: str
) -> None:
    """Confirm the facts about a document as proposed, but for `changes`. Raises UnknownDocument, IndexFault."""
    answering = assistant.answering
    if document_id not in answering.snapshot.documents:
        raise UnknownDocument(document_id, sorted(answering.snapshot.documents))
    whole = dict(changes)
    known = answering.snapshot.documents[document_id].metadata
    if not known.confirmed and not {"standing", "about"} <= whole.keys():
        facts = {
            fact.field: fact.value for fact in facts_of(answering.snapshot, answering.regions, document_id)
        }
        whole.setdefault("standing", facts["standing"] or "")
        # Where region or period are corrected, what was proposed from them no longer holds.
        if facts.get("about") and not {"region", "kind", "valid_from", "valid_to"} & _changed(known, whole):
            whole.setdefault("about", facts["about"])
    assistant.library.correct(document_id, whole, actor=actor)


def _changed(known: Metadata, changes: Mapping[str, str | date | None]) -> set[str]:
    return {name for name, value in changes.items() if value != getattr(known, name)}


def approve_drafts(
    assistant: Assistant, document_id: str, wanted: Mapping[str, str | None], actor: str
) -> Sequence[ApprovedDraft]:
    """Approve drafts of a document, each by its id, with its YAML where a person wrote it otherwise.

    All or none, and only what a rule then computes with. Raises ApprovalError, UnknownDocument, IndexFault.
    """
    snapshot = assistant.answering.snapshot
    if document_id not in snapshot.documents:
        raise UnknownDocument(document_id, sorted(snapshot.documents))
    if not snapshot.documents[document_id].metadata.confirmed:
        raise ApprovalError(
            "Oplysningerne om dokumentet er ikke bekræftet, og udkastene hviler på dem. Bekræft dem først: "
            f"rammeaftale approve {document_id}"
        )
    known = {draft.id: draft for draft in drafts_of(snapshot, document_id)}
    values = [_value(snapshot, document_id, known, name, text) for name, text in wanted.items()]
    approved = {value.id: value.yaml for value in (*snapshot.approved_values, *values)}
    tried = load_with(snapshot, approved)
    for value in values:
        if value.id in tried.unused:
            raise ApprovalError(f"Udkastet »{value.id}« kan ikke godkendes. {tried.unused[value.id]}")
    assistant.library.approve_values(values, actor)
    return [
        ApprovedDraft(value.id, read_rule(f"udkast {value.id}", value.yaml.encode())[0]) for value in values
    ]


def reject_drafts(
    assistant: Assistant, document_id: str, drafts: Sequence[str], reason: str, actor: str
) -> None:
    """Reject drafts of a document, each by its id, for one of the REJECTIONS; with "" they are offered again.

    A rejected draft is offered no more; one that was approved is no longer computed with. All or none. Raises ApprovalError,
    UnknownDocument, IndexFault.
    """
    snapshot = assistant.answering.snapshot
    if document_id not in snapshot.documents:
        raise UnknownDocument(document_id, sorted(snapshot.documents))
    if reason and reason not in REJECTIONS:
        raise ApprovalError(f"Begrundelsen »{reason}« kendes ikke. Vælg en af: {', '.join(REJECTIONS)}.")
    known = {draft.id: draft for draft in drafts_of(snapshot, document_id)}
    rejected = rejected_values(assistant.library.store, document_id)
    for name in drafts:
        if name not in known:
            raise _unknown(name, known)
        if not reason and name not in rejected:
            raise ApprovalError(f"Udkastet »{name}« er ikke afvist, så der er intet at fortryde.")
        if reason and name in rejected:
            raise ApprovalError(f"Udkastet »{name}« er allerede afvist.")
    assistant.library.reject_values(document_id, drafts, reason, actor)


def _unknown(name: str, known: Mapping[str, Draft]) -> ApprovalError:
    there = ", ".join(known) or "ingen"
    return ApprovalError(f"Dokumentet har ikke noget udkast med id »{name}«. Dets udkast er: {there}.")


def _value(
    snapshot: Snapshot, document_id: str, known: Mapping[str, Draft], name: str, text: str | None
) -> ApprovedValue:
    draft = known.get(name)
    if draft is None:
        raise _unknown(name, known)
    if not draft.yaml:
        raise ApprovalError(f"»{name}« kan ikke godkendes. {draft.unusable}")
    written = masked(text) if text is not None else draft.yaml
    try:
        _, _, parameters = read_rule(f"udkast {name}", written.encode())
    except ParameterError as wrong:
        raise ApprovalError(f"Udkastet »{name}« kan ikke læses: {wrong}") from wrong
    span = snapshot.documents[document_id].span
    own = snapshot.texts[document_id][span.start : span.end]
    for parameter in parameters.values():
        for value in parameter.values:
            for source in value.sources:
                if source.document != document_id or source.quote not in own:
                    raise ApprovalError(
                        f"Udkastet »{name}«: citatet »{source.quote[:80]}« står ikke ordret i {document_id}. "
                        "Skriv det, som det står i teksten."
                    )
    return ApprovedValue(name, document_id, written)
