"""An answer one can file: a frozen record of it, and the check that it still holds, offline."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.knowledge import Knowledge
from assistant.phrasing import faults_of
from assistant.rate_answer import with_last_year
from assistant.rate_call import RateCall
from assistant.rules.registry import check
from assistant.rules.result import RuleError
from index.snapshot import Snapshot

FORMAT = 1


class RecordError(ValueError):
    """The file is no record; the message says why and what to do."""


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _seal(record: Mapping[str, Any]) -> str:
    """The hash of everything in the record but the seal itself."""
    plain = {key: value for key, value in record.items() if key != "seal"}
    return _sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")))


def make_record(turn: Turn, snapshot: Snapshot) -> dict[str, Any]:
    """Question, answer, what each citation rests on, versions and clock, sealed with a hash."""
    files = {}
    for citation in turn.answer.citations:
        stored = snapshot.file(citation.document)
        files[citation.file] = {"sha256": stored.sha256, "text_sha256": _sha256(stored.text)}
    record: dict[str, Any] = {
        "format": FORMAT,
        "message_id": turn.message_id,
        "asked_at": turn.created_at.isoformat(timespec="seconds") + "Z",
        "question": turn.question,
        "understood": dict(turn.understood),
        "answer": turn.answer.model_dump(mode="json"),
        "files": files,
        "quotes": {str(citation.n): _sha256(citation.quote) for citation in turn.answer.citations},
        "versions": {"program": _program(), "fingerprint": turn.answer.fingerprint},
    }
    phrasing = turn.understood.get("phrasing")
    if phrasing:
        # Who phrased it, what was dropped, and what every sentence rests on.
        record["phrasing"] = dict(phrasing)
    return record | {"seal": _seal(record)}


def _program() -> str:
    try:
        return version("rammeaftale")
    except PackageNotFoundError:
        return "ukendt"


def read_record(text: str) -> dict[str, Any]:
    """A record from its JSON. Raises RecordError for anything else."""
    try:
        record = json.loads(text)
    except ValueError as fault:
        raise RecordError(f"Filen er ikke JSON ({fault}). Brug filen, som den blev hentet.") from fault
    if not isinstance(record, dict) or record.get("format") != FORMAT or "answer" not in record:
        raise RecordError("Filen er ikke en svarjournal fra dette program. Hent den fra svaret igen.")
    return record


def verify(record: Mapping[str, Any], snapshot: Snapshot, knowledge: Knowledge) -> list[str]:
    """What no longer holds, a Danish sentence each; empty when everything does."""
    faults: list[str] = []
    if record.get("seal") != _seal(record):
        faults.append("Seglet passer ikke: journalen er ændret, efter at den blev hentet.")
    try:
        answer = Answer.model_validate(record["answer"])
    except ValueError as fault:
        return [*faults, f"Svaret i journalen kan ikke læses: {fault}"]
    for citation in answer.citations:
        where = f"Kilde [{citation.n}] ({citation.title})"
        if citation.document not in snapshot.documents:
            faults.append(f"{where}: dokumentet »{citation.document}« er ikke længere indlæst.")
            continue
        stored = snapshot.file(citation.document)
        kept = record.get("files", {}).get(citation.file, {})
        if kept.get("sha256") != stored.sha256:
            faults.append(f"{where}: filen {citation.file} er en anden udgave end den, svaret hviler på.")
        if stored.text[citation.start : citation.end] != citation.quote:
            faults.append(f"{where}: citatet står ikke længere på tegn {citation.start}-{citation.end}.")
        if record.get("quotes", {}).get(str(citation.n)) != _sha256(citation.quote):
            faults.append(f"{where}: citatet i journalen er ændret.")
    phrasing = record.get("phrasing")
    if phrasing:
        faults += faults_of(phrasing, answer)
    return [*faults, *_verify_computations(record, answer, knowledge)]


def _verify_computations(record: Mapping[str, Any], answer: Answer, knowledge: Knowledge) -> list[str]:
    kept = record.get("understood", {}).get("rate")
    if not answer.computations:
        return []
    if not kept:
        return ["Beregningen kan ikke gentages: journalen mangler dens tal."]
    call, _ = with_last_year(RateCall.from_dict(kept), knowledge.parameters)
    faults: list[str] = []
    for computation in answer.computations:
        try:
            again = check(computation.rule, call.inputs, knowledge.parameters, knowledge.agreements)
        except RuleError as fault:
            faults.append(f"Beregningen {computation.rule} kan ikke gentages: {fault}")
            continue
        if again.verdict != computation.verdict or list(again.steps) != computation.steps:
            faults.append(
                f"Beregningen {computation.rule} giver nu »{again.verdict}« i stedet for »{computation.verdict}« "
                "eller regner anderledes."
            )
        if again.rules_version != computation.rules_version:
            faults.append(
                f"Beregningen {computation.rule}: reglerne er ændret siden (nu {again.rules_version})."
            )
    return faults
