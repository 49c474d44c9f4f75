"""Search views on disk damaged in every way: they are healed from the database, and the answers are the same.

`python -m eval.torture damage` gives every kind of file of the views every kind of damage, each in a process of its own,
and times the healing of 10,000 passages.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rich.table import Table

from eval.console import wide_console
from eval.figures import Figure
from eval.torture.nursery import Nursery, nursery, tell
from eval.torture.small_library import QUESTION, agreement, small_library, write
from index.errors import BrokenView, IndexFault

PASSAGES = 10_000
MOST_SECONDS = 60.0
# One kind for each sort of file the views are made of.
KINDS = (
    "manifest.json",
    "passages.json",
    "dense/vectors.npy",
    "dense/units.npy",
    "dense/chroma/chroma.sqlite3",
    "dense/chroma/*/data_level0.bin",
    "dense/chroma/*/header.bin",
    "dense/chroma/*/index_metadata.pickle",
    "dense/chroma/*/length.bin",
    "dense/chroma/*/link_lists.bin",
    "lexical/*.json",
    "lexical/tantivy/meta.json",
    "lexical/tantivy/*.idx",
    "lexical/tantivy/*.term",
    "lexical/tantivy/*.store",
    "lexical/tantivy/*.fast",
    "lexical/tantivy/*.fieldnorm",
    "lexical/tantivy/*.pos",
)
SQLITE = "dense/chroma/chroma.sqlite3"


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def delete(path: Path) -> None:
    path.unlink()


def bloat(path: Path) -> None:
    path.write_bytes(path.read_bytes() + bytes(50_000))


def noise(path: Path) -> None:
    path.write_bytes(
        b"".join((number * 7919 % 251).to_bytes() for number in range(path.stat().st_size or 64))
    )


def empty(path: Path) -> None:
    path.write_bytes(b"")


def scratch(path: Path) -> None:
    """Sixteen places of eight bytes turned over, everything else as it was."""
    content = bytearray(path.read_bytes() or b"\0")
    for place in range(16):
        at = len(content) * place // 16
        content[at : at + 8] = bytes(byte ^ 0x5A for byte in content[at : at + 8])
    path.write_bytes(content)


DAMAGES: tuple[Callable[[Path], None], ...] = (truncate, delete, bloat, noise, empty, scratch)


@dataclass(frozen=True)
class Scenario:
    """One damage to all files of one kind."""

    kind: str
    damage: Callable[[Path], None]


@dataclass(frozen=True)
class Outcome:
    """How it ended: whether it was noticed, healed or said in a sentence; `fault` is "" when all is well."""

    scenario: Scenario
    fault: str
    noticed: bool
    seconds: float


def every() -> list[Scenario]:
    """Each damage to each kind."""
    return [Scenario(kind, damage) for kind, damage in product(KINDS, DAMAGES)]


def a_handful() -> list[Scenario]:
    """Each kind once, each damage thrice; all of them to the database of Chroma, which no checksum guards."""
    once = [Scenario(kind, DAMAGES[row % len(DAMAGES)]) for row, kind in enumerate(KINDS) if kind != SQLITE]
    return [*once, *(Scenario(SQLITE, damage) for damage in DAMAGES)]


def make_whole(folder: Path) -> Path:
    """A data folder in order with two small documents."""
    library = small_library(folder / "data")
    library.ingest(write(folder / "ind", nord=agreement(), syd=agreement("Syddanmark", "2023-24", "990 kr.")))
    library.close()
    return folder / "data"


def generation_of(data: Path) -> Path:
    """The folder of the views in use."""
    (folder,) = (data / "generations").iterdir()
    return folder


def search(data: str) -> None:
    """In a process of its own: whether the views were broken, what is found after healing, how long it took."""
    started = time.perf_counter()
    try:
        library = small_library(Path(data))
        try:
            library.snapshot()
            broken = ""
        except BrokenView as fault:
            broken = str(fault)
        hits = [[hit.passage_id, round(hit.score, 3)] for hit in library.ensure().search(QUESTION)]
        found: dict[str, object] = {"broken": broken, "hits": hits, "check": library.check()}
        library.close()
    except IndexFault as fault:
        found = {"fault": str(fault)}
    tell(**found, seconds=time.perf_counter() - started)


def run(whole: Path, scenarios: Sequence[Scenario], folder: Path) -> list[Outcome]:
    """Damage copies of a data folder, made below `folder`; each is opened by a process of its own."""
    outcomes = []
    with nursery() as started:
        ((expected,), _) = started.told(search, data=str(whole))
        for number, scenario in enumerate(scenarios):
            data = Path(shutil.copytree(whole, folder / str(number)))
            outcomes.append(_opened(started, scenario, data, expected["hits"]))
            shutil.rmtree(data)
    return outcomes


def _opened(among: Nursery, scenario: Scenario, data: Path, expected: object) -> Outcome:
    damaged = sorted(generation_of(data).glob(scenario.kind))
    if not damaged:
        return Outcome(scenario, "visningen har ingen fil af den slags", False, 0)
    for path in damaged:
        scenario.damage(path)
    told, ended = among.told(search, data=str(data))
    if ended != 0 or not told:
        return Outcome(scenario, f"processen gik ned ({ended})", False, 0)
    (found,) = told
    if "fault" in found:
        return Outcome(scenario, "", True, found["seconds"])
    fault = "; ".join(found["check"])
    if found["hits"] != expected:
        fault = f"andre svar: {found['hits']}, før {expected}"
    return Outcome(scenario, fault, bool(found["broken"]), found["seconds"])


def heal(passages: int, folder: Path) -> tuple[int, float]:
    """Make a library of so many passages, delete its views, heal it; (passages, seconds)."""
    sections = (
        f"## Afsnit {n}\n\nTilbud {n} har {n % 97} pladser og nummer {n * 7}." for n in range(passages)
    )
    files = write(folder / "ind", lang="\n\n".join(sections))
    library = small_library(folder / "data")
    report = library.ingest(files)
    assert not report.failed, report.failed
    shutil.rmtree(generation_of(folder / "data"))
    started = time.perf_counter()
    library.ensure()
    seconds = time.perf_counter() - started
    count = len(library.store.passage_keys())
    assert library.check() == []
    library.close()
    return count, seconds


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """A line for each damage, and one for each scenario that went wrong."""
    table = Table("Skade", box=None, padding=(0, 2, 0, 0))
    for heading in ("scenarier", "opdaget", "fejl", "længste (s)"):
        table.add_column(heading, justify="right")
    for damage in DAMAGES:
        here = [each for each in outcomes if each.scenario.damage is damage]
        if here:
            noticed, wrong = sum(each.noticed for each in here), sum(bool(each.fault) for each in here)
            longest = max(each.seconds for each in here)
            table.add_row(_NAMES[damage], str(len(here)), str(noticed), str(wrong), f"{longest:.1f}")
    console = wide_console()
    console.print(table)
    for each in outcomes:
        if each.fault:
            console.print(f"  {_NAMES[each.scenario.damage]}, {each.scenario.kind}: {each.fault}")


_NAMES: dict[Callable[[Path], None], str] = {
    truncate: "afkortet",
    delete: "slettet",
    bloat: "forlænget",
    noise: "støj",
    empty: "tømt",
    scratch: "ridset",
}


def measure() -> list[Figure]:
    """Every damage to every kind of file, and the time of healing."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = run(make_whole(Path(folder) / "hel"), every(), Path(folder))
    print_outcomes(outcomes)
    wrong = sum(bool(each.fault) for each in outcomes)
    with tempfile.TemporaryDirectory() as folder:
        passages, seconds = heal(PASSAGES, Path(folder))
    per = seconds * PASSAGES / passages
    return [
        Figure("skader på indeksets filer", str(len(outcomes)), "", None),
        Figure("nedbrud eller andre svar bagefter", str(wrong), "0", wrong == 0),
        Figure(f"heling af {passages} passager", f"{seconds:.1f} s", f"{MOST_SECONDS:g} s pr. {PASSAGES}", per <= MOST_SECONDS),
    ]  # fmt: skip
