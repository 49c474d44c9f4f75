"""Which of the candidates is quoted first, and which are no answer however well their words fit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.answer_forms import REFERS
from assistant.asked_event import asks_for_office, of_the_event, of_the_office
from assistant.asked_form import of_the_form
from assistant.asked_holder import bears_it
from assistant.asked_state import telling
from assistant.contradiction import is_agenda_row
from assistant.evidence import AMENDMENT, Candidate
from assistant.extent import items_in, list_of
from assistant.period import period_of
from assistant.question import Question
from assistant.sentence_signals import MODAL
from assistant.several import several_asked
from assistant.versions import likeness
from assistant.wanted import Wanted
from assistant.wording import Wording
from index.snapshot import Snapshot

# An agreement's own words go before those of a case about it that score so little better.
_OWN_WORDS = 0.5
# From here on two sentences of different regions are taken to speak of one national matter.
_SAME_MATTER = 0.5
# Below this share of telling words in common, a newer agreement's sentence is not on the same matter at all.
_OF_ONE_MATTER = 0.25
# So far behind the best a list may be and still come first for having as many items as were asked for.
_NEARLY_AS_GOOD = 2.0
_ON_SUBJECT = 0.6
# An item that holds so much of what was asked says it alone; of another its whole list is quoted.
_SAYS_IT_ALONE = 0.9
_SHORT_LIST = 900
# Kinds of answer that one item of a list seldom is all of.
_OPEN: frozenset[Wanted] = frozenset({"definition", "text", "how"})
# Kinds of answer that show in the sentence that gives them.
_TYPED: frozenset[Wanted] = frozenset(
    {"when", "how_many", "how_much", "how_long", "contact", "who", "where", "why"}
)
_ASKS_TITLE = re.compile(
    r"tema|emne|overskrift|afsnit|kapitel|titel|titler|\bhedder\b|\bhed\b|\bkaldes\b|punkt|område|\bspor|indsats|bilag",
    re.IGNORECASE,
)
_IS_QUESTION = re.compile(
    r"^(?:[a-z\d]{1,2}[.)]\s*)?(?:hv(?:em|ad|or|ornår|ordan|orfor|ilke[nt]?|orvidt)|i hvilke[nt]?|på hvilke[nt]?)\b[^.]*\?$",
    re.IGNORECASE,
)
_ASKS_WHAT_IS_ASKED = re.compile(r"\b(?:spørg\w*|spurgt\w*)\b", re.IGNORECASE)
# "Tiltrådt.": a word alone tells what was decided, and nothing else.
_SAYS_SOMETHING = re.compile(r"\w\W+\w|\d")
_ASKS_DECISION = re.compile(
    r"beslut|afgør|afgj|vedtag|vedtog|tiltr|godkend|indstil|behandl|udfald|resultat|\bende|\bsag(?:de|t)?\b|\bsiger|\bmen(?:te|er)|"
    r"syn(?:tes|es)|stem|\bja\b|\bnej\b|igennem|afvis|svar|støtte|enig|accept|stilling",
    re.IGNORECASE,
)
_ASKS_PAPERS = re.compile(
    r"bilag|dokument|vedlagt|vedhæft|journal|nummer|\bnr\b|udkast|liste|følge?brev|fil(?:er)?\b|åben|lukket|link|hent",
    re.IGNORECASE,
)
_NAME = re.compile(r"\s[A-ZÆØÅ]\w+")
# So far behind the best a sentence may be and still come first for being of the thing that is asked about by its name.
_OF_THE_NAME = 4.0
_NUMBERED = re.compile(r"^\(?(\d{1,2})[.)]\s+")

# What is asked of a thing is not answered by its name alone.
_TOLD: frozenset[Wanted] = frozenset({"text", "how", "why"})


def able_to_answer(ranked: Sequence[Candidate], question: Question, wording: Wording) -> list[Candidate]:
    """The candidates less the sentences that only ask something themselves, name what is asked about or say nothing of
    what one may, and those on another event or office.
    """
    said = wording.stems_of(question.text)
    decided = question.wanted == "when" or _ASKS_DECISION.search(question.text) is not None
    papers = question.wanted != "how_many" and _ASKS_PAPERS.search(question.text) is not None
    kept = [
        found
        for found in ranked
        if (decided or found.unit.kind != "sentence" or _SAYS_SOMETHING.search(found.text))
        and (papers or not is_agenda_row(found))
        and not (found.unit.kind == "row" and _asks_may(question) and not found.signals["modal"])
        and of_the_event(question, found, wording)
        and of_the_office(question, found, wording)
        and not (question.wanted in _TOLD and wording.exact_stems_of(_NUMBERED.sub("", found.text)) <= said)
    ]
    if _ASKS_WHAT_IS_ASKED.search(question.text):
        return kept
    return [found for found in kept if not _IS_QUESTION.search(found.text)]


def _asks_may(question: Question) -> bool:
    """Whether it is asked if one may, can or must do something."""
    return question.yes_no and MODAL.search(question.said) is not None


def preferred(ranked: Sequence[Candidate], question: Question, wording: Wording) -> Candidate:
    """The best candidate; of near equals that say the same the newest document's, and the agreement's own.

    Where the question says how many things it asks for, a list of as many that is nearly as good.
    """
    best = ranked[0]
    several = several_asked(question.text)
    if several is not None and several.count is not None:
        best = _of_count(ranked, best, several.count)
    best = _settled(ranked, _of_the_name(ranked, best, question), question)
    best = of_the_form(ranked, best, question)
    told = telling(ranked, best, question)
    if told is not best:
        return told
    for other in ranked[1:12]:
        if ranked[0].score - other.score > 1.0:
            break
        if _regions_differ(best, other) and likeness(best, other, wording) < _SAME_MATTER:
            continue
        newer = (other.document.metadata.valid_from or date.min) > (
            best.document.metadata.valid_from or date.min
        )
        same_kind = other.document.metadata.kind == best.document.metadata.kind
        own = (
            best.document.metadata.about == other.document.id
            and best.document.metadata.kind != AMENDMENT
            and best.score - other.score <= _OWN_WORDS
        )
        if _of_the_time(best, question) and not _of_the_time(other, question):
            continue  # the newer one only looks back at the time asked about
        sure = other.document.metadata.confirmed or not best.document.metadata.confirmed
        on_it = likeness(best, other, wording) >= _OF_ONE_MATTER or bool(other.signals["settles"])
        if _as_good(other, best, question) and (own or (newer and same_kind and sure and on_it)):
            best = other
    return best


def _of_the_time(found: Candidate, question: Question) -> bool:
    """Whether its document is in force in all of the period that the question names."""
    own = period_of(found.document)
    return own is not None and bool(question.periods) and all(map(own.covers, question.periods))


def _of_count(ranked: Sequence[Candidate], best: Candidate, count: int) -> Candidate:
    for found in ranked:
        if found.score < best.score - _NEARLY_AS_GOOD:
            break
        units = found.passage.passage.units
        listed = list_of(units, found.number)
        on_subject = found.covered >= _ON_SUBJECT * best.covered and not _elsewhere(found, best)
        if listed is not None and on_subject and items_in(units, listed) == count:
            return found
    return best


def _of_the_name(ranked: Sequence[Candidate], best: Candidate, question: Question) -> Candidate:
    """The best candidate, or one of another document that names the question's thing in a heading ("Sammen om Psykiatri")."""
    if not _is_of_name(best, question):
        for found in ranked:
            if found.score < best.score - _OF_THE_NAME:
                break
            fits = found.signals["type"] >= min(1.0, best.signals["type"]) and found.unit.kind != "heading"
            if fits and found.document.id != best.document.id and _is_of_name(found, question):
                return found
    return best


def _settled(ranked: Sequence[Candidate], best: Candidate, question: Question) -> Candidate:
    """The best candidate; for one that only says where to read on, the next that settles the subject itself."""
    asks_where = question.wanted in ("where", "contact")
    if asks_where or best.signals["settles"] > 0 or not REFERS.search(best.text):
        return best
    return next(
        (
            found
            for found in ranked
            if found.score >= best.score - _NEARLY_AS_GOOD
            and found.signals["settles"] > 0
            and not _elsewhere(found, best)
        ),
        best,
    )


def _is_of_name(found: Candidate, question: Question) -> bool:
    """Whether a heading over a candidate stands word for word in the question as a name: two words, one with a capital."""
    said = question.said.lower()
    return any(
        _NAME.search(heading[1:]) is not None and len(heading.split()) > 1 and heading.lower() in said
        for heading in found.section.path
    )


def _elsewhere(found: Candidate, best: Candidate) -> bool:
    """Whether it is of a document that answers for itself only: another region's."""
    return _regions_differ(found, best)


def _regions_differ(a: Candidate, b: Candidate) -> bool:
    return a.document.metadata.region != b.document.metadata.region


def _as_good(other: Candidate, best: Candidate, question: Question) -> bool:
    """Whether it fits the period, the words and the form asked for as well, and settles what is asked if that does."""
    held = bears_it(question, other.text)
    return all(
        other.signals[name] >= best.signals[name] - slack or (held and name == "type")
        for name, slack in (("period", 0.0), ("words", 0.05), ("type", 0.0), ("settles", 0.0))
    )


def asks_several(question: Question) -> bool:
    """Whether several things are asked for, so that one item of a list is no whole answer."""
    return question.wanted == "list" or several_asked(question.text) is not None


def whole_list_asked(question: Question, candidate: Candidate) -> bool:
    """Whether of the list that a candidate is an item of the whole is to be quoted."""
    if asks_several(question):
        return True
    if candidate.unit.kind != "item" or question.wanted not in _OPEN:
        return False
    number = _NUMBERED.match(candidate.text)
    if number is not None and number[1] in question.figures:
        return False  # this very item is asked for
    units = candidate.passage.passage.units
    listed = list_of(units, candidate.number)
    short = listed is not None and sum(len(u.text) for u in units[listed[0] : listed[1] + 1]) <= _SHORT_LIST
    return short and candidate.signals["words"] < _SAYS_IT_ALONE


def beneath_heading(best: Candidate, ranked: Sequence[Candidate], question: Question) -> Candidate | None:
    """A candidate that is no bare heading: for a heading the likeliest sentence right under it; None where none fits.

    A question for a title or a theme is answered by the heading itself, and one for who holds an office by a signature
    that was read as one.
    """
    signed = asks_for_office(question) and best.signals["type"] >= 1.0
    if best.unit.kind != "heading" or signed or _ASKS_TITLE.search(question.text):
        return best
    units = best.passage.passage.units
    until = next((n for n in range(best.number + 1, len(units)) if units[n].kind == "heading"), len(units))
    if until == best.number + 1 and until < len(units):
        until = len(units)  # a heading right under it: what stands under that stands under both
    under = [
        found
        for found in ranked
        if found.passage.id == best.passage.id
        and best.number < found.number < until
        and found.unit.kind != "heading"
        and (question.wanted not in _TYPED or found.signals["type"] >= 1.0)
    ]
    return max(under, key=lambda found: found.score, default=None)


def restated(snapshot: Snapshot, best: Candidate, question: Question) -> Candidate:
    """For one of several things that stands alone, an item or a numbered heading, the list of the document that has it."""
    units = best.passage.passage.units
    alone = best.unit.kind in ("item", "heading") and list_of(units, best.number) is None
    if several_asked(question.text) is None or not alone or not _NUMBERED.match(best.text):
        return best
    wanted = _bare(best.text)
    for passage in snapshot.document_passages(best.document.id):
        for number, unit in enumerate(passage.passage.units):
            if unit.kind != "item" or _bare(unit.text) != wanted:
                continue
            section = snapshot.section(best.document.id, passage.passage.section)
            if list_of(passage.passage.units, number) is not None and section is not None:
                return replace(best, passage=passage, section=section, number=number)
    return best


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", _NUMBERED.sub("", text).lower()))
