"""Conversations and what readers thought of their answers."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.conversation_export import EXPORT_MEDIA, ExportFormat, as_json, markdown, shown_turn
from api.personal import ask_first
from api.problems import PROBLEMS
from api.schemas import Begin, Begun, Conversation, ConversationWithTurns, Feedback, Rename
from api.service import Service, Serving
from api.text import Line

router = APIRouter(prefix="/api", tags=["Samtaler"], responses=PROBLEMS)


@router.get("/conversations", summary="De seneste samtaler")
async def conversations(
    service: Serving, search: Annotated[Line, Query(description="Ord i spørgsmål eller titel")] = ""
) -> list[Conversation]:
    return await service.call(_list, service, search)


@router.post("/conversations", status_code=201, summary="Åbn en samtale, før der er spurgt i den")
async def begin(begun: Begin, service: Serving) -> Begun:
    return Begun(id=UUID(await service.call(_begun, service, begun)))


@router.get("/conversations/{conversation_id}", summary="En samtale med alle spørgsmål og svar")
async def conversation(conversation_id: UUID, service: Serving) -> ConversationWithTurns:
    return await service.call(_turns, service, conversation_id)


@router.get(
    "/conversations/{conversation_id}/export",
    summary="En samtale som fil: Markdown eller JSON",
    response_class=Response,
    responses={200: {"description": "Filen", "content": {media: {} for media in EXPORT_MEDIA.values()}}},
)
async def export(
    conversation_id: UUID,
    service: Serving,
    form: Annotated[ExportFormat, Query(alias="format", description="md eller json")] = "md",
) -> Response:
    return await service.call(_exported, service, conversation_id, form)


@router.patch("/conversations/{conversation_id}", status_code=204, summary="Giv en samtale en anden titel")
async def rename(conversation_id: UUID, named: Rename, service: Serving) -> None:
    await service.call(service.assistant.conversations.rename, str(conversation_id), named.title)


@router.delete("/conversations/{conversation_id}", status_code=204, summary="Slet en samtale")
async def delete(conversation_id: UUID, service: Serving) -> None:
    await service.call(service.assistant.conversations.delete, str(conversation_id))


@router.delete("/conversations", status_code=204, summary="Slet alle samtaler")
async def delete_all(service: Serving) -> None:
    await service.call(service.assistant.conversations.delete_all)


@router.post("/messages/{message_id}/feedback", status_code=204, summary="Bedøm et svar")
async def feedback(message_id: UUID, thought: Feedback, service: Serving) -> None:
    await service.call(
        service.assistant.conversations.add_feedback,
        str(message_id),
        thought.helpful,
        thought.reason,
        thought.comment,
    )


@router.get("/messages/{message_id}/record", summary="Et svar som journal, der kan efterprøves")
async def record(message_id: UUID, service: Serving) -> dict[str, Any]:
    return await service.call(service.assistant.record, str(message_id))


def _begun(service: Service, begun: Begin) -> str:
    if begun.confirm_personal is False:
        ask_first(service.assistant, begun.title)
    return service.assistant.conversations.begin(begun.title)


def _exported(service: Service, conversation_id: UUID, form: ExportFormat) -> Response:
    conversations = service.assistant.conversations
    found = conversations.summary(str(conversation_id))
    turns = conversations.turns(str(conversation_id))
    made = markdown(found, turns) if form == "md" else as_json(found, turns)
    # The title is the user's own words: only the day and the id go into the name of a file.
    name = f"samtale-{found.created_at:%Y-%m-%d}-{found.id[:8]}.{form}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, media_type=EXPORT_MEDIA[form], headers=headers)


def _list(service: Service, search: str) -> list[Conversation]:
    return [
        Conversation(
            id=UUID(found.id),
            title=found.title,
            created_at=found.created_at,
            updated_at=found.updated_at,
            turns=found.turns,
        )
        for found in service.assistant.conversations.list(search)
    ]


def _turns(service: Service, conversation_id: UUID) -> ConversationWithTurns:
    turns = service.assistant.conversations.turns(str(conversation_id))
    return ConversationWithTurns(
        id=conversation_id,
        turns=[shown_turn(turn) for turn in turns],
    )
