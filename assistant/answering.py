"""From a question to an answer: which way it is answered, and by whom."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.answer import Answer
from assistant.asked import Asked, check_asked
from assistant.beside_answer import beside_answer
from assistant.beside_the_matter import beside_the_matter, gone_elsewhere
from assistant.beyond_rules import beyond_rules, noted
from assistant.case_beside import case_beside
from assistant.case_decision import decision
from assistant.case_speaks import case_speaks
from assistant.compare_answer import cells_answer
from assistant.comparison_question import asks_if_alike, of_one_side
from assistant.composer import Composer
from assistant.courtesy import courtesy
from assistant.difference_answer import asks_difference, names_amounts
from assistant.finder import WEIGHTS, Finder
from assistant.followups import Resolved, of_the_matter, resolve
from assistant.found import Found
from assistant.inherited_region import of_the_cited
from assistant.inherited_time import OTHER_TIME, after_a_year, of_version, without_foreign
from assistant.knowledge import load_knowledge
from assistant.listed_before import the_point
from assistant.meant_word import which_word
from assistant.more_of_it import more_of_it
from assistant.nearby import Nearby, unreasoned
from assistant.parts import parts_of, shares_of
from assistant.question import Question, understand
from assistant.quoting import Quoting
from assistant.rate_amended import unless_amended
from assistant.rate_call import RateCall
from assistant.rate_later import LaterAgreements
from assistant.rate_turn import RateTurns, asks_yes_or_no
from assistant.ready_answers import of_lines, side_by_side
from assistant.regions_in_full import said_in_full
from assistant.section_answer import of_section
from assistant.silence import Silence
from assistant.sources_again import sources_again
from assistant.succession import successions
from assistant.succession_answer import succession_answer
from assistant.term_answer import explained
from assistant.validity_question import ValidityQuestion, read_validity
from assistant.validity_turn import ValidityTurns
from assistant.version_words import corrected, in_years
from assistant.versions_answer import still_answer
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
        self._nearby = Nearby(snapshot, self._composer, self.wording)
        self._silence = Silence(self._finder)
        self._quoting = Quoting(self._finder, self._composer, self._silence)
        self.sides = self._quoting.sides
        self._rates = RateTurns(snapshot, self.knowledge, self._composer)
        self._later = LaterAgreements(snapshot, self.knowledge)
        self._validity = ValidityTurns(self)
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
        check_asked(asked, self.regions, self.snapshot.documents)
        written = replace(asked, message=asked.message.strip(), turns=of_the_matter(asked.turns))
        asked = said_in_full(written, self.snapshot, self.regions, self.knowledge.glossary)
        message = asked.message
        aside = None if asks_yes_or_no(asked.turns) else courtesy(message, asked.today)
        aside = aside or which_word(asked, self.knowledge.glossary)
        aside = aside or sources_again(asked, asked.turns, self.snapshot)
        if aside is not None:
            return self._finish(aside, asked), {"text": message, "aside": True}
        with stage("understanding"):
            question = understand(message, self.regions)
            resolved = resolve(question, asked.turns, self.regions)
            understood = resolved.as_dict()
        more = the_point(written, question, self._composer) or more_of_it(asked, question, self._composer)
        if more is not None:
            # What is asked next is still of the question before.
            return self._finish(more, asked), dict(asked.turns[-1].understood)
        validity = self._validity.read(question, resolved)
        changed = asks_difference(question) and not names_amounts(question) and not asked.turns
        no_rate = changed or asks_if_alike(question) or self._validity.goes_first(validity, asked, resolved)
        rate = None if no_rate else self._rate(asked, question, resolved)
        beyond = None
        if rate is not None:
            computed, call = rate
            understood |= {"rate": call.as_dict()} if call else {}
            beyond = beyond_rules(self, asked, question, call, computed)
            if beyond is None or beyond.stands:
                return self._finish(noted(computed, beyond), asked), understood
        if (message := in_years(asked.message, asked.as_of or asked.today)) != asked.message:
            # "Sidste år" of a rate is the rate before; of an agreement it is that year's.
            asked, rated = replace(asked, message=message), understood
            question = understand(message, self.regions)
            resolved = resolve(question, asked.turns, self.regions)
            understood = rated | resolved.as_dict()
            validity = self._validity.read(question, resolved)
        answer, understood = self._searched(asked, question, resolved, validity, understood)
        return self._finish(noted(answer, beyond), asked), understood

    def _searched(
        self,
        asked: Asked,
        question: Question,
        resolved: Resolved,
        validity: ValidityQuestion | None,
        understood: dict[str, Any],
    ) -> tuple[Answer, dict[str, Any]]:
        """What no rule computes, and what was understood."""
        day = asked.as_of or question.day or asked.today
        regions = asked.regions or resolved.regions
        named = resolved.question.regions
        if asked.regions and named and not set(asked.regions) & set(named):
            return self._silence.at_odds(asked, resolved.question), understood
        resolved, other_time = self._timed(asked, resolved, regions)
        kept = {name: understood[name] for name in ("times", "rate") if name in understood}
        understood = resolved.as_dict() | kept
        told = self._told(asked, question, resolved, regions, validity, day)
        if told is not None:
            return told, understood
        answer, found = self._found(asked, question, resolved, regions, day)
        if found is not None:
            understood["probability"] = round(found.probability, 4)
        if other_time and answer.status == "answered":
            answer = answer.model_copy(update={"answer": f"{answer.answer}\n\n{other_time}"})
        return answer, understood

    def _told(
        self,
        asked: Asked,
        question: Question,
        resolved: Resolved,
        regions: Sequence[str],
        validity: ValidityQuestion | None,
        day: date,
    ) -> Answer | None:
        """What is told without weighing evidence: what is not loaded, periods, offices, what was just quoted."""
        strangers = [name for name in regions if not self.snapshot.select(regions=[name])]
        if strangers and len(strangers) == len(regions):
            return self._silence.not_covered(strangers, asked)
        answer = self._validity.answer(asked, resolved, regions, validity)
        if answer is not None:
            return answer
        chosen = self.snapshot.select(regions=regions, documents=asked.documents)
        followed = successions(self.snapshot, asked.message, chosen)
        if followed is not None:
            return succession_answer(self._composer, asked, question, followed, day)
        if resolved.depends and resolved.own_time and self._finder.lacks_version(asked, resolved, regions):
            return self._silence.no_older(regions, asked)
        answer = decision(asked, question, self.snapshot) or self._nearby.answer(
            asked, question, resolved, day
        )
        if answer is None and (unreasoned(asked, question) or self._nearby.unheld(asked, question, resolved)):
            scope = self._finder.scope(asked, resolved, regions)
            return self._silence.not_found(asked, scope, None, resolved)
        return answer

    def _found(
        self, asked: Asked, question: Question, resolved: Resolved, regions: Sequence[str], day: date
    ) -> tuple[Answer, Found | None]:
        """What the documents say, and the evidence it rests on where sentences were weighed."""
        answer = case_speaks(self._quoting, asked, resolved.question, resolved, day)
        if answer is not None:
            return answer, None
        own = question if corrected(asked.message) is None else resolved.question
        comparing = of_one_side(own, self.regions).comparing
        alone = not asked.documents and not comparing
        words = self.knowledge.glossary
        answer = explained(question, words, self.snapshot, regions) if alone else None
        if answer is not None and regions and {made.region for made in answer.citations} - {*regions}:
            answer = None  # explained by another region's agreement than the one asked about
        scope = self._finder.scope(asked, resolved, regions)
        answer = (
            answer
            or of_section(self.snapshot, self._composer, asked, question, scope, day)
            or of_lines(self, asked, question, regions, scope, day)
            or case_beside(self, asked, resolved, day)
            or side_by_side(self, asked, resolved, regions, day)
        )
        parts = parts_of(asked.message)
        if len(parts) == 1 and not comparing and len(regions) <= 1:
            parts = shares_of(asked.message)
        if answer is None and len(parts) > 1:
            answer = self._quoting.in_parts(asked, parts, resolved, day, self._validity.part)
        if answer is not None:
            return answer, None
        if comparing or len(regions) > 1:
            answer = self.sides.compared(asked, resolved, day)
            if answer.status == "not_found":
                answer = cells_answer(self, asked, own, regions) or answer
            if answer.status == "answered" or own.comparing or len(regions) > 1:
                return answer, None
        answer, found = self._quoting.from_evidence(asked, resolved, day)
        if answer.status == "not_found" and (nearer := of_the_cited(resolved, regions, self.snapshot)):
            answer, found = self._quoting.from_evidence(asked, nearer, day)
        if place := gone_elsewhere(asked, question, resolved, answer):
            answer, found = self._quoting.from_evidence(asked, replace(resolved, regions=(place,)), day)
        if beside_the_matter(question, resolved, answer):
            answer = self._silence.not_found(asked, scope, None, resolved)
        answer = still_answer(self, asked, resolved, regions, day, answer) or answer
        if not regions:
            answer = beside_answer(self, asked, resolved.question, answer) or answer
        return answer, found

    def _timed(self, asked: Asked, resolved: Resolved, regions: Sequence[str]) -> tuple[Resolved, str]:
        """The question with the time the documents have for it, and what the reader is told of it; "" for nothing."""
        scope = self._finder.scope(asked, resolved, regions)
        resolved = after_a_year(of_version(resolved, self.snapshot, scope), self.snapshot, scope)
        found = without_foreign(resolved, self.snapshot, scope, self.regions)
        if found.question.times or not resolved.question.times:
            return found, ""
        return found, OTHER_TIME.format(regions=" og ".join(regions)) if regions else ""

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
    def _rate(
        self, asked: Asked, question: Question, resolved: Resolved
    ) -> tuple[Answer, RateCall | None] | None:
        regions = list(asked.regions or resolved.question.regions)
        found = self._rates.answer(asked, asked.message.strip(), regions, list(question.regions))
        if found is None:
            return None
        answer, call = found
        return unless_amended(self.snapshot, asked, self._later.instead(asked, call, answer)), call

    def evidence(self, asked: Asked) -> Found | None:
        """The evidence for a question in all documents, whatever region or rule it names."""
        return self._finder.find(Resolved(understand(asked.message, self.regions)), None, asked)

    def examine(self, asked: Asked) -> Found | None:
        """The evidence of a question that is answered from one scope; None when it is answered another way."""
        question = understand(asked.message, self.regions)
        resolved = resolve(question, of_the_matter(asked.turns), self.regions)
        regions = asked.regions or resolved.regions
        other_way = (
            self._rate(asked, question, resolved) is not None
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

    def warm(self) -> None:
        """Read now what the first questions would otherwise wait for."""
        self._finder.warm()

    def find(self, question: str, documents: Collection[str]) -> Found | None:
        """The evidence for a question in those documents (ids), whatever region or rule it names."""
        return self._finder.of_question(question, documents)
