"""The evidence for a question in a scope of documents, and how sure it is that it answers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from assistant.asked import Asked
from assistant.asked_day import by_day
from assistant.choosing import able_to_answer
from assistant.confidence import probability, signals_of
from assistant.document_stems import DocumentStems
from assistant.evidence import ON_TOPIC_KINDS, Candidate, gather
from assistant.followups import Resolved
from assistant.found import Found
from assistant.knowledge import Knowledge, load_weights
from assistant.known import Known, KnownQuestions
from assistant.later_words import (
    first_of,
    followers_of,
    is_known,
    is_new,
    of_the_later_alone,
    read_beside,
    speaks_plainly,
    speaks_too,
    with_new_address,
)
from assistant.only_describes import only_describes
from assistant.own_case import words_to_find
from assistant.question import Question, understand
from assistant.search import Search
from assistant.subject_naming import named_in
from assistant.subjects import load_subjects
from assistant.told_around import told
from assistant.topics import Topics
from assistant.unspoken import foreign, possible
from assistant.wording import Term, Wording
from index.embedding import Vector
from index.known_sentences import known_sentences
from index.snapshot import Snapshot, in_force
from ingest.regions import Regions

WEIGHTS = Path(__file__).with_name("weights.toml")
# The same for what only the meaning of two questions together finds: it is less to be trusted.
_BOTH_QUESTIONS = 0.6
# What is left of the chance where the question is foreign to the documents: below what the nearest is suggested from.
_FOREIGN = 0.1
# A word is spoken of in documents that hold it or most of its parts, and left out by those with less than half.
_SPOKEN_OF = 0.6
_HARDLY = 0.5
# So many passages are read beforehand; the words of more are forgotten again before they are asked for.
_WARMED = 2_000


class Finder:
    """Finds evidence in one state of the documents. Safe from several threads."""

    def __init__(self, snapshot: Snapshot, regions: Regions, knowledge: Knowledge) -> None:
        self.snapshot = snapshot
        self.regions = regions
        self.wording = Wording(snapshot.generation.lexical, asked=known_sentences().words)
        self.dependencies = knowledge.dependencies
        weights = load_weights(WEIGHTS)
        self._rank, self._confidence = weights["rank"], weights["confidence"]
        self._confidence_new = weights["confidence_new"]
        self._subjects = load_subjects()
        self._topics = Topics(snapshot, self.wording)
        self._questions = KnownQuestions(self.wording)
        self._stems = DocumentStems(snapshot, self.wording)

    def warm(self) -> None:
        """Read now what the first questions would otherwise wait for: about a second of work, at most some."""
        for sentence in self.snapshot.answered.sentences:
            self._questions.of(sentence)
        self._stems.of(self.snapshot.documents)
        for passage in self.snapshot.all_passages()[:_WARMED]:
            title = self.snapshot.documents[passage.document_id].metadata.title
            section = self.snapshot.section(passage.document_id, passage.passage.section)
            path = section.path if section is not None else ()
            self.wording.stems_of(passage.passage.text)
            self.wording.stems_of(" ".join((title, *path)))
            for unit in passage.passage.units:
                self.wording.stems_of(unit.text)
                self.wording.exact_stems_of(unit.text)

    def find(
        self, resolved: Resolved, documents: Collection[str] | None, asked: Asked, meant: str = ""
    ) -> Found | None:
        """The evidence in those documents; `meant` is the text searched by meaning, the question's own if ""."""
        question = by_day(resolved.question, self.snapshot, documents)
        terms = self.wording.terms(words_to_find(question, self.snapshot, documents))
        own = {term.stem for term in terms}
        inherited = [term for term in self.wording.terms(resolved.inherited) if term.stem not in own]
        if not inherited and not any(sign.isalpha() for sign in question.text):
            return None  # "?" asks for nothing, and whatever lies nearest would be said
        query = " ".join(term.word for term in (*terms, *inherited)) or question.said
        spoken = meant or f"{question.said} {' '.join(resolved.inherited)}".strip()
        about = self._topics.about((*terms, *inherited)) | frozenset(asked.documents)
        named = named_in(self._subjects, question, self.wording, resolved.former)
        vector, near = self.snapshot.placed(spoken)
        search = Search(
            question,
            terms,
            Known(self._questions, spoken, near),
            inherited,
            resolved.documents,
            about,
            named,
            resolved.former,
            asked.as_of or asked.today,
        )
        scope = self._stems.of(documents if documents is not None else self.snapshot.documents)
        if self._left_behind(resolved, terms, inherited, scope):
            return None
        found = self._weighed(search, vector, query, documents, scope)
        if found is None:
            return None
        if not found.carries:
            return self._from_later(found, search, vector, query, documents, not resolved.regions)
        return self._with_later(found, search, vector, query, documents, scope, not resolved.regions)

    def _from_later(
        self,
        found: Found,
        search: Search,
        vector: Vector,
        query: str,
        documents: Collection[str] | None,
        anywhere: bool,
    ) -> Found:
        """The evidence of later agreements alone, where they speak of what was asked and the older ones do not answer."""
        followers = followers_of(self.snapshot, found.ranked[0].document, documents, anywhere)
        if not followers:
            return found
        spoken = self._weighed(search, vector, query, followers, self._stems.of(followers))
        return first_of(spoken, found) if spoken is not None and speaks_plainly(spoken) else found

    def _with_later(
        self,
        found: Found,
        search: Search,
        vector: Vector,
        query: str,
        documents: Collection[str] | None,
        scope: frozenset[str],
        anywhere: bool,
    ) -> Found:
        """The evidence with what agreements say that followed and that nobody has written questions for.

        Asked of no region (`anywhere`), what is in force elsewhere is weighed on equal terms with what has run out.
        """
        first = found.ranked[0].document
        followers = followers_of(self.snapshot, first, documents, False)
        spoken = None
        if followers:
            spoken = self._weighed(search, vector, query, followers, self._stems.of(followers))
            if spoken is not None and speaks_too(spoken, found):
                return first_of(spoken, found)
        elsewhere = followers_of(self.snapshot, first, documents, anywhere)
        if not elsewhere:
            return found
        near = search.known.near
        known = {
            place
            for place in near
            if (of := self.snapshot.document_of(place[0])) not in elsewhere
            and (anywhere or self.snapshot.documents[of].metadata.region == first.metadata.region)
        }
        search = replace(search, known=replace(search.known, near=near.without(known)))
        equal = self._weighed(search, vector, query, documents, scope)
        if equal is not None and equal.carries and equal.ranked[0].document.id in elsewhere:
            return equal
        beside = read_beside(spoken, found, self.wording)
        if beside is None and of_the_later_alone(
            found, self._stems.of(elsewhere), self._stems.of((first.id,))
        ):
            return replace(found, probability=_FOREIGN)
        found = with_new_address(found, equal.ranked if equal else (), followers, search.question)
        return replace(found, later=beside)

    def _weighed(
        self,
        search: Search,
        vector: Vector,
        query: str,
        documents: Collection[str] | None,
        scope: frozenset[str],
    ) -> Found | None:
        gathered = gather(self.snapshot, self.wording, search, self._rank, vector, query, documents)
        ranked = [
            each
            for each in able_to_answer(gathered, search.question, self.wording)
            if is_known(each) or possible(search.question, each)
        ]
        if not ranked:
            return None
        ranked = told(ranked, search.question)
        refers = self._refers(ranked[0])
        signals = signals_of(
            search.question,
            (*search.terms, *search.inherited),
            ranked,
            self.wording,
            scope,
            refers,
            search.known,
            bool(search.subjects),
        )
        weights = self._confidence_new if is_new(ranked[0], search.known) else self._confidence
        elsewhere = only_describes(search.question, ranked[0].text)
        found = Found(ranked, 0.0 if elsewhere else probability(signals, weights), search.terms, signals)
        of_it = self._stems.of((ranked[0].document.id,))
        if found.carries and not is_known(ranked[0]) and foreign(found, search.question, of_it, self.wording):
            return replace(found, probability=_FOREIGN)
        return found

    def find_anew(self, resolved: Resolved, documents: Collection[str], asked: Asked) -> Found | None:
        """The evidence; where a former question asked anew finds none, searched by the meaning of both questions."""
        found = self.find(resolved, documents, asked)
        if resolved.left and (found is None or not found.carries):
            again = self.find(resolved, documents, asked, f"{resolved.former} {asked.message}")
            if again is not None and again.probability >= _BOTH_QUESTIONS:
                return again
        return found

    def _left_behind(
        self, resolved: Resolved, terms: Sequence[Term], inherited: Sequence[Term], scope: frozenset[str]
    ) -> bool:
        """Whether what an earlier turn spoke of is not spoken of where the question is asked anew.

        Its most telling word that those documents hold, or most of them, is in none of these: "og i Hovedstaden?" of a thing
        that only Midtjylland has agreed on is not answered with the next best. Its own words go before inherited ones.
        """
        before = self._stems.of(resolved.left & self.snapshot.documents.keys())
        for words in (terms, inherited):
            spoken = [term for term in words if term.found_in(before) >= _SPOKEN_OF]
            if spoken:
                gone = sum(term.weight for term in spoken if term.found_in(scope) < _HARDLY)
                heaviest = max(spoken, key=lambda term: term.weight)
                return heaviest.found_in(scope) < _HARDLY or gone > sum(t.weight for t in spoken) / 2
        return False

    def _refers(self, found: Candidate) -> bool:
        """Whether the candidate is a reference to a document that is not loaded."""
        span = found.unit.span
        citation = (found.document.file, span.start, span.end, span.start, span.start)
        return bool(self.dependencies.for_citations([citation]))

    def scope(self, asked: Asked, resolved: Resolved, regions: Sequence[str]) -> set[str]:
        """The documents a question may be answered from."""
        scope = self.snapshot.select(regions=regions, documents=asked.documents)
        if asked.as_of is not None:
            dated = {found for found in scope if in_force(self.snapshot.documents[found], asked.as_of)}
            # A day with none but a climate programme in force has no agreement: the whole scope answers, and says so.
            held = any(self.snapshot.documents[found].metadata.kind in ON_TOPIC_KINDS for found in dated)
            scope = dated if held else scope
        return self._of_version(scope, resolved.question, asked.as_of or asked.today) or scope

    def lacks_version(self, asked: Asked, resolved: Resolved, regions: Sequence[str]) -> bool:
        """Whether an older agreement is asked about and none of those regions is loaded."""
        scope = self.snapshot.select(regions=regions, documents=asked.documents)
        day = asked.as_of or asked.today
        return resolved.question.version == "older" and not self._of_version(scope, resolved.question, day)

    def _of_version(self, scope: Collection[str], question: Question, day: date) -> set[str]:
        """Those of the scope that are the older or newer version asked about on a day; none where no version is named."""
        kept: set[str] = set()
        if question.version is None and question.before is None:
            return kept
        for document_id in scope:
            known = self.snapshot.documents[document_id].metadata
            # A case file is of the version it is about.
            about = known.about if known.about in self.snapshot.documents else document_id
            period = self.snapshot.documents[about].metadata
            begins, ends = period.valid_from, period.valid_to
            newest = self.snapshot.is_newest(about, day)
            to_come = begins is not None and day != date.min and begins > day
            if known.kind not in ON_TOPIC_KINDS:
                continue
            wrong = question.version is not None and (newest != (question.version == "newer") or to_come)
            late = question.before is not None and (ends is None or ends.year >= question.before)
            if not wrong and not late:
                kept.add(document_id)
        return kept

    def of_question(self, question: str, documents: Collection[str]) -> Found | None:
        """The evidence for a question in those documents (ids), whatever region or rule it names."""
        asked = Asked(question, date.min, documents=tuple(documents))
        return self.find(Resolved(understand(question, self.regions)), documents, asked)
