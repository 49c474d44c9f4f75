"""rammeaftale impact, approve and test-question; and the report at the end of an ingest."""

from __future__ import annotations

import getpass
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from api.impact import ApprovalOutcome, ApprovalRequest, DraftApproval, RejectionRequest, approve, reject
from api.impact_text import print_impact
from api.opening import open_assistant
from api.progress import progress
from api.refusal import Refused, sentences
from api.rendering import visible
from api.schemas import Corrections
from api.settings import Settings
from assistant.approval import REJECTIONS
from assistant.impact import impact_of
from assistant.stored_questions import (
    StoredQuestion,
    StoredQuestionsError,
    add_stored,
    load_stored,
    read_questions,
)
from index import audit

ALL = "alle"


def show(settings: Settings, document_id: str, as_json: bool) -> None:
    """The report on one document."""
    with progress() as bar, open_assistant(settings, bar) as assistant:
        impact = impact_of(assistant, document_id)
    if as_json:
        print(impact.model_dump_json(indent=2))
    else:
        print_impact(impact)


def run_approve(
    settings: Settings,
    document_id: str,
    drafts: Sequence[str],
    yaml: Path | None,
    changes: Mapping[str, str | date],
) -> None:
    """Confirm the facts about a document, or approve rule drafts of it."""
    if yaml is not None and len(drafts) != 1:
        raise click.UsageError("--yaml hører til ét udkast. Skriv også --draft med dets id.")
    if drafts and changes:
        raise click.UsageError(
            "Rettes oplysningerne, laves udkastene om. Bekræft oplysningerne først, og godkend så udkastene."
        )
    emptied = {name: None if value == "" else value for name, value in changes.items()}
    actor = f"kommandolinje: {getpass.getuser()}"
    with progress() as bar, open_assistant(settings, bar) as assistant:
        wanted = list(drafts)
        if wanted == [ALL]:
            found = impact_of(assistant, document_id).drafts
            wanted = [draft.id for draft in found if draft.offered]
            if not wanted:
                raise click.ClickException("Dokumentet har ingen udkast, der venter på godkendelse.")
        text = yaml.read_text(encoding="utf-8") if yaml is not None else None
        try:
            asked = ApprovalRequest(
                facts=None if drafts else Corrections.model_validate(emptied),
                drafts=[DraftApproval(id=name, yaml=text) for name in wanted],
            )
            done = approve(assistant, document_id, asked, actor, settings.clock())
            audit.record(assistant.library.store, audit.LOCAL, "dokument godkendt", document_id)
        except ValidationError as wrong:
            raise click.UsageError(sentences(wrong)) from wrong
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    _told(done, confirmed=not drafts)


def run_reject(settings: Settings, document_id: str, drafts: Sequence[str], reason: str) -> None:
    """Reject rule drafts of a document; with "" they are offered again."""
    actor = f"kommandolinje: {getpass.getuser()}"
    with progress() as bar, open_assistant(settings, bar) as assistant:
        try:
            asked = RejectionRequest.model_validate({"drafts": list(drafts), "reason": reason or None})
            reject(assistant, document_id, asked, actor)
            audit.record(assistant.library.store, audit.LOCAL, "regeludkast afvist", document_id)
        except ValidationError as wrong:
            raise click.UsageError(sentences(wrong)) from wrong
        except Refused as refused:
            raise click.ClickException(str(refused)) from refused
    for name in asked.drafts:
        print(f"Afvist: {name}: {REJECTIONS[reason]}" if reason else f"Kan godkendes igen: {name}")


def _told(done: ApprovalOutcome, confirmed: bool) -> None:
    document = done.document
    if confirmed:
        print(f"Bekræftet: {document.id}")
        period = f"{document.valid_from or '…'} til {document.valid_to or '…'}"
        print(f"    {visible(document.title)}")
        print(
            f"    {document.region or 'ingen region'}, {document.kind}, {period}, {document.standing or '–'}"
        )
        if document.about:
            print(f"    handler om {document.about}")
    for draft in done.drafts:
        print(f"Godkendt: {draft.id} ({draft.rule}): bruges fra nu af")


def stored_question(
    settings: Settings, text: str, files: Sequence[Path], given: Mapping[str, Any], as_json: bool
) -> None:
    """Add test questions to the data folder's own; without any, list those there are."""
    try:
        new = [question for file in files for question in read_questions(file)]
        if text:
            new.append(_question(settings, text, given))
        if new:
            for name in add_stored(settings.data, new):
                print(f"Gemt: {name}")
            return
        found = load_stored(settings.data)
    except StoredQuestionsError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    if as_json:
        print(json.dumps([each.model_dump() for each in found], ensure_ascii=False, indent=2))
        return
    for each in found:
        print(f"{each.id}  {visible(each.question)}")


def _question(settings: Settings, text: str, given: Mapping[str, Any]) -> StoredQuestion:
    known = {each.id for each in load_stored(settings.data)}
    number = 1
    while f"E{number:03d}" in known:
        number += 1
    return StoredQuestion(
        id=given["name"] or f"E{number:03d}",
        question=text,
        expect=given["expect"],
        evidence=list(given["evidence"]),
        facts=[[fact] for fact in given["facts"]],
        forbid=list(given["forbid"]),
    )
