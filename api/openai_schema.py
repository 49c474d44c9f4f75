"""What OpenAI's clients send and get, as far as it is used here; fields that are not named are ignored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, ValidationError

from api.day import Day
from api.openai_problems import NotOffered
from api.refusal import sentences
from api.schemas import ChatRequest
from api.text import Name, cleaned

MODEL = "rammeaftale"
# Questions before the last one are context only: what is longer is cut.
_LONGEST = 4000
_TOKEN = re.compile(r"\w+|[^\w\s]")


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Message(_Loose):
    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Any = None


class StreamOptions(_Loose):
    include_usage: StrictBool = False


class Narrowing(BaseModel):
    """Our own field: what /api/chat calls by the same names."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None
    regions: list[Name] = Field(default_factory=list, max_length=10)
    documents: list[Name] = Field(default_factory=list, max_length=100)


class CompletionRequest(_Loose):
    """A request for /v1/chat/completions. Sampling settings and limits of length mean nothing here."""

    model: str = Field(max_length=300)
    messages: list[Message] = Field(min_length=1, max_length=2000)
    stream: StrictBool | None = False
    stream_options: StreamOptions | None = None
    n: StrictInt | None = 1
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    modalities: list[str] | None = None
    response_format: dict[str, Any] | None = None
    rammeaftale: Narrowing | None = None

    @property
    def with_usage(self) -> bool:
        return self.stream_options is not None and self.stream_options.include_usage


class Usage(BaseModel):
    """Words and marks, counted here: no model has read them, and nothing is billed by them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Model(BaseModel):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 1735689600
    owned_by: str = MODEL


class Models(BaseModel):
    object: Literal["list"] = "list"
    data: list[Model]


class OpenAIFault(BaseModel):
    """`message` is a Danish sentence, `code` a stable word for machines, `param` the field that was wrong."""

    message: str
    type: str
    param: str | None
    code: str


class OpenAIProblem(BaseModel):
    """What every error under /v1 says."""

    error: OpenAIFault


def check_model(model: str) -> None:
    """Raises NotOffered for any model but ours."""
    if model != MODEL:
        raise NotOffered(
            "model", f"Modellen »{model}« findes ikke her. Brug »{MODEL}«.", 404, "model_not_found"
        )


def read(asked: CompletionRequest) -> tuple[ChatRequest, list[str]]:
    """The question, and the questions before it, oldest first.

    What the client calls the assistant's own answers is not read: the former questions are answered anew, so
    that nobody can put words in the assistant's mouth. System and developer messages are read for their form
    and otherwise left alone: the agreements decide what is answered, not instructions. Raises NotOffered.
    """
    check_model(asked.model)
    _offered(asked)
    said = [
        _text(number, message.content)
        for number, message in enumerate(asked.messages)
        if message.role == "user"
    ]
    if not said:
        raise NotOffered("messages", "Der er intet spørgsmål. Send mindst én besked med rollen »user«.")
    narrowed = asked.rammeaftale or Narrowing()
    try:
        question = ChatRequest(
            message=said[-1], as_of=narrowed.as_of, regions=narrowed.regions, documents=narrowed.documents
        )
    except ValidationError as wrong:
        sentence = sentences(wrong).replace("»message«", "»messages«")
        raise NotOffered("messages", sentence, code="ugyldig_vaerdi") from wrong
    return question, [text for former in said[:-1] if (text := cleaned(former)[:_LONGEST].strip())]


def _offered(asked: CompletionRequest) -> None:
    if asked.n is not None and asked.n != 1:
        raise NotOffered("n", f"Der gives ét svar ad gangen. Feltet »n« er {asked.n}; brug 1.")
    for name in ("tools", "functions"):
        if getattr(asked, name):
            raise NotOffered(
                name, f"Værktøjer kan ikke bruges her. Udelad »{name}«; værktøjer findes over MCP på /mcp."
            )
    if any(message.role in ("tool", "function") for message in asked.messages):
        raise NotOffered("messages", "Svar fra værktøjer kan ikke bruges her. Send kun tekst.")
    if asked.modalities and asked.modalities != ["text"]:
        raise NotOffered("modalities", "Der svares kun med tekst. Udelad »modalities«.")
    form = (asked.response_format or {}).get("type", "text")
    if form != "text":
        raise NotOffered(
            "response_format",
            "Svaret er altid tekst. Udelad »response_format«; svaret som data står i feltet »rammeaftale«.",
        )


def _text(number: int, content: Any) -> str:
    if isinstance(content, str):
        return content
    where = f"messages.{number}.content"
    if not isinstance(content, list):
        raise NotOffered(where, f"Feltet »{where}« skal være tekst.", code="ugyldig_vaerdi")
    texts = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind != "text" or not isinstance(part.get("text"), str):
            raise NotOffered(where, "Kun tekst kan læses her, ikke billeder, lyd eller filer.")
        texts.append(part["text"])
    return "\n".join(texts)


def usage_of(messages: Sequence[Message], text: str) -> Usage:
    """What was sent and answered, counted in words and marks."""
    sent = sum(len(_TOKEN.findall(part)) for message in messages for part in _strings(message.content))
    answered = len(_TOKEN.findall(text))
    return Usage(prompt_tokens=sent, completion_tokens=answered, total_tokens=sent + answered)


def _strings(content: Any) -> list[str]:
    if isinstance(content, str):
        return [content]
    parts = content if isinstance(content, list) else []
    return [part["text"] for part in parts if isinstance(part, dict) and isinstance(part.get("text"), str)]
