"""What a document means and its approval, as the API, the pages and the commands use them. All of it blocks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from api import documents
from api.refusal import Refused
from api.schemas import Corrections, Document
from api.text import Name
from assistant.approval import ApprovalError, approve_drafts, confirm, reject_drafts
from assistant.assistant import Assistant
from assistant.impact import impact_of
from assistant.impact_report import Impact
from index.errors import UnknownDocument
from ingest.documents import Metadata

# What YAML of a draft may fill: many times the longest rule file that ships.
_LONGEST_YAML = 20_000
Reason = Literal["ikke_takst", "forkert_laest", "daekket", "bruges_ikke", "godkendt_ved_fejl"]


class DraftApproval(BaseModel):
    """A rule draft to approve, by its id; `yaml` only where it was written otherwise than proposed."""

    model_config = ConfigDict(extra="forbid")

    id: Name
    yaml: Annotated[str | None, Field(max_length=_LONGEST_YAML)] = None


class ApprovalRequest(BaseModel):
    """What a person approves of a document.

    `facts`: the facts about it are confirmed as they stand or are proposed, but for the fields named in it;
    `{}` confirms all as proposed, null leaves them unconfirmed. `drafts`: rule drafts to approve; they need the
    facts confirmed, and when `facts` changes any they are made anew and must be approved afterwards.
    """

    model_config = ConfigDict(extra="forbid")

    facts: Corrections | None = None
    drafts: list[DraftApproval] = Field(default_factory=list, max_length=100)


class DraftOutcome(BaseModel):
    """An approved draft, and the rule that computes with it from now on."""

    id: str
    rule: str


class RejectionRequest(BaseModel):
    """Rule drafts that a person rejects, by their ids, and why: `ikke_takst` (the sentence is no rate clause),
    `forkert_laest` (read wrongly), `daekket` (covered elsewhere), `bruges_ikke` (not needed) or `godkendt_ved_fejl`.

    A rejected draft is offered no more, and computed with no more if it was approved. null takes a rejection back.
    """

    model_config = ConfigDict(extra="forbid")

    drafts: Annotated[list[Name], Field(min_length=1, max_length=100)]
    reason: Reason | None


class ApprovalOutcome(BaseModel):
    """The document as it is known now, and the drafts that were approved."""

    document: Document
    drafts: list[DraftOutcome]


def impact(assistant: Assistant, document_id: str) -> Impact:
    """The report on a document. Raises UnknownDocument."""
    return impact_of(assistant, document_id)


def approve(
    assistant: Assistant, document_id: str, asked: ApprovalRequest, actor: str, today: date
) -> ApprovalOutcome:
    """Confirm facts and approve drafts, in that order. Raises Refused, UnknownDocument, IndexFault."""
    library = assistant.library
    known = {found.id: found.metadata for found in library.store.documents()}
    if document_id not in known:
        raise UnknownDocument(document_id, sorted(known))
    if asked.facts is None and not asked.drafts:
        raise Refused(422, "intet_at_godkende", "Skriv, hvad der godkendes: facts, drafts eller begge.")
    if asked.facts is not None:
        changes = asked.facts.model_dump(include=asked.facts.model_fields_set)
        if asked.drafts and _differ(known[document_id], changes):
            raise Refused(
                409,
                "udkast_laves_om",
                "Rettes oplysningerne, laves udkastene om. Bekræft oplysningerne først, læs udkastene igen, og "
                "godkend dem derefter.",
            )
        confirm(assistant, document_id, documents.checked(library, document_id, changes), actor)
    try:
        wanted = {draft.id: draft.yaml for draft in asked.drafts}
        made = approve_drafts(assistant, document_id, wanted, actor) if wanted else []
    except ApprovalError as wrong:
        raise Refused(409, "kan_ikke_godkendes", str(wrong)) from wrong
    stored = next(found for found in library.store.documents() if found.id == document_id)
    return ApprovalOutcome(
        document=documents.shown(stored, today),
        drafts=[DraftOutcome(id=each.id, rule=each.rule) for each in made],
    )


def reject(assistant: Assistant, document_id: str, asked: RejectionRequest, actor: str) -> Impact:
    """Reject drafts, or offer them again; the report as it is then. Raises Refused, UnknownDocument, IndexFault."""
    try:
        reject_drafts(assistant, document_id, list(dict.fromkeys(asked.drafts)), asked.reason or "", actor)
    except ApprovalError as wrong:
        raise Refused(409, "kan_ikke_afvises", str(wrong)) from wrong
    return impact_of(assistant, document_id)


def _differ(known: Metadata, changes: Mapping[str, object]) -> bool:
    """Whether the changes touch what drafts are made from."""
    return any(
        name in changes and changes[name] != getattr(known, name)
        for name in ("region", "valid_from", "valid_to")
    )
