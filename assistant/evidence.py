"""Sentences that may answer a question, each with named signals, best first."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from assistant.answer_types import holds_wanted
from assistant.known import Known
from assistant.period import period_of
from assistant.question import Question
from assistant.subject_naming import asked_in_everyday_words, settles
from assistant.subjects import Subject
from assistant.time_fit import nearby_text, time_fit
from assistant.wording import Term, Wording, held, held_exactly, share
from index.answered import Near
from index.embedding import Vector
from index.retriever import Hit
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.documents import Section, Unit

# Documents of these kinds are about the agreements; others answer only questions that are about them.
AGREEMENT_KINDS = frozenset({"rammeaftale", "styringsaftale", "udviklingsstrategi"})
ON_TOPIC_KINDS = AGREEMENT_KINDS | {"sagsfremstilling", "statusrapport"}
_PASSAGES = 16
# So many of the sentences known to answer such a question have their passage weighed, wherever it was found.
_KNOWN = 8
# A sentence with this share of the best coverage is taken to be on the question's subject.
_ON_SUBJECT = 0.5
# One that has this share of it speaks of as much of the question.
_AS_FAR = 0.9
# So far behind the best score a sentence may be and still come first for holding what is asked for.
_NEARLY_AS_GOOD = 1.0
_IF = re.compile(r"\b(?:hvis|såfremt|når)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:hvis|såfremt|når|i tilfælde|ved væsentlige?)\b", re.IGNORECASE)
_MODAL = re.compile(r"\b(?:skal|må|kan|bør|skulle|måtte|kunne)\b", re.IGNORECASE)
_MODALITY = re.compile(
    r"\b(?:skal|må|kan|bør|ikke|frivillig\w*|pligt\w*|forpligt\w*|anbefal\w*|opfordre\w*|mulighed\w*|ret til)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:[-•\d.]+ )?(.{2,90}?)(?: -|,)? (?:er|betyder|forstået som|forstås|kendetegnes|omfatter|består af|går ud på)\b"
)
# An address to look at tells nothing itself.
_LINK = re.compile(r"https?:|www\.|@")


@dataclass(frozen=True)
class Candidate:
    """A sentence, item, row or heading that may answer. `signals` are named numbers, higher is better."""

    document: StoredDocument
    passage: StoredPassage
    section: Section
    number: int
    signals: Mapping[str, float]
    score: float

    @property
    def unit(self) -> Unit:
        return self.passage.passage.units[self.number]

    @property
    def text(self) -> str:
        return self.unit.text

    @property
    def covered(self) -> float:
        """The share of the question's telling words in the sentence, what stands right around it and what it is known
        to answer.
        """
        return max(self.said, self.signals["known_whole"])

    @property
    def said(self) -> float:
        """The share of the question's telling words in the sentence and what stands right around it."""
        return sum(self.signals[name] for name in ("words", "words_lead", "words_near"))

    @property
    def lead(self) -> Unit | None:
        """The sentence or header row that introduces it."""
        at = self.unit.lead
        return None if at is None else self.passage.passage.units[at]


@dataclass(frozen=True)
class Search:
    """What is looked for: the question, the words and documents that earlier turns brought (`inherited`, `near`).

    `about` are documents beside the agreements that the question is about: see `assistant.topics`. `subjects`
    are the ready ones that the question names, or the one before it (`former`). `known` are the questions that
    sentences are known to answer. `today` tells which agreement is the newest: one that has not begun is not.
    """

    question: Question
    terms: Sequence[Term]
    known: Known
    inherited: Sequence[Term] = ()
    near: frozenset[str] = frozenset()
    about: frozenset[str] = frozenset()
    subjects: Sequence[Subject] = ()
    former: str = ""
    today: date | None = None

    @cached_property
    def for_subject(self) -> bool:
        """Whether it is for one of them that the question asks, in words that mean nothing else."""
        return any(asked_in_everyday_words(self.subjects, text) for text in (self.question.said, self.former))


def gather(
    snapshot: Snapshot,
    wording: Wording,
    search: Search,
    weights: Mapping[str, float],
    vector: Vector,
    query: str,
    documents: Collection[str] | None,
    passages: int = _PASSAGES,
) -> list[Candidate]:
    """Candidates from the best passages, best first; only from those documents when given."""
    also = _known_passages(snapshot, search.known.near, documents)
    hits = snapshot.search(query, passages, documents, vector=vector, also=also)
    by_id = {found.id: found for found in snapshot.passages([hit.passage_id for hit in hits])}
    candidates: list[Candidate] = []
    for hit in hits:
        passage = by_id.get(hit.passage_id)
        if passage is not None:
            candidates += _of_passage(snapshot, wording, search, weights, vector, hit, passage)
    # What is of another time than the one asked about is no answer, however well its words fit.
    in_time = [found for found in candidates if found.signals["period"] >= 0]
    return _typed_first(sorted(_of_the_time(search.question, in_time), key=lambda found: -found.score))


def _of_the_time(question: Question, found: list[Candidate]) -> list[Candidate]:
    """Those of the time asked about, where one has nearly all the words that any has; the others only name that time."""
    timed = [each for each in found if each.signals["period"] > 0]
    most = max((each.said for each in found), default=0.0)
    return timed if question.times and any(each.said >= _AS_FAR * most for each in timed) else found


def _known_passages(snapshot: Snapshot, known: Near, documents: Collection[str] | None) -> set[str]:
    """The passages of the sentences whose known questions are nearest."""
    found: set[str] = set()
    for place in known:
        if documents is None or snapshot.document_of(place[0]) in documents:
            found.add(place[0])
            if len(found) == _KNOWN:
                break
    return found


def _typed_first(ranked: list[Candidate]) -> list[Candidate]:
    """Sentences that hold what is asked for before those that do not, among those nearly as good on the subject.

    "Hvornår …" is not answered by the sentence with the most of its words but no date.
    """
    most = max((found.covered for found in ranked), default=0.0)
    best = ranked[0].score if ranked else 0.0
    on_subject = [
        found
        for found in ranked
        if found.covered >= _ON_SUBJECT * most and found.score >= best - _NEARLY_AS_GOOD
    ]
    fitting = max((found.signals["type"] for found in on_subject), default=0.0)
    if fitting < 1.0:
        return ranked
    first = {id(found) for found in on_subject if found.signals["type"] >= fitting}
    return sorted(ranked, key=lambda found: (id(found) not in first, -found.score))


def _of_passage(
    snapshot: Snapshot,
    wording: Wording,
    search: Search,
    weights: Mapping[str, float],
    vector: Vector,
    hit: Hit,
    passage: StoredPassage,
) -> list[Candidate]:
    document = snapshot.documents[passage.document_id]
    section = snapshot.section(passage.document_id, passage.passage.section)
    if section is None:
        return []
    question = search.question
    units = passage.passage.units
    terms = search.terms
    similar = snapshot.generation.unit_scores(vector, passage.id)
    headings = " ".join(section.path)
    around = held(terms, wording.stems_of(" ".join((document.metadata.title, *section.path))))
    whole = held(terms, wording.stems_of(passage.passage.text))
    inherited = share(
        search.inherited,
        held(search.inherited, wording.stems_of(passage.passage.text)),
        held(search.inherited, wording.stems_of(" ".join((document.metadata.title, *section.path)))),
    )
    on_topic = document.metadata.kind in ON_TOPIC_KINDS
    own_time = period_of(document) if on_topic else None
    apart = not on_topic and document.id not in search.about
    newest = float(snapshot.is_newest(document.id, search.today))
    asks_link = question.wanted in ("contact", "where")
    asks_if = bool(_IF.search(question.said))
    asks_may = question.yes_no and bool(_MODAL.search(question.said))
    nothing = (0.0,) * len(terms)
    before = nothing
    in_units: list[tuple[float, ...]] = []
    found: list[Candidate] = []
    for number, unit in enumerate(units):
        in_unit = held_exactly(terms, wording.exact_stems_of(unit.text), wording.stems_of(unit.text))
        in_units.append(in_unit)
        block = list_span(units, number) if question.wanted == "list" else None
        if block is not None:
            listed = " ".join((section.heading, *(each.text for each in units[block[0] : block[1] + 1])))
            in_unit = held_exactly(terms, wording.exact_stems_of(listed), wording.stems_of(listed))
        in_list = unit.kind == "item" or (block is not None and block[1] > block[0] + 1)
        in_lead = in_units[unit.lead] if unit.lead is not None else nothing
        own = share(terms, in_unit)
        with_lead = share(terms, in_unit, in_lead)
        near = share(terms, in_unit, in_lead, before, around)
        all_of_it = share(terms, in_unit, in_lead, before, around, whole)
        own_similar = (similar[number] - 0.8) * 10
        nearby = tuple(map(max, in_lead, before, around)) if terms else ()
        settled = bool(search.subjects) and settles(search.subjects, unit.text, headings, in_list)
        signals = {
            "similar": own_similar,
            **search.known.signals(question, (passage.id, number), terms, own_similar, in_unit, nearby),
            "passage_similar": (hit.cosine - 0.8) * 10,
            "fused": hit.score,
            "words": own,
            "words_lead": with_lead - own,
            "words_near": near - with_lead,
            "words_passage": all_of_it - near,
            "inherited": inherited,
            "near": float(document.id in search.near),
            "type": 1.0 if block else holds_wanted(question.wanted, question.said, unit.text),
            "list": float(block is not None),
            "period": time_fit(question, own_time, unit.text, nearby_text(section, units, unit)),
            "length": math.log1p(len(unit.text)) / 5,
            "row": float(unit.kind == "row"),
            "heading": float(unit.kind == "heading"),
            "opens_list": float(unit.text.rstrip().endswith(":") and block is None),
            "apart": float(apart),
            "newest": newest,
            "complete": near * near,
            "condition": float(asks_if and _holds(_CONDITION, unit.text)),
            "modal": float(asks_may and _holds(_MODALITY, unit.text)),
            "settles": float(settled),
            "settles_asked": float(settled and search.for_subject),
            "link": float(not asks_link and _holds(_LINK, unit.text)),
            "defines": _defines(question, search.terms, unit.text, wording),
        }
        score = 0.0
        for name, value in signals.items():
            if value:
                score += weights.get(name, 0.0) * value
        found.append(Candidate(document, passage, section, number, signals, score))
        if unit.kind != "heading":
            before = in_unit
    return found


@lru_cache(maxsize=50_000)
def _holds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it occurs in a sentence: the same few are asked of the same sentences again and again."""
    return pattern.search(text) is not None


def list_span(units: Sequence[Unit], number: int) -> tuple[int, int] | None:
    """First and last unit of the list that a unit opens, or is the first item of without an opening; else None.

    What follows a sentence that ends in a colon is its list too, also when it is one line without a mark.
    """
    last = number
    while last + 1 < len(units) and (
        units[last + 1].lead == number or (units[last + 1].kind == "item" and units[last + 1].lead is None)
    ):
        last += 1
    if units[number].kind == "item":
        first_of_its_list = units[number].lead is None and (number == 0 or units[number - 1].kind != "item")
        return (number, last) if first_of_its_list and last > number else None
    return (number, last) if last > number and units[last].lead == number else None


def _defines(question: Question, terms: Sequence[Term], text: str, wording: Wording) -> float:
    """1 when a definition is asked for and the sentence says what its first words are, else 0."""
    if question.wanted != "definition" or not terms:
        return 0.0
    opening = _DEFINES.match(text)
    if opening is None:
        return 0.0
    stems = wording.exact_stems_of(opening.group(1))
    return 1.0 if all(term.stem in stems for term in terms) else 0.0
