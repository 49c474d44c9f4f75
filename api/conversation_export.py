"""A conversation as a file to keep: Markdown to read, JSON with the contract objects."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from api.footnotes import literal, place, quoted, without_links
from api.rendering import visible
from api.schemas import ExportedConversation, Turn
from assistant.answer import Citation
from assistant.conversation import Turn as KeptTurn
from assistant.conversation_summary import ConversationSummary
from assistant.rules.figures import danish_date

ExportFormat = Literal["md", "json"]
EXPORT_MEDIA: dict[ExportFormat, str] = {
    "md": "text/markdown; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


def markdown(conversation: ConversationSummary, turns: Sequence[KeptTurn]) -> str:
    """Every question with its answer, its sources and what is needed to check it again."""
    parts = [
        f"# {literal(conversation.title)}",
        f"Samtale fra {_moment(conversation.created_at)} med {len(turns)} spørgsmål.",
    ]
    for number, turn in enumerate(turns, 1):
        parts += [f"## {number}. {literal(turn.question)}", *_turn(turn)]
    return "\n\n".join(parts) + "\n"


def _turn(turn: KeptTurn) -> list[str]:
    answer = turn.answer
    parts = [without_links(answer, lambda citation: f"[{citation.n}]")]
    if answer.citations:
        parts += ["### Kilder", "\n".join(_source(citation) for citation in answer.citations)]
    parts.append(
        f"Spurgt {_moment(turn.created_at)}. Svaret gælder {danish_date(answer.as_of)}.  \n"
        f"Dokumenter, indeks og regler: `{answer.fingerprint}`.  \n"
        f"Svarets id: `{turn.message_id}`."
    )
    return parts


def _source(citation: Citation) -> str:
    return (
        f"- [{citation.n}] {quoted(citation)}  \n"
        f"  {literal(place(citation))}. Dokument `{citation.document}`, fil `{visible(citation.file)}`, "
        f"tegn {citation.start}–{citation.end}."
    )


def shown_turn(turn: KeptTurn) -> Turn:
    """A kept turn as it leaves the program."""
    return Turn(
        message_id=UUID(turn.message_id),
        question=turn.question,
        answer=turn.answer,
        created_at=turn.created_at,
    )


def as_json(conversation: ConversationSummary, turns: Sequence[KeptTurn]) -> str:
    """The same as data, each answer the contract object."""
    return ExportedConversation(
        id=UUID(conversation.id),
        title=conversation.title,
        created_at=conversation.created_at,
        updated_at=conversation.updated_at,
        turns=conversation.turns,
        answers=[shown_turn(turn) for turn in turns],
    ).model_dump_json(indent=2)


def _moment(at: datetime) -> str:
    """A stored moment (UTC) as the clock on the wall shows it."""
    local = at.replace(tzinfo=UTC).astimezone()
    return f"{danish_date(local.date())} kl. {local:%H.%M}"
