"""The comparison of agreements: which quotes of each document settle which subject, and what differs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.citations import Citations
from assistant.compare_cell import KINDS, NOT_FOUND, Block, Finding, Reading
from assistant.compare_differences import differences
from assistant.compare_figures import dates, numbers
from assistant.compare_matrix import Beside, Cell, CellQuote, Column, Matrix, Row
from assistant.evidence import AGREEMENT_KINDS, AMENDMENT, ON_TOPIC_KINDS, Candidate
from assistant.extent import statement_of
from assistant.newcomers import written_for
from assistant.question import understand
from assistant.subjects import Subject, first_match, load_subjects
from assistant.wanted import Wanted
from index.danish import STOP_WORDS
from index.embedding import Vector
from index.store import StoredDocument

if TYPE_CHECKING:  # answering itself answers with comparisons
    from assistant.answering import Answering

# Below this share of new words a case file only repeats its agreement.
_MORE = 0.6
# A sentence with this share of the words of a question of one's own at least speaks of its matter.
_SPEAKS = 0.5
# A sentence that is almost sure to answer may say it in other words.
_SURE = 0.85
_SPEAKS_SURELY = 0.3
MOST_QUESTIONS = 20

# Vectors of the ready subjects' questions by model: embedded once in a process.
_VECTORS: dict[tuple[str, str], Vector] = {}


class UnknownChoice(ValueError):
    """A subject or document that does not exist; the message names it and those that do."""


@lru_cache(maxsize=1)
def comparison_of(answering: Answering) -> Comparison:
    """The comparison of that state of the collection; the last one is kept."""
    return Comparison(answering)


class Comparison:
    """Compares documents of one state of the collection. Safe from several threads."""

    def __init__(self, answering: Answering, subjects: Sequence[Subject] | None = None) -> None:
        self._answering = answering
        self._snapshot = answering.snapshot
        self.subjects = {subject.id: subject for subject in subjects or load_subjects()}
        self._readings = {
            found.id: Reading(self._snapshot, found) for found in self._snapshot.documents.values()
        }

    def matrix(
        self,
        subjects: Sequence[str] = (),
        documents: Sequence[str] = (),
        questions: Sequence[str] = (),
        citations: Citations | None = None,
    ) -> Matrix:
        """The matrix of those subjects (ids) and own questions, for those documents (ids).

        Without subjects and questions all ready subjects, without documents all agreements and what stands
        for one; cited in `citations` where given. Raises UnknownChoice for an unknown subject or document, or an
        empty question.
        """
        started = time.perf_counter()
        columns = self._columns(documents)
        chosen = self._subjects(subjects, questions)
        citations = citations or Citations(self._snapshot)
        rows = [self._row(subject, columns, citations) for subject in chosen]
        rows += [self._own(question, columns, citations) for question in _asked(questions)]
        return Matrix(
            columns=[column_of(document) for document in columns],
            rows=rows,
            citations=citations.made,
            fingerprint=self._answering.fingerprint,
            elapsed_ms=round((time.perf_counter() - started) * 1000),
        )

    def finding(self, subject_id: str, document: StoredDocument) -> Finding:
        """What one document has on a ready subject. Raises UnknownChoice for an unknown one."""
        [subject] = self._subjects([subject_id], ())
        return self._readings[document.id].find(subject, [self._vector(asked) for asked in subject.questions])

    # --- what is compared ------------------------------------------------------------------------------

    def _columns(self, documents: Sequence[str]) -> list[StoredDocument]:
        loaded = self._snapshot.documents
        for document_id in documents:
            if document_id not in loaded:
                raise UnknownChoice(
                    f"Dokumentet »{document_id}« er ikke indlæst. De indlæste er: {', '.join(sorted(loaded))}."
                )
        if documents:
            return [loaded[document_id] for document_id in dict.fromkeys(documents)]
        return self.agreements()

    def agreements(self) -> list[StoredDocument]:
        """The agreements and what stands for one, those of a region together, the newest first."""
        loaded = self._snapshot.documents
        ready = [
            found
            for found in loaded.values()
            if found.metadata.kind in ON_TOPIC_KINDS and found.metadata.about not in loaded
        ]
        return sorted(ready, key=_place)

    def _subjects(self, subjects: Sequence[str], questions: Sequence[str]) -> list[Subject]:
        for subject_id in subjects:
            if subject_id not in self.subjects:
                raise UnknownChoice(
                    f"Emnet »{subject_id}« kendes ikke. Vælg blandt: {', '.join(self.subjects)}."
                )
        if subjects:
            return [self.subjects[subject_id] for subject_id in dict.fromkeys(subjects)]
        return [] if questions else list(self.subjects.values())

    def _about(self, document: StoredDocument) -> list[StoredDocument]:
        """The loaded documents about an agreement."""
        return [found for found in self._snapshot.documents.values() if found.metadata.about == document.id]

    # --- rows ------------------------------------------------------------------------------------------

    def _row(self, subject: Subject, columns: Sequence[StoredDocument], citations: Citations) -> Row:
        vectors = [self._vector(question) for question in subject.questions]

        def find(document: StoredDocument) -> Finding:
            return self._readings[document.id].find(subject, vectors)

        cells = [
            self._cell(
                document, find(document), [(about, find(about)) for about in self._about(document)], citations
            )
            for document in columns
        ]
        return Row(
            subject=subject.id,
            title=subject.title,
            cells=cells,
            differences=differences(cells, subject.wanted),
        )

    def _own(self, question: str, columns: Sequence[StoredDocument], citations: Citations) -> Row:
        wanted = understand(question, self._answering.regions).wanted

        def find(document: StoredDocument) -> Finding:
            return self._answer(question, wanted, document)

        cells = [
            self._cell(
                document, find(document), [(about, find(about)) for about in self._about(document)], citations
            )
            for document in columns
        ]
        return Row(subject="", title=question, cells=cells, differences=differences(cells, wanted))

    def _answer(self, question: str, wanted: Wanted, document: StoredDocument) -> Finding:
        """What one document has on a question of the user's own."""
        found = self._answering.find(question, [document.id])
        best = found.ranked[0] if found else None
        # One document alone always has a likest sentence: it must also have the question's words.
        sure = found is not None and found.probability >= _SURE
        needed = _SPEAKS_SURELY if sure else _SPEAKS
        if found is None or best is None or _spoken(best) < needed:
            return self._mentioned(question, document)
        statement = statement_of(best, wanted == "list")
        block = Block(statement.candidate.passage, statement.first, statement.last)
        return Finding("citat" if found.carries else "omtale", (block,))

    def _mentioned(self, question: str, document: StoredDocument) -> Finding:
        """What the document has on the ready subject that the question speaks of, for want of an answer."""
        for subject in self.subjects.values():
            if first_match(subject.speaks_of, question) is not None:
                vectors = [self._vector(asked) for asked in subject.questions]
                found = self._readings[document.id].find(subject, vectors)
                if found.blocks:
                    return Finding("omtale", found.blocks[:1])
        return Finding("ikke_reguleret" if document.metadata.kind in AGREEMENT_KINDS else "ikke_aftalen")

    def _vector(self, question: str) -> Vector:
        key = (self._snapshot.generation.manifest.model, question)
        if key not in _VECTORS:
            _VECTORS[key] = self._snapshot.embed(question)
        return _VECTORS[key]

    # --- cells -----------------------------------------------------------------------------------------

    def _cell(
        self,
        document: StoredDocument,
        found: Finding,
        about: Sequence[tuple[StoredDocument, Finding]],
        citations: Citations,
    ) -> Cell:
        quotes = [_quote(block, citations) for block in found.blocks]
        beside = [
            Beside(
                document=other.id,
                title=other.metadata.title,
                quotes=[_quote(block, citations) for block in said.blocks],
                amends=other.metadata.kind == AMENDMENT,
            )
            for other, said in about
            if said.kind == "citat" and _adds(found, said)
        ]
        says = KINDS if document.id in written_for() else NOT_FOUND
        return Cell(
            document=document.id, kind=found.kind, empty=says[found.kind], quotes=quotes, beside=beside
        )


def _asked(questions: Sequence[str]) -> list[str]:
    """The questions, white space folded, each once."""
    folded = [" ".join(question.split()) for question in questions]
    if "" in folded:
        raise UnknownChoice("Et spørgsmål er tomt. Skriv et spørgsmål, eller lad det ude.")
    if len(folded) > MOST_QUESTIONS:
        raise UnknownChoice(f"Der er {len(folded)} spørgsmål; sammenlign højst {MOST_QUESTIONS} ad gangen.")
    return list(dict.fromkeys(folded))


def _place(document: StoredDocument) -> tuple[str, int, str]:
    """Regions in alphabetical order, the newest of each first."""
    known = document.metadata
    return known.region or "~", -(known.valid_from or date.min).toordinal(), document.id


def column_of(document: StoredDocument) -> Column:
    """What is known about a document that is compared."""
    known = document.metadata
    return Column(
        document=document.id,
        title=known.title if known.confirmed else f"{known.title} (ikke bekræftet)",
        region=known.region,
        kind=known.kind,
        valid_from=known.valid_from,
        valid_to=known.valid_to,
        standing=known.standing,
        note=known.note,
    )


def _spoken(candidate: Candidate) -> float:
    """The share of a question's telling words in a sentence; those only near it count half."""
    held = candidate.signals
    return held["words"] + held["words_lead"] + held["words_near"] / 2


def _quote(block: Block, citations: Citations) -> CellQuote:
    return CellQuote(text=block.text, n=citations.cite_unit(block.passage, block.first, block.last))


def _adds(own: Finding, other: Finding) -> bool:
    """Whether a document about the agreement says something else or more than the agreement's cell."""
    if own.kind != "citat":
        return True
    mine = "\n".join(block.text for block in own.blocks)
    theirs = "\n".join(block.text for block in other.blocks)
    if not _values(theirs) <= _values(mine):
        return True
    new, known = _telling(theirs), _telling(mine)
    return len(new - known) > _MORE * len(new)


def _values(text: str) -> set[str]:
    """Its numbers and dates; a period counts as its years."""
    years = {year for found in dates(text) for year in found.split("/")}
    return {str(figure.value) for figure in numbers(text)} | years


def _telling(text: str) -> set[str]:
    words = {word.strip(".,:;()»«\"'").lower() for word in text.split()}
    return {word for word in words if len(word) > 2 and word not in STOP_WORDS}
