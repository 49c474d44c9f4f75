"""Of whom a question asks, and of whom the quotes speak: another place or body is told in a line, never left unsaid."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked_body import body_line
from assistant.asked_state import asked_state, tells_of
from assistant.compose import Statement
from assistant.own_case import is_own_case
from assistant.question import Question
from assistant.wanted import OF_A_PLACE, Wanted
from ingest.regions import RegionMention

_ALL = re.compile(r"\b(?:alle|samtlige|hver|ingen|de \d+)\b[\w ]{0,30}\bkommune", re.IGNORECASE)
_NATIONAL = re.compile(r"\b(?:på landsplan|nationalt plan|i hele landet|hele Danmark)\b", re.IGNORECASE)
# A rule of the whole region is also a rule for each place in it.
_ASKS_A_RULE = re.compile(r"\b(?:skal|må|måtte|kan|kunne|bør|skulle|gælder|gjaldt|pligt\w*)\b", re.IGNORECASE)
_AT = re.compile(r"(?:^|\s)(?:i|på|hos|fra|omkring|ved)\s+$", re.IGNORECASE)
# Kinds of answer where a place in the question only tells which one is meant: "sekretariatet i Viborg".
_WHICH_ONE: frozenset[Wanted] = frozenset({"contact", "where", "when"})
_OF_ONE: frozenset[Wanted] = OF_A_PLACE | {"list", "yes_no", "when", "how_long"}
# Kinds of answer that name or count those of a state: "hvilke tilbud er lukket".
_COUNTED: frozenset[Wanted] = frozenset({"list", "how_many", "who"})
_ADDRESS = re.compile(r"\S*(?:@|www\.|https?:)\S*")
_CASE_OF = re.compile(r"^(?P<place>[\w-]+(?: [\w-]+)?) Kommune\b")
OPPOSITE = "Det citerede handler om det modsatte af det, der spørges om."
NOT_OF_IT = "Det citerede siger ikke direkte noget om det, der spørges om."
NOT_SAID = "Det citerede siger ikke direkte ja eller nej til det, der spørges om."


def asked_of_lines(question: Question, statements: Sequence[Statement], whole: str) -> list[str]:
    """What to say before the quotes where they speak of another body, place or state than the one asked about.

    Often nothing. `whole` is the text of the document quoted first: it may name the place that only tells which thing
    is meant.
    """
    line = body_line(question, statements) or _place_line(question, statements, whole)
    return [each for each in (line, _state_line(question, statements)) if each]


def _state_line(question: Question, statements: Sequence[Statement]) -> str:
    """That the quotes tell neither side of the state that a yes/no question asks about, or of another the opposite."""
    state = asked_state(question)
    if not state.sides:
        return ""
    if not question.yes_no:
        fits = [state.fit(" ".join(each.texts)) for each in statements]
        if 1 in fits or not (fits[0] == -1 or question.wanted in _COUNTED):
            return ""
        return OPPOSITE if fits[0] == -1 else NOT_OF_IT
    return "" if any(tells_of(state, " ".join(each.texts)) for each in statements) else NOT_SAID


def _place_line(question: Question, statements: Sequence[Statement], whole: str) -> str:
    """That the quotes are of the whole country or region, or of another municipality's case, and not of the one asked about."""
    places = _places(question)
    said = " ".join(map(_said, statements))
    if _counts_the_country(question, statements[0]):
        names = [mention.matched for mention in places] or list(question.regions)
        return f"Teksten gælder hele landet; for {' og '.join(dict.fromkeys(names))} alene fremgår det ikke."
    if not places or any(_named(mention, said) or is_own_case(whole, mention) for mention in places):
        return ""
    at = all(_AT.search(question.text[: mention.start]) for mention in places)
    if at and question.wanted in _WHICH_ONE and any(_named(mention, whole) for mention in places):
        return ""
    names = list(dict.fromkeys(mention.matched for mention in places))
    asked = " og ".join(names)
    first = statements[0].document.metadata
    region = first.region or places[0].region
    case = _CASE_OF.match(first.title)
    if _ALL.search(said):
        return f"Det citerede er sagt om kommunerne i {region} samlet; {asked} nævnes ikke for sig."
    if case is not None:
        return f"Det citerede er fra {case['place']} Kommunes sag; {asked} nævnes ikke."
    of_a_rule = _ASKS_A_RULE.search(question.said) and (at or question.yes_no)
    if of_a_rule or question.wanted not in _OF_ONE:
        return f"Teksten gælder hele {region}; {asked} nævnes ikke for sig."
    return f"Teksten gælder hele {region}; for {asked} alene fremgår det ikke."


def _counts_the_country(question: Question, first: Statement) -> bool:
    """Whether a number or a state of a place is asked for and the first quote gives that of the country."""
    if not question.mentions or _NATIONAL.search(question.said):
        return False
    asked = question.wanted in ("how_many", "how_much") or question.yes_no
    return asked and _NATIONAL.search(" ".join(first.texts)) is not None


def _places(question: Question) -> list[RegionMention]:
    """The municipalities that a question asks about, those apart that only tell where the asker is."""
    said = question.said.lower()
    return [
        mention
        for mention in question.mentions
        if mention.via == "kommune" and question.text[mention.start : mention.end].lower() in said
    ]


def _named(mention: RegionMention, text: str) -> bool:
    return re.search(rf"\b{re.escape(mention.matched)}", _ADDRESS.sub(" ", text), re.IGNORECASE) is not None


def _said(statement: Statement) -> str:
    """A quote with what stands over it: its headings and the title of its document."""
    path = statement.candidate.section.path
    return " ".join((statement.document.metadata.title, *path, *statement.texts))
