"""Titles that a program wrote, not a person: none of them says what a document is."""

from __future__ import annotations

import re

_PROGRAMS_OWN = re.compile(
    r"(?:microsoft|libreoffice|openoffice)\b.*"
    r"|(?:word|pdf|office)[ -]?(?:document|dokument)\d*"
    r"|(?:new |nyt |blank |tomt )?(?:microsoft word[ -])?(?:document|dokument|doc|dok|tekstdokument)[ _-]?\(?\d*\)?"
    r"|(?:untitled|unavngivet|uden (?:titel|navn)|ingen titel|no title|navnløs)\b.*"
    r"|(?:title|titel|titelside|skabelon|template|word[ -]?skabelon|forside|normal(?:\.dotm)?|about:blank)"
    r"|(?:presentation|præsentation|powerpoint[ -]presentation)[ _-]?\d*",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(r"\.(?:docx?|dotx?|dotm|pptx?|xlsx?|pdf|indd|odt|rtf|txt|html?)$", re.IGNORECASE)


def own_title(stored: str | None) -> str | None:
    """The title stored in a file, or None where it is what its program calls any file, or a file's name."""
    title = " ".join((stored or "").split())
    if not re.search(r"[^\W\d_]{2}", title) or _PROGRAMS_OWN.fullmatch(title) or _FILE_NAME.search(title):
        return None
    return title
