"""rammeaftale takst-fil."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from api.opening import open_library
from api.progress import progress
from api.settings import Settings
from assistant.knowledge import load_knowledge
from assistant.rate_file import RateFileRules, check_rate_file
from assistant.rate_file_columns import ColumnMapping, RateFileError, load_mapping
from corpus import CORPUS
from ingest.regions import Regions


def run(settings: Settings, source: Path, target: Path | None, mapping: Path | None, as_json: bool) -> None:
    """Check a rate list. Without `--ud` and `--json` the result lies beside the list as XLSX."""
    try:
        columns = load_mapping(mapping) if mapping else ColumnMapping()
        if not source.is_file():
            raise RateFileError(f"»{source}« findes ikke.")
        with progress() as bar, closing(open_library(settings)) as library:
            library.seed(CORPUS / "documents", bar)
            snapshot, regions = library.ensure(bar), Regions.load()
            titles = {found.id: found.metadata.title for found in snapshot.documents.values()}
            known = load_knowledge(snapshot, regions)
            rules = RateFileRules(known.parameters, titles, regions, known.agreements)
            if as_json:
                total = check_rate_file(source, sys.stdout, rules, columns, bar)
            if target is not None or not as_json:
                target = target or source.with_name(f"{source.stem}-kontrolleret.xlsx")
                total = check_rate_file(source, target, rules, columns, bar)
    except RateFileError as refused:
        raise click.ClickException(str(refused)) from refused
    told = sys.stderr if as_json else sys.stdout
    print(total.line(), file=told)
    if target is not None:
        print(f"Skrevet: {target}", file=told)
