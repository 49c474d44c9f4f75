"""A turn of a conversation as the page shows it: beside the answer what it was narrowed to, and what can be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from urllib.parse import urlencode

from api import recompute
from api.documents import listed
from api.recompute import Form
from api.schemas import Document
from api.service import Service
from assistant.answer import Answer
from assistant.conversation import Turn
from assistant.feedback import Feedback
from assistant.question import understand
from ingest.regions import Regions


@dataclass(frozen=True)
class Filter:
    """Something an answer was narrowed to; `href` asks again without it."""

    text: str
    href: str
    kind: str


@dataclass(frozen=True)
class Shown:
    """A turn on the page. `documents` are the loaded ones by id."""

    message_id: str
    question: str
    answer: Answer
    documents: Mapping[str, Document] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    form: Form | None = None
    drawn: bool = False
    rated: Feedback | None = None
    model: str = ""
    dropped: int = 0


def turns_of(
    service: Service, conversation_id: str, typed: Mapping[str, Mapping[str, str]] | None = None
) -> list[Shown]:
    """The turns of a conversation; `typed` is what stands in their forms, by message. Raises UnknownConversation."""
    kept = service.assistant.conversations.turns(conversation_id)
    documents = {found.id: found for found in listed(service.library, service.today)}
    rated = service.assistant.conversations.feedback(conversation_id)
    return [_shown(turn, service, documents, rated, (typed or {}).get(turn.message_id)) for turn in kept]


def _shown(
    turn: Turn,
    service: Service,
    documents: Mapping[str, Document],
    rated: Mapping[str, Feedback],
    typed: Mapping[str, str] | None,
) -> Shown:
    phrasing = turn.understood.get("phrasing") or {}
    return Shown(
        message_id=turn.message_id,
        question=turn.question,
        answer=turn.answer,
        documents=documents,
        filters=_filters(turn, documents, service.today),
        form=recompute.form_of(turn, service.assistant.answering.knowledge.parameters, typed),
        drawn=recompute.drawing(turn, service) is not None,
        rated=rated.get(turn.message_id),
        model=str(phrasing.get("model", "")) if phrasing.get("used") else "",
        dropped=int(phrasing.get("dropped", 0)),
    )


def _filters(turn: Turn, documents: Mapping[str, Document], today: date) -> tuple[Filter, ...]:
    """What the asker chose, else what the question itself says, each as a chip that can be taken away."""
    if "corrects" in turn.understood:
        return ()  # a computation is not searched for
    chosen = turn.understood.get("filters") or {}
    asked = understand(turn.question, _regions())
    regions = [str(name) for name in chosen.get("regions") or turn.understood.get("regions", ())]
    ids = [str(each) for each in chosen.get("documents") or ()]
    day = date.fromisoformat(chosen["as_of"]) if chosen.get("as_of") else asked.day
    every = sorted({found.region for found in documents.values() if found.region})
    named = {*regions} if not chosen.get("regions") else {*asked.regions}

    def without(kind: str, value: str) -> str:
        kept = [name for name in regions if (kind, value) != ("region", name)]
        # What the question names itself is only overruled by naming all, or another day.
        left = every if kind == "region" and value in named else kept if chosen.get("regions") else []
        dated = "" if kind == "dato" else str(chosen.get("as_of") or "")
        if kind == "dato" and asked.day:
            dated = today.isoformat()
        fields = [("q", turn.question), ("samtale", turn.answer.conversation_id or "")]
        fields += [("region", name) for name in left]
        fields += [("dokument", each) for each in ids if (kind, value) != ("dokument", each)]
        return "/?" + urlencode([*fields, *([("dato", dated)] if dated else [])])

    # All regions are none left out: there is nothing to take away.
    shown = [] if {*regions} >= {*every} else [name for name in regions if name in every]
    made = [Filter(name, without("region", name), "region") for name in shown]
    if day is not None and day != today:
        made.append(Filter(f"gældende {day.day}.{day.month}.{day.year}", without("dato", ""), "dato"))
    for each in ids:
        title = documents[each].title if each in documents else each
        made.append(Filter(title, without("dokument", each), "dokument"))
    return tuple(made)


@cache
def _regions() -> Regions:
    return Regions.load()
