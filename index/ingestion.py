"""Taking documents in and out: plan, embed, build the next generation, then change truth and view together."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from uuid import uuid4

import numpy as np
import sqlalchemy as sa

from index import answered, approvals, erasure, file_rows, kept_vectors, schema, withdrawal
from index.change import Change
from index.danish import Lexicon
from index.embedding import Embedder, Vector, embed_missing, text_key
from index.errors import BrokenView, IndexFault
from index.ingredients import Ingredients
from index.known_sentences import known_sentences
from index.opened import OpenedGeneration
from index.passages import SearchPassage
from index.plan import Adding, planned, planned_passages
from index.store import Store
from index.views import Views
from ingest.lexicon import compound_parts, forms_of, is_word, lemma

_log = logging.getLogger(__name__)
LEXICON = Lexicon(compound_parts, lemma, forms_of, is_word)

# Which known questions (index.known_sentences) the vectors were made with.
ANSWERED = "answered"

BUILDING = "Bygger søgeindeks"

# Called as progress(done, of, what) while an ingest runs.
Progress = Callable[[int, int, str], None]


def silent(done: int, of: int, what: str) -> None:
    """Progress that nobody watches."""


def apply(
    store: Store,
    views: Views,
    embedder: Embedder,
    change: Change,
    progress: Progress,
    rebuild: bool = False,
    adding: Adding | None = None,
    beside: OpenedGeneration | None = None,
) -> str:
    """Carry out a change; the caller holds the writer's lock. Returns the generation's name.

    A process that dies here at any instant leaves the former state: what readers open is named in the same
    transaction that changes the documents. Vectors are kept as they are made, so a second try is cheap.
    `adding` says when the views are added to; without, and with `rebuild`, they are built whole. `beside` is a generation
    this process has open.
    """
    current = store.generation()
    views.remove_except(current)
    if store.state(ANSWERED) != known_sentences().fingerprint:
        adding = None
    plan = planned(store, views, embedder.model, change, None if rebuild else adding)
    rows = _vectors(store, embedder, _texts(plan.passages), progress)
    answered.embed_answered(
        store,
        embedder,
        _units(plan.passages),
        lambda done, of: progress(done, of, "Beregner kendte spørgsmål"),
    )
    known = [name for name in (current, plan.foundation) if name and name.startswith(plan.content)]
    if rebuild or not known:
        progress(0, 1, BUILDING)
        try:
            name = views.build(
                Ingredients(plan.passages, rows, embedder.model, LEXICON, plan.foundation, beside)
            )
        except BrokenView as broken:
            if plan.foundation is None:
                raise
            _log.warning("Søgeindekset bygges helt forfra: %s", broken)
            return apply(store, views, embedder, change, progress, rebuild=True)
        progress(1, 1, BUILDING)
    else:
        name = known[0]
    with store.transaction(durable=True) as connection:
        _write(connection, change)
        if change.remove_files or change.remove_documents:
            erasure.begin(connection)
        store.set_state(connection, "generation", name)
        store.set_state(connection, ANSWERED, known_sentences().fingerprint)
        store.set_state(connection, "revision", uuid4().hex)
    views.remove_except(name)
    try:
        if plan.foundation is None:
            _forget_except(store, embedder, plan.passages)
        elif change.takes_away:
            _forget_except(store, embedder, planned_passages(store, Change()))
        erasure.finish(store)
    except IndexFault as late:
        # The change is made and stays made. What was not cleaned away goes with the next one.
        _log.warning("Oprydningen efter en ændring blev ikke færdig: %s", late)
    return name


def _texts(passages: Sequence[SearchPassage]) -> list[str]:
    """Every text that is embedded: the passages', then their units', in order."""
    return [*(passage.embedded for passage in passages), *_units(passages)]


def _units(passages: Sequence[SearchPassage]) -> Iterator[str]:
    return (text for passage in passages for text in passage.units)


def _forget_except(store: Store, embedder: Embedder, passages: Sequence[SearchPassage]) -> None:
    """Forget every vector that these passages do not need."""
    needed = {text_key(text) for text in _texts(passages)}
    needed |= answered.embed_answered(store, embedder, _units(passages), lambda done, of: None)
    kept_vectors.drop_except(store, embedder.model, needed)


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
