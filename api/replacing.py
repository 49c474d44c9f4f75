"""An upload from the page: a stored document is replaced only when the person said so. All of it blocks."""

from __future__ import annotations

import hashlib
from datetime import date

from api import documents as work
from api.refusal import Refused
from api.schemas import Upload
from assistant.assistant import Assistant
from index.library import Library
from index.report import Report
from ingest.errors import clean_name
from ingest.identity import same_named

REPLACES = "erstatter"


class _Looked(Exception):
    """Ends an ingest before anything is changed."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def upload(assistant: Assistant, data: bytes, name: str, today: date, replace: bool) -> Upload:
    """Take a file in. Raises Refused where it would replace one and `replace` is not set; else as documents.upload."""
    if not replace:
        _refuse_replacing(assistant.library, data, name)
    return work.upload(assistant, data, name, today)


def _refuse_replacing(library: Library, data: bytes, name: str) -> None:
    files = library.store.files()
    if hashlib.sha256(data).hexdigest() in files or not same_named(clean_name(name), set(files.values())):
        return

    def look(report: Report) -> None:
        raise _Looked(report)

    try:
        library.ingest_bytes(data, name, before_change=look)
    except _Looked as looked:
        replaced = looked.report.replaced
    else:
        return
    if replaced:
        titles = [d.metadata.title for d in library.store.documents() if d.file in replaced]
        raise Refused(
            409,
            REPLACES,
            f"»{replaced[0]}« er allerede indlæst i en anden udgave ({', '.join(titles)}). Den tidligere udgave "
            "slettes, når den nye indlæses. Sæt hak ved »Erstat en tidligere udgave«, og indlæs filen igen.",
        )
