"""The commands about documents: ingest, documents, remove, correct, doctor."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from api import documents as work
from api.impact_text import lost_line, print_impact
from api.opening import language_model_of, new_assistant, open_library
from api.progress import progress
from api.refusal import Refused
from api.rendering import visible
from api.settings import Settings
from assistant.arrival import MOST_REPORTS, Arrival
from assistant.arrival import ingest as take_in
from assistant.assistant import Assistant
from assistant.impact_state import switched_off
from assistant.removal import remove_document
from corpus import CORPUS
from index import audit
from index.ingestion import Progress
from index.report import Report


def ingest(settings: Settings, paths: Sequence[Path], as_json: bool) -> None:
    """Take in files and folders; ends with 1 when a file was refused."""
    for path in paths:
        if not path.exists():
            raise click.ClickException(f"»{path}« findes ikke. Der er ikke indlæst noget.")
    with progress() as bar, new_assistant(settings) as assistant:
        arrival = _ingest(assistant, list(paths), settings.clock(), bar)
        if arrival.report.documents:
            subject = ", ".join(arrival.report.documents)
            audit.record(assistant.library.store, audit.LOCAL, "dokument indlæst", subject)
    report = arrival.report
    if as_json:
        impacts = [impact.model_dump(mode="json") for impact in arrival.impacts]
        print(json.dumps(asdict(report) | {"impacts": impacts}, ensure_ascii=False, indent=2))
    else:
        _print(report)
        for impact in arrival.impacts:
            print_impact(impact, brief=True)
    if report.failed:
        raise click.exceptions.Exit(1)


def _ingest(assistant: Assistant, paths: list[Path], today: date, bar: Progress) -> Arrival:
    """The files and folders, or without any the documents that ship with the product."""
    if not paths:
        first = assistant.library.seed(CORPUS / "documents", bar)
        if first.changed:
            return Arrival(first)
    return take_in(assistant, paths or [CORPUS / "documents"], today, bar)


def _print(report: Report) -> None:
    for label, names in (
        ("Indlæst", report.added),
        ("Erstatter den tidligere udgave", report.replaced),
        ("Uændret", report.unchanged),
        ("Forbigået", report.passed_over),
    ):
        for name in names:
            print(f"{label}: {visible(name)}")
    for kept, why in report.apart.items():
        print(f"Gemt som »{visible(kept)}«: {visible(why)}.")
    if report.gone:
        print(f"Ikke længere i filen og derfor fjernet: {', '.join(report.gone)}")
    if len(report.documents) > MOST_REPORTS:
        print("Se, hvad hvert dokument betyder: rammeaftale impact ID")
    for sentence in report.failed.values():
        print(f"Afvist: {visible(sentence)}", file=sys.stderr)
    if not any((report.added, report.replaced, report.unchanged, report.failed)):
        print("Der var ingen filer at indlæse.")


def show(settings: Settings, as_json: bool) -> None:
    """The documents, a line each."""
    today = settings.clock()
    with closing(open_library(settings)) as library:
        found = work.listed(library, today)
    if as_json:
        print(json.dumps([d.model_dump(mode="json") for d in found], ensure_ascii=False, indent=2))
        return
    if not found:
        print("Der er ingen dokumenter. Indlæs dem, der følger med: rammeaftale ingest")
    for document in found:
        period = f"{document.valid_from or '…'} til {document.valid_to or '…'}"
        force = ", gælder i dag" if document.in_force else ""
        print(document.id)
        print(f"    {visible(document.title)}")
        print(
            f"    {document.region or 'ingen region'}, {document.kind}, {period}{force}, {document.standing or '–'}"
        )


def remove(settings: Settings, document_id: str) -> None:
    """Remove a document."""
    with progress() as bar, closing(open_library(settings)) as library:
        remove_document(library, document_id, bar)
        audit.record(library.store, audit.LOCAL, "dokument fjernet", document_id)
    print(f"Fjernet: {document_id}")


def correct(settings: Settings, document_id: str, changes: Mapping[str, str | date]) -> None:
    """Correct what is known about a document."""
    if not changes:
        raise click.UsageError('Skriv, hvad der skal rettes, for eksempel --title "Rammeaftale 2025-26".')
    emptied = {name: None if value == "" else value for name, value in changes.items()}
    with closing(open_library(settings)) as library:
        try:
            corrected = work.correct(library, document_id, emptied, settings.clock())
            audit.record(library.store, audit.LOCAL, "dokument rettet", document_id)
        except Refused as wrong:
            raise click.UsageError(str(wrong)) from wrong
    print(f"Rettet: {document_id}")
    for name in changes:
        print(f"    {name}: {getattr(corrected, name) if getattr(corrected, name) is not None else '–'}")


def doctor(settings: Settings, repair: bool) -> None:
    """Say what is wrong, and mend it when asked to; ends with 1 when something stays wrong.

    What is switched off, because documents were changed or removed, is named; it can be mended in the data only.
    """
    with progress() as bar, closing(open_library(settings)) as library:
        faults = library.check()
        for fault in faults:
            print(fault)
        if faults and repair:
            library.repair(bar)
            faults = library.check()
            print("Søgeindekset er bygget igen." if not faults else "Det hjalp ikke; se ovenfor.")
    _print_model(settings)
    if faults:
        if not repair:
            print("Byg søgeindekset igen: rammeaftale doctor --repair")
        raise click.exceptions.Exit(1)
    print("Database og søgeindeks passer sammen.")
    _say_switched_off(settings)


def _print_model(settings: Settings) -> None:
    """How the language model is, where one is set; whatever it is, questions are answered."""
    model = language_model_of(settings)
    if model is None:
        return
    print(f"Sprogmodel: {model.name} på {model.address}.")
    fault = model.check()
    print(f"{fault} Svar gives som citater så længe." if fault else "Sprogmodellen svarer.")
    if not model.local:
        print("Spørgsmål, samtaler og citater sendes til den adresse.")


def _say_switched_off(settings: Settings) -> None:
    """Name what lost its quote, and the documents nobody has confirmed."""
    with new_assistant(settings) as assistant:
        snapshot = assistant.library.snapshot()
        off = switched_off(assistant.answering) if snapshot.documents else []
        unsure = [found.id for found in snapshot.documents.values() if not found.metadata.confirmed]
    for heading, named in (
        (
            "Slået fra, fordi det, de hviler på, ikke længere står i dokumenterne:",
            [lost for lost in off if lost.kind != "godkendt regelværdi"],
        ),
        (
            "Godkendte regeludkast, som ingen regel bruger:",
            [lost for lost in off if lost.kind == "godkendt regelværdi"],
        ),
    ):
        if named:
            print(f"\n{heading}")
        for lost in named:
            print(f"- {visible(lost_line(lost))}")
    if unsure:
        print("\nDokumenter, hvis oplysninger ikke er bekræftet:")
        for document_id in unsure:
            print(f"- {document_id} (rammeaftale approve {document_id})")
