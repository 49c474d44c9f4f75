"""How finished a text says that it is: unfinished, a draft, adopted. A proposal, for a person to confirm."""

from __future__ import annotations

import re

from ingest.documents import Span
from ingest.sentences import sentence_spans

# What follows from the kind of a document, whatever its text says of an agreement.
OF_KIND = {"sagsfremstilling": "sagsfremstilling", "statusrapport": "statusrapport"}
_WHOLE = 40_000
_TOP = 3_000
# The least finished first: a text that says both is not finished.
_UNFINISHED = re.compile(r"\b(?:er under afklaring|x{4,})\b", re.IGNORECASE)
_DRAFT = re.compile(r"\b(?:udkast|til (?:politisk )?godkendelse)\b", re.IGNORECASE)
_DONE = r"(?:vedtaget|godkendt|tiltrådt|underskrevet)"
_ADOPTED = re.compile(
    rf"\b(?:er|blev|blevet)\s+(?:[a-zæøå]+\s+){{0,2}}{_DONE}\s+(?:i|af|på|den)\b"
    rf"|\bhar\s+(?:[a-zæøå]+\s+){{0,2}}{_DONE}\s+(?:denne\s+|den\s+)?(?:\w*aftalen?|\w*strategien?)\b"
    rf"|\b(?:vedtog|godkendte|tiltrådte)\s+(?:denne\s+|den\s+)?(?:\w*aftalen?|\w*strategien?)\b"
    rf"|^\W*{_DONE}\s+(?:i|af)\s+(?:KKR|[Kk]ommunekontaktrådet|[Rr]egionsrådet|[Bb]yrådet|[Kk]ommunalbestyrelse)",
    re.IGNORECASE,
)
_OF_THE_AGREEMENT = re.compile(r"aftale|strategi|^\W*den er\b", re.IGNORECASE)
_NOT_YET = re.compile(
    r"\b(?:ikke|endnu|når|hvis|såfremt|inden|før|først|forventes|forudsat|skal|vil|bør|efter at)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*(?:20)?\d\d\b(?!\s*[-/.]\s*\d)")


def standing_in(text: str, first_year: int | None) -> tuple[str, Span] | None:
    """What the text says of its own standing and where; None where it says nothing.

    `first_year` is the year its period begins: what is said of another agreement counts for nothing.
    """
    if found := _UNFINISHED.search(text[:_WHOLE]):
        return "ufærdig tekst", Span(*found.span())
    if found := _DRAFT.search(text[:_TOP]):
        return "udkast til godkendelse", Span(*found.span())
    for start, end in sentence_spans(text[:_TOP]):
        sentence = text[start:end]
        for line in re.finditer(r"(?:[^\n]|\n(?!\s*\n))+", sentence):
            said = line.group()
            adopted = _ADOPTED.search(said)
            if adopted is None or _NOT_YET.search(said[: adopted.end()]):
                continue
            others = {int(year) for year in _YEARS.findall(said)} - {first_year}
            if (_OF_THE_AGREEMENT.search(said) or adopted.start() == 0) and not (first_year and others):
                at = start + line.start()
                return "vedtaget", Span(at + adopted.start(), at + adopted.end())
    return None
