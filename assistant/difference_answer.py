"""What changed from one version of an agreement to the next as an answer in chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.answer import Answer
from assistant.citations import Citations
from assistant.comparison_question import of_one_version
from assistant.difference import difference
from assistant.difference_report import Difference, SentenceChange
from assistant.difference_text import changes_text, difference_text
from assistant.question import Question, time_spans, understand
from assistant.subject_naming import subject_words
from assistant.then_and_now import asks_then_and_now
from assistant.wording import coverage
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself answers with differences
    from assistant.answering import Answering

_NEWS = re.compile(
    r"\bhvad er (?:der )?(?:nyt|ændret|anderledes)\b|\bhvad (?:har|blev) .*\bændret\b|\bændring(?:er|erne)\b.*\b(?:fra|siden|i)\b|"
    r"\bændret (?:sig )?(?:siden|fra)\b|\bnyt i (?:rammeaftale|aftale|styringsaftale)\w*|\bsiden (?:den )?(?:sidste|forrige)\b",
    re.IGNORECASE,
)
# What stands between two periods that the same is asked of.
_JOINED = re.compile(
    r"\W*(?:og|til|kontra|vs\.?|versus|end|eller|samt|i forhold(?: til)?|mod)?\W*(?:(?:rammeaftale\w*|aftale\w*|den|det|i|for|fra|på)\W*){0,3}",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:begge|de to) (?:\w+e )?(?:(?:ramme)?aftaler|perioder|aftaleperioder)\b", re.IGNORECASE
)
# Share of the words asked with that a changed sentence holds.
_ON_THE_MATTER = 0.6
_NEARLY = 0.2
_WHOLE = frozenset({"ny", "udgået"})
_DIFFERENCE = re.compile(r"\b(?:forskel\w*|sammenlign\w*|i forhold til)\b", re.IGNORECASE)


def asks_difference(question: Question) -> bool:
    """Whether two versions of one agreement are to be compared: "hvad er nyt i …", two periods of one region."""
    if _NEWS.search(question.text):
        return True
    periods = {(period.first, period.last) for period in question.periods}
    return len(periods) > 1 and len(question.regions) <= 1 and bool(_DIFFERENCE.search(question.text))


def names_amounts(question: Question) -> bool:
    """Whether a question has figures beside the times it names: amounts to compute with."""
    text = question.text
    for start, end in reversed(time_spans(text)):
        text = f"{text[:start]} {text[end:]}"
    return re.search(r"\d", text) is not None


def asks_versions(question: Question) -> bool:
    """Whether the same is asked of two periods: "… i 2021-22 og i 2023-24", of one region at most."""
    if len(question.regions) > 1:
        return False
    spans = time_spans(question.text)
    between = [question.text[end:start] for (_, end), (start, _) in pairwise(spans)]
    several = len(set(question.periods)) > 1 and any(_JOINED.fullmatch(text) for text in between)
    return several or _BOTH.search(question.text) is not None or asks_then_and_now(question)


def difference_answer(
    answering: Answering,
    message: str,
    today: date,
    regions: Sequence[str] = (),
    documents: Sequence[str] = (),
) -> Answer | None:
    """What changed from the version before to the one the message names; None where there are not two.

    Where it asks of a matter of its own, only the sentences that speak of it; None where none of them changed.
    """
    question = understand(message, answering.regions)
    pair = versions_of(answering, question, regions or question.regions, documents)
    if pair is None:
        return None
    found = difference(answering, pair[0].id, pair[1].id)
    citations = Citations(answering.snapshot)
    if matter_of(answering, question):
        changed = _changed(answering, found, question)
        text = changes_text(found, changed, citations) if changed else ""
    else:
        text = difference_text(found, (), citations)
    if not citations.made:
        return None
    return Answer(
        status="answered",
        answer=_unsaid(_unsaid_words(answering, question)) + text,
        citations=citations.made,
        as_of=today,
        fingerprint=answering.fingerprint,
    )


def _changed(answering: Answering, found: Difference, question: Question) -> list[tuple[str, SentenceChange]]:
    """By heading, the changed sentences that have most of the words asked with; those with all of them first."""
    wording = answering.wording
    terms = wording.terms(_words(answering, question))
    held: list[tuple[float, str, SentenceChange]] = []
    for section, change in ((each, change) for each in found.sections for change in each.changes):
        quotes = [quote.text for quote in (change.old, change.new) if quote is not None]
        # A section that is new or gone as a whole is on what its heading says; others hold many matters.
        headings = (
            [place.heading for place in (*section.old, *section.new)] if section.kinds[0] in _WHOLE else []
        )
        text = " ".join((*headings, *quotes))
        share = coverage(terms, wording.exact_stems_of(text), wording.stems_of(text))
        if share >= _ON_THE_MATTER:
            held.append((share, (section.new or section.old)[0].heading, change))
    most = max((share for share, *_ in held), default=0.0)
    return [(heading, change) for share, heading, change in held if share >= most - _NEARLY]


def _unsaid(words: Sequence[str]) -> str:
    """That no document has those words a question asks about; "" where they have all of them."""
    if not words:
        return ""
    return (
        f"Dokumenterne nævner ikke {' og '.join(f'»{word}«' for word in words)}. Ellers er dette ændret:\n\n"
    )


def matter_of(answering: Answering, question: Question) -> bool:
    """Whether a question asks of something of its own that a document has a word for, not of all that changed."""
    return bool(_words(answering, question)) and not _unsaid_words(answering, question)


def _words(answering: Answering, question: Question) -> list[str]:
    """The words that name it; a body that is named for itself is one, other than the one that stands for a region."""
    one = of_one_version(question, answering.regions)
    bodies = [
        mention.matched.lower()
        for mention in one.mentions
        if mention.via == "organ" and mention.region.lower() not in mention.matched.lower()
    ]
    return list(dict.fromkeys((*subject_words(one), *bodies)))


def _unsaid_words(answering: Answering, question: Question) -> list[str]:
    """What is asked about that no document has a word for."""
    terms = answering.wording.terms(_words(answering, question))
    return [
        term.word
        for term in terms
        if not (term.known or term.everyday)
        and not (term.parts and all(part.known for part in answering.wording.terms(term.parts)))
    ]


def versions_of(
    answering: Answering, question: Question, regions: Sequence[str], documents: Sequence[str] = ()
) -> tuple[StoredDocument, StoredDocument] | None:
    """The older and the newer version a question is about; None where no region has two, or several have."""
    loaded = answering.snapshot.documents
    if len(documents) == 2:
        first, second = (loaded[document_id] for document_id in documents)
        return (first, second) if _begins(first) <= _begins(second) else (second, first)
    by_region: dict[str, list[StoredDocument]] = {}
    for found in loaded.values():
        known = found.metadata
        if (
            known.confirmed
            and known.kind == "rammeaftale"
            and known.region
            and (not regions or known.region in regions)
        ):
            by_region.setdefault(known.region, []).append(found)
    several = [sorted(versions, key=_begins) for versions in by_region.values() if len(versions) > 1]
    if len(several) != 1:
        return None
    versions = several[0]
    years = {period.first for period in question.periods} | set(question.years)
    named = [
        number
        for number, found in enumerate(versions)
        if found.metadata.valid_from and found.metadata.valid_from.year in years
    ]
    if len(named) >= 2:
        return versions[named[0]], versions[named[-1]]
    newer = named[0] if named and named[0] > 0 else len(versions) - 1
    return versions[newer - 1], versions[newer]


def _begins(document: StoredDocument) -> date:
    return document.metadata.valid_from or date.min
