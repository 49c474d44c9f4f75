"""The documents and the rules as resources."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

from api import rules
from api.documents import listed, stored_document
from api.schemas import Document
from assistant.assistant import Assistant
from assistant.rules.figures import danish_date
from index.errors import UnknownDocument

SCHEME = "rammeaftale://"
DOCUMENT = SCHEME + "dokument/"
DOCUMENT_TEMPLATE = DOCUMENT + "{id}"
RULES = SCHEME + "regler"


@dataclass(frozen=True)
class McpResource:
    uri: str
    name: str
    title: str
    description: str
    mime_type: str


def all_resources(assistant: Assistant, today: date) -> list[McpResource]:
    """Every document, and the list of rules."""
    found = []
    for document in listed(assistant.library, today):
        about = ", ".join(dict.fromkeys((document.kind, document.standing, *_period(document))))
        about = about[:1].upper() + about[1:]
        uri = DOCUMENT + quote(document.id, safe="")
        found.append(McpResource(uri, document.id, document.title, about, "text/plain"))
    about = "Hver takstregel med felter, perioder og beskrivelse"
    return [*found, McpResource(RULES, "regler", "Takstregler", about, "application/json")]


def _period(document: Document) -> tuple[str, ...]:
    first, last = document.valid_from, document.valid_to
    if first is None or last is None:
        return ()
    return (danish_date(first) if first == last else f"{danish_date(first)} til {danish_date(last)}",)


def read_resource(assistant: Assistant, uri: str) -> tuple[str, str]:
    """(media type, text). Raises UnknownDocument for what does not exist."""
    if uri == RULES:
        known = [
            rule.model_dump(mode="json", exclude={"sources"}) for rule in rules.listed(assistant.answering)
        ]
        return "application/json", json.dumps(known, ensure_ascii=False, indent=1)
    if not uri.startswith(DOCUMENT):
        raise UnknownDocument(uri, sorted(assistant.answering.snapshot.documents))
    snapshot, document = stored_document(assistant.library, unquote(uri.removeprefix(DOCUMENT)))
    span = document.span
    return "text/plain", snapshot.file(document.id).text[span.start : span.end]
