"""What a case file that was just quoted tells of its own fate: when it was decided, by whom, and how."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import standing_of
from assistant.decision_line import decision_line
from assistant.question import Question
from index.snapshot import Snapshot

_DECIDED = re.compile(
    r"(?:behandl\w*|beslut\w*|afgjort|afgjorde|afgørelse\w*|vedtog\w*|vedtag\w*|tiltråd\w*|udfald\w*|resultat\w*|"
    r"endte|ende|sag|sagen|udvalg|udvalget)",
    re.IGNORECASE,
)


def decision(asked: Asked, question: Question, snapshot: Snapshot) -> Answer | None:
    """The decision of the case file that the last answer quoted; None where something else is asked, or none is known.

    `question` is the message as it stands, without words of earlier turns.
    """
    if not asked.turns or question.mentions or question.comparing or not question.subject:
        return None
    if not all(_DECIDED.fullmatch(word) for word in question.subject):
        return None
    for document_id in dict.fromkeys(made.document for made in asked.turns[-1].answer.citations):
        document = snapshot.documents.get(document_id)
        if document is None or document.metadata.kind != "sagsfremstilling":
            continue
        if asked.documents and document_id not in asked.documents:
            continue
        citations = Citations(snapshot)
        line = decision_line(snapshot, document, citations)
        if line:
            text = "\n\n".join([f"{document.metadata.title}: {line}", *standing_of(document)])
            return Answer(status="answered", answer=text, citations=citations.made, as_of=asked.today)
    return None
