"""Whose case a document is: its municipality is what the whole of it speaks of, and no word to look for in it."""

from __future__ import annotations

import re
from collections.abc import Collection

from assistant.question import Question
from index.known_sentences import known_sentences
from index.snapshot import Snapshot
from ingest.regions import RegionMention

_CASE = "sagsfremstilling"
# The municipality stands in the head of its case.
_HEAD = 500


def is_own_case(text: str, place: RegionMention) -> bool:
    """Whether a case is headed by a municipality."""
    return place.via == "kommune" and bool(
        re.search(rf"^\W*{re.escape(place.matched)} Kommune\b", text[:_HEAD], re.IGNORECASE | re.MULTILINE)
    )


def words_to_find(
    question: Question, snapshot: Snapshot, documents: Collection[str] | None
) -> tuple[str, ...]:
    """The words of a question less the name of a municipality whose case is loaded and nobody has written questions for."""
    places = [mention for mention in question.mentions if mention.via == "kommune"]
    if not places:
        return question.subject
    cases = [
        snapshot.texts[each.id][each.span.start : each.span.start + _HEAD]
        for each in snapshot.documents.values()
        if each.metadata.kind == _CASE
        and each.id not in known_sentences().files
        and (documents is None or each.id in documents)
    ]
    own = [place for place in places if any(is_own_case(text, place) for text in cases)]
    named = {word for place in own for word in re.findall(r"\w+", place.matched.lower())}
    if not named:
        return question.subject
    kept = tuple(
        word for word in question.subject if word not in named and word.removesuffix("s") not in named
    )
    return kept or question.subject
