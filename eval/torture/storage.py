"""A disk that is full or closed, a database that is held, a clock that runs backwards, a data folder of long ago.

Each scenario takes an empty folder and returns what went wrong, a Danish sentence each; [] is well.
`python -m eval.torture storage` runs them all.
"""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa

from assistant.assistant import Assistant
from assistant.conversation import Conversations
from eval.figures import Figure
from eval.torture import old_folder
from eval.torture.kills_process import look, state_of
from eval.torture.nursery import Nursery, nursery, tell
from eval.torture.power_cut import power_cuts
from eval.torture.small_library import NORD, QUESTION, HashedWords, agreement, small_library, write
from index import database
from index.errors import IndexFault
from index.library import Library

_NEW = "hovedstaden-rammeaftale-2021-22"
_NOBODY = 65534


def _made(folder: Path) -> Path:
    library = small_library(folder / "data")
    library.ingest(write(folder / "ind", nord=agreement(), sj=agreement("Sjælland", "2023-24", "990 kr.")))
    library.close()
    return folder / "data"


def _hits(library: Library) -> list[str]:
    return [hit.passage_id for hit in library.ensure().search(QUESTION)]


# --- the disk --------------------------------------------------------------------------------------------


def take_in(data: str, most_bytes: int | None = None, user: int | None = None) -> None:
    """In a process of its own: take in one more document, with files no larger than that, as that user."""
    if most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    if user is not None and os.geteuid() == 0:
        os.setuid(user)
    try:
        library = small_library(Path(data))
        library.ensure()
        report = library.ingest_bytes(agreement("Hovedstaden", "2021-22").encode(), "hoved.md")
        tell(added=report.added)
    except IndexFault as fault:
        tell(refused=str(fault))


@contextmanager
def small_disk(folder: Path, size: int) -> Iterator[bool]:
    """A disk of so many bytes at `folder`, where this user may make one; whether there is."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True
    )
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=True)


def disk_full(
    folder: Path,
    among: Nursery | None = None,
    room: tuple[int, ...] = (0, 30_000, 300_000, 1_000_000, 3_000_000),
) -> list[str]:
    """So many bytes left on a disk of its own; where there can be none, files may not grow past so many bytes."""
    whole = _made(folder)
    size = sum(path.stat().st_size for path in whole.rglob("*"))
    disk = folder / "disk"
    disk.mkdir()
    wrong = []
    with nursery(among) as started, small_disk(disk, size + 20_000_000) as real:
        for left in room:
            data = Path(shutil.copytree(whole, disk / "data"))
            if real:
                free = shutil.disk_usage(disk).free
                (disk / "fyld").write_bytes(bytes(max(0, free - left)))
            most = None if real else max(left, 1)
            wrong += [f"{left} byte tilbage: {f}" for f in _refused_whole(started, data, most_bytes=most)]
            (disk / "fyld").unlink(missing_ok=True)
            told, ended = started.told(take_in, data=str(data))
            if ended != 0 or not told or "refused" in told[0]:
                wrong.append(f"{left} byte tilbage: med plads igen siges {told} ({ended})")
            shutil.rmtree(data)
    return wrong


def _refused_whole(among: Nursery, data: Path, **arguments: object) -> list[str]:
    """What is wrong when a document can be taken in wholly or be refused, and nothing else."""
    told, ended = among.told(take_in, data=str(data), **arguments)
    if ended != 0 or not told:
        return [f"processen gik ned ({ended})"]
    wrong = []
    if "refused" in told[0] and "Der kan ikke skrives" not in told[0]["refused"]:
        wrong.append(f"afvisningen siger ikke hvorfor: {told[0]['refused']}")
    # Healing needs room.
    (data.parent / "fyld").unlink(missing_ok=True)
    found, ended = among.told(look, data=str(data))
    if ended != 0 or not found:
        return [*wrong, f"en ny proces går ned ({ended})"]
    wanted = {NORD, "sjaelland-rammeaftale-2023-24", *told[0].get("added", ())}
    if set(found[0]["state"]) != wanted or not found[0]["whole"]:
        wrong.append(f"bagefter er der {sorted(found[0]['state'])}")
    return [*wrong, *found[0]["faults"], *found[0]["healed"]]


def read_only(folder: Path, among: Nursery | None = None, exists: bool = True) -> list[str]:
    """A folder that may be read but not written to, with data in it or empty."""
    # Under /var/tmp, as the temporary folders of one user are closed to the other that root becomes.
    closed = Path(tempfile.mkdtemp(prefix="rammeaftale-", dir="/var/tmp"))
    try:
        if exists:
            shutil.copytree(_made(folder), closed / "data")
        before = {path: path.stat().st_mtime_ns for path in closed.rglob("*")}
        for path in (*closed.rglob("*"), closed):
            path.chmod(0o555 if path.is_dir() else 0o444)
        with nursery(among) as started:
            told, ended = started.told(take_in, data=str(closed / "data"), user=_NOBODY)
        wrong = [] if ended == 0 and told else [f"processen gik ned ({ended})"]
        if "Der kan ikke skrives i datamappen" not in (told or [{}])[0].get("refused", ""):
            wrong.append(f"der siges {told}")
        if {path: path.stat().st_mtime_ns for path in closed.rglob("*")} != before:
            wrong.append("mappen er ændret")
        return wrong
    finally:
        for path in (closed, *closed.rglob("*")):
            path.chmod(0o755)
        shutil.rmtree(closed)


# --- others at work --------------------------------------------------------------------------------------


def database_locked(folder: Path) -> list[str]:
    """Another program holds the database: reading goes on, a change is refused, and made when it lets go."""
    library = small_library(_made(folder))
    sa.event.listen(
        library.store.engine, "checkout", lambda connection, *_: connection.execute("pragma busy_timeout=50")
    )
    before, state, wrong = _hits(library), state_of(library), []
    new = agreement("Hovedstaden", "2021-22").encode()
    with closing(sqlite3.connect(folder / "data" / "rammeaftale.db")) as other:
        other.execute("begin immediate")
        try:
            library.ingest_bytes(new, "hoved.md")
            wrong.append("dokumentet blev indlæst, mens databasen var låst")
        except IndexFault as fault:
            if "optaget af et andet program" not in str(fault):
                wrong.append(f"der siges {fault}")
        if _hits(library) != before or state_of(library) != state:
            wrong.append("svarene er andre, mens databasen er låst")
        other.rollback()
    if library.ingest_bytes(new, "hoved.md").added != [_NEW] or library.check():
        wrong.append("dokumentet kan ikke indlæses bagefter")
    library.close()
    return wrong


def two_ingests(folder: Path, among: Nursery | None = None) -> list[str]:
    """A second process that takes a document in while the first is at it is refused at once; the first goes on."""
    library = small_library(folder / "data")
    answers: list[dict[str, Any]] = []
    with nursery(among) as started:

        def meanwhile(done: int, of: int, what: str) -> None:
            if not answers:
                told, ended = started.told(take_in_beside, data=str(folder / "data"))
                answers.extend(told or [{"ended": ended}])

        report = library.ingest(write(folder / "ind", nord=agreement()), meanwhile)
    wrong = [] if report.added == [NORD] else [f"den første indlæsning gav {report.added}"]
    if "En anden indlæsning er i gang" not in answers[0].get("refused", ""):
        wrong.append(f"den anden fik {answers[0]}")
    if library.check() or set(library.ensure().documents) != {NORD}:
        wrong.append("bagefter er indekset ikke helt")
    library.close()
    return wrong


def take_in_beside(data: str) -> None:
    """In a process of its own: take a document in without looking at the views first."""
    try:
        library = small_library(Path(data))
        tell(added=library.ingest_bytes(agreement("Hovedstaden", "2021-22").encode(), "hoved.md").added)
    except IndexFault as fault:
        tell(refused=str(fault))


# --- time ------------------------------------------------------------------------------------------------


class _Clock:
    """Stands in for `datetime` where the database's moments come from."""

    def __init__(self, behind: timedelta) -> None:
        self._behind = behind

    def now(self, zone: Any = None) -> datetime:
        return datetime.now(zone) - self._behind


def clock_set_back(folder: Path) -> list[str]:
    """Three years back between two changes and two turns: nothing is lost, and the order is that of the events."""
    wrong: list[str] = []
    day = date(2026, 1, 1)
    with Assistant(small_library(_made(folder)), lambda: day) as assistant:
        first = assistant.ask(QUESTION)
        with mock.patch.object(database, "datetime", _Clock(timedelta(days=3 * 365))):
            report = assistant.library.ingest_bytes(agreement(rate="1.300 kr.").encode(), "nord.md")
            second = assistant.ask("Hvad er varslet?", first.conversation_id)
            other = assistant.ask(QUESTION)
        if report.replaced != ["nord.md"] or "1.300 kr." not in assistant.library.ensure().texts[NORD]:
            wrong.append("den nye udgave er ikke indlæst")
        conversations = Conversations(assistant.library.store)
        turns = [turn.message_id for turn in conversations.turns(str(first.conversation_id))]
        if turns != [first.message_id, second.message_id]:
            wrong.append("samtalens spørgsmål står ikke i den rækkefølge, de blev stillet i")
        kept = {each.id for each in conversations.list()}
        if kept != {first.conversation_id, other.conversation_id}:
            wrong.append(f"der er {len(kept)} samtaler af 2")
        wrong += assistant.library.check()
    return wrong


def old_data_folder(folder: Path) -> list[str]:
    """A data folder with the first schema and no views: everything in it is there, nothing is embedded again."""
    library = small_library(_made(folder / "ny"))
    before, state = _hits(library), state_of(library)
    library.close()
    old_folder.as_first_version(folder / "ny" / "data", folder / "gammel")
    counting = HashedWords()
    opened = small_library(folder / "gammel", counting)
    wrong = []
    if _hits(opened) != before or state_of(opened) != state:
        wrong.append("dokumenter eller svar er andre end før")
    if counting.embedded:
        wrong.append(f"{len(counting.embedded)} tekster er beregnet igen")
    wrong += opened.check()
    with Assistant(opened, lambda: datetime.now(UTC).date()) as assistant:
        asked = str(assistant.ask(QUESTION).conversation_id)
        if len(Conversations(opened.store).turns(asked)) != 1:
            wrong.append("en samtale kan ikke gemmes")
    return wrong


SCENARIOS: dict[str, Callable[[Path], list[str]]] = {
    "fuld disk": disk_full,
    "skrivebeskyttet mappe med data": read_only,
    "skrivebeskyttet mappe uden data": lambda folder: read_only(folder, exists=False),
    "låst database": database_locked,
    "to indlæsninger på én gang": two_ingests,
    "ur stillet tilbage": clock_set_back,
    "strømsvigt midt i skiftet": power_cuts,
    "strømsvigt midt i en tilføjelse": partial(power_cuts, adds=True),
    "datamappe fra den første udgave": old_data_folder,
}
"""Every scenario by its Danish name."""


def measure() -> list[Figure]:
    """Each scenario in a folder of its own."""
    figures = []
    for name, scenario in SCENARIOS.items():
        with tempfile.TemporaryDirectory() as folder:
            wrong = scenario(Path(folder))
        figures.append(Figure(name, "; ".join(wrong) or "holdt", "holdt", not wrong))
    return figures
