"""Errors as the world sees them: a Danish sentence and a code, never a trace."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.logs import CORRELATION
from api.openai_problems import NotOffered, problem_body, problem_status
from api.pages import error_page, wants_page
from api.refusal import Refused, sentence
from api.security import HEADERS
from api.service import NotReady
from api.watching import HEADER
from api.workers import Busy
from assistant.conversation import UnknownConversation
from index.errors import DatabaseGone, IndexFault, IngestRunning, UnknownDocument
from ingest.errors import IngestError
from ingest.sources import SourcesError

_LOG = logging.getLogger("rammeaftale")


class Problem(BaseModel):
    """What every error says: `detail` is a Danish sentence, `code` a stable word for machines."""

    detail: str
    code: str


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text}
    for status, text in {
        400: "Forespørgslen kan ikke læses",
        401: "Der mangler en gyldig nøgle",
        403: "Nøglen har ikke ret til det, eller forespørgslen kommer fra en fremmed side",
        404: "Findes ikke",
        409: "Noget andet er i gang, eller tilstanden tillader det ikke",
        413: "For stor",
        421: "Ukendt værtsnavn",
        422: "Ugyldig værdi",
        429: "For mange forespørgsler; Retry-After siger, hvornår der kan spørges igen",
        500: "Fejl i programmet",
        503: "Ikke klar, eller for travlt",
    }.items()
}
_BY_STATUS = {
    400: ("ulaeselig", "Forespørgslen kan ikke læses."),
    404: ("findes_ikke", "Siden findes ikke."),
    405: ("metode_ikke_tilladt", "Den metode kan ikke bruges her."),
    413: ("for_stor", "Forespørgslen er for stor."),
}
_INTERNAL = "Der skete en fejl i programmet. Prøv igen; sker det igen, så giv besked til den, der driver det."
# Looked up in the log by whoever runs the server, under the number of the request.
_NUMBERED = frozenset({"intern_fejl", "database"})


def describe(error: Exception) -> tuple[int, str, str]:
    """(status, code, sentence) of an error that a caller can cause or must know of."""
    status, code, sentence = _described(error)
    if code in _NUMBERED and (number := CORRELATION.get()):
        sentence = f"{sentence} Oplys nummeret {number}."
    return status, code, sentence


def _described(error: Exception) -> tuple[int, str, str]:
    match error:
        case Refused():
            return error.status, error.code, str(error)
        case IngestError():
            return (413 if error.code == "for_stor" else 422), error.code, str(error)
        case UnknownConversation() | UnknownDocument():
            return 404, "findes_ikke", str(error)
        case IngestRunning():
            return 409, "indlaesning_i_gang", str(error)
        case DatabaseGone():
            return 503, "database_vaek", str(error)
        case IndexFault() | SourcesError():
            return 409, "kan_ikke_udfoeres", str(error)
        case NotReady():
            return 503, "ikke_klar", str(error)
        case Busy():
            return 503, "travlt", str(error)
        case ClientDisconnect():
            # Nobody reads it; the number is the one that nginx gives to it.
            return 499, "afbrudt", "Forbindelsen blev afbrudt."
        case RequestValidationError():
            return 422, "ugyldig_vaerdi", " ".join(dict.fromkeys(map(sentence, error.errors())))
        case HTTPException():
            code, text = _BY_STATUS.get(error.status_code, ("afvist", "Forespørgslen kan ikke udføres."))
            return error.status_code, code, text
        case SQLAlchemyError():
            return 503, "database", "Databasen svarer ikke lige nu. Prøv igen om lidt."
    return 500, "intern_fejl", _INTERNAL


async def answer_problem(request: Request, error: Exception) -> Response:
    """The answer to a failed request: JSON for programs, a page for people."""
    status, code, text = describe(error)
    if code in _NUMBERED:
        # What nobody expected is logged with all its places by the server itself.
        known = error if code == "database" else None
        _LOG.error("Fejl under en forespørgsel: %s", type(error).__name__, exc_info=known)
    headers = dict(HEADERS)
    # An error of the program itself is answered outside of what numbers all other answers.
    if number := CORRELATION.get():
        headers[HEADER] = number
    if status == 503:
        headers["Retry-After"] = "3"
    if isinstance(error, HTTPException) and error.headers:
        headers.update(error.headers)
    if wants_page(request):
        return error_page(request, status, text, headers)
    path = request.url.path
    param = error.param if isinstance(error, NotOffered) else None
    return JSONResponse(problem_body(path, status, code, text, param), problem_status(path, status), headers)


def install(app: FastAPI) -> None:
    """Let every error leave as a problem."""
    for kind in (
        Refused,
        IngestError,
        UnknownConversation,
        IndexFault,
        SourcesError,
        NotReady,
        Busy,
        ClientDisconnect,
        RequestValidationError,
        HTTPException,
        SQLAlchemyError,
        Exception,
    ):
        app.add_exception_handler(kind, answer_problem)
