"""A generation: both search views of one state of the truth, in a folder that never changes once it is whole.

    generations/<name>/manifest.json     what it was built from, and a checksum of each file
                       passages.json     passage ids and groups, in the order the views number them
                       dense/ lexical/   the views

A new one is built in a folder ending in ".tmp", verified, flushed to disk, renamed, and only then named in
the database, in the same transaction as the documents it shows. Readers open what the database names.

A large collection is not built anew for one document more: the new generation adds to a whole one, its foundation. It
holds the passages and vectors that are not in that one, and the words of both; its manifest names the foundation,
which is kept for as long. Of what the foundation holds nothing may be gone or changed, so that what is deleted leaves
the disk; see `index.plan`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from uuid import uuid4

from index import danish, lexical, vectors
from index.errors import BrokenView, CannotWrite
from index.ingredients import Ingredients
from index.manifest import FORMAT, Manifest, content_of, documents_of
from index.opened import OpenedGeneration, Part

_MANIFEST = "manifest.json"
_TRIES = 5
_PASSAGES = "passages.json"
# Chroma rewrites its SQLite file when it opens it; it is checked by SQLite and by counting instead.
_CHANGES_WHEN_OPENED = (
    "chroma.sqlite3",
    "chroma.sqlite3-wal",
    "chroma.sqlite3-shm",
    "chroma.sqlite3-journal",
)


def build(root: Path, of: Ingredients) -> str:
    """Build, verify and flush the views; returns the generation's name. Raises BrokenView when the foundation is damaged."""
    root.mkdir(parents=True, exist_ok=True)
    documents = documents_of(of.passages)
    if of.foundation is not None:
        documents |= read_manifest(root / of.foundation).documents
    content = content_of(documents, of.model)
    # Never a name that was there before: a reader may still hold a former generation of the same content.
    name = f"{content}-{uuid4().hex[:8]}"
    folder = root / f"{name}.tmp"
    try:
        folder.mkdir()
        count = _write(folder, of)
        manifest = Manifest(
            FORMAT, of.model, danish.VERSION, content, count, _checksums(folder), documents, of.foundation
        )
        (folder / _MANIFEST).write_text(json.dumps(vars(manifest), indent=1), encoding="utf-8")
        with closing(Generation(folder, beside=of.beside)) as opened:
            opened.verify(of.rows[: len(of.passages)])
        _flush(folder)
        folder.rename(root / name)
        _flush_folder(root)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return name


def _write(folder: Path, of: Ingredients) -> int:
    """Write the files but the manifest; returns how many passages the views show."""
    (folder / _PASSAGES).write_text(
        json.dumps([[passage.id, passage.group, len(passage.units)] for passage in of.passages]),
        encoding="utf-8",
    )
    count, words = len(of.passages), None
    if of.foundation is not None:
        base = folder.parent / of.foundation
        if damaged := damaged_files(base, "lexical"):
            raise _damaged(base, damaged)
        count, words = count + read_manifest(base).passages, base / "lexical"
    try:
        lexical.build(folder / "lexical", of.passages, of.lexicon, words)
    except (OSError, ValueError, RuntimeError) as fault:
        raise CannotWrite(folder, fault) from fault
    split = len(of.passages)
    vectors.build(folder / "dense", of.rows[:split], of.rows[split:], graph=of.foundation is None)
    return count


def _checksums(folder: Path, below: str = "") -> dict[str, str]:
    found = {}
    for path in sorted((folder / below).rglob("*")):
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


def damaged_files(folder: Path, below: str = "") -> list[str]:
    """Files of a generation, or of a folder in it, that are gone, new or changed since it was built."""
    expected = {
        name: checksum
        for name, checksum in read_manifest(folder).checksums.items()
        if not below or name.startswith(f"{below}/")
    }
    found = _checksums(folder, below)
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def _damaged(folder: Path, files: Sequence[str]) -> BrokenView:
    return BrokenView(f"Indekset {folder.name} har ødelagte filer: {', '.join(files[:5])}.")


def _open_part(folder: Path, manifest: Manifest, check: bool) -> Part:
    # Damaged binary files must be found before native code maps them.
    try:
        if check and (damaged := damaged_files(folder)):
            raise _damaged(folder, damaged)
        kept = json.loads((folder / _PASSAGES).read_text(encoding="utf-8"))
        ids, groups = [str(row[0]) for row in kept], [str(row[1]) for row in kept]
        units = [int(row[2]) for row in kept]
    except (OSError, ValueError, TypeError, LookupError) as fault:
        raise BrokenView(f"Indekset {folder.name} kan ikke læses ({fault}).") from fault
    dense = vectors.DenseView(folder / "dense", units, graph=manifest.foundation is None)
    return Part(folder.name, ids, groups, dense)


class Generation(OpenedGeneration):
    """A generation opened from its folder."""

    def __init__(self, folder: Path, check: bool = True, beside: OpenedGeneration | None = None) -> None:
        """What another opened generation, `beside` this one, has open of its foundation is not opened again."""
        self.folder = folder
        manifest = _readable(folder)
        foundation = None
        if manifest.foundation is not None:
            base = folder.parent / manifest.foundation
            foundation = beside.part(base.name) if beside is not None else None
            foundation = foundation or _open_part(base, _readable(base), check)
        own = _open_part(folder, manifest, check)
        words = lexical.LexicalView(folder / "lexical")
        super().__init__(folder.name, manifest, words, own, foundation)


def _readable(folder: Path) -> Manifest:
    manifest = read_manifest(folder)
    if not manifest.readable:
        raise BrokenView(f"Indekset {folder.name} er bygget af en anden udgave af programmet.")
    return manifest


def remove_except(root: Path, keep: str | None) -> None:
    """Delete every generation, whole or half-built, but the one named and its foundation."""
    if not root.is_dir():
        return
    kept = {keep}
    if keep is not None:
        # A broken one is built anew, whole: its foundation is of no more use.
        with suppress(BrokenView):
            kept.add(read_manifest(root / keep).foundation)
    for folder in root.iterdir():
        if folder.name not in kept:
            _remove(folder)


def _remove(folder: Path) -> None:
    """Whoever opens a generation at this moment may make a file in it again after it was emptied."""
    for _ in range(_TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
