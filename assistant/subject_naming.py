"""Which ready subjects of the comparison a question names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from assistant.question import Question
from assistant.subjects import Subject, first_match
from assistant.wanted import Wanted, wanted_in
from assistant.wording import Wording, coverage

_MOST_SUBJECTS = 2
_ABOUT = 0.6
# With so many of its words among a subject's own, a question that speaks of the subject asks for nothing beside it;
# one that is put quite otherwise must have all of them there.
_NEARLY_ALL = 0.8
_ALL = 0.95
# Words for what documents do with a subject, whatever it is.
_SAYING = re.compile(
    r"regler(?:ne)?|bestemmelser(?:ne)?|nævn\w*|omtal\w*|skriv\w*|brug\w*|anvend\w*|aftal(?:t|e|er)|gæld\w*|mener|både|"
    r"begge|henholdsvis|hhv",
    re.IGNORECASE,
)
# Kinds of answer that have no form of their own: what settles a subject gives them.
ANY_KIND: frozenset[Wanted] = frozenset({"text", "yes_no", "definition", "how", "list"})
# Says that what applies is not settled yet.
OPEN_CLAUSE = re.compile(r"\b(?:under afklaring|afventer|ikke afklaret|ikke aftalt)\b", re.IGNORECASE)
# Words that ask for a comparison and name no subject of it.
_COMPARING = re.compile(
    r"\b(?:sammenlign\w*|forskel\w*|regioner\w*|region\w*|hver|alle|tre|ny\w*|ændr\w*|(?:ramme)?aftale(?:n|ns|r|rne|rnes)?|"
    r"udvikling(?:en)?|version\w*|dokument\w*|sidste|forrige|siden)\b",
    re.IGNORECASE,
)


def named_in(
    subjects: Collection[Subject], question: Question, wording: Wording, former: str = ""
) -> list[Subject]:
    """The ready subjects a question names, at most two, the one with most of its words first.

    Where it names none itself, the ones that the question before it (`former`) asks for in everyday words.
    """
    named = _named(subjects, question, wording)
    if named or not former:
        return named
    return [subject for subject in subjects if asked_in_everyday_words([subject], former)][:_MOST_SUBJECTS]


def plainly_named(subjects: Collection[Subject], question: Question, wording: Wording) -> Subject | None:
    """The ready subject that a question is about and nothing else: the subject's own words hold nearly all of its words.

    None where the question asks for another kind of answer (a name, a number) than the subject gives.
    """
    words = telling_words(question)
    for subject in _named(subjects, replace(question, subject=tuple(words)), wording)[:1]:
        share = _own_words(subject, words, wording)
        enough = _NEARLY_ALL if spoken_of(subject, question.said) else _ALL
        named = asked_in_everyday_words([subject], question.said) or share >= enough
        return subject if named and _gives(subject, question.wanted) else None
    return None


def _own_words(subject: Subject, words: Sequence[str], wording: Wording) -> float:
    """The share of those words that speak of a subject, or stand in its title and questions, weighted by rarity."""
    asked = " ".join((subject.title, *subject.questions))
    speaking = {word for word in words if spoken_of(subject, word)}
    terms = wording.terms(words)
    rest = [term for term in terms if term.word not in speaking]
    held = sum(term.weight for term in terms if term.word in speaking)
    held += coverage(rest, wording.exact_stems_of(asked), wording.stems_of(asked)) * sum(
        term.weight for term in rest
    )
    return held / (sum(term.weight for term in terms) or 1.0)


def _gives(subject: Subject, wanted: Wanted) -> bool:
    """Whether what settles a subject is the kind of answer that is asked for; a list also tells how many."""
    kinds = {subject.wanted, *map(wanted_in, subject.questions)}
    return wanted in (*ANY_KIND, *kinds) or (wanted == "how_many" and subject.wanted == "list")


def spoken_of(subject: Subject, text: str) -> bool:
    """Whether a text, or a single word, speaks of the subject in the words that documents use for it."""
    return first_match((*subject.speaks_of, *subject.under), text) is not None


def _named(subjects: Iterable[Subject], question: Question, wording: Wording) -> list[Subject]:
    words = subject_words(question)
    terms = wording.terms(words)
    scored: list[tuple[float, Subject]] = []
    for subject in subjects:
        asked = " ".join((subject.title, *subject.questions))
        everyday = asked_in_everyday_words([subject], question.said)
        named = everyday or spoken_of(subject, question.said)
        held = coverage(terms, wording.exact_stems_of(asked), wording.stems_of(asked))
        enough = held >= _ABOUT / 2 or not words or _own_words(subject, words, wording) >= _ALL
        if everyday or held >= _ABOUT or (named and enough):
            scored.append((held + named, subject))
    ranked = sorted(scored, key=lambda each: -each[0])
    # A second row only for a subject that the question names too, not for one that shares a word.
    kept = [subject for score, subject in ranked[1:] if score >= 1 + _ABOUT / 2]
    return [subject for _, subject in ranked[:1]] + kept[: _MOST_SUBJECTS - 1]


def asked_in_everyday_words(subjects: Iterable[Subject], text: str) -> bool:
    """Whether a question asks for one of the subjects in words that mean nothing else."""
    return any(first_match(subject.asked_as, text) is not None for subject in subjects)


def subject_words(question: Question) -> list[str]:
    """The words of a question that may name a subject: no words of comparing, no figures, no place."""
    places = {word.lower() for mention in question.mentions for word in mention.matched.split()}
    return [
        word
        for word in question.subject
        if not _COMPARING.fullmatch(word) and not word.isdigit() and word not in places
    ]


def telling_words(question: Question) -> list[str]:
    """Those of them that tell the subject, not what documents do with it."""
    return [word for word in subject_words(question) if not _SAYING.fullmatch(word)]


def settles(subjects: Iterable[Subject], text: str, headings: str, listed: bool) -> bool:
    """Whether a sentence under those headings says what applies on one of the subjects, or that it is open.

    A subject that nothing settles in words is settled by the list under its heading (`listed`: a list's item).
    """
    return any(_settles(subject, text, headings, listed) for subject in subjects)


def _settles(subject: Subject, text: str, headings: str, listed: bool) -> bool:
    under = first_match(subject.under, headings) is not None
    if not subject.settled_by:
        return listed and under
    says = first_match(subject.settled_by, text) is not None or OPEN_CLAUSE.search(text) is not None
    on_it = (
        first_match(subject.speaks_of, text) is not None
        or first_match(subject.speaks_of, headings) is not None
    )
    return says and (under or on_it)
