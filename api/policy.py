"""What each route asks of a key, and which of them the audit log tells of: one line for each route.

A route without a line is refused wherever keys are needed, and fails a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Mount, compile_path

from index.audit import Action
from index.keys import Scope

# "open": no key at all.
Needs = Scope | Literal["open"]

# Asking, reading and computing; one's own conversations and learning path, and what one thinks of an answer.
_READ = """
GET /
POST /
GET /samtale/{conversation_id}
GET /samtale/{conversation_id}/svar/{message_id}
GET /samtale/{conversation_id}/svar/{message_id}/tegning.svg
POST /samtale/{conversation_id}/svar/{message_id}/regn
POST /samtale/{conversation_id}/svar/{message_id}/vurdering
GET /samtaler
POST /samtale/{conversation_id}/navn
POST /samtale/{conversation_id}/slet
POST /samtaler/slet
GET /dokumenter
GET /dokument/{document_id}
GET /dokument/{document_id}/virkning
GET /sammenlign
GET /sammenlign/forskel
GET /takst-tjek
GET /takst-tjek/regel/{rule_id}
GET /takst-tjek/regel/{rule_id}/felter
GET /takst-tjek/liste
POST /takst-tjek/liste
GET /takst-tjek/liste/{list_id}
GET /takst-tjek/liste/{list_id}/hent
POST /takst-tjek/liste/{list_id}/slet
GET /ordliste
GET /ny-medarbejder
POST /ny-medarbejder
POST /ny-medarbejder/slet
GET /ny-medarbejder/trin/{step_id}
POST /ny-medarbejder/trin/{step_id}
GET /ny-medarbejder/gentag/{module_id}
POST /ny-medarbejder/gentag/{module_id}
GET /hjaelp
GET /tilgaengelighed
GET /docs
GET /openapi.json
GET /metrics
POST /api/chat
GET /api/conversations
POST /api/conversations
GET /api/conversations/{conversation_id}
PATCH /api/conversations/{conversation_id}
DELETE /api/conversations
DELETE /api/conversations/{conversation_id}
GET /api/conversations/{conversation_id}/export
POST /api/messages/{message_id}/feedback
GET /api/messages/{message_id}/record
GET /api/documents
GET /api/documents/{document_id}
GET /api/documents/{document_id}/text
GET /api/documents/{document_id}/impact
GET /api/compare
GET /api/diff
GET /api/glossary
GET /api/glossary/{term}
GET /api/onboarding
POST /api/onboarding/learners
GET /api/onboarding/learners/{learner}
POST /api/onboarding/learners/{learner}/answers
DELETE /api/onboarding/learners/{learner}
GET /api/rules
POST /api/rules/batch
POST /api/rules/{rule_id}
GET /api/rules/{rule_id}/svg
GET /api/agreements/in-force
GET /v1/models
GET /v1/models/{model}
POST /v1/chat/completions
* /mcp
"""
# Changing what everybody is answered from.
_WRITE = """
POST /dokumenter
POST /dokument/{document_id}/virkning
POST /dokument/{document_id}/udkast
POST /dokument/{document_id}/udkast/afvis
GET /dokument/{document_id}/ret
POST /dokument/{document_id}/ret
GET /dokument/{document_id}/fjern
POST /dokument/{document_id}/fjern
POST /api/documents
PATCH /api/documents/{document_id}
DELETE /api/documents/{document_id}
POST /api/documents/{document_id}/approval
POST /api/documents/{document_id}/rejection
"""
# Looking after the system: reported questions of others stand there.
_ADMIN = """
GET /drift
POST /drift/proevespoergsmaal
GET /drift/proevespoergsmaal.jsonl
"""
_OPEN = """
GET /health
GET /ready
GET /log-ind
POST /log-ind
POST /log-ud
* /static
"""


def _lines(text: str, needs: Needs) -> dict[str, Needs]:
    return {line: needs for line in text.split("\n") if line}


POLICY: Mapping[str, Needs] = {
    **_lines(_READ, "read"),
    **_lines(_WRITE, "write"),
    **_lines(_ADMIN, "admin"),
    **_lines(_OPEN, "open"),
}
# What the audit log tells of, by route; logging in and keys are told where they happen.
AUDITED: Mapping[str, Action] = {
    "POST /api/documents": "dokument indlæst",
    "POST /dokumenter": "dokument indlæst",
    "PATCH /api/documents/{document_id}": "dokument rettet",
    "POST /dokument/{document_id}/ret": "dokument rettet",
    "POST /api/documents/{document_id}/approval": "dokument godkendt",
    "POST /dokument/{document_id}/virkning": "dokument godkendt",
    "POST /dokument/{document_id}/udkast": "dokument godkendt",
    "POST /api/documents/{document_id}/rejection": "regeludkast afvist",
    "POST /dokument/{document_id}/udkast/afvis": "regeludkast afvist",
    "DELETE /api/documents/{document_id}": "dokument fjernet",
    "POST /dokument/{document_id}/fjern": "dokument fjernet",
    "DELETE /api/conversations": "samtale slettet",
    "DELETE /api/conversations/{conversation_id}": "samtale slettet",
    "POST /samtale/{conversation_id}/slet": "samtale slettet",
    "POST /samtaler/slet": "samtale slettet",
    "GET /api/conversations/{conversation_id}/export": "samtale hentet",
    "GET /api/messages/{message_id}/record": "svarjournal hentet",
}


@dataclass(frozen=True)
class Found:
    """The route a request goes to. `needs` is None where the table has no line for it; `ids` stand in its address."""

    route: str
    needs: Needs | None
    ids: tuple[str, ...] = ()


class Policy:
    """The table laid over the routes of an application, in the order in which they are tried."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._tried: list[tuple[re.Pattern[str], frozenset[str] | None, str]] = []
        for path, methods, pattern in _routes(routes):
            self._tried.append((pattern, methods, path))

    def names(self) -> list[str]:
        """Every route as the table names it."""
        return [
            f"{method} {path}"
            for _, methods, path in self._tried
            for method in sorted(methods - {"HEAD"} if methods else {"*"})
        ]

    def find(self, method: str, path: str) -> Found | None:
        """Where a request goes; None for an address that does not exist, or not with that method."""
        for pattern, methods, template in self._tried:
            matched = pattern.match(path)
            if matched and (methods is None or method in methods):
                named = "*" if methods is None else "GET" if method == "HEAD" else method
                route = f"{named} {template}"
                return Found(route, POLICY.get(route), tuple(matched.groups()))
        return None


def _routes(routes: Iterable[BaseRoute]) -> Iterable[tuple[str, frozenset[str] | None, re.Pattern[str]]]:
    for found in iter_route_contexts(list(routes)):
        mounted = isinstance(found.original_route, Mount)
        path = str(found.path)
        pattern, _, _ = compile_path(path + "/{path:path}" if mounted else path)
        yield path, frozenset(found.methods) if found.methods else None, pattern
