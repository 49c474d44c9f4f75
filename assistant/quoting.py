"""Answers made of quotes: of one scope, of two questions in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

from assistant.amendments import amendments_of, apart_from_amendments
from assistant.answer import Answer, Conflict
from assistant.asked import Asked
from assistant.asked_event import asks_for_office
from assistant.asked_form import with_the_form
from assistant.asked_holder import of_holder
from assistant.asked_of import OPPOSITE, asked_of_lines
from assistant.asked_state import quoted_for
from assistant.choosing import asks_several, beneath_heading, preferred, restated, whole_list_asked
from assistant.citations import Citations
from assistant.comparison_question import of_one_side
from assistant.compose import Statement, source_line
from assistant.composer import Composer
from assistant.contradiction import contradicts, without_agenda_rows
from assistant.conversation import Turn
from assistant.evidence import AGREEMENT_KINDS, Candidate
from assistant.extent import joined
from assistant.finder import Finder
from assistant.followups import Resolved, resolve
from assistant.found import Found
from assistant.further import further, quote_further
from assistant.of_today import only_of_today, told_before
from assistant.off_the_matter import off_the_matter
from assistant.paragraph import in_its_paragraph, said_besides
from assistant.polarity import plain_answer
from assistant.question import Question, understand
from assistant.said_of_region import SaidOfRegions, opening
from assistant.sibling_headings import sibling_headings
from assistant.sides import Sides
from assistant.silence import Silence
from assistant.told_once import told_once
from assistant.versions import Other, confirmed_begins, newer_of, others, relation
from index.store import StoredDocument

_MEASURED = frozenset({"how_many", "how_much", "how_long", "when"})

# Answers a question with those citations in a way of its own; None where it has none.
Otherwise = Callable[[Asked, Resolved, Citations], Answer | None]


class Quoting:
    """Answers from the evidence. Safe from several threads."""

    def __init__(self, finder: Finder, composer: Composer, silence: Silence) -> None:
        self.finder = finder
        self.composer = composer
        self.silence = silence
        self.snapshot = finder.snapshot
        self.regions = finder.regions
        self.wording = finder.wording
        self.sides = Sides(finder, composer, silence)
        self.said_of_regions = SaidOfRegions(self.snapshot, self.regions, self.wording)

    def from_evidence(
        self, asked: Asked, resolved: Resolved, day: date, citations: Citations | None = None
    ) -> tuple[Answer, Found | None]:
        question = resolved.question
        regions = asked.regions or resolved.regions
        scope = self.finder.scope(asked, resolved, regions)
        found = self.finder.find_anew(resolved, scope, asked)
        if resolved.otherwise is not None:
            # A short question after others may be of the last one, or of what all of them are about.
            again = self.finder.find_anew(resolved.otherwise, scope, asked)
            if again is not None and (found is None or again.probability > found.probability):
                found, resolved = again, resolved.otherwise
                question = resolved.question
        unsaid = found is None or not found.carries
        held_before = unsaid and question.version == "newer" and asks_for_office(question)
        before = False
        if held_before or (only_of_today(question) and not resolved.depends):
            # Who holds it now, or what applies now, is not said; what the older agreement said is, with its time.
            of_any = replace(resolved, question=replace(question, version=None))
            wide = self.finder.scope(asked, of_any, regions)
            every = self.finder.find_anew(of_any, wide, asked)
            before = told_before(found, every)
            if before or held_before:
                question, resolved, scope, found = of_any.question, of_any, wide, every
        holder = of_holder(found.ranked, question) if found is not None and not found.carries else None
        if found is None or not (found.carries or holder):
            return self.silence.not_found(asked, scope, found, resolved), found
        if off_the_matter(resolved, asked.turns, found.ranked[0]):
            return self.silence.not_found(asked, scope, found, resolved), found
        citations = citations or Citations(self.snapshot)
        speaking = without_agenda_rows(found.ranked)
        best = holder or preferred(found.ranked, question, self.wording)
        rest = others(question, best, speaking, self.wording, same_region=bool(regions))
        if not (asked.as_of or question.day or question.periods or question.years):
            # Undated, the answer rests on the newest agreement that speaks to the question.
            newer = [
                each
                for each in newer_of(question, best, rest)
                if each.signals["type"] >= min(1.0, best.signals["type"])
            ]
            newest = max((best, *newer), key=lambda each: confirmed_begins(each, asked.today))
            if newest is not best and newest.document.metadata.kind in AGREEMENT_KINDS:
                best = newest
                rest = others(question, best, speaking, self.wording, same_region=bool(regions))
        confirmed = [o.candidate for o in rest if o.candidate.document.metadata.confirmed]
        if not best.document.metadata.confirmed and confirmed:
            # What nobody has confirmed yet stands after what somebody has.
            best = max(confirmed, key=lambda candidate: candidate.score)
            rest = others(question, best, speaking, self.wording, same_region=bool(regions))
        whole = beneath_heading(restated(self.snapshot, best, question), found.ranked, question)
        if whole is None:
            return self.silence.not_found(asked, scope, found, resolved), found
        if whole is not best:
            best, rest = whole, others(question, whole, speaking, self.wording, same_region=bool(regions))
        first = with_the_form(question, quoted_for(question, best, whole_list_asked(question, best)))
        more = further(found.ranked, best, first, question, regions, self.wording)
        first, more = joined(first, more)
        first = in_its_paragraph(first, self.snapshot.texts[first.document.id], question)
        besides = said_besides(first, found.ranked, found.terms, self.wording)
        more = more if besides is None or besides in more else [besides, *more]
        # Whatever another source adds, a plain "Ja" is withheld where it does not say the very same.
        disputed = any(other.same_agreement for other in rest) or bool(amendments_of(self.snapshot, first))
        rest, more = apart_from_amendments(self.snapshot, first, rest, more)
        of_another = self._asked_of(question, [first])
        if OPPOSITE in of_another and question.wanted in _MEASURED and "hvor" in question.said.lower():
            # A figure or a time of the opposite is none of what is asked.
            found = replace(found, probability=0.0)
            return self.silence.not_found(asked, scope, found, resolved), found
        elsewhere = bool(of_another)
        withheld = disputed or elsewhere or before or not best.document.metadata.confirmed
        verdict = None if withheld else plain_answer(question, found.terms, best, self.wording)
        beside = sibling_headings(self.snapshot, best, question, found.terms, self.wording)
        if beside is not None and not beside.opened:
            best = beside.headings[0]
            first, verdict = Statement(best, best.number, best.number), None
        number = citations.cite_unit(best.passage, first.first, first.last)
        expired = self._expired(best.document, day, asked, question)
        # Asked of no region, a "Nej" of one must not be read as all of them.
        place = best.document.metadata.region if not regions and not asked.documents else None
        of = (f" i {place}" if place else "") + (" efter den udløbne aftale" if expired else "")
        plain = f"**{verdict}{',' if of else ''}{of}.** " if verdict else ""
        lines = [source_line(first, number, plain)] if beside is None or beside.opened else []
        if beside is not None:
            lines.append(self._siblings(beside.headings, citations))
        statements = [first]
        conflicts: list[Conflict] = []
        for other in rest:
            if other.same_agreement and not contradicts(best, other.candidate, found.terms, self.wording):
                continue
            line, cited, statement = self._other_line(other, best, citations, asked, question)
            lines.append(line)
            conflicts.append(Conflict(about=self._about(best), citations=[number, cited]))
            statements.append(statement)
        against = self.said_of_regions.against(best, question, found.terms, regions)
        if against is not None and against.document.id not in {each.document.id for each in statements}:
            cited = citations.cite_unit(against.candidate.passage, against.first, against.last)
            lines.append(source_line(against, cited, opening(against, best.document.metadata.region or "")))
            conflicts.append(Conflict(about=self._about(best), citations=[number, cited]))
            statements.append(against)
        if found.later is not None and found.later.document.id not in {
            each.document.id for each in statements
        }:
            later = Other(found.later, False, True)
            line, _, statement = self._other_line(later, best, citations, asked, question)
            lines.append(line)
            statements.append(statement)
        quote_further(more if beside is None else [], citations, lines, statements, question)
        lines = [*self._asked_of(question, statements), *lines]
        answer = self.composer.compose(lines, statements, citations, asked, day, question)
        return answer.model_copy(update={"conflicts": conflicts}), found

    def _asked_of(self, question: Question, statements: Sequence[Statement]) -> list[str]:
        """That what is quoted is of another body or place than the one asked about."""
        first = statements[0].document
        return asked_of_lines(
            question, statements, self.snapshot.texts[first.id][first.span.start : first.span.end]
        )

    def _siblings(self, headings: Sequence[Candidate], citations: Citations) -> str:
        """Headings side by side, each quoted."""
        rows = [
            f"  - »{each.text}« [{citations.cite_unit(each.passage, each.number, each.number)}]"
            for each in headings
        ]
        title, path = headings[0].document.metadata.title, headings[0].section.path
        place = f"{title}, under »{path[-2]}«" if len(path) > 1 else title
        return "\n".join([f"{place}, overskrifterne:", *rows])

    def _other_line(
        self, other: Other, best: Candidate, citations: Citations, asked: Asked, question: Question
    ) -> tuple[str, int, Statement]:
        statement = quoted_for(question, other.candidate, asks_several(question))
        number = citations.cite_unit(other.candidate.passage, statement.first, statement.last)
        return source_line(statement, number, relation(other, best, asked.today)), number, statement

    def _expired(self, document: StoredDocument, day: date, asked: Asked, question: Question) -> bool:
        """Whether the question is about the present and the document's period is over."""
        dated = asked.as_of or question.day or question.periods or question.years
        return not dated and document.metadata.valid_to is not None and document.metadata.valid_to < day

    def _about(self, best: Candidate) -> str:
        return best.section.heading

    def in_parts(
        self, asked: Asked, parts: Sequence[str], whole: Resolved, day: date, otherwise: Otherwise
    ) -> Answer | None:
        """Each of several questions answered in turn, the later ones in the light of the former.

        None if none is, or if one points back at a first that is not.

        `otherwise` answers a part that is not answered from its evidence.
        """
        citations = Citations(self.snapshot)
        turns = list(asked.turns)
        made: list[Answer] = []
        for part in parts:
            resolved = resolve(understand(part, self.regions), turns, self.regions)
            own = resolved.regions or whole.regions
            resolved = replace(resolved, regions=own)
            sub = replace(asked, message=part, turns=tuple(turns))
            other = otherwise(sub, resolved, citations)
            if other is not None:
                answer = other
            elif of_one_side(resolved.question, self.regions).comparing or len(asked.regions or own) > 1:
                answer = self.sides.compared(sub, resolved, day, citations)
            else:
                answer, _ = self.from_evidence(sub, resolved, day, citations)
            if made and resolved.depends and made[0].status == "not_found":
                return None  # it points back at what is not known: together they may tell more
            made.append(answer)
            turns.append(Turn("", part, resolved.as_dict(), answer, datetime.now(UTC)))
        if all(answer.status == "not_found" for answer in made):
            return None
        texts = told_once(parts, made)
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
