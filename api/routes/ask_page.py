"""The page where a question is asked and its answer read; works without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from api import documents as work
from api import recompute
from api.asking import ask, check
from api.pages import page
from api.personal import AskFirst
from api.refusal import Refused, sentences
from api.schemas import ChatRequest, Feedback
from api.security import opened_from_elsewhere
from api.service import Service, Serving
from api.turns import Shown, turns_of
from assistant.answer import Answer
from assistant.conversation import Turn, UnknownConversation
from assistant.rules.field_words import said
from assistant.rules.result import RuleInputError

router = APIRouter(include_in_schema=False)

EXAMPLES = (
    "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?",
    "Hvem er formand for KKR Midtjylland?",
    "Udgiften pr. dag i Hovedstaden var 1.000 kr. i 2019 og 1.080 kr. i 2022. Pris- og lønfremskrivningen er 6 pct. "
    "i alt. Er prisloftet overholdt?",
)
REASONS = {
    "forkert_sted": "Citatet er det forkerte sted i dokumentet",
    "forkert_dokument": "Svaret bygger på det forkerte dokument",
    "foraeldet": "Svaret er forældet",
    "ikke_besvaret": "Der bliver ikke svaret på spørgsmålet",
    "mangler_detaljer": "Der mangler detaljer",
    "burde_vide": "Svaret burde være fundet; det står i dokumenterne",
}
# So many earlier conversations stand beside the question; the rest have a page of their own.
_LATEST = 8


@dataclass(frozen=True)
class Typed:
    """What stands in the form, as it was typed."""

    q: str = ""
    samtale: str = ""
    region: tuple[str, ...] = ()
    dato: str = ""
    dokument: tuple[str, ...] = ()
    bekraeftet: bool = False

    def request(self) -> ChatRequest:
        """Raises ValidationError."""
        return ChatRequest.model_validate(
            {
                "message": self.q,
                "conversation_id": self.samtale or None,
                "as_of": self.dato or None,
                "regions": list(self.region),
                "documents": list(self.dokument),
                "confirm_personal": self.bekraeftet,
            }
        )

    def filters(self) -> str:
        """The filters as the query of an address, with its question mark; "" without any."""
        kept = [("region", name) for name in self.region] + [("dokument", each) for each in self.dokument]
        kept += [("dato", self.dato)] * bool(self.dato)
        return f"?{urlencode(kept)}" if kept else ""


Many = Annotated[list[str] | None, Query()]
ManyTyped = Annotated[list[str] | None, Form()]


@router.get("/")
async def start(
    request: Request,
    service: Serving,
    q: str = "",
    samtale: str = "",
    region: Many = None,
    dato: str = "",
    dokument: Many = None,
) -> Response:
    typed = Typed(q, samtale, tuple(region or ()), dato, tuple(dokument or ()))
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
    region: ManyTyped = None,
    dato: Annotated[str, Form()] = "",
    dokument: ManyTyped = None,
    bekraeftet: Annotated[str, Form()] = "",
) -> Response:
    typed = Typed(q, samtale, tuple(region or ()), dato, tuple(dokument or ()), bool(bekraeftet))
    return await service.call(_posted, request, service, typed)


@router.get("/samtale/{conversation_id}")
async def conversation(conversation_id: UUID, request: Request, service: Serving) -> Response:
    # Filters stay as they were set when the former question was sent.
    known = request.query_params
    typed = Typed(
        samtale=str(conversation_id),
        region=tuple(known.getlist("region")),
        dato=known.get("dato", ""),
        dokument=tuple(known.getlist("dokument")),
    )
    return await service.call(_page, request, service, typed)


@router.get("/samtale/{conversation_id}/svar/{message_id}")
async def fragment(conversation_id: UUID, message_id: UUID, request: Request, service: Serving) -> Response:
    """One answer as it stands on the page, for the script that streamed it."""
    return await service.call(_fragment, request, service, str(conversation_id), str(message_id))


@router.get("/samtale/{conversation_id}/svar/{message_id}/tegning.svg")
async def picture(conversation_id: UUID, message_id: UUID, service: Serving) -> Response:
    """The computation of one answer over the years."""
    return await service.call(_picture, service, str(conversation_id), str(message_id))


@router.post("/samtale/{conversation_id}/svar/{message_id}/regn")
async def compute(conversation_id: UUID, message_id: UUID, request: Request, service: Serving) -> Response:
    """The computation of one answer with other figures, as a turn of its own."""
    form = await request.form(max_files=0, max_fields=100)
    typed = {name: str(value)[: recompute.LONGEST_VALUE] for name, value in form.items()}
    return await service.call(_compute, request, service, str(conversation_id), str(message_id), typed)


@router.post("/samtale/{conversation_id}/svar/{message_id}/vurdering")
async def rate(
    conversation_id: UUID,
    message_id: UUID,
    request: Request,
    service: Serving,
    hjalp: Annotated[str, Form()] = "",
    grund: Annotated[str, Form()] = "",
    bemaerkning: Annotated[str, Form()] = "",
) -> Response:
    said = {"helpful": hjalp == "ja", "reason": "" if hjalp == "ja" else grund, "comment": bemaerkning}
    return await service.call(_rate, request, service, str(conversation_id), str(message_id), said)


def _posted(request: Request, service: Service, typed: Typed) -> Response:
    found = _ask(service, typed)
    if isinstance(found, AskFirst):
        return _page(request, service, typed, ask_first=str(found))
    if isinstance(found, str):
        return _page(request, service, typed, found)
    # The answer has an address of its own: reloading it does not ask again.
    return RedirectResponse(
        f"/samtale/{found.conversation_id}{typed.filters()}#besked-{found.message_id}", 303
    )


def _answered(request: Request, service: Service, typed: Typed) -> Response:
    found = _ask(service, typed)
    if isinstance(found, AskFirst):
        return _page(request, service, typed, ask_first=str(found))
    if isinstance(found, str):
        return _page(request, service, typed, found)
    return _page(request, service, replace(typed, q="", samtale=str(found.conversation_id)))


def _ask(service: Service, typed: Typed) -> Answer | AskFirst | str:
    """The answer, what to ask before it, or the sentence that says what is to be put right in the form."""
    try:
        asked = typed.request()
        check(service.assistant, asked)
    except ValidationError as wrong:
        return sentences(wrong)
    except AskFirst as asking:
        return asking
    except (Refused, UnknownConversation) as wrong:
        return str(wrong)
    return ask(service.assistant, asked)


def _page(
    request: Request,
    service: Service,
    typed: Typed,
    fault: str = "",
    figures: Mapping[str, Mapping[str, str]] | None = None,
    wrong: str = "",
    ask_first: str = "",
) -> Response:
    """The page; `fault` is about the question, `wrong` about the `figures` typed in a turn's form.

    `ask_first` is what is asked before the question is sent.
    """
    turns: list[Shown] = []
    waiting = ""
    if typed.samtale and not fault:
        try:
            turns = turns_of(service, str(UUID(typed.samtale)), figures)
        except ValueError:
            typed = replace(typed, samtale="")
        else:
            if not turns:
                waiting = service.assistant.conversations.summary(typed.samtale).title
    documents = work.listed(service.library, service.today)
    context: dict[str, Any] = {
        "typed": typed,
        "fault": fault,
        "wrong": wrong,
        "ask_first": ask_first,
        "turns": turns,
        "waiting": waiting,
        "regions": sorted({d.region for d in documents if d.region}),
        "documents": documents,
        "examples": EXAMPLES,
        "reasons": REASONS,
        "latest": service.assistant.conversations.list(limit=_LATEST),
    }
    return page(request, "ask.html", context, 422 if fault or wrong else 409 if ask_first else 200)


def _turn(service: Service, conversation_id: str, message_id: str) -> Turn:
    """Raises UnknownConversation."""
    turn = service.assistant.conversations.turn(message_id)
    if turn.answer.conversation_id != conversation_id:
        raise UnknownConversation("Svaret findes ikke i samtalen.")
    return turn


def _fragment(request: Request, service: Service, conversation_id: str, message_id: str) -> Response:
    _turn(service, conversation_id, message_id)
    turn = next(t for t in turns_of(service, conversation_id) if t.message_id == message_id)
    return page(request, "turn.html", {"turn": turn, "reasons": REASONS})


def _picture(service: Service, conversation_id: str, message_id: str) -> Response:
    made = recompute.drawing(_turn(service, conversation_id, message_id), service)
    if made is None:
        raise Refused(404, "ingen_tegning", "Der er ingen tegning til det svar.")
    return Response(made, media_type="image/svg+xml")


def _compute(
    request: Request, service: Service, conversation_id: str, message_id: str, typed: Mapping[str, str]
) -> Response:
    try:
        found = recompute.run_again(service, _turn(service, conversation_id, message_id), typed)
    except (RuleInputError, Refused) as wrong:
        told = str(wrong) if isinstance(wrong, Refused) else said(wrong)
        kept = {message_id: typed}
        return _page(request, service, Typed(samtale=conversation_id), figures=kept, wrong=told)
    return RedirectResponse(f"/samtale/{conversation_id}#besked-{found.message_id}", 303)


def _rate(
    request: Request, service: Service, conversation_id: str, message_id: str, said: Mapping[str, Any]
) -> Response:
    _turn(service, conversation_id, message_id)
    try:
        thought = Feedback.model_validate(said)
    except ValidationError as wrong:
        return _page(request, service, Typed(samtale=conversation_id), wrong=sentences(wrong))
    service.assistant.conversations.add_feedback(message_id, thought.helpful, thought.reason, thought.comment)
    return RedirectResponse(f"/samtale/{conversation_id}#vurder-{message_id}", 303)
