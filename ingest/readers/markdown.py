"""Markdown: kept exactly as plain text is; the marks are read when sections are found."""

from __future__ import annotations

import re

from ingest.limits import Limits
from ingest.readers.text import decode
from ingest.source_text import Extract, one_line

_HEADING = re.compile(r"^# +(.+)", re.MULTILINE)
_LONGEST_TITLE = 300


def read(data: bytes, name: str, limits: Limits) -> Extract:
    """The exact decoded content; the title is the first heading of level 1.

    Raises IngestError as `text.read`.
    """
    text = decode(data, name)
    heading = _HEADING.search(text)
    title = one_line(heading.group(1)[:_LONGEST_TITLE].replace("*", "")) if heading else ""
    return Extract(text, title=title.rstrip(" #") or None)
