"""A copy of a data folder in one file, made while the program runs, and a data folder made of it anywhere.

    backup.zip    manifest.json      what follows, each with its SHA-256; when it was made
                  rammeaftale.db     the truth, copied by SQLite's online backup: one instant of it
                  test-questions.jsonl and other plain files of the folder, where there are any

The search views are not in it: they are built anew from the vectors, without embedding, which was measured to take
1 s for the shipped documents, and is needed anyhow where another version of the program restores.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from index.errors import CannotWrite, IndexFault
from index.store import Store

FORMAT = 1
_MANIFEST = "manifest.json"
_DATABASE = "rammeaftale.db"
_BLOCK = 1 << 20


class BackupManifest(BaseModel):
    """What a backup holds: SHA-256 by the name of the file, and the moment it was made (UTC)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int
    made_at: datetime
    files: dict[str, str]


def backup(store: Store, data: Path, target: Path) -> BackupManifest:
    """Write the backup; `target` is there whole or not at all, and readable by its owner only.

    Raises IndexFault where there is a file already or the database is not SQLite, CannotWrite.
    """
    if not store.url.startswith("sqlite"):
        raise IndexFault(
            "Sikkerhedskopien kan kun tages af SQLite. En database i PostgreSQL kopieres med pg_dump; "
            "der er intet andet at gemme, for søgeindekset ligger i samme database."
        )
    if target.exists():
        raise IndexFault(f"Filen {target} findes allerede. Vælg et andet navn; intet er skrevet.")
    try:
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.absolute().parent) as folder:
            made = _write(store, data, Path(folder))
            (Path(folder) / "backup.zip").replace(target)
    except OSError as fault:
        raise CannotWrite(target.absolute().parent, fault.strerror or fault) from fault
    return made


def _write(store: Store, data: Path, folder: Path) -> BackupManifest:
    copy = folder / _DATABASE
    with closing(sqlite3.connect(copy)) as written, closing(store.engine.raw_connection()) as read:
        source = read.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.backup(written)
        # One file, without a log beside it.
        written.execute("pragma journal_mode=delete")
    # Plain files of the folder are its owner's; those of the database and the locks are not copied.
    beside = [
        path
        for path in sorted(data.iterdir())
        if path.is_file() and path.suffix != ".lock" and not path.name.startswith((_DATABASE, "."))
    ]
    files = {path.name: path for path in (copy, *beside)}
    made = BackupManifest(
        format=FORMAT,
        made_at=datetime.now(UTC).replace(microsecond=0),
        files={name: _sha256(path) for name, path in files.items()},
    )
    whole = folder / "backup.zip"
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
            packed.writestr(_MANIFEST, made.model_dump_json(indent=1))
            for name, path in files.items():
                packed.write(path, name)
        stream.flush()
        os.fsync(stream.fileno())
    return made


def restore(source: Path, data: Path, make_ready: Callable[[Path], None]) -> BackupManifest:
    """Make the data folder of a backup; it is there whole or not at all.

    `make_ready` is called with a folder beside it that holds all files, before it gets its name; what it raises
    leaves nothing behind. Raises IndexFault where the folder holds something or the file is no whole backup,
    CannotWrite.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise IndexFault(
            f"Mappen {data} er ikke tom. Gendan til en ny mappe med --data MAPPE; intet er ændret."
        )
    try:
        data.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{data.name}-", dir=data.parent))
    except OSError as fault:
        raise CannotWrite(data.parent, fault.strerror or fault) from fault
    try:
        made = _unpack(source, folder)
        make_ready(folder)
        folder.rename(data)
        _flush(data.parent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return made


def _unpack(source: Path, folder: Path) -> BackupManifest:
    broken = f"Filen {source} er ikke en hel sikkerhedskopi ({{why}}). Brug en anden kopi; intet er ændret."
    try:
        with zipfile.ZipFile(source) as packed:
            made = BackupManifest.model_validate_json(packed.read(_MANIFEST))
            if made.format != FORMAT:
                raise IndexFault(
                    f"Sikkerhedskopien {source} har format {made.format}, og denne udgave læser format {FORMAT}. "
                    "Gendan den med den udgave af programmet, der skrev den."
                )
            if set(packed.namelist()) != {_MANIFEST, *made.files} or _DATABASE not in made.files:
                raise IndexFault(broken.format(why="der mangler filer, eller der er for mange"))
            for name, sha256 in made.files.items():
                if Path(name).name != name:
                    raise IndexFault(broken.format(why=f"»{name}« er ikke et filnavn"))
                with packed.open(name) as stream, (folder / name).open("xb") as written:
                    shutil.copyfileobj(stream, written, _BLOCK)
                    written.flush()
                    os.fsync(written.fileno())
                if _sha256(folder / name) != sha256:
                    raise IndexFault(broken.format(why=f"{name} er ændret, siden den blev skrevet"))
    except (zipfile.BadZipFile, KeyError, ValidationError, json.JSONDecodeError, EOFError) as fault:
        raise IndexFault(broken.format(why="den kan ikke pakkes ud")) from fault
    return made


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
