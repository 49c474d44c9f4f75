"""The documents as the rules check clauses against them, made of a snapshot when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from assistant.rate_region import regions_in
from assistant.rules.agreement_text import AgreementText, Statement
from index.snapshot import Snapshot


class AgreementTexts(Mapping[str, AgreementText]):
    """By document id; each is made once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._made: dict[str, AgreementText] = {}

    def __getitem__(self, document_id: str) -> AgreementText:
        if document_id not in self._made:
            if document_id not in self._snapshot.documents:
                raise KeyError(document_id)
            self._made[document_id] = self._make(document_id)
        return self._made[document_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._snapshot.documents)

    def __len__(self) -> int:
        return len(self._snapshot.documents)

    def _make(self, document_id: str) -> AgreementText:
        known = self._snapshot.documents[document_id].metadata
        statements = []
        for stored in self._snapshot.document_passages(document_id):
            section = self._snapshot.section(document_id, stored.passage.section)
            units = stored.passage.units
            for unit in units:
                if unit.kind != "heading":
                    statements.append(
                        Statement(
                            unit.text,
                            unit.span.start,
                            unit.span.end,
                            stored.passage.section,
                            section.path if section else (),
                            units[unit.lead].text if unit.lead is not None else "",
                            tuple(_regions(unit.text)),
                        )
                    )
        return AgreementText(
            document_id,
            self._snapshot.file(document_id).text,
            known.region,
            known.kind == "rammeaftale" and known.about is None,
            known.valid_from,
            known.valid_to,
            tuple(dict.fromkeys(statements)),
        )


_regions = lru_cache(maxsize=4096)(regions_in)
