"""A question on its way in, checked against what is loaded."""

from __future__ import annotations

from functools import cache

from api.personal import ask_first
from api.refusal import Refused
from api.schemas import ChatRequest
from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.conversation import UnknownConversation
from ingest.regions import Regions


@cache
def region_names() -> tuple[str, ...]:
    """The names of all regions."""
    # No words to tell names from: nothing is searched for here.
    return tuple(region.name for region in Regions.load(known_words=frozenset()).regions)


def check_region(region: str) -> None:
    """Raises Refused for a region that does not exist."""
    known = region_names()
    if region not in known:
        raise Refused(
            422, "ukendt_region", f"Regionen »{region}« kendes ikke. Vælg en af: {', '.join(known)}."
        )


def check(assistant: Assistant, asked: ChatRequest) -> None:
    """Raises Refused for an unknown region or document, UnknownConversation, and AskFirst where that is asked for."""
    if asked.confirm_personal is False:
        ask_first(assistant, asked.message)
    for region in asked.regions:
        check_region(region)
    if asked.documents:
        known = assistant.library.ensure().documents
        for document in asked.documents:
            if document not in known:
                raise Refused(
                    422,
                    "ukendt_dokument",
                    f"Dokumentet »{document}« er ikke indlæst. Vælg en af: {', '.join(known) or 'ingen'}.",
                )
    conversation = asked.conversation_id
    if conversation is not None and not assistant.conversations.exists(str(conversation)):
        raise UnknownConversation(f"Der er ingen samtale med id »{conversation}«.")


def ask(assistant: Assistant, asked: ChatRequest) -> Answer:
    """The answer, kept in its conversation."""
    return assistant.ask(
        asked.message,
        conversation_id=str(asked.conversation_id) if asked.conversation_id else None,
        as_of=asked.as_of,
        regions=asked.regions,
        documents=asked.documents,
    )
