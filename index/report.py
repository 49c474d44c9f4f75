"""The report of an ingest."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """What an ingest did, by file name or document id; `failed` holds a sentence for each file refused.

    `documents` are the ids of all documents that are new or changed, `gone` those that a new version of
    their file no longer holds. `apart`: files kept under another name, because a file of their own name is
    evidently another document; the name they are kept under, and why.
    """

    added: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    passed_over: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    apart: dict[str, str] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        return bool(self.added or self.replaced or self.removed)
