"""What a new or changed document means: the facts to confirm, what it succeeds, what lost its quote, what to draft."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assistant.answering import Answering
from assistant.approval import REJECTIONS
from assistant.assistant import Assistant
from assistant.difference import difference_in
from assistant.former import FORMER, BothVersions
from assistant.impact_facts import facts_of
from assistant.impact_report import (
    ChangedItem,
    Impact,
    ImpactQuote,
    Lost,
    QuestionChange,
    RuleDraft,
    SubjectChange,
    Succession,
)
from assistant.impact_state import (
    State,
    cells_of,
    changed_answers,
    changed_cells,
    lost_between,
    state_of,
    switched_off,
)
from assistant.rule_drafts import drafts_of
from assistant.stored_questions import StoredQuestion, StoredQuestionsError, load_stored
from index.approvals import keep_report, kept_report, rejected_values
from index.database import now
from index.errors import BrokenView, UnknownDocument
from index.ingestion import Progress, silent
from index.report import Report
from index.snapshot import Snapshot
from index.store import StoredDocument

# More documents than this at once are taken in without a report each; `impact_of` makes one when asked.
MOST_REPORTS = 8
_ASKED_AFTERWARDS = "Rapporten er lavet bagefter: hvad der var slået fra, og hvad der blev svaret, før dokumentet kom, vides ikke."


@dataclass(frozen=True)
class Arrival:
    """What an ingest did and what it means, a report for each new or changed document."""

    report: Report
    impacts: Sequence[Impact] = ()


@dataclass
class _Before:
    """The state before the change; None where there was nothing to ask."""

    state: State | None = None
    questions: Sequence[StoredQuestion] = ()
    notes: list[str] = field(default_factory=list)


def ingest(assistant: Assistant, paths: Sequence[Path], today: date, progress: Progress = silent) -> Arrival:
    """Take in files and folders and say what that means. Raises as Library.ingest."""
    return _arrive(
        assistant, today, lambda look: assistant.library.ingest(paths, progress, before_change=look), progress
    )


def upload(assistant: Assistant, data: bytes, name: str, today: date) -> Arrival:
    """Take in one upload and say what that means. Raises as Library.ingest_bytes."""
    return _arrive(
        assistant, today, lambda look: assistant.library.ingest_bytes(data, name, before_change=look)
    )


def _arrive(
    assistant: Assistant,
    today: date,
    work: Callable[[Callable[[Report], None]], Report],
    progress: Progress = silent,
) -> Arrival:
    before = _Before()
    if assistant.library.store.generation() is not None:
        assistant.library.ensure(progress)  # a damaged view is mended before the state is looked at

    def look(report: Report) -> None:
        if len(report.documents) > MOST_REPORTS:
            return
        try:
            snapshot = assistant.library.snapshot()
        except BrokenView:
            return  # the first ingest of a folder: there is no state before it
        if snapshot.documents:
            progress(0, 2, "Undersøger virkningen")
            before.questions, before.notes = _questions(assistant)
            before.state = state_of(assistant.answering, before.questions, report.documents, today)

    report = work(look)
    if not report.documents or len(report.documents) > MOST_REPORTS or before.state is None:
        return Arrival(report)
    progress(1, 2, "Undersøger virkningen")
    after = state_of(assistant.answering, before.questions, report.documents, today)
    for document_id in report.documents:
        if document_id in after.answering.snapshot.documents:
            _keep(assistant, document_id, before, after, report)
    progress(2, 2, "Undersøger virkningen")
    return Arrival(report, [impact_of(assistant, document_id) for document_id in report.documents])


def _questions(assistant: Assistant) -> tuple[Sequence[StoredQuestion], list[str]]:
    try:
        return load_stored(assistant.library.data), []
    except StoredQuestionsError as wrong:
        return (), [f"Kontrolspørgsmålene er ikke stillet: {wrong}"]


# --- kept when the document comes --------------------------------------------------------------------------


def _keep(assistant: Assistant, document_id: str, before: _Before, after: State, report: Report) -> None:
    assert before.state is not None
    former, present = before.state.answering.snapshot, after.answering.snapshot
    lost, regained = lost_between(before.state, after)
    succeeds: list[Succession] = []
    subjects: list[SubjectChange] = []
    replaces, notes = "", list(before.notes)
    stored = present.documents[document_id]
    if document_id in former.documents:
        replaces = f"{stored.file}, som den var før"
        both = BothVersions(former, present, document_id)
        succeeds.append(_succession(both, both.former_id, document_id))
        for column, cells in after.cells.items():
            if column in before.state.cells:
                old = before.state.cells[column]
                subjects += changed_cells(old, cells, f"{column} før ændringen", present, True)
    if report.gone:
        notes.append(
            f"Den nye udgave af {stored.file} har ikke længere: {', '.join(report.gone)}. De er fjernet."
        )
    if stored.file in report.apart:
        notes.append(
            f"Filen er gemt som »{stored.file}«, fordi {report.apart[stored.file]}. Den anden er beholdt."
        )
    questions = []
    for change in changed_answers(before.state, after, before.questions):
        told = change.before
        if told is not None and told.document not in present.documents:
            told = told.model_copy(update={"quote": ""})  # text that is removed must not live on here
        questions.append(change.model_copy(update={"before": told}))
    kept: dict[str, Any] = {
        "replaces": replaces,
        "succeeds": [each.model_dump(mode="json") for each in succeeds],
        "lost": [each.model_dump(mode="json") for each in lost],
        "regained": [each.model_dump(mode="json") for each in regained],
        "subjects": [each.model_dump(mode="json") for each in subjects],
        "questions": [each.model_dump(mode="json") for each in questions],
        "asked": len(before.questions),
        "notes": notes,
        "made_at": now().isoformat(),
        "texts": _texts_hash(present),
    }
    mentions = {document_id}
    mentions |= {quote.document for each in succeeds for item in each.summary for quote in item.quotes}
    for subject in subjects:
        for cell in (subject.before, subject.after):
            mentions |= {quote.document for quote in cell.quotes} if cell else set()
    for asked in questions:
        mentions |= {state.document for state in (asked.before, asked.after) if state and state.quote}
    keep_report(assistant.library.store, document_id, mentions, kept)


def _texts_hash(snapshot: Snapshot) -> str:
    """Changes with every change of a text, not with what is known about one."""
    lines = sorted(f"{found.id} {found.file_sha256}" for found in snapshot.documents.values())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


# --- made when asked for -----------------------------------------------------------------------------------


def impact_of(assistant: Assistant, document_id: str) -> Impact:
    """The report on a document as things stand. Raises UnknownDocument."""
    answering = assistant.answering
    snapshot = answering.snapshot
    if document_id not in snapshot.documents:
        raise UnknownDocument(document_id, sorted(snapshot.documents))
    stored = snapshot.documents[document_id]
    kept = kept_report(assistant.library.store, document_id)
    before = predecessor(snapshot, stored)
    succeeds = [_succession(snapshot, before.id, document_id)] if before is not None else []
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
        current=kept is None or made["texts"] == _texts_hash(snapshot),
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


def _succession(snapshot: Snapshot, old: str, new: str) -> Succession:
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
