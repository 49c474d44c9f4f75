"""Region beside region, or version beside version: what each says of one thing, or that it does not say it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from assistant.answer import Answer, Conflict
from assistant.answer_types import holds_wanted
from assistant.asked import Asked
from assistant.asked_of import asked_of_lines
from assistant.asked_state import quoted_for
from assistant.choosing import beneath_heading, preferred, restated, whole_list_asked
from assistant.citations import Citations
from assistant.comparison_line import Side, comparison_line
from assistant.comparison_question import of_one_side, relation_of
from assistant.compose import NOT_FOUND, NOT_LOADED, Statement, source_line
from assistant.composer import Composer
from assistant.contradiction import contradicts, without_agenda_rows
from assistant.difference_alignment import SAME_SENTENCE, sentence_likeness
from assistant.evidence import Candidate
from assistant.extent import joined
from assistant.finder import Finder
from assistant.followups import Resolved
from assistant.found import THRESHOLD, Found
from assistant.further import further, quote_further
from assistant.one_region import of_one_region
from assistant.question import Question
from assistant.silence import Silence
from assistant.versions import Other, others, relation, same_agreement
from assistant.wanted import Wanted
from index.store import StoredDocument

# So many further sentences are quoted for each side.
_MORE_BESIDE = 1
# Of each side there is a likest sentence: it stands only where it has so much of what was asked, or settles the subject.
_ON_THE_MATTER = 0.6
# One that is less sure to answer must hold nearly all of it.
_ALL_OF_IT = 0.85
# One that has all the words of what another side answers with says it too, however it is put.
_EVERY_WORD = 0.95
_FEWEST_WORDS = 2
# One side must be surer than an answer alone: each side more is a chance more of setting apart things side by side.
_SURE = 0.62
_NUMERIC: frozenset[Wanted] = frozenset({"how_many", "how_much", "when"})


@dataclass(frozen=True)
class _Found:
    """What was found for one side: the question as it is asked of it, and the sentence that answers it best."""

    question: Question
    found: Found
    best: Candidate

    @property
    def carries(self) -> bool:
        """Whether the evidence carries an answer, and is on the matter."""
        on_it = self.settles or self.best.covered >= _ON_THE_MATTER
        return on_it and self.fits and self.found.probability >= THRESHOLD

    @property
    def settles(self) -> bool:
        """Whether it settles a ready subject that the question names."""
        return self.best.signals["settles"] > 0

    @property
    def fits(self) -> bool:
        """Whether it is of an agreement, or of what was asked about, and has the number or the date asked for."""
        formed = self.question.wanted not in _NUMERIC or self.best.signals["type"] >= 1.0
        return formed and not self.best.signals["apart"]

    @property
    def holds_rarest(self) -> bool:
        """Whether the most telling word of the question stands around the sentence, or is asked of it."""
        held = self.found.signals
        return held["rarest"] >= _ON_THE_MATTER or held["known_rarest"] >= _EVERY_WORD

    @property
    def sure(self) -> bool:
        """Whether it is sure enough for others to be set beside it."""
        counted = self.question.wanted in _NUMERIC and self.best.covered >= _EVERY_WORD
        return self.carries and (self.settles or counted or self.found.probability >= _SURE)

    def stands(self, carrying: Sequence[_Found]) -> bool:
        """Whether the sentence is shown as this side's; `carrying` are the sides that are sure."""
        best = self.best
        if not self.settles and not self.holds_rarest and any(other.holds_rarest for other in carrying):
            return False
        if self.carries or best.covered < _ALL_OF_IT or not self.fits:
            return self.carries
        fitting = best.signals["type"] >= 1.0 or self.settles
        if self.found.probability >= THRESHOLD / 2 and fitting:
            return True
        several = len(self.found.terms) >= _FEWEST_WORDS and best.covered >= _EVERY_WORD
        return several and any(best.signals["type"] >= other.best.signals["type"] for other in carrying)


class Sides:
    """Answers side by side from the evidence. Safe from several threads."""

    def __init__(self, finder: Finder, composer: Composer, silence: Silence) -> None:
        self.finder = finder
        self.composer = composer
        self.silence = silence
        self.snapshot = finder.snapshot
        self.regions = finder.regions
        self.wording = finder.wording

    def compared(
        self, asked: Asked, resolved: Resolved, day: date, citations: Citations | None = None
    ) -> Answer:
        """Region beside region: those named, or all that are loaded."""
        named = asked.regions or resolved.regions
        loaded = list(
            dict.fromkeys(d.metadata.region for d in self.snapshot.documents.values() if d.metadata.region)
        )
        regions = [name for name in named if name in loaded] if len(named) > 1 else loaded
        whole = of_one_side(resolved.question, self.regions)
        scopes = {
            region: (
                replace(resolved, question=of_one_region(whole, region, self.regions)),
                self.finder.scope(asked, resolved, [region]),
            )
            for region in regions
        }
        strangers = [name for name in named if name not in loaded]
        beside = [f"**{name}**: {NOT_LOADED}" for name in strangers]
        answer = self._beside(asked, resolved.question, day, scopes, beside, citations)
        if answer is None:
            scope = self.finder.scope(asked, resolved, regions)
            answer = self.silence.not_found(asked, scope, None, resolved)
            answer = answer.model_copy(update={"answer": "\n\n".join([answer.answer, *beside])})
        return answer

    def compared_versions(
        self,
        asked: Asked,
        resolved: Resolved,
        day: date,
        versions: Sequence[StoredDocument],
        whole: Question,
    ) -> Answer | None:
        """What each version of an agreement, given from older to newer, says of what is asked, the newest first.

        `resolved` is asked of each, `whole` of both. None where none of them says it.
        """
        scopes = {
            _years(version): (resolved, {version.id, *self._about(version)}) for version in reversed(versions)
        }
        return self._beside(asked, whole, day, scopes, [], None)

    def compared_sources(
        self,
        asked: Asked,
        resolved: Resolved,
        day: date,
        sources: Mapping[str, StoredDocument],
        whole: Question,
    ) -> Answer | None:
        """What each of those documents, by the name it is shown under, says of what is asked; None where one says nothing."""
        scopes = {name: (resolved, {source.id}) for name, source in sources.items()}
        answer = self._beside(asked, whole, day, scopes, [], None)
        all_cited = answer is not None and len({made.document for made in answer.citations}) == len(sources)
        return answer if all_cited else None

    def _beside(
        self,
        asked: Asked,
        whole: Question,
        day: date,
        scopes: Mapping[str, tuple[Resolved, Collection[str]]],
        after: Sequence[str],
        citations: Citations | None,
    ) -> Answer | None:
        """What stands for each question in its documents, by name; None where nothing does for any."""
        citations = citations or Citations(self.snapshot)
        found = {name: self._found(asked, *each) for name, each in scopes.items()}
        carrying = [side for side in found.values() if side is not None and side.carries]
        for name, (resolved, scope) in scopes.items():
            own = found[name]
            if own is None or not own.stands(carrying):
                found[name] = self._counterpart(resolved.question, scope, carrying) or own
        lines: list[str] = []
        statements: list[Statement] = []
        sides: list[Side] = []
        conflicts: list[Conflict] = []
        for name, side in found.items():
            if side is None or not side.stands(carrying):
                lines.append(f"**{name}**: {NOT_FOUND}")
                continue
            question = side.question
            statement = quoted_for(question, side.best, whole_list_asked(question, side.best))
            more = further(side.found.ranked, side.best, statement, question, (), self.wording)
            statement, more = joined(statement, more)
            number = citations.cite_unit(side.best.passage, statement.first, statement.last)
            lines.append(source_line(statement, number, f"**{name}** – "))
            statements.append(statement)
            sides.append(Side(name, side.best.text, number, side.best.document))
            denied = self._denied(side, asked)
            if denied is not None:
                other = quoted_for(question, denied.candidate, whole_list_asked(question, denied.candidate))
                cited = citations.cite_unit(denied.candidate.passage, other.first, other.last)
                lines.append(source_line(other, cited, relation(denied, side.best, asked.today)))
                statements.append(other)
                conflicts.append(Conflict(about=side.best.section.heading, citations=[number, cited]))
            quote_further(more[:_MORE_BESIDE], citations, lines, statements, question)
        if not statements or not any(side.sure for side in found.values() if side is not None):
            return None
        conflicts += self._contradictions(sides, [side for side in found.values() if side is not None])
        told = comparison_line(
            relation_of(whole.said), next(iter(scopes.values()))[0].question, sides, self.wording
        )
        first = statements[0].document
        text = self.snapshot.texts[first.id][first.span.start : first.span.end]
        answer = self.composer.compose(
            [*asked_of_lines(whole, statements, text), *([told] if told else []), *lines, *after],
            statements,
            citations,
            asked,
            day,
            whole,
        )
        return answer.model_copy(update={"conflicts": conflicts})

    def _about(self, version: StoredDocument) -> list[str]:
        """The case files and reports about an agreement."""
        return [each.id for each in self.snapshot.documents.values() if each.metadata.about == version.id]

    def _contradictions(self, shown: Sequence[Side], found: Sequence[_Found]) -> list[Conflict]:
        """Which of the sides that are shown speak of one agreement and against each other."""
        number = {(side.document.id, side.text): side.number for side in shown}
        told = [side for side in found if (side.best.document.id, side.best.text) in number]
        return [
            Conflict(
                about=a.best.section.heading,
                citations=[number[each.best.document.id, each.best.text] for each in (a, b)],
            )
            for a, b in combinations(told, 2)
            if same_agreement(a.best, b.best) and contradicts(a.best, b.best, a.found.terms, self.wording)
        ]

    def _denied(self, side: _Found, asked: Asked) -> Other | None:
        """What another source on the same agreement says against the sentence that is quoted for a side."""
        ranked = without_agenda_rows(side.found.ranked)
        return next(
            (
                other
                for other in others(side.question, side.best, ranked, self.wording, same_region=True)
                if other.same_agreement
                and contradicts(side.best, other.candidate, side.found.terms, self.wording)
            ),
            None,
        )

    def _found(self, asked: Asked, resolved: Resolved, scope: Collection[str]) -> _Found | None:
        found = self.finder.find(resolved, scope, asked)
        if found is None or not found.ranked:
            return None
        question = resolved.question
        best = preferred(found.ranked, question, self.wording)
        whole = beneath_heading(restated(self.snapshot, best, question), found.ranked, question)
        return None if whole is None else _Found(question, found, whole)

    def _counterpart(
        self, question: Question, scope: Collection[str], carrying: Sequence[_Found]
    ) -> _Found | None:
        """The sentence of those documents that says nearly the same as what another side answers with."""
        for other in carrying:
            places = [
                (passage, number, unit.text)
                for document_id in sorted(scope)
                for passage in self.snapshot.document_passages(document_id)
                for number, unit in enumerate(passage.passage.units)
                if unit.kind == other.best.unit.kind
                and (
                    question.wanted not in _NUMERIC
                    or holds_wanted(question.wanted, question.said, unit.text) >= 1.0
                )
            ]
            likeness = sentence_likeness([other.best.text], [text for *_, text in places])
            if not places or likeness.max() < SAME_SENTENCE:
                continue
            passage, number, _ = places[int(likeness.argmax())]
            section = self.snapshot.section(passage.document_id, passage.passage.section)
            if section is not None:
                document = self.snapshot.documents[passage.document_id]
                best = replace(other.best, document=document, passage=passage, section=section, number=number)
                return _Found(question, replace(other.found, ranked=[best]), best)
        return None


def _years(version: StoredDocument) -> str:
    """The years of a version's period; its title where it has none."""
    known = version.metadata
    if known.valid_from is None or known.valid_to is None:
        return known.title
    return f"{known.valid_from.year}–{known.valid_to.year}"
