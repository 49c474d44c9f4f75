"""What the assistant knows beside the documents' text, checked against the documents that are loaded."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from assistant.agreement_texts import AgreementTexts
from assistant.dependencies import Dependencies
from assistant.glossary import Glossary
from assistant.rules.approved import Loaded, load_approved
from assistant.rules.context import Agreement
from assistant.rules.parameters import Parameters
from index.snapshot import Snapshot
from index.store import StoredDocument
from ingest.regions import Regions


@dataclass(frozen=True)
class Knowledge:
    """Glossary, missing documents, rate rules and regions. `switched_off` says what lost its quote, and why."""

    regions: Regions
    glossary: Glossary
    dependencies: Dependencies
    parameters: Parameters
    agreements: tuple[Agreement, ...]
    switched_off: tuple[str, ...]
    unused_values: Mapping[str, str] = field(default_factory=dict)
    """Approved rule drafts that no rule uses, and why."""


def load_knowledge(snapshot: Snapshot, regions: Regions) -> Knowledge:
    """Read it all; what rests on a quote that no loaded document holds is switched off, not used."""
    documents = snapshot.documents
    texts = {
        found.id: snapshot.texts[found.id][found.span.start : found.span.end] for found in documents.values()
    }
    offsets = {found.id: found.span.start for found in documents.values()}
    files = {found.id: found.file for found in documents.values()}
    glossary = Glossary.load(texts, offsets=offsets, tolerate_missing_quotes=True)
    dependencies = Dependencies.load(
        texts,
        files=files,
        offsets=offsets,
        loaded_titles=[found.metadata.title for found in documents.values() if found.metadata.confirmed],
        tolerate_missing_quotes=True,
    )
    approved = {value.id: value.yaml for value in snapshot.approved_values}
    rules = load_with(snapshot, approved)
    return Knowledge(
        regions,
        glossary,
        dependencies,
        rules.parameters,
        _agreements(snapshot),
        (
            *(f"Ordet »{gone.term}«: {'; '.join(gone.reasons)}" for gone in glossary.disabled),
            *dependencies.missing,
            *(f"Reglen {rule}: {reason}" for rule, reason in rules.disabled.items()),
        ),
        dict(rules.unused),
    )


def load_with(snapshot: Snapshot, approved: Mapping[str, str]) -> Loaded:
    """The rules with those approved drafts (id to YAML), checked against the documents that are loaded."""
    texts = {
        found.id: snapshot.texts[found.id][found.span.start : found.span.end]
        for found in snapshot.documents.values()
    }
    return load_approved(texts, approved, AgreementTexts(snapshot), secondary=_about_an_agreement(snapshot))


def _about_an_agreement(snapshot: Snapshot) -> frozenset[str]:
    """The documents that are about another and not it."""
    return frozenset(found.id for found in snapshot.documents.values() if found.metadata.about)


def _agreements(snapshot: Snapshot) -> tuple[Agreement, ...]:
    """The agreements the documents are, or report on, with their periods."""
    confirmed = [found for found in snapshot.documents.values() if found.metadata.confirmed]
    return tuple(made for found in confirmed if (made := agreement_of(found)) is not None)


def agreement_of(found: StoredDocument) -> Agreement | None:
    """The agreement a document is, or reports on; None for any other, and where its region or period is not known."""
    known = found.metadata
    if known.kind not in ("rammeaftale", "statusrapport"):
        return None
    if not (known.region and known.valid_from and known.valid_to):
        return None
    return Agreement(
        found.id,
        known.title,
        known.region,
        known.valid_from,
        known.valid_to,
        itself=known.kind == "rammeaftale",
    )


def load_weights(path: Path) -> dict[str, Mapping[str, float]]:
    """The tables of a weights file as numbers."""
    read = tomllib.loads(path.read_text(encoding="utf-8"))
    return {table: {name: float(value) for name, value in entries.items()} for table, entries in read.items()}
