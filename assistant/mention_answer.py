"""The answer to "er X nævnt i …?": that a document does not have the word and which other has it, or its own words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.compose import NOT_FOUND, Statement, searched_line
from assistant.evidence import AGREEMENT_KINDS, ON_TOPIC_KINDS, Candidate
from assistant.line_question import LineQuestion
from assistant.question import Question
from assistant.short_lines import ShortList, of_the_time, short_lists
from assistant.wording import Term, Wording
from index.danish import words
from index.snapshot import Snapshot

_STILL = r"(?:(?:stadig|stadigvæk|fortsat|også|overhovedet|endnu|ikke|længere|mere)\s+)*"
_ASKS = re.compile(
    rf"^(?:(?:og|men|så|jamen)\s+)?(?:er|bliver|blev|var)\s+(?!der\b)(?:\S+\s+){{1,6}}?{_STILL}(?:nævnt|omtalt|medtaget|på listen)\b|"
    r"^(?:(?:og|men|så|jamen)\s+)?er\s+(?!der\b)(?:\S+\s+){1,6}?(?:stadig|stadigvæk|fortsat|endnu|ikke længere)\s+med\b|"
    rf"\b(?:nævnes|omtales|nævner|omtaler)\b|\b(?:er|var|bliver|blev) der\s+{_STILL}(?:nævnt|omtalt)\b|"
    rf"\b(?:står|stod|er|findes) der\s+{_STILL}(?:noget|nogen ting|nævnt|intet|en linje)\s+(?:sted\s+)?om\b|"
    r"^(?:findes|indgår|optræder)\s+(?!der\b)(?:\S+\s+){1,6}?(?:stadig|fortsat|endnu)\b",
    re.IGNORECASE,
)
# Asks for the word itself.
_IN_WORDS = re.compile(r"nævn|omtal|\bmed i\b", re.IGNORECASE)
# Another thing is asked than whether: a question word, or what is said of it.
_ASKS_MORE = re.compile(r"\b(?:hv(?:em|ad|or\w*|ilke\w*)|som|der er|fordi|hvis|at)\b", re.IGNORECASE)
# Words of the question itself, and of an agreement's name.
_NO_CONTENT = re.compile(
    r"(?:nævn\w*|omtal\w*|medtaget|stadig\w*|fortsat|overhovedet|længere|endnu|linje|sted|noget|intet|ting|listen|optræder|"
    r"indgår|(?:ramme|styrings|samarbejds|ramme?)?aftale\w*|dokument\w*|tekst\w*|udgave\w*|version\w*|nye|gamle|forrige|nuværende)$",
    re.IGNORECASE,
)
_NEAREST = 2
_LIST, _ELSEWHERE = "Listen: ", "Det står i "


def of_a_mention(line_question: LineQuestion, scope: Collection[str]) -> Answer | None:
    """Whether the documents asked about name a thing, in their own words; None where that is not asked or not sure."""
    question, wording, snapshot = line_question.question, line_question.wording, line_question.snapshot
    if not _ASKS.search(question.text) or _ASKS_MORE.search(question.text):
        return None
    terms = wording.terms(word for word in question.subject if not _NO_CONTENT.match(word))
    targets = _targets(snapshot, of_the_time(snapshot, scope, question))
    if not terms or any(term.word.isdigit() for term in terms) or not targets:
        return None
    said = {target: _speaking(snapshot, wording, terms, [target])[:_NEAREST] for target in targets}
    missing: list[tuple[str, list[Statement]]] = []
    for target in (target for target in targets if not said[target]):
        found = _from_its_list(snapshot, wording, terms, question, target)
        found = found or _absent(snapshot, wording, terms, question, target)
        if found is None:
            return None  # its words stand there, apart from one another: only reading tells
        missing.append((found[0].format(title=line_question.title(target)), found[1]))
    own = [("", each) for target in targets for each in said[target]]
    shown = [(_LIST, each) for _, lists in missing for each in lists]
    elsewhere = _nearest_first(snapshot, targets, line_question.asked) if missing and not own else []
    pointers = [(_ELSEWHERE, each) for each in _speaking(snapshot, wording, terms, elsewhere)[:1]]
    if not (own or shown or pointers):
        searched = searched_line([snapshot.documents[target] for target in targets])
        return Answer(
            status="not_found", answer=f"{NOT_FOUND}\n\n{searched}", as_of=line_question.asked.today
        )
    quotes = [*own, *shown, *pointers]
    told = [line for line, _ in missing]
    return line_question.answered(quotes, after=told) if own else line_question.answered(quotes, before=told)


def _targets(snapshot: Snapshot, documents: Sequence[str]) -> list[str]:
    """The agreements among the documents; where there are none, the others."""
    kinds = {found: snapshot.documents[found].metadata.kind for found in documents}
    return [found for found in documents if kinds[found] in AGREEMENT_KINDS] or list(documents)


def _nearest_first(snapshot: Snapshot, targets: Sequence[str], asked: Asked) -> list[str]:
    """The other documents on the topic, those of a target's region first; none outside what was chosen to search."""
    chosen = snapshot.select(regions=asked.regions, documents=asked.documents)
    known = {found: snapshot.documents[found].metadata for found in chosen}
    regions = {snapshot.documents[target].metadata.region for target in targets}
    return sorted(
        (found for found in known if known[found].kind in ON_TOPIC_KINDS and found not in targets),
        key=lambda found: (
            known[found].region not in regions,
            known[found].kind not in AGREEMENT_KINDS,
            found,
        ),
    )


def _speaking(
    snapshot: Snapshot, wording: Wording, terms: Sequence[Term], documents: Sequence[str]
) -> list[Statement]:
    """The sentences and lines that have every word, of the first document that has any; headings count with them."""
    for document_id in documents:
        found: list[tuple[bool, bool, Statement]] = []
        for passage in snapshot.document_passages(document_id):
            section = snapshot.section(document_id, passage.passage.section)
            if section is None:
                continue
            over = wording.stems_of(" ".join(section.path))
            for number, unit in enumerate(passage.passage.units):
                own = wording.stems_of(unit.text)
                if unit.kind != "heading" and all(term.stem in own or term.stem in over for term in terms):
                    candidate = Candidate(snapshot.documents[document_id], passage, section, number, {}, 0.0)
                    aside = not any(term.stem in over for term in terms)
                    partly = not all(term.stem in own for term in terms)
                    found.append((partly, aside, Statement(candidate, number, number)))
        if found:
            return [statement for *_, statement in sorted(found, key=lambda each: each[:2])]
    return []


def _absent(
    snapshot: Snapshot, wording: Wording, terms: Sequence[Term], question: Question, document_id: str
) -> tuple[str, list[Statement]] | None:
    """That the document has not one of the words, in any form or compound; None where that is not sure.

    Asked whether something is said of a matter, another word for it may say it: then nothing is claimed.
    """
    texts = [kept.passage.text for kept in snapshot.document_passages(document_id)]
    stems = wording.stems_of("\n".join(texts))
    held = {token for text in texts for token in words(text)}
    in_words = bool(_IN_WORDS.search(question.text))
    sure = [
        term
        for term in terms
        if term.stem not in stems
        and not any(term.stem in token for token in held)
        and (in_words or not term.everyday & stems)
        and not _in_parts(wording, term, texts)
    ]
    if not sure:
        return None
    whole = [[term.word for term in sure]] if len(sure) == len(terms) else [[term.word] for term in sure]
    named = " og ".join(f"»{_as_asked(each, question.text)}«" for each in whole)
    return f"{named} nævnes ikke i {{title}}.", []


def _in_parts(wording: Wording, term: Term, texts: Sequence[str]) -> bool:
    """Whether one passage has every part of a compound: "takster … stige" for "takststigninger"."""
    return len(term.parts) > 1 and any({*term.parts} <= wording.stems_of(text) for text in texts)


def _from_its_list(
    snapshot: Snapshot, wording: Wording, terms: Sequence[Term], question: Question, document_id: str
) -> tuple[str, list[Statement]] | None:
    """That no line of the list a word of the question names has the rest: "er bilaget om X med?"; None without one."""
    for term in terms:
        rest = [other for other in terms if other is not term]
        lists = short_lists(snapshot, wording, [document_id], {term.stem})
        if not rest or len(lists) != 1 or _has(wording, lists[0], rest):
            continue
        named = _as_asked([other.word for other in rest], question.text)
        line = f"»{named}« står ikke i afsnittet »{lists[0].section.heading}« i {{title}}."
        return line, [lists[0].whole()]
    return None


def _as_asked(named: Sequence[str], text: str) -> str:
    """Words as the question writes them, where it has them in a row."""
    found = re.search(r"\W+".join(map(re.escape, named)), text, re.IGNORECASE)
    return found.group() if found else " ".join(named)


def _has(wording: Wording, found: ShortList, terms: Sequence[Term]) -> bool:
    """Whether a line of the list may mean the thing: it has one of its words."""
    return all(
        any(term.found_in(wording.stems_of(found.text(line))) > 0 for line in found.lines) for term in terms
    )
