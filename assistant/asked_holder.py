"""Who bears a duty: "hvem har forsyningsansvaret?" is answered by "kommunernes ansvar … herunder forsyningsansvaret"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import Candidate
from assistant.question import Question

_DUTY = r"(?:ansvar|opgave|pligt|forpligtelse|kompetence)"
_ASKS = re.compile(
    rf"\b(?:hvem\s+(?:\w+\s+){{0,2}}?har|hvis)\s+(?:\w+\s+){{0,3}}?(?P<duty>\w*{_DUTY})\w*", re.IGNORECASE
)
_PARTY = (
    r"\w*(?:kommune|region|driftsherre|styregruppe|sekretariat|udvalg|styrelse|ministeri|forum|leder|byråd|"
    r"kommunalbestyrelse)(?:[rn]|rne|en|et|erne)?"
)
_OWNS = re.compile(rf"\b{_PARTY}e?s\s+(?:[\w-]+\s+){{0,2}}?\w*{_DUTY}", re.IGNORECASE)
_HAS = re.compile(
    rf"\b{_PARTY}\b[^.;]*?\b{_DUTY}\w*|\b\w*{_DUTY}\w*\s+(?:ligger|er|påhviler)\s+(?:hos\s+)?{_PARTY}\b",
    re.IGNORECASE,
)
_WHOLLY = 0.9
_NEARLY_AS_GOOD = 2.5


def bears_it(question: Question, text: str) -> bool:
    """Whether a sentence says whose the duty is that a question asks for; False where it asks for none."""
    asked = _ASKS.search(question.said)
    if asked is None or asked["duty"].lower() not in text.lower():
        return False
    return bool(_OWNS.search(text) or _HAS.search(text))


def of_holder(ranked: Sequence[Candidate], question: Question) -> Candidate | None:
    """The best sentence that has every word asked and says whose the duty is; None where none does."""
    for found in ranked:
        if found.score < ranked[0].score - _NEARLY_AS_GOOD:
            break
        if found.covered >= _WHOLLY and found.unit.kind != "heading" and bears_it(question, found.text):
            return found
    return None
