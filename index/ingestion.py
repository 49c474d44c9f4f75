"""Taking documents in and out: plan, embed, build the next generation, then change truth and view together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from uuid import uuid4

import numpy as np
import sqlalchemy as sa

from index import answered, approvals, erasure, file_rows, kept_vectors, schema, withdrawal
from index.approvals import Action
from index.danish import Lexicon
from index.embedding import Embedder, Vector, embed_missing, text_key
from index.errors import IndexFault
from index.manifest import content_hash
from index.passages import SearchPassage, context_of, unit_texts
from index.store import Store, StoredFile
from index.views import Views
from ingest.documents import Document, Metadata
from ingest.lexicon import compound_parts, forms_of, is_word, lemma

_log = logging.getLogger(__name__)
LEXICON = Lexicon(compound_parts, lemma, forms_of, is_word)

# Which known questions (index.answered) the vectors were made with.
ANSWERED = "answered"

# Called as progress(done, of, what) while an ingest runs.
Progress = Callable[[int, int, str], None]


def silent(done: int, of: int, what: str) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Change:
    """What one ingest does: files in (with their documents), files and documents out, metadata corrected."""

    add: tuple[tuple[StoredFile, tuple[Document, ...]], ...] = ()
    remove_files: frozenset[str] = frozenset()
    remove_documents: frozenset[str] = frozenset()
    metadata: Mapping[str, Metadata] = field(default_factory=dict)
    state: Mapping[str, str] = field(default_factory=dict)
    # (actor, action, document id, subject) of what a person approved with it.
    approved: tuple[tuple[str, Action, str, str], ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.add or self.remove_files or self.remove_documents or self.metadata or self.state)


def apply(
    store: Store, views: Views, embedder: Embedder, change: Change, progress: Progress, rebuild: bool = False
) -> str:
    """Carry out a change; the caller holds the writer's lock. Returns the generation's name.

    A process that dies here at any instant leaves the former state: what readers open is named in the same
    transaction that changes the documents. Vectors are kept as they are made, so a second try is cheap.
    """
    views.remove_except(store.generation())
    passages = planned_passages(store, change)
    texts = _texts(passages)
    rows = _vectors(store, embedder, texts, progress)
    questions = answered.embed_answered(
        store,
        embedder,
        (text for passage in passages for text in passage.units),
        lambda done, of: progress(done, of, "Beregner kendte spørgsmål"),
    )
    current = store.generation()
    name = current
    if rebuild or current is None or not current.startswith(content_hash(passages, embedder.model)):
        progress(0, 1, "Bygger søgeindeks")
        name = views.build(passages, rows, embedder.model, LEXICON)
        progress(1, 1, "Bygger søgeindeks")
    assert name is not None
    with store.transaction(durable=True) as connection:
        _write(connection, change)
        if change.remove_files or change.remove_documents:
            erasure.begin(connection)
        store.set_state(connection, "generation", name)
        store.set_state(connection, ANSWERED, answered.fingerprint())
        store.set_state(connection, "revision", uuid4().hex)
    views.remove_except(name)
    try:
        kept_vectors.drop_except(store, embedder.model, {text_key(text) for text in texts} | questions)
        erasure.finish(store)
    except IndexFault as late:
        # The change is made and stays made. What was not cleaned away goes with the next one.
        _log.warning("Oprydningen efter en ændring blev ikke færdig: %s", late)
    return name


def planned_passages(store: Store, change: Change) -> list[SearchPassage]:
    """Every passage there will be after the change, in document and reading order."""
    gone_files = change.remove_files
    titles: dict[str, str] = {}
    paths: dict[tuple[str, int], tuple[str, ...]] = {}
    for stored in store.documents():
        if stored.file_sha256 in gone_files or stored.id in change.remove_documents:
            continue
        titles[stored.id] = change.metadata.get(stored.id, stored.metadata).title
        for section in store.sections(stored.id):
            paths[stored.id, section.number] = section.path
    planned = [
        SearchPassage(
            kept.id,
            kept.document_id,
            context_of(titles[kept.document_id], paths.get((kept.document_id, kept.passage.section), ())),
            kept.passage.text,
            unit_texts(kept.passage.units),
        )
        for kept in store.passages()
        if kept.document_id in titles
    ]
    for _, documents in change.add:
        for document in documents:
            by_number = {section.number: section.path for section in document.sections}
            planned += [
                SearchPassage(
                    file_rows.passage_id(document, passage),
                    document.id,
                    context_of(document.metadata.title, by_number.get(passage.section, ())),
                    passage.text,
                    unit_texts(passage.units),
                )
                for passage in document.passages
            ]
    # As the database orders them: equal states must give equal views.
    return sorted(planned, key=lambda passage: passage.group)


def _texts(passages: Sequence[SearchPassage]) -> list[str]:
    """Every text that is embedded: the passages', then their units', in order."""
    return [passage.embedded for passage in passages] + [
        text for passage in passages for text in passage.units
    ]


def _vectors(store: Store, embedder: Embedder, texts: Sequence[str], progress: Progress) -> Vector:
    """Their vectors, shape (len(texts), dimensions); only what was never embedded before is embedded."""
    keys = [text_key(text) for text in texts]
    known = kept_vectors.kept(store, embedder.model, list(dict.fromkeys(keys)))
    missing = {text for text, key in zip(texts, keys, strict=True) if key not in known}
    done = 0

    def on_batch(count: int) -> None:
        nonlocal done
        done += count
        progress(done, len(missing), "Beregner betydningsvektorer")

    if missing:
        progress(0, len(missing), "Beregner betydningsvektorer")
    for batch in embed_missing(embedder, sorted(missing), on_batch):
        kept_vectors.keep(store, embedder.model, batch)
        known.update(batch)
    rows = np.zeros((len(keys), embedder.dimensions), np.float32)
    for number, key in enumerate(keys):
        rows[number] = known[key]
    return rows


def _write(connection: sa.Connection, change: Change) -> None:
    table = schema.documents
    rows = connection.execute(
        sa.select(table.c.id).where(
            table.c.file_sha256.in_(change.remove_files) | table.c.id.in_(change.remove_documents)
        )
    )
    kept = {document.id for _, documents in change.add for document in documents}
    if gone := {row.id for row in rows} - kept:
        approvals.forget(connection, gone)
    for document_id in change.remove_documents:
        withdrawal.withdraw(connection, document_id)
    for sha256 in change.remove_files:
        file_rows.remove_file(connection, sha256)
    for document_id in change.remove_documents:
        file_rows.remove_document(connection, document_id)
    for stored, documents in change.add:
        file_rows.add_file(connection, stored, documents)
    for document_id, metadata in change.metadata.items():
        connection.execute(
            sa.update(schema.documents)
            .where(schema.documents.c.id == document_id)
            .values(**asdict(replace(metadata, confirmed=True)))
        )
    for actor, action, document_id, subject in change.approved:
        approvals.log(connection, actor, action, document_id, subject)
    for key, value in change.state.items():
        Store.set_state(connection, key, value)
