"""The sources of the last answer, said again: "hvad er kilden", "hvor står det", "hvilken side"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answer import Answer, Citation
from assistant.asked import Asked
from assistant.citations import shown
from assistant.conversation import Turn
from index.snapshot import Snapshot

NO_SOURCES = "Det forrige svar har ingen kilder; det fremgik ikke af de indlæste dokumenter."
GONE = "Kilderne til det forrige svar er ændret eller slettet siden. Stil spørgsmålet igen."
NO_PAGES = "Dokumentet er indlæst uden sidetal."
_IT = r"(?:\s+(?:det|den|dette|de|svaret|oplysningen|oplysningerne|citatet))?"
_WHERE = (
    r"(?: (?:skrevet|henne|præcist?|nævnt|i aftalen|i teksten|i dokumentet|i rammeaftalen|på|i|fra|af|om))*"
)
_ASKS = re.compile(
    r"(?:(?:og|men|ok|okay|tak|så|undskyld|jamen|fint|super) )*"
    rf"(?:hvad er (?:din |jeres |svarets )?kilde(?:n|r|rne)?(?: til)?{_IT}"
    rf"|hvilken kilde(?: er{_IT})?|hvilke kilder(?: er{_IT})?"
    r"|(?:må jeg (?:se|få) |vis (?:mig )?)?kilde(?:n|r|rne|henvisning)?(?: tak)?"
    rf"|hvor (?:præcist? )?(?:står|stod|fremgår) (?:det|dette|den){_WHERE}"
    r"|hvor (?:læser (?:man|du|jeg)|kan (?:man|jeg|vi) læse) (?:det|dette)"
    rf"|hvor (?:har|ved) du{_IT}(?: fra)?|hvor kommer{_IT} fra"
    r"|(?:på |i )?hvilke[nt]? (?:side|sider|sidetal|afsnit|kapitel|dokument|rammeaftale)"
    rf"(?: (?:står|stod|er|fremgår){_IT}{_WHERE})?"
    rf"|(?:på |i )?hvilket sted (?:står|stod|fremgår){_IT}{_WHERE}|side(?:tal|n)?)",
    re.IGNORECASE,
)


def asks_source(message: str) -> bool:
    """Whether a message asks for nothing but where the last answer is from."""
    return _ASKS.fullmatch(" ".join(re.sub(r"[^\w\s]", " ", message).split())) is not None


def sources_again(asked: Asked, turns: Sequence[Turn], snapshot: Snapshot) -> Answer | None:
    """The citations of the last answer of the talk, a line each; None where the message asks for something else."""
    if not turns or not asks_source(asked.message):
        return None
    made = turns[-1].answer.citations
    kept = [citation for citation in made if _holds(citation, snapshot)]
    if not kept:
        return Answer(status="not_found", answer=GONE if made else NO_SOURCES, as_of=asked.today)
    numbered = [citation.model_copy(update={"n": n}) for n, citation in enumerate(kept, start=1)]
    lines = [_line(citation) for citation in numbered]
    if re.search(r"\bside", asked.message, re.IGNORECASE) and all(each.page is None for each in numbered):
        lines.append(NO_PAGES)
    return Answer(status="answered", answer="\n\n".join(lines), citations=numbered, as_of=asked.today)


def _holds(citation: Citation, snapshot: Snapshot) -> bool:
    """Whether the quote still stands where it stood."""
    if citation.document not in snapshot.documents:
        return False
    return snapshot.texts[citation.document][citation.start : citation.end] == citation.quote


def _line(citation: Citation) -> str:
    section = citation.section.rpartition(" – ")[2]
    place = (
        citation.title
        if section.lower() in citation.title.lower()
        else f"{citation.title}, afsnittet »{section}«"
    )
    page = f", side {citation.page}" if citation.page is not None else ""
    return f"{place}{page}: »{shown(citation.quote)}« [{citation.n}]"
