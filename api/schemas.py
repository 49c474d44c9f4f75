"""What goes in and out over HTTP beside the answer itself (assistant/answer.py)."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.day import Day
from api.text import Line, Name, Question, Remark
from assistant.answer import Answer
from assistant.instant import Instant


class _In(BaseModel):
    """What comes in: nothing unnamed, and true and false are not guessed from 1, "ja" or 0.0."""

    model_config = ConfigDict(extra="forbid")


_CONFIRM = Field(
    default=None,
    description="false: afvis med 409 og koden personoplysninger, hvis teksten ser ud til at handle om en privatperson; "
    "true: brugeren har sagt ja. Uden feltet undersøges det ikke",
)


class ChatRequest(_In):
    """A question; `regions` and `documents` narrow what is searched, `as_of` sets the day answered for."""

    message: Question
    conversation_id: UUID | None = None
    as_of: Day | None = None
    regions: list[Name] = Field(default_factory=list, max_length=10)
    documents: list[Name] = Field(default_factory=list, max_length=100)
    confirm_personal: StrictBool | None = _CONFIRM


class Conversation(BaseModel):
    """A line in the list of conversations."""

    id: UUID
    title: str
    created_at: Instant
    updated_at: Instant
    turns: int


class Turn(BaseModel):
    """A question and the answer given."""

    message_id: UUID
    question: str
    answer: Answer
    created_at: Instant


class ConversationWithTurns(BaseModel):
    id: UUID
    turns: list[Turn]


class ExportedConversation(Conversation):
    """A whole conversation to be filed; `created_at` and `updated_at` are UTC."""

    answers: list[Turn]


class Begin(_In):
    """A conversation to be opened before its first question is answered."""

    title: Question
    confirm_personal: StrictBool | None = _CONFIRM


class Begun(BaseModel):
    id: UUID


class Rename(_In):
    title: Name


class Feedback(_In):
    """What a reader thought of an answer."""

    helpful: StrictBool
    reason: Literal[
        "", "forkert_sted", "forkert_dokument", "foraeldet", "ikke_besvaret", "mangler_detaljer", "burde_vide"
    ] = ""
    comment: Remark = ""


class Document(BaseModel):
    """What is known about a document. `start` and `end` bound it in the stored text of its file."""

    id: str
    file: str
    title: str
    region: str | None
    kind: str
    valid_from: date | None
    valid_to: date | None
    dated: date | None
    about: str | None
    standing: str
    note: str
    confirmed: bool
    in_force: bool
    start: int
    end: int


class Section(BaseModel):
    """A heading with what stands under it; `path` begins with the outermost heading."""

    number: int
    heading: str
    path: list[str]
    start: int
    end: int


class DocumentWithSections(Document):
    sections: list[Section]


class DocumentText(BaseModel):
    """Characters [start, end) of the stored text of the document's file."""

    document: str
    file: str
    start: int
    end: int
    text: str


def _without_null(described: dict[str, Any]) -> None:
    (kind,) = (each for each in described.pop("anyOf") if each["type"] != "null")
    described.pop("default", None)
    described |= kind


# An empty field of a form is sent as null and told of in a sentence of its own (api/documents.py).
_NEVER_EMPTY = Field(default=None, json_schema_extra=_without_null)


class Corrections(_In):
    """What is to be corrected; what is left out stays."""

    title: Name | None = _NEVER_EMPTY
    region: Name | None = None
    kind: Name | None = _NEVER_EMPTY
    valid_from: Day | None = None
    valid_to: Day | None = None
    dated: Day | None = None
    about: Name | None = None
    standing: Line | None = None
    note: Line | None = None


class Upload(BaseModel):
    """What came of a file: its documents, with what is proposed or known about each."""

    result: Literal["added", "replaced", "unchanged"]
    file: str
    documents: list[Document]
    impacts: list[str] = Field(
        default_factory=list, description="Adresser på rapporter om, hvad dokumenterne betyder"
    )
    notes: list[str] = Field(default_factory=list, description="Hvad den, der indlæste, skal vide")


class Health(BaseModel):
    status: Literal["ok"]


class Ready(BaseModel):
    """`language_model` tells how the language model is, where one is set; without it answers are given as quotes."""

    status: Literal["klar"]
    documents: int
    language_model: str | None = None
