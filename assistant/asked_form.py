"""What a question asks for by the form of its words.

"Hvilket område" wants an "autismeområdet", "hvad bidrager X med" a sum, "hvem er ikke med" a sentence that denies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from assistant.asked_event import asks_for_office
from assistant.compose import Statement
from assistant.evidence import Candidate
from assistant.question import Question
from index.danish import STOP_WORDS, stem, words
from ingest.documents import Unit

_KIND = re.compile(
    r"\bhvilke[nt]?\s+(?:(?:af|de|den|det|slags|type)\s+)*(?P<noun>[^\W\d_]{3,})", re.IGNORECASE
)
_PAYS = re.compile(
    r"\bhvad\s+(?:betaler|betalte|bidrager|bidrog|finansierer|finansierede|koster|kostede)(?:\s+(?P<payer>[^\W\d_]{4,}))?\b",
    re.IGNORECASE,
)
_MONEY = re.compile(r"\d[\d.,]*\s*(?:mio|mia|kr|kroner|millioner|,-)|\bkr\.?\s*\d", re.IGNORECASE)
_DENIED = re.compile(
    r"^(?:(?!\b(?:hvis|når|at|der)\b).)*\b(?:hvem|hvad|hvilke[nt]?)\b(?:(?!\b(?:hvis|når|at)\b|,).)*\b(?:ikke|undtaget|udeladt)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:ikke|ingen|intet|hverken|undtag\w*|udelad\w*|bortset fra|fravær\w*|friholdes)\b", re.IGNORECASE
)
_SIGNATURE = re.compile(
    r"[A-ZÆØÅ]\w+(?: [A-ZÆØÅ][\w.]*)+?,? (?i:\w*(?:formand|direktør|borgmester|minister|chef|leder))\b"
)
_ASKS_SIGNED = re.compile(
    r"\b(?:under)?(?:skrev|skrevet|skriver|tegnet)\b|\bsignere\w*|\bforfatte\w*|\bafsender\w*|\bstår bag\b",
    re.IGNORECASE,
)
# A list, or three things side by side: what "hvilke …" asks for.
_ENUMERATES = re.compile(r":\s*(?:$|\S)|^\s*(?:[-•]|\d{1,2}[.)])\s|\||(?:\b[^,]{3,40}, ){2,}[^,]{3,40}")
# "Har styrelsen vurderet …" is not answered by an item that only names what it is about.
_BARE_ITEM = re.compile(
    r"^\s*(?:[-•]|\d{1,2}[.)])\s(?!.*\b(?:er|var|kan|skal|må|bør|har|vil|at|der|ikke|med|fra)\b)",
    re.IGNORECASE,
)
_ASKS_MEMBER = re.compile(
    r"\b(?:omfatte\w*|er (?:\w+ )?med|hører|indgå\w*|blandt|nævn\w*|del af|gælder|dækker|handler|bilag|tema\w*|område\w*|fokus|mål\w*)\b",
    re.IGNORECASE,
)
# So many letters before the noun make a compound that names which one: "autisme-område".
_FEWEST_BEFORE = 3
# So far behind the best score a sentence may be and still come first for naming what is asked.
_NEARLY_AS_GOOD = 2.0
_ON_SUBJECT = 0.75


@lru_cache(maxsize=256)
def _kind_asked(said: str) -> str:
    """The stem of the noun after "hvilken"; "" where there is none."""
    found = _KIND.search(said)
    noun = found["noun"].lower() if found is not None else ""
    return "" if noun in STOP_WORDS else stem(noun)


def shows_form(question: Question, text: str) -> bool | None:
    """Whether a text holds what is asked for in the form it is asked for; None where the question has no such form."""
    said = question.said.lower()
    shown = []
    pays = _PAYS.search(said)
    if question.wanted == "text" and pays is not None:
        # What another gives is no answer to what Realdania gives.
        payer = stem(pays["payer"] or "")
        shown.append(_MONEY.search(text) is not None and (not payer or payer in {*map(stem, words(text))}))
    if not question.yes_no and _DENIED.search(said):
        shown.append(_DENIES.search(text) is not None)
    kind = _kind_asked(said)
    if kind and question.wanted in ("text", "list"):
        named = _names_kind(kind, {stem(word) for word in words(said)}, text)
        listed = question.wanted == "list" and _ENUMERATES.search(text) is not None
        shown.append(named or listed)
    return all(shown) if shown else None


def _names_kind(kind: str, asked: Collection[str], text: str) -> bool:
    """Whether a text has a compound of the noun that the question does not name itself."""
    return any(
        found.endswith(kind) and len(found) >= len(kind) + _FEWEST_BEFORE and found not in asked
        for found in map(stem, words(text))
    )


def of_the_form(ranked: Sequence[Candidate], best: Candidate, question: Question) -> Candidate:
    """The best candidate, or one nearly as good on the same subject that holds what is asked where it does not."""
    bare = best.unit.kind == "item" and question.yes_no and _only_names(question, best.text)
    if not bare and shows_form(question, _said(best)) is not False:
        return best
    for found in ranked:
        if found.score < best.score - _NEARLY_AS_GOOD:
            break
        if (
            found.unit.kind == "sentence"
            and found.document.id == best.document.id
            and found.section.number == best.section.number
            and found.covered >= _ON_SUBJECT * best.covered
            and (bare or shows_form(question, found.text))
        ):
            return found
    return best


def with_the_form(question: Question, statement: Statement) -> Statement:
    """What is quoted, and the sentence right after it where that holds what is asked for and the quote does not.

    Of those who have signed all are quoted, where no office is asked for.
    """
    units = statement.candidate.passage.passage.units
    signed = question.wanted == "who" and _ASKS_SIGNED.search(question.said) is not None
    if signed and not asks_for_office(question) and _signs(units[statement.last]):
        first, last = statement.first, statement.last
        while first > 0 and _signs(units[first - 1]):
            first -= 1
        while last + 1 < len(units) and _signs(units[last + 1]):
            last += 1
        return Statement(statement.candidate, first, last)
    after = units[statement.last + 1] if statement.last + 1 < len(units) else None
    if after is None or {after.kind, units[statement.last].kind} != {"sentence"}:
        return statement
    if question.wanted == "list" or after.text.rstrip().endswith(":"):
        return statement
    if shows_form(question, " ".join(statement.texts)) is False and shows_form(question, after.text):
        return Statement(statement.candidate, statement.first, statement.last + 1)
    return statement


def _signs(unit: Unit) -> bool:
    """Whether a line is a signature: a name with an office."""
    return unit.kind == "line" and _SIGNATURE.match(unit.text) is not None


def _only_names(question: Question, item: str) -> bool:
    """Whether an item names what a yes/no question is about and tells nothing of it."""
    return _BARE_ITEM.match(item) is not None and _ASKS_MEMBER.search(question.said) is None


def _said(found: Candidate) -> str:
    return f"{found.lead.text if found.lead else ''} {found.text}"
