"""Rule drafts: what a new agreement says just as a rule computes it, as YAML in the very form of corpus/rules.

Every other sentence that looks like a rate clause is only listed, for a person to read, with what the rules do not
compute of it. Nothing computes with a draft before a person has approved it; see assistant/rules/approved.py.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import chain

from assistant.agreement_texts import AgreementTexts
from assistant.clause_words import uncomputed_words
from assistant.knowledge import load_with
from assistant.rate_clauses import RateClause, rate_clauses, uncovered
from assistant.rules.agreement_text import AgreementText, Statement
from assistant.rules.approved import NOT_COMPUTED
from assistant.rules.clause_form import Reading
from assistant.rules.context import RESERVATION
from assistant.rules.parameters import Parameter, RuleFiles, holds_quotes, read_folder
from assistant.rules.registry import RULES
from index.snapshot import Snapshot
from ingest.documents import Metadata

_ANNEX = re.compile(
    r"(?:uddybet|beskrevet|læs mere|fremgår).*\b(?:bilag|styringsaftalen)\b"
    r"|\bstyringsaftale\w*\b.*\b(?:er|findes|vedlagt|som)\b.*\bbilag\b",
    re.IGNORECASE,
)
_ANNEX_NAME = re.compile(
    r"(?:tekniske?t? )?\(?bilag \w+\)?(?: til styringsaftalen)?|styringsaftale(?:n|(?: [\d/–-]+)?)",
    re.IGNORECASE,
)
_SETTLED = {"midt.takstudvikling": ("status", "aftalt")}
# Characters that YAML would read otherwise than JSON writes them.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Draft:
    """A clause without a rule: a draft of what a rule would compute, or a sentence to read.

    `yaml` is "" and `unusable` says why where no rule computes what the clause says. `says`: the values of the draft
    in words. `approved`: a person has approved it.
    """

    id: str
    clause: RateClause
    rule: str
    parameter: str
    yaml: str
    approved: bool
    unusable: str
    outdoes: str = ""
    """Which shipped values give way to it, and their sources."""
    says: tuple[str, ...] = ()


def drafts_of(snapshot: Snapshot, document_id: str) -> list[Draft]:
    """The drafts and the sentences to read of one document, in reading order.

    All clauses of one rule are one draft, at the first of them: half an agreement is not computed with.
    """
    stored = snapshot.documents[document_id]
    text = snapshot.file(document_id).text
    files, _ = _shipped()
    covered = _quotes(files, document_id)
    clauses = uncovered(rate_clauses(snapshot, document_id), covered, text)
    made = _Making(snapshot, document_id, stored.metadata)
    return made.drafts(clauses)


def draft_id(document_id: str, quote: str) -> str:
    """Stays the same as long as the sentence does."""
    return hashlib.sha256(f"{document_id}\0{quote}".encode()).hexdigest()[:12]


@cache
def _shipped() -> tuple[RuleFiles, str]:
    return read_folder()


def _quotes(files: RuleFiles, document_id: str) -> list[str]:
    """Every sentence of the document that a shipped rule rests on."""
    parameters = chain.from_iterable(found.values() for _, found in files.values())
    return [
        source.quote
        for parameter in parameters
        for value in parameter.values
        for source in value.sources
        if source.document == document_id
    ]


class _Making:
    """The drafts of one document."""

    def __init__(self, snapshot: Snapshot, document_id: str, known: Metadata) -> None:
        self._snapshot, self._id, self._known = snapshot, document_id, known
        self._approved = {value.id: value.yaml for value in snapshot.approved_values}
        self._own: AgreementText = AgreementTexts(snapshot)[document_id]
        self._texts = {
            found.id: snapshot.texts[found.id][found.span.start : found.span.end]
            for found in snapshot.documents.values()
        }

    def drafts(self, clauses: Sequence[RateClause]) -> list[Draft]:
        read = {(statement.start, statement.end): reading for statement, reading in self._own.readings}
        found: list[Draft] = []
        drafted: set[str] = set()
        for clause in clauses:
            reading = read.get((clause.start, clause.end))
            if reading is None:
                found.append(self._unread(clause))
            elif reading.rule not in drafted:
                draft = self._draft(clause, reading)
                found.append(draft)
                if draft.yaml:
                    drafted.add(reading.rule)
        return found

    def _unread(self, clause: RateClause, why: str = "") -> Draft:
        """A sentence to read; one that was approved before it could be checked is shown with what was approved."""
        name = draft_id(self._id, clause.quote)
        why = why or uncomputed_words(clause.text, self._known.region, self._before(clause))
        approved = self._approved.get(name, "")
        return Draft(name, clause, "", "", approved, bool(approved), NOT_COMPUTED.format(why=why))

    def _before(self, clause: RateClause) -> str:
        """The statement before a clause, which may say what "her" is."""
        earlier = [each for each in self._own.statements if each.end <= clause.start]
        return max(earlier, key=lambda each: each.start).text if earlier else ""

    def _draft(self, clause: RateClause, reading: Reading) -> Draft:
        if why := self._own.hindrance(reading.rule):
            return self._unread(clause, why)
        name = draft_id(self._id, clause.quote)
        approved = self._approved.get(name)
        own = [(statement, each) for statement, each in self._own.readings if each.rule == reading.rule]
        text = approved or self._written(reading.rule, own)
        others = {known: yaml for known, yaml in self._approved.items() if known != name}
        tried = load_with(self._snapshot, others | {name: text})
        if name in tried.unused and approved is None:
            return self._unread(clause, _reason(tried.unused[name]))
        known = _shipped()[0][reading.rule][1]
        says = tuple(
            f"{known[each.parameter].title}: {str(each.value).replace('.', ',')} pct." for _, each in own
        )
        return Draft(
            name,
            clause,
            reading.rule,
            reading.parameter,
            text,
            approved is not None,
            tried.unused.get(name, ""),
            self._outdone(reading.rule, [each.parameter for _, each in own]),
            says,
        )

    def _outdone(self, rule: str, keys: Sequence[str]) -> str:
        """The values of the parameters for the same days that rest on another document."""
        days = (self._known.valid_from, self._known.valid_to)
        found = [
            f"{value.document}: »{value.quote}«"
            for key in keys
            for value in _shipped()[0][rule][1][key].values
            if (value.valid_from, value.valid_to) == days and value.document != self._id
        ]
        return (
            f"Når udkastet bruges, viger det, der hidtil er regnet med: {'; '.join(found)}." if found else ""
        )

    def _written(self, rule: str, own: Sequence[tuple[Statement, Reading]]) -> str:
        """The draft of a rule: what its clauses fix, that they are agreed, and the annex where one is named."""
        known = _shipped()[0][rule][1]
        lines = []
        text = self._snapshot.file(self._id).text
        quoted = [(reading, text[statement.start : statement.end]) for statement, reading in own]
        if rule in _SETTLED and self._lacks(known[_SETTLED[rule][0]]):
            settled, word = _SETTLED[rule]
            lines.append(self._parameter(known[settled], "tekst", word, quoted[0][1]))
        for reading, quote in quoted:
            value = str(reading.value).replace(".", ",")
            lines.append(self._parameter(known[reading.parameter], "pct", value, quote))
        annex = self._annex()
        if annex and RESERVATION in known and self._lacks(known[RESERVATION]):
            lines.append(self._parameter(known[RESERVATION], "tekst", *annex))
        return f"rule: {rule}\ntitle: {_quoted(RULES[rule].title)}\nparameters:\n{''.join(lines)}"

    def _lacks(self, known: Parameter) -> bool:
        """Whether a shipped parameter has no value for the document's days whose quote still stands."""
        days = (self._known.valid_from, self._known.valid_to)
        return not any(
            (value.valid_from, value.valid_to) == days and holds_quotes(value, self._texts)
            for value in known.values
        )

    def _annex(self) -> tuple[str, str] | None:
        """The annex that the document sends its reader to, and the sentence that does."""
        text = self._snapshot.file(self._id).text
        for statement in self._own.statements:
            if found := _ANNEX.search(statement.text):
                at = _ANNEX_NAME.search(statement.text, found.start())
                return (at.group().strip() if at else "bilag"), text[statement.start : statement.end]
        return None

    def _parameter(self, known: Parameter, unit: str, value: str, quote: str) -> str:
        return (
            f"  - id: {known.id}\n"
            f"    title: {_quoted(known.title)}\n"
            f"    unit: {unit}\n"
            f"    description: {_quoted(known.description)}\n"
            "    values:\n"
            f"      - valid_from: {self._known.valid_from}\n"
            f"        valid_to: {self._known.valid_to or 'null'}\n"
            f"        value: {_quoted(value)}\n"
            f"        document: {self._id}\n"
            f"        quote: {_quoted(quote)}\n"
            f"{self._gap(known)}"
        )

    def _gap(self, known: Parameter) -> str:
        """Why no value holds between those before and the document's days; "" where there is no such gap."""
        first = self._known.valid_from
        ends = [value.valid_to for value in known.values if first and value.valid_from < first]
        if first is None or not ends or any(end is None or end + timedelta(days=1) >= first for end in ends):
            return ""
        return f"        gap_reason: {_quoted('Ingen aftale for tiden imellem er godkendt til beregning.')}\n"


def _reason(note: str) -> str:
    """What a note of the loader says, without the words that are put before it again."""
    before, after = NOT_COMPUTED.split("{why}")
    return note.removeprefix(before).removesuffix(after).removesuffix(".")


def _quoted(text: str) -> str:
    """A text as YAML reads it back unchanged."""
    made = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign.group()):04x}", made)
