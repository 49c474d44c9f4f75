"""From a question to an answer: which way it is answered, and by whom."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from assistant import rate_answer
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.beside_answer import beside_answer, not_loaded
from assistant.citations import Citations
from assistant.compare_answer import (
    asks_difference,
    asks_matrix,
    difference_answer,
    matrix_answer,
    versions_asked_of,
)
from assistant.compose import NOT_FOUND
from assistant.composer import Composer
from assistant.finder import WEIGHTS, Finder, Found
from assistant.followups import Resolved, resolve
from assistant.knowledge import load_knowledge
from assistant.parts import parts_of
from assistant.question import understand
from assistant.quoting import Quoting
from assistant.rate_call import RateCall
from assistant.rate_question import parse_rate_question
from assistant.rules.field_words import missing_lines, said
from assistant.rules.result import NeedsInput, RuleInputError, RuleUnavailable
from assistant.section_answer import of_section
from assistant.silence import Silence
from assistant.succession import successions
from assistant.succession_answer import succession_answer
from assistant.term_answer import explained
from assistant.validity import validity_answer
from assistant.validity_question import ValidityQuestion, carried_on, read_validity
from assistant.wanted import asks
from index.known_sentences import known_sentences
from index.snapshot import Snapshot
from index.stages import stage
from ingest.regions import Regions


class Answering:
    """Answers from one state of the documents. Safe from several threads."""

    def __init__(self, snapshot: Snapshot, regions: Regions | None = None) -> None:
        self.snapshot = snapshot
        self.regions = regions or Regions.load()
        self.knowledge = load_knowledge(snapshot, self.regions)
        self._finder = Finder(snapshot, self.regions, self.knowledge)
        self.wording = self._finder.wording
        self._composer = Composer(snapshot, self.knowledge)
        self._silence = Silence(self._finder)
        self._quoting = Quoting(self._finder, self._composer, self._silence)
        self.fingerprint = self._fingerprint()
        # Read now, not by the first who asks.
        snapshot.all_passages()
        _ = snapshot.answered

    def _fingerprint(self) -> str:
        parts = (
            self.snapshot.generation.manifest.content,
            self.knowledge.parameters.version,
            known_sentences().fingerprint,
            hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()[:12],
        )
        return "-".join(parts)

    # --- the way through -------------------------------------------------------------------------------

    @stage("evidence")
    def answer(self, asked: Asked) -> tuple[Answer, dict[str, Any]]:
        """The answer, and what was understood: kept with the message for the next turn."""
        message = asked.message.strip()
        self._check(asked, message)
        with stage("understanding"):
            question = understand(message, self.regions)
            resolved = resolve(question, asked.turns, self.regions)
            understood = resolved.as_dict()
        day = asked.as_of or question.day or asked.today
        validity = read_validity(question)
        if validity is None and resolved.depends:
            validity = carried_on(understand(resolved.question.text, self.regions), question)
        rate = None if self._of_validity(validity, asked, resolved) else self._rate(asked, message, resolved)
        if rate is not None:
            computed, call = rate
            return self._finish(computed, asked), understood | {"rate": call.as_dict()}
        regions = asked.regions or resolved.regions
        if (
            asked.regions
            and resolved.question.regions
            and not set(asked.regions) & set(resolved.question.regions)
        ):
            return self._finish(self._silence.at_odds(asked, resolved.question), asked), understood
        strangers = [name for name in regions if not self.snapshot.select(regions=[name])]
        if strangers and len(strangers) == len(regions):
            return self._finish(self._silence.not_covered(strangers, asked), asked), understood
        if validity is not None:
            answer = self._validity(asked, resolved, regions, validity)
            if answer is not None:
                return self._finish(answer, asked), understood
        answer = explained(question, self.knowledge.glossary, self.snapshot) if not asked.documents else None
        if answer is not None and regions and {made.region for made in answer.citations} - {*regions}:
            answer = None  # explained by another region's agreement than the one asked about
        if answer is None:
            scope = self._finder.scope(asked, resolved, regions)
            answer = of_section(self.snapshot, self._composer, asked, question, scope, day)
        if answer is None:
            chosen = self.snapshot.select(regions=regions, documents=asked.documents)
            followed = successions(self.snapshot, message, chosen)
            if followed is not None:
                answer = succession_answer(self._composer, asked, question, followed, day)
        if answer is None:
            answer = self._side_by_side(asked, resolved, regions, day)
        if answer is None and len(parts := parts_of(message)) > 1:
            answer = self._quoting.in_parts(asked, parts, resolved, day, self._part)
        if answer is None:
            if question.comparing or len(regions) > 1:
                answer = self._quoting.compared(asked, resolved, day)
            else:
                answer, found = self._quoting.from_evidence(asked, resolved, day)
                if not regions:
                    answer = beside_answer(self, asked, resolved.question, answer) or answer
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

    @property
    def composer(self) -> Composer:
        """What puts answers together over this state of the documents."""
        return self._composer

    # --- rates -----------------------------------------------------------------------------------------

    @stage("understanding")
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
            text = f"Det kan ikke beregnes. {said(wrong)}"
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
            depends_on=self._composer.dependencies(citations, self._composer.missing(citations, message)),
            as_of=asked.today,
        )
        return answer, call

    def _needs(self, fields: Any, asked: Asked) -> Answer:
        text = "Der mangler oplysninger, før det kan beregnes:\n\n" + "\n".join(missing_lines(dict(fields)))
        return Answer(status="needs_input", answer=text, needs=list(dict(fields)), as_of=asked.today)

    def _no_rule(self, call: RateCall, asked: Asked) -> Answer:
        text = f"{NOT_FOUND} {call.reason}"
        return Answer(
            status="not_found", answer=text, as_of=asked.today, suggestions=self._composer.suggestions()
        )

    # --- validity --------------------------------------------------------------------------------------

    def _part(self, asked: Asked, resolved: Resolved, citations: Citations) -> Answer | None:
        """One of several questions, where it is about an agreement's validity."""
        validity = read_validity(resolved.question)
        if validity is None:
            return None
        return self._validity(asked, resolved, asked.regions or resolved.regions, validity, citations)

    def _of_validity(self, validity: ValidityQuestion | None, asked: Asked, resolved: Resolved) -> bool:
        """Whether a question is not for the rule of the agreement in force, which wants a region and a day."""
        if validity is None:
            return False
        in_talk = bool(asked.turns and asked.turns[-1].understood.get("rate"))
        return validity.yes_no or not (asked.regions or resolved.regions or in_talk)

    def _validity(
        self,
        asked: Asked,
        resolved: Resolved,
        regions: Sequence[str],
        validity: ValidityQuestion,
        citations: Citations | None = None,
    ) -> Answer | None:
        """Whether and how long an agreement is in force; None where another document was spoken of last."""
        last = {self.snapshot.documents[each].metadata for each in resolved.documents}
        places = regions or sorted({known.region for known in last if known.region})
        pointed = resolved.documents if validity.pointing and not validity.named else ()
        about = {self.snapshot.documents[each].metadata.about or each for each in pointed}
        return validity_answer(self, asked, resolved, places, validity, sorted(about), citations)

    # --- other ways ------------------------------------------------------------------------------------

    def _side_by_side(
        self, asked: Asked, resolved: Resolved, regions: Sequence[str], day: date
    ) -> Answer | None:
        """What changed between two versions, or the ready matrix; None for any other question."""
        question = resolved.question
        if asks_difference(question):
            unknown = not_loaded(self, asked, question, regions)
            if unknown is not None:
                return unknown
            versions = versions_asked_of(self, question, regions, asked.documents)
            answer = self._quoting.compared_versions(asked, resolved, day, versions) if versions else None
            if answer is not None:
                return answer
            return difference_answer(self, asked.message, asked.today, regions, asked.documents)
        if asks_matrix(self, question):
            return matrix_answer(self, asked.message, asked.today, regions, asked.documents)
        return None

    def evidence(self, asked: Asked) -> Found | None:
        """The evidence for a question in all documents, whatever region or rule it names."""
        return self._finder.find(Resolved(understand(asked.message, self.regions)), None, asked)

    def examine(self, asked: Asked) -> Found | None:
        """The evidence of a question that is answered from one scope; None when it is answered another way."""
        question = understand(asked.message, self.regions)
        resolved = resolve(question, asked.turns, self.regions)
        regions = asked.regions or resolved.regions
        other_way = (
            self._rate(asked, asked.message, resolved) is not None
            or any(not self.snapshot.select(regions=[name]) for name in regions)
            or explained(question, self.knowledge.glossary, self.snapshot) is not None
            or read_validity(question) is not None
            or question.comparing
            or len(regions) > 1
        )
        return (
            None
            if other_way
            else self._finder.find(resolved, self._finder.scope(asked, resolved, regions), asked)
        )

    def find(self, question: str, documents: Collection[str]) -> Found | None:
        """The evidence for a question in those documents (ids), whatever region or rule it names."""
        return self._finder.of_question(question, documents)
