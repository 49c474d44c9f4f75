"""The files an ingest is given: read unless they are known, with what the sources.toml beside them say."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from pathlib import Path

from index.ingestion import Progress
from index.report import Report
from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.reading import read_source
from ingest.source_text import SourceText
from ingest.sources import FILE_NAME, Sources, load_sources


def read_new(
    files: Sequence[Path], known: Collection[str], limits: Limits, report: Report, progress: Progress
) -> list[SourceText]:
    """Read the files whose sha256 is not known; the report says which are unchanged and which are refused."""
    read: list[SourceText] = []
    for number, path in enumerate(files):
        progress(number, len(files), "Læser filer")
        try:
            if _sha256(path, limits) in known:
                report.unchanged.append(path.name)
            else:
                read.append(read_source(path, limits))
        except IngestError as refused:
            report.failed[str(path)] = str(refused)
    return read


def sources_beside(paths: Sequence[Path], files: Sequence[Path]) -> Sources:
    """All that the sources.toml files in, above or beside the given paths know."""
    folders = {path if path.is_dir() else path.parent for path in paths} | {file.parent for file in files}
    folders |= {folder.parent for folder in folders}
    known = [
        source
        for folder in sorted(folders)
        if (folder / FILE_NAME).is_file()
        for source in load_sources(folder / FILE_NAME).sources
    ]
    return Sources(tuple(known))


def _sha256(path: Path, limits: Limits) -> str:
    """The hash of a file's bytes; "" when it is too large or cannot be read, which its reader then says."""
    try:
        if path.stat().st_size > limits.max_bytes:
            return ""
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
