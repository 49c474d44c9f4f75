"""What a case file that was just quoted tells of its own fate: when it was decided, by whom, and how."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import Statement, standing_notes
from assistant.evidence import Candidate
from assistant.question import Question
from index.snapshot import Snapshot
from index.store import StoredPassage

_DECIDED = re.compile(
    r"(?:behandl\w*|beslut\w*|afgjort|afgjorde|afgørelse\w*|vedtog\w*|vedtag\w*|tiltråd\w*|udfald\w*|resultat\w*|"
    r"endte|ende|sag|sagen|udvalg|udvalget)",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^Beslutning\b", re.IGNORECASE)


def decision(asked: Asked, question: Question, snapshot: Snapshot) -> Answer | None:
    """The decision of the case file that the last answer quoted; None where something else is asked, or none is known.

    `question` is the message as it stands, without words of earlier turns.
    """
    if not asked.turns or question.mentions or question.comparing or not question.subject:
        return None
    if not all(_DECIDED.fullmatch(word) for word in question.subject):
        return None
    cited = dict.fromkeys(made.document for made in asked.turns[-1].answer.citations)
    for document_id in cited:
        if document_id in snapshot.documents and (not asked.documents or document_id in asked.documents):
            known = snapshot.documents[document_id].metadata
            found = _decisions(snapshot, document_id) if known.kind == "sagsfremstilling" else []
            if found:
                return _told(found, snapshot, asked)
    return None


def _decisions(snapshot: Snapshot, document_id: str) -> list[Statement]:
    """The headings that open a decision, each with the sentence right under it."""
    found: list[Statement] = []
    for passage in snapshot.document_passages(document_id):
        section = snapshot.section(document_id, passage.passage.section)
        at = _opening(passage)
        if section is not None and at is not None:
            candidate = Candidate(snapshot.documents[document_id], passage, section, at, {}, 0.0)
            found.append(Statement(candidate, at, at + 1))
    return found


def _opening(passage: StoredPassage) -> int | None:
    """The number of the heading of a decision that a sentence follows."""
    units = passage.passage.units
    for number, unit in enumerate(units[:-1]):
        if unit.kind == "heading" and _HEADING.search(unit.text) and units[number + 1].kind != "heading":
            return number
    return None


def _told(found: Sequence[Statement], snapshot: Snapshot, asked: Asked) -> Answer:
    citations = Citations(snapshot)
    lines = []
    for statement in found:
        number = citations.cite_unit(statement.candidate.passage, statement.first, statement.last)
        lines.append(f"{statement.document.metadata.title}: {statement.readable()} [{number}]")
    notes = standing_notes(found)
    return Answer(
        status="answered",
        answer="\n\n".join([*lines, *notes]),
        citations=citations.made,
        as_of=asked.today,
    )
