"""From a question to an answer: understand, find, decide, compose."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant import rate_answer
from assistant.answer import Answer, Conflict, Dependency, GlossaryEntry
from assistant.citations import Citations
from assistant.compare_answer import asks_difference, asks_matrix, difference_answer, matrix_answer
from assistant.compose import NOT_FOUND, Statement, searched_line, source_line, standing_notes, statement_of
from assistant.confidence import probability, signals_of
from assistant.conversation import Turn
from assistant.dependencies import Dependency as Missing
from assistant.evidence import AGREEMENT_KINDS, ON_TOPIC_KINDS, Candidate, Search, gather
from assistant.followups import Resolved, resolve
from assistant.glossary import Entry
from assistant.knowledge import load_knowledge, load_weights
from assistant.parts import parts_of
from assistant.polarity import plain_answer
from assistant.question import Question, asks, understand
from assistant.rate_call import RateCall
from assistant.rate_question import parse_rate_question
from assistant.rules.result import NeedsInput, RuleInputError, RuleUnavailable
from assistant.subject_naming import named_in
from assistant.subjects import load_subjects
from assistant.topics import Topics
from assistant.versions import Other, likeness, others
from assistant.wording import Term, Wording
from index.danish import stem
from index.snapshot import Snapshot, in_force
from index.store import StoredDocument
from ingest.regions import Regions

WEIGHTS = Path(__file__).with_name("weights.toml")
# The least calibrated probability at which an answer is given; chosen on the fitting part, see eval/README.md.
THRESHOLD = 0.6
# Further sentences that answer nearly as well: more and further off showed the evidence more often, at the
# price of longer answers; see eval/README.md.
_MORE_STATEMENTS = 3
_MARGIN_MORE = 1.7


# From here on two sentences of different regions are taken to speak of one national matter.
_SAME_MATTER = 0.5
# From here on a further sentence only repeats what is quoted already.
_REPEATS = 0.8


@dataclass(frozen=True)
class Asked:
    """A question with all that bears on it."""

    message: str
    today: date
    as_of: date | None = None
    regions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Found:
    """The evidence for one scope: ranked candidates and the probability that the first one answers."""

    ranked: Sequence[Candidate]
    probability: float
    terms: Sequence[Term]
    signals: Mapping[str, float]

    @property
    def carries(self) -> bool:
        return self.probability >= THRESHOLD


class Answering:
    """Answers from one state of the documents. Safe from several threads."""

    def __init__(self, snapshot: Snapshot, regions: Regions | None = None) -> None:
        self.snapshot = snapshot
        self.regions = regions or Regions.load()
        self.knowledge = load_knowledge(snapshot, self.regions)
        self.wording = Wording(snapshot.generation.lexical)
        weights = load_weights(WEIGHTS)
        self._rank, self._confidence = weights["rank"], weights["confidence"]
        self._subjects = load_subjects()
        self._topics = Topics(snapshot, self.wording)
        self._stems_of: dict[str, frozenset[str]] = {}
        self._stems_of_scope = lru_cache(maxsize=64)(self._scope_stems)
        self.fingerprint = self._fingerprint()
        snapshot.all_passages()

    def _fingerprint(self) -> str:
        parts = (
            self.snapshot.generation.manifest.content,
            self.knowledge.parameters.version,
            hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:12],
        )
        return "-".join(parts)

    # --- the way through -------------------------------------------------------------------------------

    def answer(self, asked: Asked) -> tuple[Answer, dict[str, Any]]:
        """The answer, and what was understood: kept with the message for the next turn."""
        message = asked.message.strip()
        self._check(asked, message)
        question = understand(message, self.regions)
        resolved = resolve(question, asked.turns, self.regions)
        understood = resolved.as_dict()
        day = asked.as_of or question.day or asked.today
        rate = self._rate(asked, message, resolved)
        if rate is not None:
            computed, call = rate
            return self._finish(computed, asked), understood | {"rate": call.as_dict()}
        regions = asked.regions or resolved.regions
        if (
            asked.regions
            and resolved.question.regions
            and not set(asked.regions) & set(resolved.question.regions)
        ):
            return self._finish(self._at_odds(asked, resolved.question), asked), understood
        strangers = [name for name in regions if not self.snapshot.select(regions=[name])]
        if strangers and len(strangers) == len(regions):
            return self._finish(self._not_covered(strangers, asked), asked), understood
        answer = self._explained(question, resolved) if not asked.documents else None
        if answer is not None and regions and {made.region for made in answer.citations} - {*regions}:
            answer = None  # explained by another region's agreement than the one asked about
        if answer is None:
            answer = self._side_by_side(asked, question, regions)
        if answer is None and len(parts := parts_of(message)) > 1:
            answer = self._in_parts(asked, parts, resolved, day)
        if answer is None:
            if question.comparing or len(regions) > 1:
                answer = self._compared(asked, resolved, day)
            else:
                answer, found = self._from_evidence(asked, resolved, day)
                if found is not None:
                    understood["probability"] = round(found.probability, 4)
        return self._finish(answer, asked), understood

    def _check(self, asked: Asked, message: str) -> None:
        if not message:
            raise ValueError("Spørgsmålet er tomt. Skriv et spørgsmål.")
        known = {region.name for region in self.regions.regions}
        for name in asked.regions:
            if name not in known:
                raise ValueError(f"Regionen »{name}« kendes ikke. Vælg en af: {', '.join(sorted(known))}.")
        for document_id in asked.documents:
            if document_id not in self.snapshot.documents:
                raise ValueError(
                    f"Dokumentet »{document_id}« er ikke indlæst. De indlæste er: "
                    f"{', '.join(sorted(self.snapshot.documents))}."
                )

    def _finish(self, answer: Answer, asked: Asked) -> Answer:
        return answer.model_copy(
            update={"as_of": asked.as_of or asked.today, "fingerprint": self.fingerprint}
        )

    # --- rates -----------------------------------------------------------------------------------------

    def _rate(self, asked: Asked, message: str, resolved: Resolved) -> tuple[Answer, RateCall] | None:
        kept = asked.turns[-1].understood.get("rate") if asked.turns else None
        former = RateCall.from_dict(kept) if kept else None
        named = list(asked.regions or resolved.question.regions)
        call = parse_rate_question(message, named, former)
        if call is None:
            return None
        citations = Citations(self.snapshot)
        if call.rule is None and call.reason:
            return self._no_rule(call, asked), call
        # What is kept for the next turn is what was said; what is supposed is supposed anew each time.
        whole, supposed = rate_answer.with_last_year(call, self.knowledge.parameters)
        if whole.missing or whole.rule is None:
            # Figures in a sentence that asks nothing are no rate question with something missing.
            return (self._needs(call.missing, asked), call) if asks(message) else None
        try:
            done = rate_answer.compute(
                whole, self.knowledge.parameters, self.knowledge.agreements, citations, supposed
            )
        except NeedsInput as missing:
            return self._needs(missing.fields, asked), call
        except RuleInputError as wrong:
            text = f"Det kan ikke beregnes: {wrong}"
            return Answer(status="needs_input", answer=text, needs=[wrong.field], as_of=asked.today), call
        except RuleUnavailable as gone:
            return Answer(status="not_found", answer=f"{NOT_FOUND} {gone}", as_of=asked.today), call
        if asked.documents and not {made.document for made in citations.made} <= set(asked.documents):
            return None  # the rule rests on a document that was not to be searched
        answer = Answer(
            status="computed",
            answer=done.text,
            citations=citations.made,
            computations=[done.computation],
            conflicts=list(done.conflicts),
            depends_on=self._dependencies(citations, self._missing(citations, message)),
            as_of=asked.today,
        )
        return answer, call

    def _needs(self, fields: Any, asked: Asked) -> Answer:
        lines = [f"- {name}: {text}" for name, text in dict(fields).items()]
        text = "Der mangler oplysninger, før det kan beregnes:\n\n" + "\n".join(lines)
        return Answer(status="needs_input", answer=text, needs=list(dict(fields)), as_of=asked.today)

    def _no_rule(self, call: RateCall, asked: Asked) -> Answer:
        text = f"{NOT_FOUND} {call.reason}"
        return Answer(status="not_found", answer=text, as_of=asked.today, suggestions=self._suggestions())

    # --- words explained -------------------------------------------------------------------------------

    def _explained(self, question: Question, resolved: Resolved) -> Answer | None:
        """A definition question about one word of the glossary."""
        if question.wanted != "definition" or len(question.subject) > 4 or question.periods:
            return None
        entry = self._asked_term(question)
        if entry is None:
            return None
        citations = Citations(self.snapshot)
        numbers = [
            citations.cite(source.document, source.start, source.end)
            for source in entry.sources
            if source.document in self.snapshot.documents
        ]
        marks = "".join(f"[{n}]" for n in numbers)
        if entry.basis == "aftale":
            quotes = "\n".join(
                f"- {made.title}: »{' '.join(made.quote.split())}« [{made.n}]" for made in citations.made
            )
            text = f"**{entry.term}**: {entry.text} {marks}\n\n{quotes}"
        else:
            text = (
                f"**{entry.term}** er ikke forklaret i aftalerne. Almindelig forklaring, ikke fra aftalerne: "
                f"{entry.text}"
            )
        return Answer(
            status="answered",
            answer=text,
            citations=citations.made,
            glossary=[GlossaryEntry(term=entry.term, text=entry.text, basis=entry.basis, citations=numbers)],
            as_of=date.min,
        )

    def _asked_term(self, question: Question) -> Entry | None:
        """The one glossary entry that makes up the whole subject of the question."""
        found = self.knowledge.glossary.terms_in(question.text)
        for _, _, entry in sorted(found, key=lambda hit: hit[0] - hit[1]):
            own = {stem(word) for form in (entry.term, *entry.forms) for word in form.lower().split()}
            own |= {
                stem(word)
                for form in (entry.term, *entry.forms)
                for word in form.lower().replace("-", " ").split()
            }
            if all(stem(word) in own for word in question.subject):
                return entry
        return None

    # --- evidence --------------------------------------------------------------------------------------

    def _find(
        self, resolved: Resolved, documents: Collection[str] | None, asked: Asked, meant: str = ""
    ) -> Found | None:
        """The evidence in those documents; `meant` is the text searched by meaning, the question's own if ""."""
        question = resolved.question
        terms = self.wording.terms(question.subject)
        own = {term.stem for term in terms}
        inherited = [term for term in self.wording.terms(resolved.inherited) if term.stem not in own]
        query = " ".join(term.word for term in (*terms, *inherited)) or question.text
        spoken = meant or f"{question.text} {' '.join(resolved.inherited)}".strip()
        about = self._topics.about((*terms, *inherited)) | frozenset(asked.documents)
        named = named_in(self._subjects, question, self.wording)
        search = Search(question, terms, inherited, resolved.documents, about, named)
        ranked = gather(
            self.snapshot, self.wording, search, self._rank, self.snapshot.embed(spoken), query, documents
        )
        if not ranked:
            return None
        scope = self._stems(documents if documents is not None else self.snapshot.documents)
        refers = self._refers(ranked[0])
        signals = signals_of(question, (*terms, *inherited), ranked, self.wording, scope, refers)
        return Found(ranked, probability(signals, self._confidence), terms, signals)

    def _refers(self, found: Candidate) -> bool:
        """Whether the candidate is a reference to a document that is not loaded."""
        span = found.unit.span
        citation = (found.document.file, span.start, span.end, span.start, span.start)
        return bool(self.knowledge.dependencies.for_citations([citation]))

    def _stems(self, documents: Collection[str]) -> frozenset[str]:
        """Every stem of those documents, titles included."""
        return self._stems_of_scope(frozenset(documents))

    def _scope_stems(self, documents: frozenset[str]) -> frozenset[str]:
        return frozenset[str]().union(*map(self._document_stems, documents))

    def _document_stems(self, document_id: str) -> frozenset[str]:
        if document_id not in self._stems_of:
            texts = [self.snapshot.documents[document_id].metadata.title]
            texts += [kept.passage.text for kept in self.snapshot.document_passages(document_id)]
            self._stems_of[document_id] = self.wording.stems_of("\n".join(texts))
        return self._stems_of[document_id]

    def evidence(self, asked: Asked) -> Found | None:
        """The evidence for a question in all documents, whatever region or rule it names."""
        return self._find(Resolved(understand(asked.message, self.regions)), None, asked)

    def examine(self, asked: Asked) -> Found | None:
        """The evidence of a question that is answered from one scope; None when it is answered another way."""
        question = understand(asked.message, self.regions)
        resolved = resolve(question, asked.turns, self.regions)
        regions = asked.regions or resolved.regions
        other_way = (
            self._rate(asked, asked.message, resolved) is not None
            or any(not self.snapshot.select(regions=[name]) for name in regions)
            or self._explained(question, resolved) is not None
            or question.comparing
            or len(regions) > 1
        )
        return None if other_way else self._find(resolved, self._scope(asked, resolved, regions), asked)

    def _scope(self, asked: Asked, resolved: Resolved, regions: Sequence[str]) -> set[str]:
        """The documents a question may be answered from."""
        scope = self.snapshot.select(regions=regions, documents=asked.documents)
        if asked.as_of is not None:
            dated = {found for found in scope if in_force(self.snapshot.documents[found], asked.as_of)}
            # A day with none but a climate programme in force has no agreement: the whole scope answers, and says so.
            held = any(self.snapshot.documents[found].metadata.kind in ON_TOPIC_KINDS for found in dated)
            scope = dated if held else scope
        return scope

    def _from_evidence(
        self, asked: Asked, resolved: Resolved, day: date, citations: Citations | None = None
    ) -> tuple[Answer, Found | None]:
        question = resolved.question
        regions = asked.regions or resolved.regions
        scope = self._scope(asked, resolved, regions)
        found = self._find(resolved, scope, asked)
        if found is None or not found.carries:
            return self._not_found(asked, scope, found, resolved), found
        citations = citations or Citations(self.snapshot)
        best = self._prefer(found.ranked, question)
        rest = others(question, best, found.ranked, self.wording, same_region=bool(regions))
        if not (asked.as_of or question.day or question.periods or question.years):
            # Undated, the answer rests on the newest agreement that speaks to the question.
            newest = max((best, *(o.candidate for o in rest if not o.same_agreement)), key=_confirmed_begins)
            if newest is not best and newest.document.metadata.kind in AGREEMENT_KINDS:
                best = newest
                rest = others(question, best, found.ranked, self.wording, same_region=bool(regions))
        confirmed = [o.candidate for o in rest if o.candidate.document.metadata.confirmed]
        if not best.document.metadata.confirmed and confirmed:
            # What nobody has confirmed yet stands after what somebody has.
            best = max(confirmed, key=lambda candidate: candidate.score)
            rest = others(question, best, found.ranked, self.wording, same_region=bool(regions))
        first = statement_of(best, question.wanted == "list")
        disputed = any(other.same_agreement for other in rest)
        withheld = disputed or not best.document.metadata.confirmed
        verdict = None if withheld else plain_answer(question, found.terms, best, self.wording)
        number = citations.cite_unit(best.passage, first.first, first.last)
        expired = self._expired(best.document, day, asked, question)
        plain = f"**{verdict}{', efter den udløbne aftale' if expired else ''}.** " if verdict else ""
        lines = [source_line(first, number, plain)]
        statements = [first]
        conflicts: list[Conflict] = []
        for other in rest:
            line, cited = self._other_line(other, best, citations)
            lines.append(line)
            conflicts.append(Conflict(about=self._about(best), citations=[number, cited]))
            statements.append(statement_of(other.candidate, False))
        for more in self._more(found.ranked, best, first, question):
            statement = statement_of(more, False)
            quoted = len(citations.made)
            cited = citations.cite_unit(more.passage, statement.first, statement.last)
            if cited <= quoted:
                continue  # quoted already, as an earlier or later version
            lines.append(source_line(statement, cited, "Desuden: "))
            statements.append(statement)
        answer = self._compose(lines, statements, citations, asked, day, question)
        return answer.model_copy(update={"conflicts": conflicts}), found

    def _prefer(self, ranked: Sequence[Candidate], question: Question) -> Candidate:
        """The best candidate; of near equals that say the same the newest document's."""
        best = ranked[0]
        for other in ranked[1:12]:
            if best.score - other.score > 1.0:
                break
            if regions_differ(best, other) and likeness(best, other, self.wording) < _SAME_MATTER:
                continue
            newer = (other.document.metadata.valid_from or date.min) > (
                best.document.metadata.valid_from or date.min
            )
            same_kind = other.document.metadata.kind == best.document.metadata.kind
            as_good = all(
                other.signals[name] >= best.signals[name] - slack
                for name, slack in (("period", 0.0), ("words", 0.05), ("type", 0.0))
            )
            sure = other.document.metadata.confirmed or not best.document.metadata.confirmed
            if newer and same_kind and as_good and sure:
                best = other
        return best

    def _other_line(self, other: Other, best: Candidate, citations: Citations) -> tuple[str, int]:
        statement = statement_of(other.candidate, False)
        number = citations.cite_unit(other.candidate.passage, statement.first, statement.last)
        return source_line(statement, number, _relation(other, best)), number

    def _expired(self, document: StoredDocument, day: date, asked: Asked, question: Question) -> bool:
        """Whether the question is about the present and the document's period is over."""
        dated = asked.as_of or question.day or question.periods or question.years
        return not dated and document.metadata.valid_to is not None and document.metadata.valid_to < day

    def _about(self, best: Candidate) -> str:
        return best.section.heading

    def _more(
        self, ranked: Sequence[Candidate], best: Candidate, first: Statement, question: Question
    ) -> list[Candidate]:
        """Further sentences of the same document that answer nearly as well."""
        found: list[Candidate] = []
        for candidate in ranked:
            if len(found) >= _MORE_STATEMENTS or candidate.score < best.score - _MARGIN_MORE:
                break
            inside = candidate.passage.id == best.passage.id and first.first <= candidate.number <= first.last
            off_topic = (
                candidate.document.metadata.kind not in ON_TOPIC_KINDS
                and candidate.document.id != best.document.id
            )
            superseded = candidate.document.id != best.document.id and not candidate.signals["newest"]
            untyped = candidate.signals["type"] < min(1.0, best.signals["type"])
            repeats = any(likeness(candidate, kept, self.wording) > _REPEATS for kept in (best, *found))
            if not (
                inside or off_topic or superseded or untyped or repeats or candidate.unit.kind == "heading"
            ):
                found.append(candidate)
        return found

    # --- comparing -------------------------------------------------------------------------------------

    def _side_by_side(self, asked: Asked, question: Question, regions: Sequence[str]) -> Answer | None:
        """What changed between two versions, or the ready matrix; None for any other question."""
        if asks_difference(question):
            return difference_answer(self, asked.message, asked.today, regions, asked.documents)
        if asks_matrix(self, question):
            return matrix_answer(self, asked.message, asked.today, regions, asked.documents)
        return None

    def _in_parts(self, asked: Asked, parts: Sequence[str], whole: Resolved, day: date) -> Answer | None:
        """Each of several questions answered in turn, the later ones in the light of the former; None if none is."""
        citations = Citations(self.snapshot)
        turns = list(asked.turns)
        made: list[Answer] = []
        for part in parts:
            resolved = resolve(understand(part, self.regions), turns, self.regions)
            own = resolved.regions or whole.regions
            resolved = replace(resolved, regions=own)
            sub = replace(asked, message=part, turns=tuple(turns))
            if resolved.question.comparing or len(asked.regions or own) > 1:
                answer = self._compared(sub, resolved, day, citations)
            else:
                answer, _ = self._from_evidence(sub, resolved, day, citations)
            made.append(answer)
            turns.append(Turn("", part, resolved.as_dict(), answer, datetime.now(UTC)))
        if all(answer.status == "not_found" for answer in made):
            return None
        texts = [
            f"**{part}**\n\n{answer.answer if answer.status == 'answered' else NOT_FOUND}"
            for part, answer in zip(parts, made, strict=True)
        ]
        depends = {each.name: each for answer in made for each in answer.depends_on}
        return made[0].model_copy(
            update={
                "status": "answered",
                "answer": "\n\n".join(texts),
                "citations": citations.made,
                "conflicts": [each for answer in made for each in answer.conflicts],
                "depends_on": list(depends.values()),
                "suggestions": list(dict.fromkeys(each for answer in made for each in answer.suggestions))[
                    :2
                ],
            }
        )

    def _compared(
        self, asked: Asked, resolved: Resolved, day: date, citations: Citations | None = None
    ) -> Answer:
        named = asked.regions or resolved.regions
        loaded = list(
            dict.fromkeys(d.metadata.region for d in self.snapshot.documents.values() if d.metadata.region)
        )
        regions = [name for name in named if name in loaded] if len(named) > 1 else loaded
        citations = citations or Citations(self.snapshot)
        lines: list[str] = []
        statements: list[Statement] = []
        for region in regions:
            scope = self._scope(asked, resolved, [region])
            found = self._find(resolved, scope, asked)
            if found is None or not found.ranked or found.probability < THRESHOLD / 2:
                lines.append(f"**{region}**: {NOT_FOUND}")
                continue
            best = self._prefer(found.ranked, resolved.question)
            statement = statement_of(best, resolved.question.wanted == "list")
            number = citations.cite_unit(best.passage, statement.first, statement.last)
            lines.append(source_line(statement, number, f"**{region}** – "))
            statements.append(statement)
            for more in self._more(found.ranked, best, statement, resolved.question)[:1]:
                further = statement_of(more, False)
                quoted = len(citations.made)
                cited = citations.cite_unit(more.passage, further.first, further.last)
                if cited > quoted:
                    lines.append(source_line(further, cited, "Desuden: "))
                    statements.append(further)
        strangers = [name for name in named if name not in loaded]
        lines += [f"**{name}**: Der er ikke indlæst dokumenter fra regionen." for name in strangers]
        if not statements:
            return self._not_found(asked, self._scope(asked, resolved, ()), None, resolved)
        return self._compose(lines, statements, citations, asked, day, resolved.question)

    # --- composing -------------------------------------------------------------------------------------

    def _compose(
        self,
        lines: Sequence[str],
        statements: Sequence[Statement],
        citations: Citations,
        asked: Asked,
        day: date,
        question: Question,
    ) -> Answer:
        # A period in the question chose its agreement; a day may lie outside every agreement.
        dated = bool((question.periods or question.years) and not asked.as_of and not question.day)
        notes = standing_notes(self.snapshot, statements, day, dated)
        cited = {statement.document.id: statement.document for statement in statements}
        notes += filter(None, (self._dated(document, citations) for document in cited.values()))
        missing = self._missing(citations, question.text)
        texts = [*lines, *notes, *(found.line for found in missing)]
        return Answer(
            status="answered",
            answer="\n\n".join(texts),
            citations=citations.made,
            depends_on=self._dependencies(citations, missing),
            suggestions=self._suggestions(statements),
            as_of=asked.today,
        )

    def _dated(self, document: StoredDocument, citations: Citations) -> str:
        """The line of a case file that gives the day it was decided, quoted; "" where there is none."""
        if document.metadata.dated is None:
            return ""
        text = self.snapshot.file(document.id).text
        day = document.metadata.dated.strftime("%d-%m-%Y")
        at = text.find(day, document.span.start, document.span.end)
        if at < 0:
            return ""
        start = text.rfind("\n", document.span.start, at) + 1
        end = text.find("\n", at, document.span.end)
        number = citations.cite(document.id, start, end if end >= 0 else document.span.end)
        return f"»{text[start:end].strip()}« [{number}]"

    def _missing(self, citations: Citations, text: str) -> list[Missing]:
        """Documents that are not loaded and that an answer with those citations may hang on."""
        places = []
        for made in citations.made:
            section = citations.section_of(made.document, made.start)
            span = section.span if section else None
            places.append(
                (
                    made.file,
                    made.start,
                    made.end,
                    span.start if span else made.start,
                    span.end if span else made.end,
                )
            )
        return self.knowledge.dependencies.for_citations(places, about=text)[:2]

    def _dependencies(self, citations: Citations, missing: Sequence[Missing]) -> list[Dependency]:
        found = []
        for entry in missing:
            own = {reference.document for reference in entry.references}
            numbers = [made.n for made in citations.made if made.document in own]
            found.append(Dependency(name=entry.name, citations=numbers))
        return found

    def _suggestions(self, statements: Sequence[Statement] = ()) -> list[str]:
        """Questions the documents can answer, near what was just read."""
        headings = [
            statement.candidate.section.heading
            for statement in statements
            if statement.candidate.section.number
        ]
        asked = [f"Hvad står der i afsnittet »{heading}«?" for heading in dict.fromkeys(headings)]
        return asked[:2]

    # --- silence ---------------------------------------------------------------------------------------

    def _not_found(
        self, asked: Asked, scope: Collection[str], found: Found | None, resolved: Resolved
    ) -> Answer:
        documents = [
            self.snapshot.documents[document_id]
            for document_id in sorted(scope)
            if self.snapshot.documents[document_id].metadata.kind in ON_TOPIC_KINDS
        ]
        texts = [NOT_FOUND, searched_line(documents)]
        texts += [
            f"{document.metadata.title}: {document.metadata.note}"
            for document in documents
            if len(documents) == 1 and document.metadata.note
        ]
        elsewhere = self._elsewhere(asked, resolved)
        if elsewhere:
            texts.append("Et andet dokument kan have det; se forslagene.")
        return Answer(
            status="not_found",
            answer="\n\n".join(filter(None, texts)),
            as_of=asked.today,
            suggestions=elsewhere or self._nearest(found),
        )

    def _elsewhere(self, asked: Asked, resolved: Resolved) -> list[str]:
        """The question asked of another region that has an answer to it."""
        question = resolved.question
        if len(question.mentions) != 1 or asked.documents or resolved.depends:
            return []
        mention = question.mentions[0]
        names = {d.metadata.region for d in self.snapshot.documents.values() if d.metadata.region} - {
            mention.region
        }
        made: list[str] = []
        for name in sorted(names):
            named = f"KKR {name}" if mention.matched.startswith("KKR") else name
            text = question.text[: mention.start] + named + question.text[mention.end :]
            moved = Resolved(understand(text, self.regions), resolved.inherited, regions=(name,))
            # What is meant is the same but for the region, which the scope sees to: nothing is embedded anew.
            found = self._find(moved, self._scope(asked, moved, [name]), asked, question.text)
            if found is not None and found.carries:
                made.append(text[:1].upper() + text[1:].rstrip("?!. ") + "?")
        return made

    def _nearest(self, found: Found | None) -> list[str]:
        if found is None or found.probability < 0.15:
            return []
        headings = dict.fromkeys(
            f"Hvad står der i »{candidate.section.heading}« i {candidate.document.metadata.title}?"
            for candidate in found.ranked[:3]
            if candidate.section.number
        )
        return list(headings)[:2]

    def _at_odds(self, asked: Asked, question: Question) -> Answer:
        """The filter and the question name different regions; answering for either would mislead."""
        text = (
            f"Spørgsmålet nævner {' og '.join(question.regions)}, men der er kun valgt "
            f"{' og '.join(asked.regions)}. Fjern filteret, eller ret spørgsmålet."
        )
        return Answer(status="not_found", answer=f"{NOT_FOUND} {text}", as_of=asked.today)

    def _not_covered(self, strangers: Sequence[str], asked: Asked) -> Answer:
        loaded = sorted({d.metadata.region for d in self.snapshot.documents.values() if d.metadata.region})
        text = (
            f"{NOT_FOUND} Der er ikke indlæst dokumenter fra {' og '.join(strangers)}. "
            f"De indlæste dokumenter er fra {', '.join(loaded)}."
        )
        return Answer(status="not_found", answer=text, as_of=asked.today)

    # --- for the comparison ----------------------------------------------------------------------------

    def find(self, question: str, documents: Collection[str]) -> Found | None:
        """The evidence for a question in those documents (ids), whatever region or rule it names."""
        asked = Asked(question, date.min, documents=tuple(documents))
        return self._find(Resolved(understand(question, self.regions)), documents, asked)


def _begins(candidate: Candidate) -> date:
    """The first day of the period of a candidate's document."""
    return candidate.document.metadata.valid_from or date.min


def _confirmed_begins(candidate: Candidate) -> date:
    """The same, where a person has confirmed it."""
    return _begins(candidate) if candidate.document.metadata.confirmed else date.min


def regions_differ(a: Candidate, b: Candidate) -> bool:
    """Whether two candidates stand in documents of different regions."""
    return a.document.metadata.region != b.document.metadata.region


def _relation(other: Other, best: Candidate) -> str:
    """How another source's statement is introduced."""
    if other.same_agreement:
        return "Men "
    if not other.candidate.document.metadata.confirmed:
        return "Et dokument, der ikke er bekræftet: "
    own, before = best.document.metadata.valid_from, other.candidate.document.metadata.valid_from
    if own and before and before < own:
        return "Tidligere: "
    return "Nyere: " if own and before and before > own else "En anden kilde: "
