"""/v1/models and /v1/chat/completions: the assistant as a model of OpenAI's protocol.

Nothing that comes in here is kept as a conversation. The clients send the whole history with every question
and keep it themselves: keeping it here too would fill the list with a copy for each question, and deleting a
conversation in the client would not delete it here.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse
from starlette.responses import JSONResponse, Response

from api.asking import check
from api.footnotes import footnoted
from api.openai_problems import problem_body
from api.openai_schema import (
    MODEL,
    CompletionRequest,
    Model,
    Models,
    OpenAIProblem,
    Usage,
    check_model,
    read,
    usage_of,
)
from api.problems import describe
from api.routes.chat import LAST_SECONDS, before_shutdown
from api.schemas import ChatRequest
from api.service import Service, Serving
from assistant.answer import Answer
from assistant.assistant import Assistant

router = APIRouter(
    prefix="/v1",
    tags=["OpenAI"],
    responses={
        "4XX": {"model": OpenAIProblem, "description": "Kan ikke udføres; hvorfor står i message"},
        "5XX": {"model": OpenAIProblem, "description": "Ikke klar, for travlt, eller fejl i programmet"},
    },
)

# One event, as the description of the API tells it: a piece as JSON, and "[DONE]" last.
_EVENT: dict[str, Any] = {
    "type": "object",
    "title": "Hændelse",
    "properties": {"data": {"type": "string"}},
    "required": ["data"],
}
_WORDS = 4
_LOG = logging.getLogger("rammeaftale")


@router.get("/models", summary="Den ene model, rammeaftale")
async def models() -> Models:
    return Models(data=[Model()])


@router.get("/models/{model}", summary="Modellen rammeaftale")
async def model(model: str) -> Model:
    check_model(model)
    return Model()


@router.post(
    "/chat/completions",
    summary="Et svar i OpenAI's form",
    responses={
        200: {
            "description": "Svaret; som hændelser, når stream er sat",
            "content": {"text/event-stream": {"schema": _EVENT}},
        }
    },
)
async def completions(asked: CompletionRequest, request: Request, service: Serving) -> Response:
    question, history = read(asked)
    assistant = service.assistant
    made = _Completion(asked, str(request.base_url).rstrip("/"))
    if not asked.stream:
        return await service.call_for(
            request, lambda: JSONResponse(made.whole(_answered(assistant, question, history)))
        )
    await service.call(check, assistant, question)
    return EventSourceResponse(
        _events(service, made, question, history),
        shutdown_event=service.shutdown,
        shutdown_grace_period=LAST_SECONDS + 1.5,
        headers={"X-Accel-Buffering": "no"},
        sep="\n",
    )


def _answered(assistant: Assistant, question: ChatRequest, history: list[str]) -> Answer:
    check(assistant, question)
    return assistant.answer(
        question.message,
        history,
        as_of=question.as_of,
        regions=question.regions,
        documents=question.documents,
    )


async def _events(
    service: Service, made: _Completion, question: ChatRequest, history: list[str]
) -> AsyncIterator[dict[str, str]]:
    yield _data(made.chunk({"role": "assistant", "content": ""}))
    # Written out in the thread that answers: the event loop only passes it on.
    found = await before_shutdown(
        service,
        lambda: [_data(chunk) for chunk in made.chunks(_answered(service.assistant, question, history))],
    )
    if isinstance(found, list):
        for chunk in found:
            yield chunk
    elif found is None:
        sentence = "Serveren lukker. Stil spørgsmålet igen om lidt."
        yield _data(problem_body("/v1/", 503, "lukker", sentence))
    else:
        status, code, sentence = describe(found)
        if status == 500:
            _LOG.error("Fejl under et svar", exc_info=found)
        yield _data(problem_body("/v1/", status, code, sentence))
    yield {"data": "[DONE]"}


class _Completion:
    """One answer under way, whole or in chunks."""

    def __init__(self, asked: CompletionRequest, base: str) -> None:
        self._asked = asked
        self._base = base
        self._common = {"id": f"chatcmpl-{uuid4().hex}", "created": int(time.time()), "model": MODEL}

    def whole(self, answer: Answer) -> dict[str, Any]:
        """A chat.completion with the contract object in the field `rammeaftale`."""
        text = footnoted(answer, self._base)
        message = {"role": "assistant", "content": text, "refusal": None}
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._common,
            "object": "chat.completion",
            "system_fingerprint": answer.fingerprint,
            "choices": [choice],
            "usage": self._usage(text).model_dump(),
            MODEL: answer.model_dump(mode="json"),
        }

    def chunks(self, answer: Answer) -> list[dict[str, Any]]:
        """The text in pieces, the chunk that ends it with the contract object, and the usage where asked for."""
        text = footnoted(answer, self._base)
        words = re.split(r"(?<=\s)(?=\S)", text)
        pieces = ["".join(words[at : at + _WORDS]) for at in range(0, len(words), _WORDS)]
        made = [self.chunk({"content": piece}) for piece in pieces]
        last = self.chunk({}, "stop") | {MODEL: answer.model_dump(mode="json")}
        made.append(last | {"system_fingerprint": answer.fingerprint})
        if self._asked.with_usage:
            made.append(self.chunk({}) | {"choices": [], "usage": self._usage(text).model_dump()})
        return made

    def chunk(self, delta: dict[str, str], ended: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ended}
        return {**self._common, "object": "chat.completion.chunk", "choices": [choice]}

    def _usage(self, text: str) -> Usage:
        return usage_of(self._asked.messages, text)


def _data(value: dict[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(value, ensure_ascii=False)}
