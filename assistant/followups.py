"""What a question leaves out, taken from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from assistant.asked_anew import Times, asked_anew
from assistant.compared_with import COMPARED_WORD, compared_with, compared_with_the_older
from assistant.conversation import Turn
from assistant.question import Question, understand
from assistant.version_words import corrected, version_in, without_version
from assistant.wanted import Wanted, asks
from index.danish import stem, words
from ingest.regions import Regions

_COURTESY = r"(?:(?:tak|ok|okay|super|fint|godt|perfekt)\b[\s,.!–-]*(?:for det\b[\s,.!–-]*)?)*"
_OPENS = re.compile(
    rf"^{_COURTESY}(?:og|så|hvad med|hvad så|hvad hvis|men hvad|men hvor|også|end|jamen|samme|det samme|hvorfor det|"
    r"hvordan det|hvornår det|hvem ellers|andre|flere|mere)\b",
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
# "Gælder det også i Hovedstaden?" asks the former question there, not how long an agreement is in force.
_SAME_THERE = re.compile(
    r"\b(?:gælder|er|var|gjaldt|har|gør|må|kan|skal) (?:det|den|de|man|vi|dette) (?:så )?(?:også|det samme|sådan|tilfældet|"
    r"stadig\w*|fortsat)\b|\b(?:gælder|gjaldt) (?:det|den|de|dette|samme|det samme)\b",
    re.IGNORECASE,
)
# Words of a reply that only says where or when, and of a question for what a version says.
_OF_A_REPLY = frozenset(
    """bor boende kommune kommunen kommuner region regionen regionens perioden periode aftalen rammeaftalen år året
    hører arbejder sidder drejer handler mente""".split()
)
_OF_SAYING = frozenset("stod gjaldt skrev lød sagde hed aftalt aftalen rammeaftalen".split())
# A question word alone asks of what was just answered.
_BARE = re.compile(
    rf"\W*{_COURTESY}(?:og |så |men |jamen )*(?:hvem|hvad|hvor|hvornår|hvordan|hvorfor|hvilken|hvilket|hvilke)(?: så| da| ellers)?\W*",
    re.IGNORECASE,
)
_OF_THEM = re.compile(
    r"\baf (?:dem|disse|den slags|den type|den art)\b|^\W*(?:hvor mange|hvilke) sådanne\b", re.IGNORECASE
)
_SHORTEST_KIN = 6
_OPENING = re.compile(r"^(?:hvem|hvornår|hvor) (?:er|var|bliver|blev|holdes|holdt)\b", re.IGNORECASE)
_REST = re.compile(
    rf"^\W*{_COURTESY}(?:og |så |men |jamen |end |hvad med |hvad så med )+(?P<rest>\w.*)$", re.IGNORECASE
)
_ASKS_ITSELF = re.compile(
    r"\b(?:hvem|hvad(?! med\b)|hvor|hvornår|hvordan|hvorfor|hvilke[nt]?)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Resolved:
    """A question made whole. `inherited` are subject words of earlier turns, `documents` those cited last.

    `former` is the question before it, as it was understood; `own_time` tells whether this one names a time itself;
    `left` are the documents it was answered from, where this one is asked of another region, time or version.
    `matter` is the last question that left nothing out, in the time and place asked about now; `otherwise` is this one
    asked of it alone, where short questions stand between them.
    """

    question: Question
    inherited: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    regions: tuple[str, ...] = ()
    depends: bool = False
    former: str = ""
    own_time: bool = True
    left: frozenset[str] = frozenset()
    matter: Question | None = None
    otherwise: Resolved | None = None

    def as_dict(self) -> dict[str, Any]:
        """What is kept with the message for the next turn."""
        return {
            "text": self.question.text,
            "regions": list(self.regions),
            "subject": list(dict.fromkeys((*self.question.subject, *self.inherited))),
            "depends": self.depends,
            "wanted": self.question.wanted,
            "times": Times.of(self.question).as_dict(),
            "matter": (self.matter or self.question).text,
        }


def of_the_matter(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns less those that only thanked, greeted or asked for the sources again."""
    return tuple(turn for turn in turns if not turn.understood.get("aside"))


def resolve(question: Question, turns: Sequence[Turn], regions: Regions) -> Resolved:
    """Fill in region, document, subject, period and version from the last turn where the question leaves them out."""
    if not turns:
        return Resolved(question, regions=question.regions)
    said = _said(question, regions)
    if not depends_on_former(question) and said is None:
        return Resolved(question, regions=question.regions)
    said = said or question
    last = turns[-1]
    before: Mapping[str, Any] = last.understood
    former = Times.from_dict(before.get("times")).put_into(
        understand(str(before.get("text", last.question)), regions)
    )
    if kind := next((known for known in get_args(Wanted) if known == before.get("wanted")), None):
        former = replace(former, wanted=kind)  # several short questions in turn stand in one text
    times = Times.of(said)
    own = said.regions
    cited = last.answer.citations[:1]
    kept = own or tuple(before.get("regions", ()))
    if times.version and not kept:
        # The older and the newer of the agreement that was just cited, not of all regions.
        kept = tuple(citation.region for citation in cited if citation.region)
    documents = frozenset(citation.document for citation in cited)
    earlier = tuple(word for word in before.get("subject", ()) if word not in former.subject)
    if own and (both := compared_with(said, before, regions)) is not None:
        return Resolved(both, (), frozenset(), both.regions, True, former.text, True, matter=both)
    if not own and (both := compared_with_the_older(said, before, regions)) is not None:
        return Resolved(both, (), frozenset(), kept, True, former.text, True, matter=both)
    same = not _subject(said) and _asks_the_same(said, former)
    if same:
        merged = asked_anew(former, said, regions)
        inherited = tuple(word for word in earlier if word not in merged.subject)
        documents = frozenset[str]() if own or times else documents
    elif not _subject(said):
        # Another thing is asked of the same matter ("og hvor?"): its words tell where to look, not what.
        base = asked_anew(former, replace(said, mentions=()), regions) if times else former
        merged = (times or Times.of(base)).put_into(
            replace(
                base,
                text=f"{base.text} {said.text}",
                wanted=said.wanted,
                mentions=tuple(regions.find(f"{base.text} {said.text}"))[-len(said.mentions) :]
                if own
                else base.mentions,
                day=said.day or base.day,
                yes_no=said.yes_no,
                subject=(),
            )
        )
        inherited = tuple(dict.fromkeys((*base.subject, *earlier)))
        documents = frozenset[str]() if own or said.periods or said.years else documents
    else:
        merged = (times or Times.of(former)).put_into(said)
        # "Og temadagen om …?" asks for the same of another thing, "hvad sker der med …?" for something else.
        same_kind = said.wanted == "text" and not _ASKS_ITSELF.search(said.text)
        if same_kind:
            merged = replace(merged, text=_opened_as(former.text, said.text))
        merged = replace(merged, wanted=former.wanted if same_kind else said.wanted)
        inherited = tuple(word for word in before.get("subject", ()) if word not in said.subject)
        documents = frozenset[str]() if own else documents
    moved = bool(own or times)
    left = _cited_last(turns) if moved else frozenset[str]()
    inherited = _of_place(_without_kin(inherited, said.subject), kept if own else (), regions)
    found = Resolved(merged, inherited, documents, kept, True, former.text, bool(times), left)
    matter = understand(str(before.get("matter", former.text)), regions)
    if moved:
        matter = asked_anew(matter, replace(said, wanted=matter.wanted), regions)
    if same:
        return replace(found, matter=merged if matter.text == former.text else matter)
    return replace(found, matter=matter, otherwise=_of_the_matter(found, said, matter, former))


def _of_the_matter(found: Resolved, said: Question, matter: Question, former: Question) -> Resolved | None:
    """A follow-up asked of the last whole question alone; None where that is the one before, or it says no word of its own."""
    if matter.text == former.text or _BARE.fullmatch(said.text):
        return None
    inherited = _without_kin(matter.subject, said.subject)
    question = found.question
    if not _subject(said):
        question = replace(question, text=f"{matter.text} {said.text}", mentions=matter.mentions)
    return replace(found, question=question, inherited=inherited, former=matter.text)


def _opened_as(former: str, text: str) -> str:
    """ "Og formanden?" after "Hvem er …?" as "Hvem er formanden?"; the text itself after a question of another form."""
    opening, rest = _OPENING.match(former), _REST.match(text)
    if opening is None or rest is None or not rest["rest"].strip(" ?!."):
        return text
    return f"{opening.group()} {rest['rest'].strip(' ?!.')}?"


def _of_place(inherited: Sequence[str], kept: Sequence[str], regions: Regions) -> tuple[str, ...]:
    """The inherited words less the names of regions other than those asked about now; all where none is named."""
    return tuple(
        word
        for word in inherited
        if not kept or all(mention.region in kept for mention in regions.find(word))
    )


def _without_kin(inherited: Sequence[str], said: Sequence[str]) -> tuple[str, ...]:
    """The inherited words less those that one of the question's own takes the place of: "formand" of "næstformand"."""
    own = [stem(word) for word in said]
    return tuple(
        word
        for word in inherited
        if not any(
            len(min(a, b, key=len)) >= _SHORTEST_KIN and a != b and (a.endswith(b) or b.endswith(a))
            for a, b in ((stem(word), each) for each in own)
        )
    )


def _cited_last(turns: Sequence[Turn]) -> frozenset[str]:
    """The documents cited by the last turn that cited any."""
    cited = (turn.answer.citations for turn in reversed(turns) if turn.answer.citations)
    return frozenset(citation.document for citation in next(cited, ()))


def _said(question: Question, regions: Regions) -> Question | None:
    """A correction, a word for a version, or a bare place or time, as what it asks for; None for any other question."""
    text = question.text
    correction = corrected(text)
    rest = text if correction is None else correction
    version = version_in(rest)
    bare = without_version(rest) if version else rest
    if correction is None and version is None and not _only_where_or_when(question):
        return None
    found = understand(bare, regions)
    if version is not None:
        telling = tuple(word for word in found.subject if not COMPARED_WORD.fullmatch(word))
        found = replace(found, version=version, subject=_without(telling, _OF_SAYING))
        if _subject(found) and not depends_on_former(question):
            return None
    elif asks(bare) and not depends_on_former(found) and not _only_where_or_when(found):
        return None  # "Nej, hvem er formand for KKR Hovedstaden?" is a question of its own
    return replace(found, subject=_subject(found))


def _subject(question: Question) -> tuple[str, ...]:
    """The words a question asks with; none where it only names a place or a time."""
    return () if _only_where_or_when(question) else question.subject


def _only_where_or_when(question: Question) -> bool:
    """Whether a text that is no full question only says where or when: "vi bor i Randers", "Hovedstaden", "2021-22"."""
    named = {word for mention in question.mentions for word in words(mention.matched)}
    named |= {
        word for mention in question.mentions for word in words(question.text[mention.start : mention.end])
    }
    left = [word for word in question.subject if word not in named and not word.isdigit()]
    if not (question.mentions or Times.of(question)):
        return not question.subject
    opened = _OPENS.search(question.text) is not None
    if not left:
        return question.wanted == "text" and (opened or not asks(question.text) or not question.subject)
    return not asks(question.text) and not opened and all(word in _OF_A_REPLY for word in left)


def _without(subject: Sequence[str], dropped: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in subject if word not in dropped)


def _asks_the_same(said: Question, former: Question) -> bool:
    """Whether a question without words of its own asks the former one anew, elsewhere or at another time."""
    if said.wanted in ("text", former.wanted):
        return True
    if said.wanted == "yes_no":
        return bool(said.mentions or Times.of(said)) or _SAME_THERE.search(said.text) is not None
    # "Hvad står der i den gamle?" asks for nothing but the version.
    return said.wanted == "definition" and bool(said.mentions or Times.of(said))


def depends_on_former(question: Question) -> bool:
    """Whether a question leaves out what it is about."""
    text = question.text.strip()
    if _OPENS.search(text):
        return True
    telling = [word for word in question.subject if not (word.isdigit() or COMPARED_WORD.fullmatch(word))]
    if not telling or _OF_THEM.search(text):
        return True
    pointing = _POINTS_BACK.search(_EXPLETIVE.sub(" ", text))
    if pointing and len(telling) <= 3:
        return True
    return len(telling) <= 1 and not question.mentions and not question.periods and len(text.split()) <= 5


def points_back(question: Question) -> bool:
    """Whether a question has a word for what was just spoken of ("de", "der"), or no word of its own."""
    text = question.text.strip()
    return not _subject(question) or _POINTS_BACK.search(_EXPLETIVE.sub(" ", text)) is not None
