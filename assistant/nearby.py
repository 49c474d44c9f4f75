"""A very short question after an answer ("hvor længe?", "hvilken målgruppe?"), answered from what was just quoted.

The quoted sentence is tried first, then what stands under the same heading; the wanted kind of answer decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answer import Answer
from assistant.answer_types import holds_wanted
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compared_with import COMPARED_WORD
from assistant.compose import Statement, source_line
from assistant.composer import Composer
from assistant.evidence import Candidate
from assistant.extent import statement_of
from assistant.followups import Resolved, points_back
from assistant.question import MONTHS, Question
from assistant.reasons import reason_for
from assistant.wording import Wording
from index.known_sentences import known_sentences
from index.snapshot import Snapshot
from index.store import StoredPassage

_MOST_WORDS = 7
_MOST_TELLING = 2
_MOST_ROWS = 4
# Kinds of answer whose form tells which sentence gives them; and those where it does
# so without a word of its own in the question.
_TYPED = frozenset({"how_long", "when", "how_many", "how_much", "who", "where", "contact"})
# Kinds whose form so many sentences have that only the quoted one is sure to be on the matter.
_LOOSE = frozenset({"who", "where"})
# What is asked of the meeting in a row of a table, whatever words the row has for it.
_OF_A_MEETING = re.compile(
    r"(?:deltag|deltog|mødte|kom|holdt|afhold|arranger|inviter|tilmeld|tilstede|var|stod)\w*", re.IGNORECASE
)
_COUNTED = "hvor mange deltagere"
# Kinds whose form is so much its own that the one sentence with it, under the same heading, is what is asked for.
_ONE_FORM = frozenset({"where", "how_much", "contact"})
_WHICH = re.compile(r"\bhvilke[nt]?\b", re.IGNORECASE)
_HOW_FAST = re.compile(r"\bhvor (?:hurtig|snart)t?\b", re.IGNORECASE)
_YEARS = {"næste år": 1, "sidste år": -1, "i år": 0}
_NEXT_YEAR = re.compile(r"\b(?:næste år|sidste år|i år)\b", re.IGNORECASE)
_BY_FORM = frozenset({"how_long", "when"})


def months_of(question: Question) -> tuple[str, ...]:
    """The months a message names, where it says nothing else: "og i november", "og den 8. februar"."""
    months = tuple(word for word in question.subject if word in MONTHS)
    return months if all(word in MONTHS or word.isdigit() for word in question.subject) else ()


def unreasoned(asked: Asked, question: Question) -> bool:
    """Whether a message asks why of what was just quoted, and of nothing else: a reason from elsewhere is none."""
    return bool(asked.turns) and question.wanted == "why" and not question.subject and not question.mentions


@dataclass(frozen=True)
class _Place:
    """A unit of a section and whether it was quoted."""

    passage: StoredPassage
    number: int
    quoted: bool

    @property
    def text(self) -> str:
        """The unit, after the row of headings above it."""
        units = self.passage.passage.units
        unit = units[self.number]
        lead = f"{units[unit.lead].text} " if unit.kind == "row" and unit.lead is not None else ""
        return lead + unit.text


class Nearby:
    """Answers from the neighbourhood of the last answer's quotes. Safe from several threads."""

    def __init__(self, snapshot: Snapshot, composer: Composer, wording: Wording) -> None:
        self._snapshot = snapshot
        self._composer = composer
        self._wording = wording

    def answer(self, asked: Asked, question: Question, resolved: Resolved, day: date) -> Answer | None:
        """The answer, or None where nothing near gives it; `question` is the message as it stands."""
        again = self._of_that_year(asked, question, resolved)
        if again:
            return self._quoted(again, asked, resolved.question, day)
        if not self._short(asked, question, resolved):
            return None
        if _HOW_FAST.search(question.text):
            # A time is what is asked for, and how it is asked is no word of the matter.
            subject = tuple(word for word in question.subject if not _HOW_FAST.search(f"hvor {word}"))
            question = replace(question, wanted="how_long", subject=subject)
        # "I forhold til hvilket år?" asks for the year alone.
        telling = tuple(word for word in question.subject if not COMPARED_WORD.fullmatch(word))
        dated = bool(months_of(question))
        if telling and not (dated or question.wanted in _TYPED or _WHICH.search(question.text)):
            return None
        of_a_row = self._of_a_row(asked, question)
        for places in self._sections(asked):
            if of_a_row:
                given = [
                    each for each in places if each.quoted and self._gives(question, resolved.question, each)
                ]
                if given:
                    return self._quoted([self._whole(each) for each in given], asked, resolved.question, day)
                continue
            found = self._in_section(places, question, resolved.question, telling)
            if found:
                return self._quoted(found, asked, resolved.question, day)
        return None

    def _of_that_year(self, asked: Asked, question: Question, resolved: Resolved) -> list[Statement]:
        """What was just quoted, where a message only names a year and the first quote tells of that year too."""
        said = _NEXT_YEAR.sub(" ", question.text)
        years = {
            *question.years,
            *(asked.today.year + _YEARS[m.lower()] for m in _NEXT_YEAR.findall(question.text)),
        }
        words_of_its_own = [word for word in question.subject if word in said.lower() and not word.isdigit()]
        if (
            len(years) != 1
            or words_of_its_own
            or question.mentions
            or question.periods
            or not resolved.depends
        ):
            return []
        if not asked.turns or asked.turns[-1].answer.status != "answered":
            return []
        (year,) = years
        quoted = [place for place in next(self._sections(asked), []) if place.quoted]
        tells = any(re.search(rf"\b(?:i|for|fra|til) {year}\b", place.text) for place in quoted)
        return [self._whole(place) for place in quoted if str(year) in place.text] if tells else []

    def unheld(self, asked: Asked, question: Question, resolved: Resolved) -> bool:
        """Whether a message asks of the meeting in a row that was just quoted: only that row can tell."""
        return self._short(asked, question, resolved) and self._of_a_row(asked, question)

    def _of_a_row(self, asked: Asked, question: Question) -> bool:
        rows = [place for place in next(self._sections(asked), []) if place.quoted]
        return (
            bool(question.subject)
            and question.wanted in _TYPED
            and all(_OF_A_MEETING.fullmatch(word) for word in question.subject)
            and bool(rows)
            and all(place.passage.passage.units[place.number].kind == "row" for place in rows)
        )

    def _short(self, asked: Asked, question: Question, resolved: Resolved) -> bool:
        """Whether the message is a short question on what was just quoted, of no other region or time."""
        if not resolved.depends or not asked.turns or asked.regions:
            return False
        if question.mentions or question.periods or question.years or question.version or question.yes_no:
            return False
        return (
            asked.turns[-1].answer.status == "answered"
            and len(question.text.split()) <= _MOST_WORDS
            and len(question.subject) <= _MOST_TELLING
        )

    def _sections(self, asked: Asked) -> Iterator[list[_Place]]:
        """What stands under the heading of each quote of the last answer, the first quote's first."""
        seen: set[tuple[str, int]] = set()
        cited = asked.turns[-1].answer.citations
        for made in cited:
            if made.document not in self._snapshot.documents:
                continue
            if asked.documents and made.document not in asked.documents:
                continue
            passages = self._snapshot.document_passages(made.document)
            here = {
                p.passage.section for p in passages if p.passage.span.start <= made.start < p.passage.span.end
            }
            for section in here - {number for document, number in seen if document == made.document}:
                seen.add((made.document, section))
                spans = [(each.start, each.end) for each in cited if each.document == made.document]
                yield [
                    _Place(passage, number, any(a < unit.span.end and unit.span.start < b for a, b in spans))
                    for passage in passages
                    if passage.passage.section == section
                    for number, unit in enumerate(passage.passage.units)
                    if unit.kind != "heading"
                ]

    def _in_section(
        self, places: Sequence[_Place], question: Question, whole: Question, telling: Sequence[str]
    ) -> list[Statement]:
        """The statements of a section that answer; none where it is not plain which do."""
        if question.wanted == "why" and not telling:
            found = reason_for([(place.passage, place.number, place.quoted) for place in places])
            return [] if found is None else [self._statement(found[0], *found[1:])]
        if not telling:
            if question.wanted not in _BY_FORM:
                return []
            fitting = [place for place in places if self._gives(question, whole, place)]
            quoted = [place for place in fitting if place.quoted]
            chosen: Sequence[_Place] = quoted[:1] or (fitting if len(fitting) == 1 else [])
        else:
            speaking = [place for place in places if not place.text.rstrip().endswith(":")]
            held = [place for place in speaking if self._holds(telling, place)]
            # "Formand" stands inside "næstformand", which is another office.
            held = [place for place in held if self._holds_exactly(telling, place)] or held
            fitting = [place for place in held if self._gives(question, whole, place)]
            chosen = self._chosen(fitting, telling) or self._told_beside(places, question)
        return [self._whole(place) for place in chosen]

    def _chosen(self, fitting: Sequence[_Place], telling: Sequence[str]) -> Sequence[_Place]:
        """Of several sentences with the words asked with: rows of a table all, else the quoted or the one that names."""
        if len(fitting) <= 1:
            return fitting
        if all(place.passage.passage.units[place.number].kind == "row" for place in fitting):
            quoted = [place for place in fitting if place.quoted]
            dated = any(word in MONTHS for word in telling)
            return fitting[:_MOST_ROWS] if dated else quoted[:1]
        naming = [place for place in fitting if self._names(telling, place)]
        return naming if len(naming) == 1 else []

    def _told_beside(self, places: Sequence[_Place], question: Question) -> Sequence[_Place]:
        """The one sentence of a new agreement's section that gives what is asked of the thing just quoted ("dem")."""
        if question.wanted not in _ONE_FORM or not points_back(question):
            return []
        if any(place.passage.document_id in known_sentences().files for place in places[:1]):
            return []
        fitting = [
            place for place in places if holds_wanted(question.wanted, question.text, place.text) >= 1.0
        ]
        return fitting if len(fitting) == 1 else []

    def _names(self, telling: Sequence[str], place: _Place) -> bool:
        """Whether a sentence says which one: "målgruppen: …"."""
        stems = {term.stem for term in self._wording.terms(telling)}
        return any(
            self._wording.exact_stems_of(found[1]) & stems
            for found in re.finditer(r"(\w+)\s*[:»\"“']\s*\S", place.text)
        )

    def _holds(self, telling: Sequence[str], place: _Place) -> bool:
        stems = self._wording.stems_of(place.text)
        terms = self._wording.terms(telling)
        return bool(terms) and all(term.stem in stems for term in terms)

    def _holds_exactly(self, telling: Sequence[str], place: _Place) -> bool:
        stems = self._wording.exact_stems_of(place.text)
        return all(term.stem in stems for term in self._wording.terms(telling))

    def _gives(self, question: Question, whole: Question, place: _Place) -> bool:
        """Whether a sentence holds the kind of thing asked for, plainly."""
        units = place.passage.passage.units
        text = units[place.number].text
        if question.wanted == "how_long":
            return (
                holds_wanted("how_long", "hvor lang tid", text) >= 1.0
                or holds_wanted("how_long", "hvor længe", text) > 1.0
            )
        if question.wanted in _LOOSE and not place.quoted:
            return False
        year = whole.day.year if whole.day else None
        if year is not None and re.search(r"\b20\d\d\b", text) and str(year) not in text:
            return False
        # "Hvor mange mødte op?" asks a meeting's row for what it calls participants.
        of_a_meeting = question.subject and all(map(_OF_A_MEETING.fullmatch, question.subject))
        said = _COUNTED if of_a_meeting and question.wanted == "how_many" else question.text
        return holds_wanted(question.wanted, said, text) >= 1.0

    def _whole(self, place: _Place) -> Statement:
        return statement_of(self._candidate(place.passage, place.number), False)

    def _statement(self, passage: StoredPassage, first: int, last: int) -> Statement:
        return Statement(self._candidate(passage, last), first, last)

    def _candidate(self, passage: StoredPassage, number: int) -> Candidate:
        document = self._snapshot.documents[passage.document_id]
        section = self._snapshot.section(passage.document_id, passage.passage.section)
        if section is None:
            raise LookupError(
                f"{passage.id}: afsnit {passage.passage.section} findes ikke i {passage.document_id}."
            )
        return Candidate(document, passage, section, number, {}, 0.0)

    def _quoted(self, found: Sequence[Statement], asked: Asked, question: Question, day: date) -> Answer:
        citations = Citations(self._snapshot)
        lines = [
            source_line(each, citations.cite_unit(each.candidate.passage, each.first, each.last))
            for each in found
        ]
        return self._composer.compose(lines, found, citations, asked, day, question)
