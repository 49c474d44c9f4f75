"""The answer to "Hvad står der i afsnittet »Forord«?": the section's own words, from its beginning."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from itertools import pairwise

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations, shown
from assistant.compose import Statement, source_line
from assistant.composer import Composer
from assistant.evidence import Candidate
from assistant.question import Question
from index.danish import stem, words
from index.snapshot import Snapshot
from ingest.documents import Section

_NAMED = re.compile(r"\bafsnit\w*\s+(?:»([^«]+)«|[\"“”']([^\"“”']+)[\"“”'])", re.IGNORECASE)
# So much of a section is quoted: its first sentences, up to this many characters, at least one.
_CHARACTERS = 500
# "Hvad fandt analysen ud af?", "hvad blev resultatet af analysen?"
_ASKS_RESULTS = re.compile(
    r"^(?:(?:og|men)\s+)?hvad\s+(?:(?:var|er|blev)\s+(?:\w*resultat\w*|\w*konklusion\w*)|fandt|finder|viste|viser|"
    r"konklud\w+|kom)\b",
    re.IGNORECASE,
)
_STUDY = re.compile(r"(?:analyse|undersøgelse|kortlægning|afdækning|evaluering|rapport)", re.IGNORECASE)
_RESULTS = re.compile(r"(?:\w*resultat(?:er|erne)?|\w*konklusion(?:er)?)$", re.IGNORECASE)
_OF_RESULTS = re.compile(
    r"(?:fandt|finder|fund\w*|vist\w*|vise\w*|konklu\w*|kom(?:met|mer)?|frem|\w*resultat\w*|\d+)$",
    re.IGNORECASE,
)
GOES_ON = "Afsnittet fortsætter; åbn kilden for at læse det hele."


def of_section(
    snapshot: Snapshot,
    composer: Composer,
    asked: Asked,
    question: Question,
    scope: Collection[str],
    day: date,
) -> Answer | None:
    """The opening of the section a question names in quotation marks, newest document first; None where none has it."""
    named = _NAMED.search(asked.message)
    if named is None:
        return _of_results(snapshot, composer, asked, question, scope, day)
    heading = _folded(named[1] or named[2])
    for document_id in sorted(scope, key=lambda found: (not snapshot.is_newest(found, asked.today), found)):
        for section in snapshot.sections(document_id):
            if _folded(section.heading) == heading:
                answer = _quoted(snapshot, composer, asked, question, document_id, section, day)
                if answer is not None:
                    return answer
    return None


def _of_results(
    snapshot: Snapshot,
    composer: Composer,
    asked: Asked,
    question: Question,
    scope: Collection[str],
    day: date,
) -> Answer | None:
    """What stands under "Resultater" of the one study that a question asks the results of; None for any other question."""
    if not _ASKS_RESULTS.search(question.said):
        return None
    studies = [word for word in question.subject if _STUDY.match(word)]
    words_of = [word for word in question.subject if not _OF_RESULTS.match(word)]
    # "Undersøgelsen af kommunikationsområdet" is the "analyse" of the heading; "evalueringen" alone is not.
    telling = {stem(word) for word in words_of if not _STUDY.match(word)} or {*map(stem, words_of)}
    found = [
        (document_id, section, before.heading)
        for document_id in sorted(scope)
        for before, section in pairwise(snapshot.sections(document_id))
        if _RESULTS.match(section.heading)
        # Headings without levels: what the results are of stands in the one before.
        if _is_of(telling, " ".join((*section.path[:-1], before.heading)))
    ]
    if not studies or len(found) != 1:
        return None
    document_id, section, of = found[0]
    opening = f"Resultaterne af »{of}«: "
    return _quoted(snapshot, composer, asked, question, document_id, section, day, opening)


def _is_of(telling: Collection[str], headings: str) -> bool:
    """Whether headings are of a study, and hold all those stems."""
    named = words(headings)
    return any(_STUDY.match(word) for word in named) and {*telling} <= {stem(word) for word in named}


def _quoted(
    snapshot: Snapshot,
    composer: Composer,
    asked: Asked,
    question: Question,
    document_id: str,
    section: Section,
    day: date,
    opening: str = "",
) -> Answer | None:
    """The first words of the section, headings under it left out; None where it holds nothing else."""
    for passage in snapshot.document_passages(document_id):
        units = passage.passage.units
        own = [
            number
            for number, unit in enumerate(units)
            if unit.kind != "heading" and section.span.start <= unit.span.start < section.span.end
        ]
        if not own:
            continue
        first = last = own[0]
        for number in own[1:]:
            if number > last + 1 or sum(len(u.text) for u in units[first : number + 1]) > _CHARACTERS:
                break
            last = number
        candidate = Candidate(snapshot.documents[document_id], passage, section, first, {}, 0.0)
        statement = Statement(candidate, first, last)
        citations = Citations(snapshot)
        lines = [source_line(statement, citations.cite_unit(passage, first, last), opening)]
        if units[last].span.end < len(snapshot.texts[document_id][: section.span.end].rstrip()):
            lines.append(GOES_ON)
        return composer.compose(lines, [statement], citations, asked, day, question)
    return None


def _folded(heading: str) -> str:
    return " ".join(shown(heading).lower().split())
