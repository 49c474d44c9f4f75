"""The page where a question is asked and its answer read; works without JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api import documents as work
from api.asking import ask, check
from api.pages import page
from api.refusal import Refused, sentences
from api.schemas import ChatRequest
from api.security import opened_from_elsewhere
from api.service import Service, Serving
from assistant.answer import Answer
from assistant.conversation import UnknownConversation

router = APIRouter(include_in_schema=False)

EXAMPLES = (
    "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?",
    "Hvem er formand for KKR Midtjylland?",
    "Hvor meget må udgiften pr. dag stige i Hovedstaden?",
)


@dataclass(frozen=True)
class Typed:
    """What stands in the form, as it was typed."""

    q: str = ""
    samtale: str = ""
    region: tuple[str, ...] = ()
    dato: str = ""

    def request(self) -> ChatRequest:
        """Raises ValidationError."""
        return ChatRequest.model_validate(
            {
                "message": self.q,
                "conversation_id": self.samtale or None,
                "as_of": self.dato or None,
                "regions": list(self.region),
            }
        )


@dataclass(frozen=True)
class Shown:
    """A turn on the page."""

    message_id: str
    question: str
    answer: Answer
    standings: dict[str, str] = field(default_factory=dict)


@router.get("/")
async def start(
    request: Request,
    service: Serving,
    q: str = "",
    samtale: str = "",
    region: Annotated[list[str] | None, Query()] = None,
    dato: str = "",
) -> Response:
    typed = Typed(q, samtale, tuple(region or ()), dato)
    # Another site may send someone here with a question typed in, but it does not get it asked.
    if not q.strip() or opened_from_elsewhere(request.headers):
        return await service.call(_page, request, service, typed)
    return await service.call(_answered, request, service, typed)


@router.post("/")
async def asked(
    request: Request,
    service: Serving,
    q: Annotated[str, Form()] = "",
    samtale: Annotated[str, Form()] = "",
    region: Annotated[list[str] | None, Form()] = None,
    dato: Annotated[str, Form()] = "",
) -> Response:
    return await service.call(_posted, request, service, Typed(q, samtale, tuple(region or ()), dato))


@router.get("/samtale/{conversation_id}")
async def conversation(conversation_id: UUID, request: Request, service: Serving) -> Response:
    typed = Typed(samtale=str(conversation_id))
    # Filters stay as they were set when the former question was sent.
    known = request.query_params
    typed = replace(typed, region=tuple(known.getlist("region")), dato=known.get("dato", ""))
    return await service.call(_page, request, service, typed)


@router.get("/samtale/{conversation_id}/svar/{message_id}")
async def fragment(conversation_id: UUID, message_id: UUID, request: Request, service: Serving) -> Response:
    """One answer as it stands on the page, for the script that streamed it."""
    return await service.call(_fragment, request, service, str(conversation_id), str(message_id))


def _posted(request: Request, service: Service, typed: Typed) -> Response:
    found = _ask(service, typed)
    if isinstance(found, str):
        return _page(request, service, typed, found)
    kept = [("region", name) for name in typed.region] + [("dato", typed.dato)] * bool(typed.dato)
    query = f"?{urlencode(kept)}" if kept else ""
    # The answer has an address of its own: reloading it does not ask again.
    return RedirectResponse(f"/samtale/{found.conversation_id}{query}#besked-{found.message_id}", 303)


def _answered(request: Request, service: Service, typed: Typed) -> Response:
    found = _ask(service, typed)
    if isinstance(found, str):
        return _page(request, service, typed, found)
    return _page(request, service, replace(typed, q="", samtale=str(found.conversation_id)))


def _ask(service: Service, typed: Typed) -> Answer | str:
    """The answer, or the sentence that says what is to be put right in the form."""
    try:
        asked = typed.request()
        check(service.assistant, asked)
    except ValidationError as wrong:
        return sentences(wrong)
    except (Refused, UnknownConversation) as wrong:
        return str(wrong)
    return ask(service.assistant, asked)


def _page(request: Request, service: Service, typed: Typed, fault: str = "") -> Response:
    turns: list[Shown] = []
    if typed.samtale and not fault:
        try:
            turns = _turns(service, str(UUID(typed.samtale)))
        except ValueError:
            typed = replace(typed, samtale="")
    context: dict[str, Any] = {
        "typed": typed,
        "fault": fault,
        "turns": turns,
        "regions": _regions(service),
        "examples": EXAMPLES,
        "ready": service.ready,
    }
    return page(request, "ask.html", context, 422 if fault else 200)


def _regions(service: Service) -> list[str]:
    """Regions that a loaded document is about."""
    return sorted({d.region for d in work.listed(service.library, service.today) if d.region})


def _turns(service: Service, conversation_id: str) -> list[Shown]:
    standings = {d.id: d.standing for d in work.listed(service.library, service.today)}
    return [
        Shown(turn.message_id, turn.question, turn.answer, standings)
        for turn in service.assistant.conversations.turns(conversation_id)
    ]


def _fragment(request: Request, service: Service, conversation_id: str, message_id: str) -> Response:
    turn = next((t for t in _turns(service, conversation_id) if t.message_id == message_id), None)
    if turn is None:
        raise UnknownConversation("Svaret findes ikke i samtalen.")
    return page(request, "turn.html", {"turn": turn})
