"""The named signals of sentences beside a question: what each of them, where it stands, tells of its answer."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from assistant.answer_types import holds_wanted
from assistant.list_span import list_span
from assistant.period import period_of
from assistant.question import Question
from assistant.search import Search
from assistant.subject_naming import settles
from assistant.time_fit import nearby_text, time_fit
from assistant.wording import Term, Wording, held, held_exactly, share, shares
from index.embedding import Vector
from index.retriever import Hit
from index.snapshot import Snapshot
from index.store import StoredDocument, StoredPassage
from ingest.documents import Section

_IF = re.compile(r"\b(?:hvis|såfremt|når)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:hvis|såfremt|når|i tilfælde|ved væsentlige?)\b", re.IGNORECASE)
MODAL = re.compile(r"\b(?:skal|må|kan|bør|skulle|måtte|kunne)\b", re.IGNORECASE)
_MODALITY = re.compile(
    r"\b(?:skal|må|kan|bør|ikke|frivillig\w*|pligt\w*|forpligt\w*|anbefal\w*|opfordre\w*|mulighed\w*|ret til)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:[-•\d.]+ )?(.{2,90}?)(?: -|,)? (?:er|betyder|forstået som|forstås|kendetegnes|omfatter|består af|går ud på)\b"
)
# An address to look at tells nothing itself.
_LINK = re.compile(r"https?:|www\.|@")

Holds = Sequence[float]
"""How well a text holds each term of the question, 0 to 1, shape (terms,)."""


@dataclass(frozen=True)
class ReadSentence:
    """A sentence, item, row or heading of a passage beside a question.

    The question's words: how well they are held by it, by what leads to it, stands before it, over it (`around`) and in
    its whole passage. `signals` are those that need nothing of other sentences.
    """

    document: StoredDocument
    passage: StoredPassage
    section: Section
    number: int
    own: Holds
    lead: Holds
    before: Holds
    around: Holds
    whole: Holds
    similar: float
    signals: Mapping[str, float]


def sentences_of(
    snapshot: Snapshot,
    wording: Wording,
    search: Search,
    vector: Vector,
    hit: Hit,
    passage: StoredPassage,
    on_topic: bool,
) -> list[ReadSentence]:
    """The sentences of a passage; `on_topic`: whether documents of its kind are about the agreements."""
    document = snapshot.documents[passage.document_id]
    section = snapshot.section(passage.document_id, passage.passage.section)
    if section is None:
        return []
    question, terms, units = search.question, search.terms, passage.passage.units
    similar = snapshot.generation.unit_scores(vector, passage.id)
    headings = " ".join(section.path)
    over, text = (
        wording.stems_of(f"{document.metadata.title} {headings}"),
        wording.stems_of(passage.passage.text),
    )
    around, whole = held(terms, over), held(terms, text)
    inherited = share(search.inherited, held(search.inherited, text), held(search.inherited, over))
    own_time = period_of(document) if on_topic else None
    asks_link = question.wanted in ("contact", "where")
    asks_if = bool(_IF.search(question.said))
    asks_may = question.yes_no and bool(MODAL.search(question.said))
    of_passage = {
        "passage_similar": (hit.cosine - 0.8) * 10,
        "fused": hit.score,
        "inherited": inherited,
        "near": float(document.id in search.near),
        "apart": float(not on_topic and document.id not in search.about),
        "newest": float(snapshot.is_newest(document.id, search.today)),
    }
    nothing = (0.0,) * len(terms)
    before: Holds = nothing
    in_units: list[Holds] = []
    found: list[ReadSentence] = []
    for number, unit in enumerate(units):
        in_unit = held_exactly(terms, wording.exact_stems_of(unit.text), wording.stems_of(unit.text))
        in_units.append(in_unit)
        block = list_span(units, number) if question.wanted == "list" else None
        if block is not None:
            listed = " ".join((section.heading, *(each.text for each in units[block[0] : block[1] + 1])))
            in_unit = held_exactly(terms, wording.exact_stems_of(listed), wording.stems_of(listed))
        in_list = unit.kind == "item" or (block is not None and block[1] > block[0] + 1)
        in_lead = in_units[unit.lead] if unit.lead is not None else nothing
        settled = bool(search.subjects) and settles(search.subjects, unit.text, headings, in_list)
        nearby = nearby_text(section, units, unit) if question.times else unit.text
        signals = {
            **of_passage,
            "type": 1.0 if block else holds_wanted(question.wanted, question.said, unit.text),
            "list": float(block is not None),
            "period": time_fit(question, own_time, unit.text, nearby),
            "length": math.log1p(len(unit.text)) / 5,
            "row": float(unit.kind == "row"),
            "heading": float(unit.kind == "heading"),
            "opens_list": float(block is None and unit.text.rstrip().endswith(":")),
            "condition": float(asks_if and _holds(_CONDITION, unit.text)),
            "modal": float(asks_may and _holds(_MODALITY, unit.text)),
            "settles": float(settled),
            "settles_asked": float(settled and search.for_subject),
            "link": float(not asks_link and _holds(_LINK, unit.text)),
            "defines": _defines(question, terms, unit.text, wording),
        }
        likeness = (similar[number] - 0.8) * 10
        found.append(
            ReadSentence(
                document, passage, section, number, in_unit, in_lead, before, around, whole, likeness, signals
            )
        )
        if unit.kind != "heading":
            before = in_unit
    return found


def compared(read: Sequence[ReadSentence], search: Search) -> dict[str, NDArray[np.float64]]:
    """The signals that compare words and known questions, for all sentences at once; each of the shape (sentences,)."""
    own, lead, before, around, whole = (
        np.array([getattr(each, name) for each in read], np.float64).reshape(len(read), len(search.terms))
        for name in ("own", "lead", "before", "around", "whole")
    )
    nearby = np.maximum(np.maximum(lead, before), around)
    said = shares(search.terms, own)
    with_lead = shares(search.terms, np.maximum(own, lead))
    near = shares(search.terms, np.maximum(own, nearby))
    all_of_it = shares(search.terms, np.maximum(np.maximum(own, nearby), whole))
    similar = np.array([each.similar for each in read], np.float64)
    places = [(each.passage.id, each.number) for each in read]
    return {
        "similar": similar,
        **search.known.signals(search.question, places, search.terms, similar, own, nearby),
        "words": said,
        "words_lead": with_lead - said,
        "words_near": near - with_lead,
        "words_passage": all_of_it - near,
        "complete": near * near,
    }


@lru_cache(maxsize=50_000)
def _holds(pattern: re.Pattern[str], text: str) -> bool:
    """Whether it occurs in a sentence: the same few are asked of the same sentences again and again."""
    return pattern.search(text) is not None


def _defines(question: Question, terms: Sequence[Term], text: str, wording: Wording) -> float:
    """1 when a definition is asked for and the sentence says what its first words are, else 0."""
    if question.wanted != "definition" or not terms:
        return 0.0
    opening = _DEFINES.match(text)
    if opening is None:
        return 0.0
    stems = wording.exact_stems_of(opening.group(1))
    return 1.0 if all(term.stem in stems for term in terms) else 0.0
