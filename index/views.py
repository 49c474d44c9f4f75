"""Where the search views are kept, and the lock of the one who changes them: a data folder, or a database."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from index import generation, writer_lock
from index.danish import Lexicon
from index.embedding import Vector
from index.errors import BrokenView
from index.generation import Generation
from index.manifest import Manifest
from index.opened import OpenedGeneration
from index.passages import SearchPassage


@dataclass(frozen=True)
class KeptGeneration:
    """A generation as it is kept; `built` in UTC, `size` in bytes, the rest unknown where it is broken."""

    name: str
    built: datetime
    size: int
    model: str = "ukendt"
    passages: int | None = None


class Views(Protocol):
    """The search views of one collection, by generation."""

    # Whether other machines may be at work on the same ones.
    shared: bool

    def writing(self) -> AbstractContextManager[None]:
        """Hold the lock of the one process, or thread, that changes anything. Raises IngestRunning, CannotWrite."""
        ...

    def build(self, passages: Sequence[SearchPassage], rows: Vector, model: str, lexicon: Lexicon) -> str:
        """Build and verify the views; returns the generation's name. `rows` as in `generation.build`."""
        ...

    def open(self, name: str) -> OpenedGeneration:
        """Raises BrokenView."""
        ...

    def manifest(self, name: str) -> Manifest:
        """What a generation was built from. Raises BrokenView."""
        ...

    def remove_except(self, keep: str | None) -> None:
        """Delete every generation, whole or half-built, but the one named."""
        ...

    def kept(self) -> list[KeptGeneration]:
        """Every generation there is, by name."""
        ...


class FolderViews:
    """The views of a data folder."""

    shared = False

    def __init__(self, data: Path) -> None:
        self._data = data
        self._root = data / "generations"

    def writing(self) -> AbstractContextManager[None]:
        return writer_lock.writing(self._data)

    def build(self, passages: Sequence[SearchPassage], rows: Vector, model: str, lexicon: Lexicon) -> str:
        return generation.build(self._root, passages, rows, model, lexicon)

    def open(self, name: str) -> OpenedGeneration:
        return Generation(self._root / name)

    def manifest(self, name: str) -> Manifest:
        return generation.read_manifest(self._root / name)

    def remove_except(self, keep: str | None) -> None:
        generation.remove_except(self._root, keep)

    def kept(self) -> list[KeptGeneration]:
        found = []
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if not folder.is_dir() or folder.suffix == ".tmp":
                continue
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
            # Naive UTC, as every moment of the store is.
            built = datetime.fromtimestamp(folder.stat().st_mtime, UTC).replace(tzinfo=None)
            try:
                manifest = generation.read_manifest(folder)
            except BrokenView:
                found.append(KeptGeneration(folder.name, built, size))
            else:
                found.append(KeptGeneration(folder.name, built, size, manifest.model, manifest.passages))
        return sorted(found, key=lambda each: each.name)
