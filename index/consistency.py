"""Whether truth and views agree."""

from __future__ import annotations

from index.change import Change
from index.errors import BrokenView, DamagedStore
from index.manifest import content_of, documents_of
from index.models import Models
from index.plan import planned_passages
from index.store import Store
from index.views import Views


def faults_of(store: Store, views: Views, models: Models) -> list[str]:
    """What is wrong, a Danish sentence each; empty when truth and views agree."""
    try:
        faults = [f"Databasen melder fejl: {fault}." for fault in store.check()]
        name = store.generation()
    except DamagedStore as damaged:
        return [str(damaged)]
    if name is None:
        return [*faults, "Der er ikke bygget noget søgeindeks endnu."]
    planned = planned_passages(store, Change())
    try:
        manifest = views.manifest(name)
        expected = content_of(documents_of(planned), models.embedder.model)
        if manifest.model != models.embedder.model:
            faults.append(
                f"Indekset er lavet med sprogmodellen {manifest.model}, men der er valgt {models.embedder.model}."
            )
        elif manifest.content != expected:
            faults.append("Indekset viser en anden udgave af dokumenterne end databasen.")
        opened = views.open(name)
        if not len(opened.dense) == len(opened.lexical) == len(planned):
            faults.append(
                f"Indekset har {len(opened.dense)} vektorer og {len(opened.lexical)} tekster, databasen "
                f"{len(planned)} passager."
            )
        opened.close()
    except BrokenView as broken:
        faults.append(str(broken))
    faults += _broken_spans(store)
    return faults


def _broken_spans(store: Store) -> list[str]:
    lengths = {
        found.id: len(file.text)
        for found in store.documents()
        if (file := store.file_by_hash(found.file_sha256)) is not None
    }
    return [
        f"Passage {found.number} i {found.document_id} peger uden for dokumentets tekst."
        for found in store.passages()
        if found.passage.span.end > lengths.get(found.document_id, 0)
    ]
