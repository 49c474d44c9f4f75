"""Which lines of a list came or went from one version of an agreement to the next: "hvilke bilag er forsvundet?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from assistant.answer import Answer
from assistant.compose import Statement
from assistant.line_question import LineQuestion
from assistant.short_lines import ShortList, bare_line, short_lists, words_left
from assistant.wording import Wording
from index.snapshot import Snapshot
from index.store import StoredDocument

_GONE = re.compile(
    r"\b(?:forsvund\w*|udgå\w*|fjern\w*|slette\w*|bortfald\w*|faldet (?:ud|væk)|røget (?:ud|væk)|væk|droppe\w*|udelad\w*|"
    r"(?:ikke|er) (?:længere|mere) (?:er )?med|ikke (?:er )?(?:længere|mere)|taget ud)\b",
    re.IGNORECASE,
)
_COME = re.compile(
    r"\b(?:kommet til|tilføj\w*|tilkom\w*|er nye?|nyt?|nye|kommet med|føjet til|tilgået)\b", re.IGNORECASE
)
_ASKING = re.compile(
    r"(?:forsv\w*|udgå\w*|fjern\w*|slet\w*|bortf\w*|falde\w*|røge\w*|væk|drop\w*|udelad\w*|længere|kom\w*|tilføj\w*|tilk\w*|"
    r"ny\w?|føj\w*|tilgå\w*|taget|med|mere|siden|sidste|forrige|(?:ramme|styrings)?aftale\w*|forhold|sammenlign\w*|version\w*)$",
    re.IGNORECASE,
)
# From here on (0 to 100) two lines are one, written a little otherwise.
_ONE_LINE = 88.0


def of_list_change(
    line_question: LineQuestion, versions: tuple[StoredDocument, StoredDocument]
) -> Answer | None:
    """The lines that only the older, or only the newer version has, quoted; None where no such list is asked about."""
    question, wording = line_question.question, line_question.wording
    gone, come = (bool(found.search(question.text)) for found in (_GONE, _COME))
    places = {word.lower() for mention in question.mentions for word in mention.matched.split()}
    telling = [
        word
        for word in question.subject
        if not word.isdigit() and not _ASKING.match(word) and word not in places
    ]
    if gone == come or not telling:
        return None
    stems = {stem for word in telling for stem in wording.exact_stems_of(word)}
    old, new = (_list(line_question.snapshot, wording, found, telling, stems) for found in versions)
    if old is None or new is None:
        return None
    source, other = (old, new) if gone else (new, old)
    only = [line for line in source.lines if not _stands_in(source.text(line), other)]
    title = other.document.metadata.title
    statements: list[Statement] = [source.statement(line, line) for line in only] or [source.whole()]
    opening = (
        f"Det følgende står i {source.document.metadata.title}, men ikke i {title}:"
        if only
        else f"Alle linjer i afsnittet »{source.section.heading}« i {source.document.metadata.title} står også i {title}."
    )
    quotes = [*(("", each) for each in statements), ("Til sammenligning: ", other.whole())]
    return line_question.answered(quotes, before=[opening])


def _list(
    snapshot: Snapshot, wording: Wording, document: StoredDocument, telling: Sequence[str], stems: set[str]
) -> ShortList | None:
    """The one short list of a document under a heading with the words asked for."""
    found = [
        each
        for each in short_lists(snapshot, wording, [document.id], stems)
        if not words_left(wording, telling, wording.stems_of(" ".join(each.section.path)))
    ]
    return found[0] if len(found) == 1 else None


def _stands_in(text: str, other: ShortList) -> bool:
    bare = bare_line(text)
    return any(fuzz.ratio(bare, bare_line(other.text(line))) >= _ONE_LINE for line in other.lines)
