"""What a question leaves out, taken from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assistant.conversation import Turn
from assistant.question import Question, understand
from ingest.regions import RegionMention, Regions

_OPENS = re.compile(
    r"^(?:og|hvad med|hvad så|hvad hvis|men hvad|men hvor|også|end|jamen|samme|det samme|hvorfor det|hvordan det|"
    r"hvornår det|hvem ellers|andre|flere|mere)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:den|det|de|dem|denne|dette|disse|der|han|hun|hans|hendes|dens|dets|deres|dertil|derom|derfra|samme|"
    r"sidstnævnte|førstnævnte|begge|den næste|den forrige)\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:er|var|bliver|blev|findes|har|kan|skal|må|står|sker|hvor mange\b.*|hvad) (?:der|det)\b|\bder (?:er|blev|bliver|"
    r"står|er blevet|findes|var|skal|gælder|betaler|har)\b|\bdet (?:specialiserede|er|var|der)\b|\bde (?:tre|to|fire|\d+|"
    r"\w+(?:ske|lige|ede|nde|e) )\b|\bden (?:\w+e \w{4,}|\d)|\bdet \w+e \w{4,}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Resolved:
    """A question made whole. `inherited` are subject words of earlier turns, `documents` those cited last."""

    question: Question
    inherited: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    depends: bool = False

    def as_dict(self) -> dict[str, Any]:
        """What is kept with the message for the next turn."""
        return {
            "text": self.question.text,
            "regions": list(self.regions),
            "subject": list(dict.fromkeys((*self.question.subject, *self.inherited))),
            "depends": self.depends,
        }


def resolve(question: Question, turns: Sequence[Turn], regions: Regions) -> Resolved:
    """Fill in region, document, subject and period from the last turn where the question leaves them out."""
    own = question.regions
    if not turns or not depends_on_former(question):
        return Resolved(question, regions=own)
    last = turns[-1]
    before: Mapping[str, Any] = last.understood
    cited = frozenset(citation.document for citation in last.answer.citations[:1])
    inherited = tuple(word for word in before.get("subject", ()) if word not in question.subject)
    kept_regions = own or tuple(before.get("regions", ()))
    former = understand(str(before.get("text", last.question)), regions)
    if not question.subject:
        # Nothing of its own but a region, a period or a question word: the former question asked anew.
        merged = replace(
            former,
            text=f"{former.text} {question.text}",
            wanted=question.wanted if question.wanted != "text" else former.wanted,
            mentions=_moved(question.mentions, len(former.text) + 1) or former.mentions,
            periods=question.periods or (() if question.years or question.day else former.periods),
            years=question.years or (() if question.periods or question.day else former.years),
            day=question.day or former.day,
            yes_no=question.yes_no or (former.yes_no and question.wanted == "text"),
        )
        documents = frozenset[str]() if own or question.periods or question.years else cited
        if question.wanted not in ("text", former.wanted):
            # Another thing is asked of the same matter ("og hvor?"): its words tell where to look, not what.
            asked_anew = replace(merged, subject=())
            return Resolved(asked_anew, former.subject + inherited, documents, kept_regions, depends=True)
        return Resolved(merged, (), documents, kept_regions, depends=True)
    wanted = question.wanted
    if wanted == "text":
        wanted = former.wanted
    own_time = question.periods or question.years or question.day
    merged = replace(
        question,
        wanted=wanted,
        periods=question.periods if own_time else former.periods,
        years=question.years if own_time else former.years,
    )
    return Resolved(merged, inherited, frozenset() if own else cited, kept_regions, depends=True)


def _moved(mentions: Sequence[RegionMention], by: int) -> tuple[RegionMention, ...]:
    """The same mentions where their text stands `by` characters further on."""
    return tuple(replace(each, start=each.start + by, end=each.end + by) for each in mentions)


def depends_on_former(question: Question) -> bool:
    """Whether a question leaves out what it is about."""
    text = question.text.strip()
    if _OPENS.search(text):
        return True
    telling = [word for word in question.subject if not word.isdigit()]
    if not telling:
        return True
    pointing = _POINTS_BACK.search(_EXPLETIVE.sub(" ", text))
    if pointing and len(telling) <= 3:
        return True
    return len(telling) <= 1 and not question.mentions and not question.periods and len(text.split()) <= 5
