"""Documents taken in, with a report kept on what each of them means for what was there before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from assistant.assistant import Assistant
from assistant.former import BothVersions
from assistant.impact import impact_of, rests_on
from assistant.impact_report import Impact, SubjectChange, Succession
from assistant.impact_state import State, changed_answers, changed_cells, lost_between, state_of
from assistant.impact_succession import succession
from assistant.stored_questions import StoredQuestion, StoredQuestionsError, load_stored
from index.approvals import keep_report
from index.database import now
from index.errors import BrokenView
from index.ingestion import Progress, silent
from index.report import Report

# More documents than this at once are taken in without a report each; `impact_of` makes one when asked.
MOST_REPORTS = 8


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
        succeeds.append(succession(both, both.former_id, document_id))
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
    }
    mentions = {document_id}
    mentions |= {quote.document for each in succeeds for item in each.summary for quote in item.quotes}
    for subject in subjects:
        for cell in (subject.before, subject.after):
            mentions |= {quote.document for quote in cell.quotes} if cell else set()
    for asked in questions:
        mentions |= {state.document for state in (asked.before, asked.after) if state and state.quote}
    kept["rests_on"] = rests_on(present, mentions)
    keep_report(assistant.library.store, document_id, mentions, kept)
