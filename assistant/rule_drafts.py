"""Rule drafts: what looks like a rate clause and no rule covers, as YAML in the very form of corpus/rules.

Nothing computes with a draft before a person has approved it; see assistant/rules/approved.py.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain

from assistant.knowledge import about_an_agreement
from assistant.rate_clauses import NO_RISE, PERCENT, RateClause, rate_clauses, uncovered
from assistant.rules.approved import load_approved
from assistant.rules.figures import DATE, FigureError, matched_date
from assistant.rules.parameters import Parameter, RuleFiles, holds_quotes, read_folder
from index.snapshot import Snapshot
from ingest.documents import Metadata

_RISE = re.compile(r"stig|fremskriv", re.IGNORECASE)
_FALL = re.compile(r"\b(?:reducer|reduktion|nedsæt|sænk)\w*", re.IGNORECASE)
_OVERHEAD = re.compile(r"overhead|indirekte omkostninger", re.IGNORECASE)
_ANNEX = re.compile(r"(?:uddybet|beskrevet|læs mere|fremgår).*\b(?:bilag|styringsaftalen)\b", re.IGNORECASE)
_ANNEX_NAME = re.compile(r"(?:styringsaftalen )?\(?bilag \w+\)?|styringsaftalen", re.IGNORECASE)
_DEADLINE = re.compile(DATE, re.IGNORECASE)
_LONGEST_VALUE = 120
# What a rule that ships can use, by region and kind of clause: rule, parameter, and what else it then needs.
_FAMILIES: Mapping[tuple[str | None, str], tuple[str, str]] = {
    ("Midtjylland", "maks_stigning"): ("midt.takstudvikling", "maks_stigning"),
    ("Midtjylland", "min_reduktion"): ("midt.takstudvikling", "min_reduktion"),
    ("Hovedstaden", "overhead"): ("hovedstaden.overhead", "maal"),
}
_SETTLED = {"midt.takstudvikling": ("status", "aftalt")}
_TITLES = {
    "maks_stigning": "Højeste stigning i taksten",
    "min_reduktion": "Mindste reduktion i taksten",
    "overhead": "Overheadprocent",
    "procent": "Procentsats",
    "frist": "Frist",
    "loft": "Loft eller grænse",
}
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": "_", "-": "_"})
# Characters that YAML would read otherwise than JSON writes them.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Draft:
    """A clause without a rule. `yaml` is "" and `reason` says why where no draft can be made yet.

    `approved`: a person has approved it. `unusable` says why no rule would compute with it; "" when one would.
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


def drafts_of(snapshot: Snapshot, document_id: str) -> list[Draft]:
    """The drafts of one document, in reading order."""
    stored = snapshot.documents[document_id]
    text = snapshot.file(document_id).text
    files, _ = _shipped()
    clauses = uncovered(rate_clauses(snapshot, document_id), _quotes(files, document_id), text)
    made = _Making(snapshot, document_id, stored.metadata, clauses)
    return [made.draft(clause) for clause in clauses]


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

    def __init__(
        self, snapshot: Snapshot, document_id: str, known: Metadata, clauses: Sequence[RateClause]
    ) -> None:
        self._snapshot, self._id, self._known, self._clauses = snapshot, document_id, known, clauses
        self._approved = {value.id: value.yaml for value in snapshot.approved_values}
        self._texts = {
            found.id: snapshot.texts[found.id][found.span.start : found.span.end]
            for found in snapshot.documents.values()
        }
        self._numbers: dict[str, int] = {}

    def draft(self, clause: RateClause) -> Draft:
        kind, unit, value = _reading(clause)
        family = _FAMILIES.get((self._known.region, kind))
        name = draft_id(self._id, clause.quote)
        rule, parameter = family or (self._new_rule(kind), kind)
        approved = self._approved.get(name)
        if self._known.valid_from is None:
            reason = "Dokumentets periode er ikke kendt. Skriv den, når oplysningerne bekræftes; så laves udkastet."
            return Draft(name, clause, rule, parameter, "", False, reason)
        text = approved or self._written(clause, rule, parameter, unit, value, family is not None)
        if family is None and approved is None:
            unusable = (
                "Ingen regel i programmet regner med den slags bestemmelse i "
                f"{self._known.region or 'et dokument uden region'}; godkendes udkastet, bliver det kun gemt."
            )
        else:
            tried = load_approved(
                self._texts, self._approved | {name: text}, secondary=about_an_agreement(self._snapshot)
            )
            unusable = tried.unused.get(name, "")
        outdone = self._outdone(rule, parameter) if family is not None and not unusable else ""
        return Draft(name, clause, rule, parameter, text, approved is not None, unusable, outdone)

    def _outdone(self, rule: str, key: str) -> str:
        """The values of the parameter for the same days that rest on another document."""
        days = (self._known.valid_from, self._known.valid_to)
        found = [
            f"{value.document}: »{value.quote}«"
            for value in _shipped()[0][rule][1][key].values
            if (value.valid_from, value.valid_to) == days and value.document != self._id
        ]
        return (
            f"Når udkastet bruges, viger det, der hidtil er regnet med: {'; '.join(found)}." if found else ""
        )

    def _new_rule(self, kind: str) -> str:
        region = (self._known.region or "ukendt").lower().translate(_ASCII)
        number = self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{region}.{kind}" + (f"_{number}" if number > 1 else "")

    def _written(self, clause: RateClause, rule: str, key: str, unit: str, value: str, family: bool) -> str:
        files, _ = _shipped()
        title = _TITLES.get(key, key)
        if not family:
            heading = f"{title}, {self._known.region or self._known.title}"
            return self._file(rule, heading, [self._parameter(None, key, title, unit, value, clause.quote)])
        known = files[rule][1]
        lines = []
        if rule in _SETTLED and self._lacks(known[_SETTLED[rule][0]]):
            settled, word = _SETTLED[rule]
            first = next(
                each
                for each in self._clauses
                if (self._known.region, _reading(each)[0]) in _FAMILIES
                and _FAMILIES[self._known.region, _reading(each)[0]][0] == rule
            )
            lines.append(self._parameter(known[settled], settled, "", "tekst", word, first.quote))
        lines.append(self._parameter(known[key], key, "", unit, value, clause.quote))
        annex = self._annex()
        if annex and "forbehold" in known and self._lacks(known["forbehold"]):
            lines.append(self._parameter(known["forbehold"], "forbehold", "", "tekst", *annex))
        return self._file(rule, self._rule_title(rule), lines)

    def _lacks(self, known: Parameter) -> bool:
        """Whether a shipped parameter has no value for the document's days whose quote still stands."""
        days = (self._known.valid_from, self._known.valid_to)
        return not any(
            (value.valid_from, value.valid_to) == days and holds_quotes(value, self._texts)
            for value in known.values
        )

    def _annex(self) -> tuple[str, str] | None:
        """The annex that the document sends its reader to, and the sentence that does."""
        for passage in self._snapshot.document_passages(self._id):
            for unit in passage.passage.units:
                if unit.kind != "heading" and (found := _ANNEX.search(unit.text)):
                    at = _ANNEX_NAME.search(unit.text, found.start())
                    text = self._snapshot.file(self._id).text
                    return (at.group() if at else "bilag"), text[unit.span.start : unit.span.end]
        return None

    @staticmethod
    def _rule_title(rule: str) -> str:
        from assistant.rules.registry import RULES

        return RULES[rule].title

    @staticmethod
    def _file(rule: str, title: str, parameters: Sequence[str]) -> str:
        return f"rule: {rule}\ntitle: {_quoted(title)}\nparameters:\n{''.join(parameters)}"

    def _parameter(
        self, known: Parameter | None, key: str, title: str, unit: str, value: str, quote: str
    ) -> str:
        described = known.description if known else "Udkast, fundet i teksten; læs efter, før det godkendes."
        first, last = self._known.valid_from, self._known.valid_to
        return (
            f"  - id: {key}\n"
            f"    title: {_quoted(known.title if known else title)}\n"
            f"    unit: {unit}\n"
            f"    description: {_quoted(described)}\n"
            "    values:\n"
            f"      - valid_from: {first}\n"
            f"        valid_to: {last or 'null'}\n"
            f"        value: {value if unit == 'dato' else _quoted(value)}\n"
            f"        document: {self._id}\n"
            f"        quote: {_quoted(quote)}\n"
        )


def _quoted(text: str) -> str:
    """A text as YAML reads it back unchanged."""
    made = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign.group()):04x}", made)


def _reading(clause: RateClause) -> tuple[str, str, str]:
    """(parameter, unit, value) read out of a clause."""
    text = clause.text
    percent = PERCENT.search(text)
    if NO_RISE.search(text) and percent is None:
        return "maks_stigning", "pct", "0"
    if percent is not None:
        about = "procent"
        if _OVERHEAD.search(text):
            about = "overhead"
        elif _FALL.search(text):
            about = "min_reduktion"
        elif _RISE.search(text):
            about = "maks_stigning"
        return about, "pct", percent["n"]
    if "frist" in clause.signs:
        day = _day(text)
        return ("frist", "dato", day.isoformat()) if day else ("frist", "tekst", _short(text))
    return "loft", "tekst", _short(text)


def _day(text: str) -> date | None:
    for found in _DEADLINE.finditer(text):
        try:
            span = matched_date(found)
        except FigureError:
            continue
        if span.start == span.end:
            return span.start
    return None


def _short(text: str) -> str:
    """A value in words: the sentence itself, cut at a word."""
    if len(text) <= _LONGEST_VALUE:
        return text
    return text[:_LONGEST_VALUE].rsplit(" ", 1)[0] + " …"
