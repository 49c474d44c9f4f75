"""What a case file says of its own treatment: the body and the day in words, the decision quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations import Citations, shown
from assistant.compose import Statement
from index.snapshot import Snapshot
from index.store import StoredDocument

_ABOUT_A_CASE = re.compile(
    r"\b(?:sag(?:en|ens|er|ssfremstilling\w*|sgang\w*)?|\w*udvalg\w*|beslut\w*|behandl\w*|tiltr[åæ]d\w*|godkend\w*|vedtag\w*|"
    r"indstil\w*|dagsorden\w*|byråd\w*)\b",
    re.IGNORECASE,
)
# "Beslutning i Voksen- og plejeudvalget den 25-01-2023", with the decision on the next line.
_DECISION = re.compile(r"^[#*\s]*Beslutning (?P<place>(?:i|fra|af) .{3,80}?) den (?P<day>[\d./-]+)[*\s:]*$")


def decision_lines(
    snapshot: Snapshot, statements: Sequence[Statement], citations: Citations, question: str
) -> list[str]:
    """A line for each cited case file that the answer rests on first or the question is about; each case once."""
    cited = {statement.document.id: statement.document for statement in statements}
    first = statements[0].document.id
    asked = {
        document.id
        for document in cited.values()
        if document.id == first or _ABOUT_A_CASE.search(question) or _names(document, question)
    }
    lines = [
        decision_line(snapshot, document, citations) for document in cited.values() if document.id in asked
    ]
    return [line for line in lines if line]


def _names(document: StoredDocument, question: str) -> bool:
    """Whether the question names the authority whose case it is, as its title does first."""
    return document.metadata.title.split()[0].lower() in question.lower()


def decision_line(snapshot: Snapshot, document: StoredDocument, citations: Citations) -> str:
    """When, where and how the case was decided; "" where the text does not give the day."""
    if document.metadata.dated is None:
        return ""
    text, span = snapshot.file(document.id).text, document.span
    day = document.metadata.dated.strftime("%d-%m-%Y")
    at = text.find(day, span.start, span.end)
    if at < 0:
        return ""
    start = text.rfind("\n", span.start, at) + 1
    end = _line_end(text, at, span.end)
    heading = _DECISION.search(text[start:end])
    after = re.compile(r"\s*").match(text, end, span.end)
    below = after.end() if after else end
    if heading is None or below >= span.end:
        return f"Sagen er dateret: »{shown(text[start:end]).strip()}« [{citations.cite(document.id, start, end)}]"
    stop = _line_end(text, below, span.end)
    number = citations.cite(document.id, start, stop)
    decision = shown(text[below:stop]).strip()
    return f"Sagen blev behandlet {heading['place']} den {heading['day']}; beslutningen lød: »{decision}« [{number}]"


def _line_end(text: str, at: int, limit: int) -> int:
    end = text.find("\n", at, limit)
    return limit if end < 0 else end
