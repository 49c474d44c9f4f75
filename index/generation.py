"""A generation: both search views of one state of the truth, in a folder that never changes once it is whole.

    generations/<name>/manifest.json     what it was built from, and a checksum of each file
                       passages.json     passage ids and groups, in the order the views number them
                       dense/ lexical/   the views

A new one is built in a folder ending in ".tmp", verified, flushed to disk, renamed, and only then named in
the database, in the same transaction as the documents it shows. Readers open what the database names.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

import numpy as np

from index import danish, lexical, vectors
from index.danish import Lexicon
from index.embedding import Vector
from index.errors import BrokenView, CannotWrite
from index.manifest import FORMAT, Manifest, content_hash
from index.opened import OpenedGeneration
from index.passages import SearchPassage

_MANIFEST = "manifest.json"
_PASSAGES = "passages.json"
# Chroma rewrites its SQLite file when it opens it; it is checked by SQLite and by counting instead.
_CHANGES_WHEN_OPENED = (
    "chroma.sqlite3",
    "chroma.sqlite3-wal",
    "chroma.sqlite3-shm",
    "chroma.sqlite3-journal",
)


def build(
    root: Path,
    passages: Sequence[SearchPassage],
    rows: Vector,
    model: str,
    lexicon: Lexicon,
) -> str:
    """Build, verify and flush the views; returns the generation's name.

    `rows` holds a vector for each passage and after them one for each of their units, in order: shape
    (passages + units, dimensions).
    """
    root.mkdir(parents=True, exist_ok=True)
    content = content_hash(passages, model)
    # Never a name that was there before: a reader may still hold a former generation of the same content.
    name = f"{content}-{uuid4().hex[:8]}"
    folder = root / f"{name}.tmp"
    try:
        _write(folder, passages, rows, model, content, lexicon)
        folder.rename(root / name)
        _flush_folder(root)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return name


def _write(
    folder: Path,
    passages: Sequence[SearchPassage],
    rows: Vector,
    model: str,
    content: str,
    lexicon: Lexicon,
) -> None:
    folder.mkdir()
    (folder / _PASSAGES).write_text(
        json.dumps([[passage.id, passage.group, len(passage.units)] for passage in passages]),
        encoding="utf-8",
    )
    try:
        lexical.build(folder / "lexical", passages, lexicon)
    except (OSError, ValueError, RuntimeError) as fault:
        raise CannotWrite(folder, fault) from fault
    vectors.build(folder / "dense", rows[: len(passages)], rows[len(passages) :])
    manifest = Manifest(FORMAT, model, danish.VERSION, content, len(passages), _checksums(folder))
    (folder / _MANIFEST).write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
    with closing(Generation(folder)) as opened:
        opened.verify(passages, rows)
    _flush(folder)


def _checksums(folder: Path) -> dict[str, str]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in (*_CHANGES_WHEN_OPENED, _MANIFEST):
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "blake2b").hexdigest()[:32]
            found[str(path.relative_to(folder))] = digest
    return found


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
        else:
            _flush_folder(path)
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a generation; BrokenView when it is missing or damaged."""
    try:
        return Manifest(**json.loads((folder / _MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as fault:
        raise BrokenView(
            f"Indekset {folder.name} mangler sin manifest eller har en ødelagt ({fault})."
        ) from fault


def damaged_files(folder: Path) -> list[str]:
    """Files of a generation that are gone, new or changed since it was built."""
    expected = read_manifest(folder).checksums
    found = _checksums(folder)
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


class Generation(OpenedGeneration):
    """A generation opened from its folder."""

    def __init__(self, folder: Path, check: bool = True) -> None:
        self.folder = folder
        manifest = read_manifest(folder)
        if not manifest.readable:
            raise BrokenView(f"Indekset {folder.name} er bygget af en anden udgave af programmet.")
        # Damaged binary files must be found before native code maps them.
        try:
            if check and (damaged := damaged_files(folder)):
                raise BrokenView(f"Indekset {folder.name} har ødelagte filer: {', '.join(damaged[:5])}.")
            kept = json.loads((folder / _PASSAGES).read_text(encoding="utf-8"))
            ids, groups = [str(row[0]) for row in kept], [str(row[1]) for row in kept]
            ends = np.cumsum([int(row[2]) for row in kept], dtype=np.int64)
            self._unit_ends = [0, *ends.tolist()]
        except (OSError, ValueError, TypeError, LookupError) as fault:
            raise BrokenView(f"Indekset {folder.name} kan ikke læses ({fault}).") from fault
        words = lexical.LexicalView(folder / "lexical")
        self._vectors = vectors.DenseView(folder / "dense")
        super().__init__(folder.name, manifest, ids, groups, words, self._vectors)

    def _unit_scores(self, query: Vector, number: int) -> list[float]:
        return self._vectors.unit_scores(query, self._unit_ends[number], self._unit_ends[number + 1])

    def close(self) -> None:
        self._vectors.close()


def remove_except(root: Path, keep: str | None) -> None:
    """Delete every generation, whole or half-built, but the one named."""
    if root.is_dir():
        for folder in root.iterdir():
            if folder.name != keep:
                shutil.rmtree(folder, ignore_errors=True)
