"""One state of the collection as readers see it: documents, sections, passages and the views over them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cached_property, lru_cache

from index import reranking, retriever
from index.answered import AnsweredQuestions, Near, Place
from index.approvals import approved_values
from index.embedding import Embedder, Vector
from index.opened import OpenedGeneration
from index.passages import unit_texts
from index.reranking import Reranker
from index.retriever import Depth, Hit
from index.stages import stage
from index.store import Store, StoredDocument, StoredFile, StoredPassage
from ingest.cpr import mask_cpr
from ingest.documents import Section

_KEPT_PASSAGES = 20_000


# As many as may ask at once: those that come together are embedded together.
_BESIDE = ThreadPoolExecutor(16, "sammenligning")


class Snapshot:
    """Safe from several threads. Valid until the next ingest; then the library hands out a new one."""

    def __init__(
        self,
        store: Store,
        generation: OpenedGeneration,
        embedder: Embedder,
        edition: tuple[str | None, str | None] = (None, None),
        reranker: Reranker | None = None,
    ) -> None:
        self._store = store
        self.edition = edition
        self._embedder = embedder
        self._reranker = reranker
        self.generation = generation
        self.documents: dict[str, StoredDocument] = {found.id: found for found in store.documents()}
        self.approved_values = approved_values(store)
        self._sections = {
            document_id: {section.number: section for section in sections}
            for document_id, sections in store.sections().items()
        }
        self._passages: dict[str, StoredPassage] = {}
        self._embedded = lru_cache(maxsize=64)(embedder.query)
        self._kindred = lru_cache(maxsize=64)(lambda text: embedder.kindred([text])[0])
        self._files: dict[str, StoredFile] = {}

    @stage("embedding")
    def embed(self, question: str) -> Vector:
        """The question's vector; the last ones are remembered, since one answer may search several times."""
        return self._embedded(mask_cpr(question))

    @stage("embedding")
    def placed(self, question: str) -> tuple[Vector, Near]:
        """The question's vector, and how near it is to those that each sentence is known to answer.

        The two are made side by side: each takes one core.
        """
        text = mask_cpr(question)
        near = _BESIDE.submit(self._near, text)
        return self._embedded(text), near.result()

    def _near(self, text: str) -> Near:
        return self.answered.near(self._kindred(text))

    def search(
        self,
        question: str,
        k: int = 20,
        documents: Collection[str] | None = None,
        depth: Depth | None = None,
        vector: Vector | None = None,
        also: Collection[str] = (),
    ) -> list[Hit]:
        """The k best passages, best first; only from those documents when given. `also` are ids added behind them.

        CPR numbers in the question are taken out first; a `vector` given is of a question without.
        """
        question = mask_cpr(question)
        wanted = max(k, reranking.DEPTH) if self._reranker else k
        hits = retriever.search(
            self.generation, self._embedder, question, wanted, documents, depth, vector, also
        )
        if self._reranker is None or not hits:
            return hits
        first, rest = hits[: reranking.DEPTH], hits[reranking.DEPTH :]
        texts = {found.id: found.passage.text for found in self.passages([hit.passage_id for hit in first])}
        again = [texts.get(hit.passage_id, "") for hit in first]
        return [*reranking.rerank(self._reranker, question, first, again), *rest][:k]

    def select(
        self,
        regions: Collection[str] = (),
        kinds: Collection[str] = (),
        on: date | None = None,
        documents: Collection[str] = (),
    ) -> set[str]:
        """Ids of the documents that fit every filter given; `on`: in force that day."""
        return {
            found.id
            for found in self.documents.values()
            if (not regions or found.metadata.region in regions)
            and (not kinds or found.metadata.kind in kinds)
            and (not documents or found.id in documents)
            and (on is None or in_force(found, on))
        }

    def passages(self, ids: Sequence[str]) -> list[StoredPassage]:
        """Those passages in the order asked for; ones that are gone are left out."""
        missing = [wanted for wanted in ids if wanted not in self._passages]
        if missing:
            if len(self._passages) > _KEPT_PASSAGES:
                self._passages = {}
            self._passages.update({found.id: found for found in self._store.passages(missing)})
        kept = self._passages
        return [kept[wanted] for wanted in ids if wanted in kept]

    def document_of(self, passage_id: str) -> str:
        """The id of the document a passage of the index is of."""
        return self.generation.groups[self.generation.numbers[passage_id]]

    def document_passages(self, document_id: str) -> list[StoredPassage]:
        """All passages of a document in reading order."""
        return self._of_documents([document_id])

    def all_passages(self) -> list[StoredPassage]:
        """Every passage, in document and reading order."""
        return self._of_documents(self.generation.groups)

    def _of_documents(self, ids: Collection[str]) -> list[StoredPassage]:
        generation = self.generation
        return self.passages([generation.ids[number] for number in generation.members(set(ids)).tolist()])

    def section(self, document_id: str, number: int) -> Section | None:
        return self._sections.get(document_id, {}).get(number)

    def sections(self, document_id: str) -> list[Section]:
        """The section tree of a document, in order."""
        return list(self._sections.get(document_id, {}).values())

    def is_newest(self, document_id: str, day: date | None = None) -> bool:
        """Whether no later document of its region and kind follows it; of those that have begun on `day`, if any has.

        A period that nobody confirmed counts for nothing: it neither follows a confirmed one nor outranks it.
        """
        known = self.documents[document_id].metadata
        beginnings = self._beginnings.get((known.region, known.kind), [])
        begun = [first for first in beginnings if day is None or first <= day] or beginnings
        if not known.confirmed or not begun:
            return not begun
        if known.valid_from is not None and known.valid_from > begun[-1]:
            return False
        return known.valid_to is None or begun[-1] <= known.valid_to

    @cached_property
    def _beginnings(self) -> dict[tuple[str | None, str], list[date]]:
        """The confirmed beginnings of periods by region and kind, the first one first."""
        found: dict[tuple[str | None, str], list[date]] = {}
        for document in self.documents.values():
            known = document.metadata
            if known.valid_from is not None and known.confirmed:
                found.setdefault((known.region, known.kind), []).append(known.valid_from)
        return {key: sorted(days) for key, days in found.items()}

    def file(self, document_id: str) -> StoredFile:
        """The stored file a document's offsets cite."""
        sha256 = self.documents[document_id].file_sha256
        if sha256 not in self._files:
            found = self._store.file_by_hash(sha256)
            if found is None:
                raise KeyError(document_id)
            self._files[sha256] = found
        return self._files[sha256]

    @cached_property
    def answered(self) -> AnsweredQuestions:
        """The questions that sentences of these documents are known to answer."""
        sentences: dict[str, list[Place]] = {}
        for kept in self.all_passages():
            for number, text in enumerate(unit_texts(kept.passage.units)):
                sentences.setdefault(text, []).append((kept.id, number))
        return AnsweredQuestions.open(self._store, self._embedder.model, self._embedder.dimensions, sentences)

    @cached_property
    def texts(self) -> dict[str, str]:
        """The stored text of each document's file, by document id."""
        return {document_id: self.file(document_id).text for document_id in self.documents}


def in_force(document: StoredDocument, day: date) -> bool:
    """Whether the document's period holds the day; an open end holds every day beyond.

    A period that is only proposed, not confirmed, holds no day.
    """
    known = document.metadata
    if not known.confirmed or (known.valid_from is None and known.valid_to is None):
        return False
    return (known.valid_from is None or known.valid_from <= day) and (
        known.valid_to is None or day <= known.valid_to
    )
