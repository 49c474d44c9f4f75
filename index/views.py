"""Where the search views are kept, and the lock of the one who changes them: a data folder, or a database."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from index import generation, writer_lock
from index.errors import BrokenView
from index.generation import Generation
from index.ingredients import Ingredients
from index.manifest import Manifest
from index.opened import OpenedGeneration


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

    def build(self, of: Ingredients) -> str:
        """Build and verify the views, whole or on a foundation; returns the generation's name.

        Raises BrokenView when the foundation is damaged.
        """
        ...

    def open(self, name: str, beside: OpenedGeneration | None = None) -> OpenedGeneration:
        """What they have in common with the one `beside` is not opened again. Raises BrokenView."""
        ...

    def manifest(self, name: str) -> Manifest:
        """What a generation was built from. Raises BrokenView."""
        ...

    def remove_except(self, keep: str | None) -> None:
        """Delete every generation, whole or half-built, but the one named and its foundation."""
        ...

    def kept(self) -> list[KeptGeneration]:
        """Every generation there is, by name; the foundation of another is part of that one."""
        ...


class FolderViews:
    """The views of a data folder."""

    shared = False

    def __init__(self, data: Path) -> None:
        self._data = data
        self._root = data / "generations"

    def writing(self) -> AbstractContextManager[None]:
        return writer_lock.writing(self._data)

    def build(self, of: Ingredients) -> str:
        return generation.build(self._root, of)

    def open(self, name: str, beside: OpenedGeneration | None = None) -> OpenedGeneration:
        return Generation(self._root / name, beside=beside)

    def manifest(self, name: str) -> Manifest:
        return generation.read_manifest(self._root / name)

    def remove_except(self, keep: str | None) -> None:
        generation.remove_except(self._root, keep)

    def kept(self) -> list[KeptGeneration]:
        found: dict[str, KeptGeneration] = {}
        foundations = set()
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            if not folder.is_dir() or folder.suffix == ".tmp":
                continue
            # Naive UTC, as every moment of the store is.
            built = datetime.fromtimestamp(folder.stat().st_mtime, UTC).replace(tzinfo=None)
            try:
                manifest = generation.read_manifest(folder)
            except BrokenView:
                found[folder.name] = KeptGeneration(folder.name, built, _size(folder))
                continue
            parts = [folder]
            if manifest.foundation is not None:
                foundations.add(manifest.foundation)
                parts.append(self._root / manifest.foundation)
            found[folder.name] = KeptGeneration(
                folder.name, built, _size(*parts), manifest.model, manifest.passages
            )
        return [found[name] for name in sorted(found.keys() - foundations)]


def _size(*folders: Path) -> int:
    """The bytes of all files; one that several folders share counts once."""
    files = [file.stat() for folder in folders for file in folder.rglob("*") if file.is_file()]
    return sum({found.st_ino: found.st_size for found in files}.values())
