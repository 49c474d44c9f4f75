"""What an agreement says that followed the one that was found, and that nobody has written questions for.

The older one is known for many questions; weighed beside it the newer would nearly always come second.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from assistant.evidence import AGREEMENT_KINDS, Candidate
from assistant.found import Found
from assistant.known import Known
from assistant.question import Question
from assistant.wording import Wording
from index.danish import STOP_WORDS
from index.known_sentences import known_sentences
from index.snapshot import Snapshot
from index.store import StoredDocument

# Of what the older one's sentence holds of the question in its own words, the newer one's holds this share at least.
_AS_MUCH = 0.6
# It holds this share of the question in its own words before it is set beside the older one's, or stands for it.
_ON_THE_MATTER = 0.45
_MOST_OF_IT = 0.6
_NAMES_A_THING = 3.5
# A question whose words the newer agreement hardly has is not one that it speaks to.
_UNSPOKEN = 0.5
# From this rarity on a word tells what stands under a heading; and so much of the question stands there at least.
_TELLING = 2.0
_A_WORD = 0.2


def followers_of(
    snapshot: Snapshot, document: StoredDocument, documents: Collection[str] | None, anywhere: bool
) -> frozenset[str]:
    """The later agreements in the scope that nobody has written questions for: of its region, or of any (`anywhere`)."""
    begins = document.metadata.valid_from or date.min
    later = (
        each
        for each in map(
            snapshot.documents.__getitem__, snapshot.documents if documents is None else documents
        )
        if (anywhere or each.metadata.region == document.metadata.region)
        and each.metadata.kind in AGREEMENT_KINDS
        and each.metadata.confirmed
        and (each.metadata.valid_from or date.min) > begins
    )
    return frozenset(each.id for each in later if each.id not in known_sentences().files)


def is_new(found: Candidate, known: Known) -> bool:
    """Whether nobody has written questions for its document, and no older agreement's fit its sentence.

    Nothing near it is then no sign that it does not answer.
    """
    return not is_known(found) and (found.passage.id, found.number) not in known.near


def is_known(found: Candidate) -> bool:
    """Whether somebody has written questions for its document."""
    return found.document.id in known_sentences().files


def speaks_too(spoken: Found | None, found: Found) -> bool:
    """Whether what a newer agreement has, searched alone, says as much of what is asked as the older one's sentence."""
    if spoken is None or not spoken.carries or spoken.signals["absent"] >= _UNSPOKEN:
        return False
    newer, older = spoken.ranked[0], found.ranked[0]
    held = newer.said
    fitting = newer.signals["type"] >= min(1.0, older.signals["type"])
    return fitting and held >= max(_ON_THE_MATTER, _AS_MUCH * older.said)


def speaks_plainly(spoken: Found) -> bool:
    """Whether what a newer agreement has, searched alone, says most of what is asked, whatever the older ones lack."""
    plain = spoken.carries and spoken.signals["absent"] < _UNSPOKEN
    return plain and spoken.ranked[0].said >= _MOST_OF_IT


def of_the_later_alone(found: Found, later: frozenset[str], older: frozenset[str]) -> bool:
    """Whether the question names a thing that later agreements have and the older one's document has not.

    `later` and `older` are all stems of theirs. What an older agreement says is then of another matter.
    """
    return any(
        term.weight >= _NAMES_A_THING and term.stem in later and term.found_in(older) < _UNSPOKEN
        for term in found.terms
    )


def first_of(spoken: Found, found: Found) -> Found:
    """The newer agreement's evidence before the older one's."""
    places = {(each.passage.id, each.number) for each in spoken.ranked}
    rest = [each for each in found.ranked if (each.passage.id, each.number) not in places]
    return replace(spoken, ranked=(*spoken.ranked, *rest))


def read_beside(spoken: Found | None, found: Found, wording: Wording) -> Candidate | None:
    """The newer agreement's sentence on the same matter, where it is not sure to answer; None where there is none.

    It has the question's most telling word itself, or stands under the older one's heading, or one that is part of it.
    """
    if spoken is None:
        return None
    terms = spoken.terms
    heaviest = max(terms, key=lambda term: term.weight, default=None)
    older = found.ranked[0]
    fitting = [
        each
        for each in spoken.ranked
        if each.unit.kind != "heading" and each.signals["type"] >= min(1.0, older.signals["type"])
    ]
    for each in fitting:
        own = wording.exact_stems_of(each.text)
        if heaviest is not None and heaviest.stem in own and each.said >= _ON_THE_MATTER:
            return each
    over = _heading_stems(older, wording)
    beneath = [
        each
        for each in fitting
        if (heading := _heading_stems(each, wording)) and heading <= over and each.said >= _A_WORD
    ]
    return max(beneath, key=lambda each: each.said, default=None)


def _heading_stems(found: Candidate, wording: Wording) -> set[str]:
    """The telling words of the heading that a sentence stands under; none where they stand over everything."""
    stems = {stem for stem in wording.exact_stems_of(found.section.heading) if stem not in STOP_WORDS}
    return stems if max(map(wording.rarity, stems), default=0.0) >= _TELLING else set()


def with_new_address(
    found: Found, others: Sequence[Candidate], followers: Collection[str], question: Question
) -> Found:
    """The evidence with the address or number first that a follower gives under the same heading, where one is asked for."""
    heading = found.ranked[0].section.heading.lower()
    for other in others:
        same = other.document.id in followers and other.section.heading.lower() == heading
        if question.wanted == "contact" and same and other.signals["type"] >= 1.0:
            return replace(found, ranked=(replace(other, score=found.ranked[0].score), *found.ranked))
    return found
