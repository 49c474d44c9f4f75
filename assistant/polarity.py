"""Whether a quote carries a plain "Ja" or "Nej". A wrong "Ja" is the worst error there is, so most are withheld."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

from assistant.evidence import AGREEMENT_KINDS, Candidate
from assistant.question import Question
from assistant.wording import Term, Wording
from index.danish import content_words, stem, words

_NEGATION = re.compile(
    r"\b(?:ikke|ingen|intet|aldrig|hverken|ej|undtagen|undlade\w*|kun|uden|fritaget|medmindre)\b"
)
_POSSIBLE = frozenset("kan kunne må måtte mulighed muligheden frivilligt frivillig tilladt tillader".split())
_REQUIRED = frozenset("skal skulle pligt forpligtet forpligter kræves obligatorisk obligatoriske bør".split())
_PLANNED = frozenset(
    "forventes forventet forventer planlægges planlagt ønsker ønskes anbefales anbefaler anbefalet opfordrer vurderes "
    "overveje overvejes tilstræbes".split()
)
_AT_MOST = frozenset("højst højest maksimalt maksimum maks op".split())
_AT_LEAST = frozenset("mindst minimum tidligst".split())
_CLASSES = (_POSSIBLE, _REQUIRED, _PLANNED, _AT_MOST, _AT_LEAST)
# Small words that a search leaves out and that turn a sentence round: asked with one, it must be said with it.
_TURNING = frozenset(
    "alle samtlige hver hvert mange få flere færre mest mere mindre meget næsten over under før efter inden mellem "
    "mod imod altid stadig fortsat".split()
)
_EVERY = frozenset("alle samtlige hver hvert".split())
_PROPOSED = re.compile(r"\b(?:indstil|foresl|anbefal|opfordr|udkast)\w*")
_NATIONAL = re.compile(r"\b(?:på landsplan|nationalt|i hele landet|landets)\b")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "nul en to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten".split()
    )
} | {"et": "1", "én": "1", "ét": "1", "begge": "2", "nitten": "19", "tyve": "20", "niogtyve": "29"}
_PARTIES = re.compile(
    r"\b(driftsherre|køberkommune|brugerkommune|kommune|region|realdania|kkr|socialstyrelse|regering|opholdskommune|"
    r"leder|borger|minister|byråd|kommunalbestyrelse|folketing|sekretariat|styregruppe|socialdirektørforum|kl|formand|næstformand)\w*",
)
_LONGEST = 45
# At least this share of a sentence's telling words must be the question's own.
_MOSTLY_ASKED = 0.35
# A programme or a status report tells how things stood; only an agreement, or a case on it, tells how they stand.
_SPEAKS_FOR_ITSELF = AGREEMENT_KINDS | {"sagsfremstilling"}


def plain_answer(
    question: Question, terms: Sequence[Term], found: Candidate, wording: Wording
) -> Literal["Ja", "Nej"] | None:
    """ "Ja" or "Nej" when the sentence says exactly what is asked, or exactly its negation; else None."""
    lowered = question.text.lower()
    if not question.yes_no or len(terms) < 2 or _NEGATION.search(lowered):
        return None
    if found.unit.kind in ("row", "heading") or found.document.metadata.kind not in _SPEAKS_FOR_ITSELF:
        return None
    lead = found.lead.text if found.lead else ""
    said = f"{lead} {found.text}"
    if not _says_little_else(question, terms, found, wording):
        return None
    if len(words(said)) > _LONGEST or " eller " in lowered:
        return None
    stems = wording.exact_stems_of(said)
    if not all(_said(term, stems) for term in terms):
        return None
    if any(_only_as_a_rule(term, said, wording) for term in terms):
        return None
    if not _numbers(lowered) <= _numbers(said.lower()) or not _named_as_asked(question, found, said):
        return None
    if not _count_the_same(lowered, said.lower()):
        return None
    if found.signals["period"] < 0 or found.signals["apart"]:
        return None
    asked_words, said_words = set(words(lowered)), set(words(said))
    for kind in _CLASSES:
        if bool(kind & asked_words) != bool(kind & said_words):
            return None
    if _TURNING & asked_words - said_words or not _every_the_same(lowered, said.lower()):
        return None
    if bool(_PROPOSED.search(lowered)) != bool(_PROPOSED.search(said.lower())):
        return None
    if question.mentions and _NATIONAL.search(said.lower()) and not _NATIONAL.search(lowered):
        return None
    asked_parties = {stem(word) for word in _PARTIES.findall(lowered)}
    said_parties = {stem(word) for word in _PARTIES.findall(said.lower())}
    if len(said_parties) > 1 and asked_parties:
        return None
    negations = len(_NEGATION.findall(said.lower()))
    if negations == 0:
        return "Ja"
    clause = re.search(
        r"\b(?:kan|må|skal|er|bliver|har|vil)\s+(?:\w+\s+){0,2}ikke\b|\bikke\s+(?:kan|må|skal)\b", said
    )
    return "Nej" if negations == 1 and clause and len(words(found.text)) <= 20 else None


def _says_little_else(question: Question, terms: Sequence[Term], found: Candidate, wording: Wording) -> bool:
    """Whether the sentence is about what is asked and no more: a long one may narrow it ("for at …", "når …")."""
    asked = {term.stem for term in terms} | {part for term in terms for part in term.parts}
    asked |= wording.exact_stems_of(" ".join(mention.matched for mention in question.mentions))
    telling = [word for word in content_words(found.text) if not word.isdigit()]
    held = sum(bool(wording.exact_stems_of(word) & asked) for word in telling)
    return held >= _MOSTLY_ASKED * len(telling)


def _every_the_same(asked: str, said: str) -> bool:
    """Whether what the question says of every one is said of the same: all new cases are not all cases."""
    tokens, said_tokens = words(asked), words(said)
    followed = {other[:4] for word, other in pairwise(said_tokens) if word in _EVERY}
    return all(other[:4] in followed for word, other in pairwise(tokens) if word in _EVERY)


def _only_as_a_rule(term: Term, said: str, wording: Wording) -> bool:
    """Whether what is asked of as done is only said to be done in general: "godkendt" and "godkendes"."""
    if not term.word.endswith(("t", "te", "ede")):
        return False
    forms = [word for word in words(said) if term.stem in wording.exact_stems_of(word)]
    return bool(forms) and all(form.endswith("es") for form in forms)


def _said(term: Term, stems: frozenset[str]) -> bool:
    if term.word.isdigit() or term.word in _NUMBERS:
        return True  # figures are compared as figures
    return term.stem in stems or any(term.word in kind for kind in _CLASSES)


def _numbers(text: str) -> set[str]:
    figures = {figure.replace(".", "") for figure in re.findall(r"\d+(?:\.\d{3})*(?:,\d+)?", text)}
    return figures | {_NUMBERS[word] for word in words(text) if word in _NUMBERS and word not in ("en", "et")}


def _count_the_same(asked: str, said: str) -> bool:
    """Whether each number of the question stands before the same word in the sentence: 10 tilbud, not 8 tilbud."""
    tokens, asked_tokens = words(said), words(asked)
    for number, counted in _counted(asked_tokens):
        beside = {
            other
            for at, token in enumerate(tokens)
            if token == number or _NUMBERS.get(token) == number
            for other in _beside(tokens[at + 1 : at + 5], frozenset(asked_tokens))
        }
        if counted[:4] not in {other[:4] for other in beside}:
            return False
    return True


def _counted(tokens: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for at, token in enumerate(tokens[:-1]):
        number = token if token.isdigit() else _NUMBERS.get(token, "")
        if number and token not in ("en", "et") and tokens[at + 1].isalpha():
            found.append((number, tokens[at + 1]))
    return found


def _beside(tokens: Sequence[str], asked: frozenset[str]) -> list[str]:
    """What a number counts: the words after it up to the first that was not asked with, that one included.

    Of "10 landsdækkende tilbud" it is not said that there are 10 "tilbud".
    """
    kept: list[str] = []
    for token in tokens:
        if token.isdigit():
            break
        kept.append(token)
        if token not in asked:
            break
    return kept


def _named_as_asked(question: Question, found: Candidate, said: str) -> bool:
    """Each region, council or municipality named must be named in the sentence, or be the document's own region."""
    lowered = said.lower()
    for mention in question.mentions:
        name = question.text[mention.start : mention.end].lower()
        bare = mention.via in ("region", "adjektiv") and not name.startswith("region")
        if name in lowered or mention.matched.lower() in lowered:
            continue
        if not bare or mention.region != found.document.metadata.region:
            return False
    return True
