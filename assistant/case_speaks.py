"""What a municipality's case says of another region: "hvad siger Faaborg-Midtfyn om taksterne i Midtjylland?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from assistant.answer import Answer, Conflict
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import source_line
from assistant.evidence import AGREEMENT_KINDS
from assistant.followups import Resolved
from assistant.question import Question, understand
from assistant.said_of_region import opening
from ingest.regions import RegionMention

if TYPE_CHECKING:  # it asks for this itself
    from assistant.quoting import Quoting

_ASKS = re.compile(
    r"\bhvad (?:siger|skriver|mener|oplyser|fortæller|hævder|påstår)\b|\bifølge\b|\b(?:fremgår|står)\b.*\b(?:af|i|hos)\b",
    re.IGNORECASE,
)
# How the region's own agreement is asked for the same.
_OF_THE_AGREEMENT = ("Hvad er aftalt om {matter} i {region}?", "Hvad er {matter} i {region}?")


def case_speaks(
    quoting: Quoting, asked: Asked, question: Question, resolved: Resolved, day: date
) -> Answer | None:
    """The case's own words first, then what the region has agreed on; None for any other question."""
    speaker, other = _speaker(question)
    if speaker is None or other is None or _ASKS.search(question.text) is None:
        return None
    snapshot = quoting.snapshot
    documents = [
        each.id
        for each in snapshot.documents.values()
        if each.metadata.region == speaker.region
        and each.metadata.kind not in AGREEMENT_KINDS
        and speaker.matched.lower() in snapshot.texts[each.id].lower()
    ]
    matter = _matter(question, question.subject or resolved.inherited)
    terms = quoting.wording.terms(matter)
    said = (
        quoting.said_of_regions.of(other.region, question, terms, documents) if documents and terms else None
    )
    if said is None:
        return None
    citations = Citations(snapshot)
    number = citations.cite_unit(said.candidate.passage, said.first, said.last)
    line = source_line(said, number, opening(said, other.region))
    for wording in _OF_THE_AGREEMENT:
        own = understand(wording.format(matter=" og ".join(matter), region=other.region), quoting.regions)
        moved = replace(resolved, question=own, regions=(other.region,), inherited=(), depends=False)
        answer, _ = quoting.from_evidence(asked, moved, day, citations)
        if answer.status == "answered":
            break
    if answer.status != "answered":
        return quoting.composer.compose([line], [said], citations, asked, day, question)
    rest = [part for part in answer.answer.split("\n\n") if not part.startswith(opening(said, other.region))]
    about = said.candidate.section.heading
    conflicts = answer.conflicts or [Conflict(about=about, citations=[number, min(2, len(citations.made))])]
    return answer.model_copy(
        update={"answer": "\n\n".join([line, *rest]), "citations": citations.made, "conflicts": conflicts}
    )


def _speaker(question: Question) -> tuple[RegionMention | None, RegionMention | None]:
    """The municipality that speaks, and the other region that it speaks of."""
    places = [mention for mention in question.mentions if mention.via == "kommune"]
    others = [mention for mention in question.mentions if mention.via != "kommune"]
    if len(places) != 1 or len(others) != 1 or places[0].region == others[0].region:
        return None, None
    return places[0], others[0]


def _matter(question: Question, subject: Sequence[str]) -> list[str]:
    """The words of a question, or of the one before it, less the names of places."""
    named = {word for mention in question.mentions for word in re.findall(r"\w+", mention.matched.lower())}
    return [word for word in subject if word not in named]
