"""Rate lists that were handed in on the page: kept for a while, checked in a process of their own, never for good."""

from __future__ import annotations

import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import anyio

from api.refusal import Refused
from assistant.answering import Answering
from assistant.privacy import masked
from assistant.rate_file_columns import ColumnMapping, RateFileError
from assistant.rate_file_cpr import FOUND
from assistant.rate_file_process import check_apart
from assistant.rate_file_table import SUFFIX, RateTable
from ingest.errors import clean_name

# Lists are long work: one at a time, in a process of its own.
LISTS = anyio.CapacityLimiter(1)
MOST = 8
MINUTES = 60
MOST_BYTES = 1_000_000_000
FORMS = ("xlsx", "csv", "json")


@dataclass(frozen=True)
class RateList:
    """A list that was handed in: its file, and its table once it has been checked."""

    id: str
    name: str
    folder: Path
    source: Path
    kept_at: float
    mapping: ColumnMapping = field(default_factory=ColumnMapping)

    @property
    def table(self) -> RateTable:
        return RateTable(self.folder / f"resultat{SUFFIX}")


class RateLists:
    """The lists of one server, the newest MOST of them and MOST_BYTES at most, for MINUTES minutes. Safe from several threads."""

    def __init__(self, room: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """`room` is the folder for the lists of all servers on the same data; it is made when it is needed.

        What a server left there that was killed is deleted.
        """
        self._room = room / str(os.getpid())
        for left in room.glob("*"):
            if left.name.isdigit() and (left == self._room or not _alive(int(left.name))):
                shutil.rmtree(left, ignore_errors=True)
        self._clock = clock
        self._lists: dict[str, RateList] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        """Delete everything."""
        with self._lock:
            self._lists.clear()
        shutil.rmtree(self._room, ignore_errors=True)

    def keep(self, file: BinaryIO, name: str) -> RateList:
        """Take a file in. Older lists than may be kept are forgotten."""
        shown = masked(clean_name(name))
        known = secrets.token_urlsafe(16)
        folder = self._room / known
        folder.mkdir(parents=True)
        source = folder / f"fil{Path(shown).suffix.lower()[:6]}"
        with source.open("wb") as kept:
            shutil.copyfileobj(file, kept)
        made = RateList(known, shown, folder, source, self._clock())
        with self._lock:
            self._lists[known] = made
            self._forget()
        return made

    def find(self, known: str) -> RateList:
        """Raises Refused for one that is unknown or forgotten."""
        with self._lock:
            self._forget()
            found = self._lists.get(known)
        if found is None:
            raise Refused(
                404, "ukendt_liste", f"Listen findes ikke længere. Den gemmes i {MINUTES} minutter; send filen igen."
            )  # fmt: skip
        return found

    def remove(self, known: str) -> None:
        """Forget a list and delete its files."""
        with self._lock:
            self._drop(known)

    def check(self, found: RateList, answering: Answering, mapping: ColumnMapping) -> None:
        """Check the list into its table. Raises Refused with what to mend."""
        self._made(found, answering, mapping, f"resultat{SUFFIX}")
        with self._lock:
            if found.id in self._lists:
                self._lists[found.id] = RateList(
                    found.id, found.name, found.folder, found.source, found.kept_at, mapping
                )
        for form in FORMS:
            (found.folder / f"resultat.{form}").unlink(missing_ok=True)

    def file(self, found: RateList, answering: Answering, form: str) -> Path:
        """The result as a file; written when it is first asked for. Raises Refused."""
        if form not in FORMS:
            raise Refused(422, "ugyldig_vaerdi", f"»{form}« er ikke et format. Vælg {', '.join(FORMS)}.")
        made = found.folder / f"resultat.{form}"
        if not made.is_file():
            self._made(found, answering, found.mapping, made.name)
        return made

    def _made(self, found: RateList, answering: Answering, mapping: ColumnMapping, name: str) -> None:
        titles = {stored.id: stored.metadata.title for stored in answering.snapshot.documents.values()}
        known = answering.knowledge
        try:
            check_apart(
                found.source,
                found.folder / name,
                known.parameters,
                titles,
                mapping,
                agreements=known.agreements,
            )
        except RateFileError as refused:
            sentence = str(refused).replace(f"»{found.source.name}«", f"»{found.name}«")
            if FOUND in sentence:
                self.remove(found.id)
                raise Refused(422, "personnummer", sentence) from refused
            raise Refused(422, "takstliste", sentence) from refused

    def _forget(self) -> None:
        late = self._clock() - MINUTES * 60
        held = sum(_size(found.folder) for found in self._lists.values())
        for known, found in list(self._lists.items()):
            # The newest is never in its own way.
            crowded = len(self._lists) > MOST or (held > MOST_BYTES and len(self._lists) > 1)
            if found.kept_at < late or crowded:
                held -= _size(found.folder)
                self._drop(known)

    def _drop(self, known: str) -> None:
        found = self._lists.pop(known, None)
        if found is not None:
            shutil.rmtree(found.folder, ignore_errors=True)


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("*") if file.is_file())


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
