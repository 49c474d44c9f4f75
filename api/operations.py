"""What an administrator is shown: index, documents' state, use, and what went wrong. All of it blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from api.caller import caller
from api.latency_svg import latency_svg
from api.refusal import Refused
from api.rendering import readable_quote
from api.service import Service
from assistant.conversation import Turn
from assistant.feedback import Feedback
from assistant.impact_state import switched_off
from assistant.stored_questions import FILE_NAME, StoredQuestion, add_stored, read_questions
from assistant.usage import Day, Usage, share
from index.audit import Entry, entries
from index.views import KeptGeneration

# A reader says that what was quoted must not be quoted for that question.
_WRONG_QUOTE = frozenset({"forkert_sted", "forkert_dokument", "foraeldet"})
_QUOTED = 80
# So many lines of the audit log stand on the page; `rammeaftale audit` shows all.
_AUDITED = 50


@dataclass(frozen=True)
class Wrong:
    """A question that went wrong: unanswered, or its answer disliked. `line` is it as a test question.

    `own`: of the one who looks, who may read its conversation. Of others only what they reported is seen.
    """

    turn: Turn
    line: str
    feedback: Feedback | None = None
    kept: bool = False
    own: bool = True


@dataclass(frozen=True)
class State:
    """All that the page shows. `faults` is None when the index was not examined; the picture is SVG."""

    generations: list[KeptGeneration]
    current: str | None
    files: list[tuple[str, datetime]]
    documents: int
    unconfirmed: list[str]
    off: list[str]
    faults: list[str] | None
    days: list[Day]
    median: int
    slowest: int
    measured: int
    picture: str
    unanswered: list[Wrong]
    disliked: list[Wrong]
    audit: list[Entry]


def state(service: Service, examine: bool = False) -> State:
    """The present state; `examine` compares database and index as `doctor` does, which takes a moment."""
    assistant, library = service.assistant, service.library
    usage = Usage(library.store)
    times = usage.latencies()
    documents = library.store.documents()
    current = library.store.generation()
    kept = {each.id for each in _own_questions(library.data)}
    return State(
        generations=sorted(library.views.kept(), key=lambda each: (each.name != current, each.name)),
        current=current,
        files=usage.files_added(),
        documents=len(documents),
        unconfirmed=[found.metadata.title for found in documents if not found.metadata.confirmed],
        off=[f"{lost.kind} {lost.name}: {lost.reason}" for lost in switched_off(assistant.answering, False)],
        faults=library.check() if examine else None,
        days=usage.days(),
        median=share(times, 0.5),
        slowest=share(times, 0.95),
        measured=len(times),
        picture=latency_svg(times),
        unanswered=[_wrong(service, turn, None, kept) for turn in usage.unanswered(caller().owner)],
        disliked=[_wrong(service, turn, said, kept) for said, turn in assistant.conversations.disliked()],
        audit=entries(library.store, _AUDITED),
    )


def keep_as_test(service: Service, message_id: str) -> StoredQuestion:
    """Make the question of an answer a test question of this data folder, asked at every ingest.

    Raises UnknownConversation, Refused where the file of test questions cannot be used.
    """
    conversations = service.assistant.conversations.reported(message_id)
    turn = conversations.turn(message_id)
    said = conversations.feedback(turn.answer.conversation_id or "").get(message_id)
    question = as_test(service, turn, said)
    try:
        add_stored(service.library.data, [question])
    except (ValueError, OSError) as fault:
        raise Refused(409, "proevespoergsmaal", f"Prøvespørgsmålet kunne ikke gemmes: {fault}") from fault
    return question


def as_test(service: Service, turn: Turn, said: Feedback | None) -> StoredQuestion:
    """A question in the form of eval/questions: it is to be answered, and without a quote called wrong."""
    history: list[str] = []
    if turn.understood.get("depends") and turn.answer.conversation_id:
        conversations = service.assistant.conversations.reported(turn.message_id)
        for former in conversations.turns(turn.answer.conversation_id):
            if former.message_id == turn.message_id:
                break
            history.append(former.question)
    forbid: list[str] = []
    if said is not None and said.reason in _WRONG_QUOTE:
        forbid = [readable_quote(citation.quote)[:_QUOTED] for citation in turn.answer.citations[:1]]
    return StoredQuestion(
        id=f"D-{turn.message_id[:8]}",
        question=turn.question,
        history=history,
        forbid=[f for f in forbid if f],
    )


def own_lines(data: Path) -> str:
    """The data folder's own test questions, one JSON object a line."""
    return "".join(f"{each.model_dump_json()}\n" for each in _own_questions(data))


def _own_questions(data: Path) -> Sequence[StoredQuestion]:
    own = data / FILE_NAME
    return read_questions(own) if own.exists() else []


def _wrong(service: Service, turn: Turn, said: Feedback | None, kept: set[str]) -> Wrong:
    test = as_test(service, turn, said)
    own = service.assistant.conversations.exists(turn.answer.conversation_id or "")
    return Wrong(turn, test.model_dump_json(), said, test.id in kept, own)
