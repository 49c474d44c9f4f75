"""POST /api/chat: an answer as JSON, or the same as server-sent events."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any, TypeVar

import anyio
from fastapi import APIRouter, Header, Request
from sse_starlette import EventSourceResponse
from starlette.responses import Response

from api.asking import ask, check
from api.problems import PROBLEMS, describe
from api.schemas import ChatRequest
from api.service import Service, Serving
from assistant.answer import Answer
from assistant.assistant import Assistant

router = APIRouter(prefix="/api", tags=["Spørg"], responses=PROBLEMS)

# How long a stream may still work on its answer when the server is told to stop, in seconds.
LAST_SECONDS = 6.0
_WORDS = 4
_MARK = re.compile(r"\[(\d+)\]")
Event = dict[str, str]
# One event, as the description of the API tells it.
_EVENT: dict[str, Any] = {
    "type": "object",
    "title": "Hændelse",
    "properties": {
        "event": {"type": "string", "enum": ["status", "text", "citation", "done", "error"]},
        "data": {"type": "string", "contentMediaType": "application/json"},
    },
    "required": ["event", "data"],
}
T = TypeVar("T")
_LOG = logging.getLogger("rammeaftale")


@router.post(
    "/chat",
    response_model=Answer,
    summary="Stil et spørgsmål",
    responses={
        200: {
            "description": "Svaret; som hændelserne status, text, citation og done ved text/event-stream",
            "content": {"text/event-stream": {"schema": _EVENT}},
        }
    },
)
async def chat(
    asked: ChatRequest,
    request: Request,
    service: Serving,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Any:
    assistant = service.assistant
    if "text/event-stream" in accept:
        await service.call(check, assistant, asked)
        return stream(service, lambda: ask(assistant, asked))
    # The answer is the contract's own type: writing it out at once spares validating it a second time.
    return Response(
        await service.call_for(request, _written, assistant, asked), media_type="application/json"
    )


def _written(assistant: Assistant, asked: ChatRequest) -> str:
    """One answer as JSON. Raises what `check` and `ask` raise."""
    check(assistant, asked)
    return ask(assistant, asked).model_dump_json()


def stream(service: Service, work: Callable[[], Answer]) -> Response:
    """An answer as events. The stream always ends with `done`, or with `error` and a Danish sentence."""
    return EventSourceResponse(
        _events(service, work),
        shutdown_event=service.shutdown,
        # A little more than the work itself gets, so that the final event still leaves.
        shutdown_grace_period=LAST_SECONDS + 1.5,
        headers={"X-Accel-Buffering": "no"},
        sep="\n",
    )


async def _events(service: Service, work: Callable[[], Answer]) -> AsyncIterator[Event]:
    speaks = service.assistant.language_model is not None
    searching = "Søger i aftalerne og formulerer svaret …" if speaks else "Søger i aftalerne …"
    yield _event("status", {"text": searching})
    # Written out in the thread that answers: the event loop only passes it on.
    found = await before_shutdown(service, lambda: list(pieces(work())))
    if isinstance(found, list):
        for event in found:
            yield event
    elif found is None:
        yield _event("error", {"detail": "Serveren lukker. Stil spørgsmålet igen om lidt.", "code": "lukker"})
    else:
        status, code, sentence = describe(found)
        if status == 500:
            _LOG.error("Fejl under et svar", exc_info=found)
        yield _event("error", {"detail": sentence, "code": code})


async def before_shutdown(service: Service, work: Callable[[], T]) -> T | Exception | None:
    """What the work gives, or what went wrong; None when the server stops and it did not come in time."""
    found: list[T | Exception] = []
    async with anyio.create_task_group() as group:

        async def last_call() -> None:
            await service.shutdown.wait()
            await anyio.sleep(LAST_SECONDS)
            group.cancel_scope.cancel()

        group.start_soon(last_call)
        try:
            found.append(await service.call(work))
        except Exception as fault:  # the stream has begun: whatever went wrong must leave as its last event
            found.append(fault)
        group.cancel_scope.cancel()
    return found[0] if found else None


def pieces(answer: Answer) -> Iterator[Event]:
    """The events of an answer: its text in pieces, each citation where it is first named, then all of it."""
    citations = {citation.n: citation for citation in answer.citations}
    words = re.split(r"(?<=\s)(?=\S)", answer.answer)
    for at in range(0, len(words), _WORDS):
        piece = "".join(words[at : at + _WORDS])
        yield _event("text", {"text": piece})
        for n in map(int, _MARK.findall(piece)):
            if n in citations:
                yield _event("citation", citations.pop(n).model_dump(mode="json"))
    for citation in citations.values():
        yield _event("citation", citation.model_dump(mode="json"))
    yield _event("done", answer.model_dump(mode="json"))


def _event(name: str, data: dict[str, Any]) -> Event:
    return {"event": name, "data": json.dumps(data, ensure_ascii=False)}
