"""A rate computed by a clause that an amendment to the agreement changes: no verdict is given by the older words."""

from __future__ import annotations

from assistant.amendments import amendments_to, danish_day, touches
from assistant.answer import Answer, Citation
from assistant.asked import Asked
from assistant.citations import Citations, shown
from index.snapshot import Snapshot
from index.store import StoredDocument

_NOT_BY_IT = "Der er et tillæg til aftalen, {}. Der er ikke regnet efter det; slå efter, om det ændrer noget."


def unless_amended(snapshot: Snapshot, asked: Asked, answer: Answer) -> Answer:
    """The answer of a rule; in its place the amendment, where one changes what the rule computes by.

    An amendment on other clauses, or one that begins after the day asked about, is told with the answer.
    """
    used = {number for computed in answer.computations for number in computed.citations}
    cited = [each for each in answer.citations if each.n in used]
    notes: list[str] = []
    for document_id in dict.fromkeys(each.document for each in cited):
        own = [each for each in cited if each.document == document_id]
        for document in amendments_to(snapshot, document_id):
            begins = document.metadata.valid_from
            later = asked.as_of is not None and begins is not None and asked.as_of < begins
            told = None if later else _instead(snapshot, asked, document, own)
            if told is not None:
                return told
            notes.append(_NOT_BY_IT.format(document.metadata.title))
    return answer.model_copy(update={"answer": "\n\n".join([answer.answer, *notes])}) if notes else answer


def _instead(
    snapshot: Snapshot, asked: Asked, document: StoredDocument, clauses: list[Citation]
) -> Answer | None:
    citations = Citations(snapshot)
    known = document.metadata
    for clause in clauses:
        for passage in snapshot.document_passages(document.id):
            found = touches(f"{clause.section} {clause.quote}", passage)
            if found is None:
                continue
            number = citations.cite_unit(passage, *found)
            said = " ".join(unit.text for unit in passage.passage.units[found[0] : found[1] + 1])
            before = citations.cite(clause.document, clause.start, clause.end)
            since = f", der gælder fra den {danish_day(known.valid_from)}" if known.valid_from else ""
            lines = [
                f"Det kan ikke regnes ud. Reglen regner efter aftalen, som den var før {known.title}{since}.",
                f"Tillægget siger: »{said}« [{number}]",
                f"Før ændringen: »{shown(clause.quote)}« [{before}]",
            ]
            return Answer(
                status="answered",
                answer="\n\n".join(lines),
                citations=citations.made,
                as_of=asked.today,
            )
    return None
