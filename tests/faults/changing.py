"""Processes that change a library until they are killed, and ones that look at what is left.

`python -m tests.faults.changing` loads what takes seconds once and then, for each line of JSON on stdin
({"do": "change" or "look", "data": …, "files": …, "number": …}), forks a process that does it. It opens no
library itself, so each forked process opens everything anew. All that is said on stdout is one JSON a line.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from eval.torture.small_library import agreement, small_library, write
from index.library import Library
from ingest.lexicon import is_word

NORD = "nordjylland-rammeaftale-2025-26"
SJAELLAND = "sjaelland-rammeaftale-2023-24"
RATES = ("1.250 kr.", "1.300 kr.")
TITLES = ("Den ene titel", "Den anden titel")
PROPOSED = "Rammeaftale 2025-26 for Nordjylland"

# Document id to title and the rate in its text: everything the changes change.
State = dict[str, list[str]]


def after(state: State, number: int) -> tuple[str, State]:
    """The change of that number on a state: its name, and the state it leaves."""
    rate = RATES[number % 2]
    if len(state) < 2:
        title = state.get(NORD, [PROPOSED])[0]
        return "ingest", {NORD: [title, rate], SJAELLAND: ["Rammeaftale 2023-24 for Sjælland", "990 kr."]}
    match number % 3:
        case 0:
            return "correct", {**state, NORD: [TITLES[number % 2], state[NORD][1]]}
        case 1:
            return "remove", {NORD: state[NORD]}
        case _:
            return "replace", {**state, NORD: [state[NORD][0], rate]}


def state_of(library: Library) -> State:
    """What the database holds."""
    found: State = {}
    for document in library.store.documents():
        file = library.store.file_by_hash(document.file_sha256)
        assert file is not None
        rates = [rate for rate in (*RATES, "990 kr.") if rate in file.text]
        found[document.id] = [document.metadata.title, *rates]
    return found


def tell(**said: Any) -> None:
    os.write(1, json.dumps(said).encode() + b"\n")


def change(data: str, files: str, number: int) -> None:
    """Change the library until killed, saying before each change what it will leave, and when it is done."""
    library = small_library(Path(data))
    library.ensure()
    state = state_of(library)
    tell(pid=os.getpid(), state=state)
    while True:
        name, state = after(state, number)
        tell(starts=name, state=state)
        match name:
            case "correct":
                library.correct(NORD, {"title": state[NORD][0]})
            case "remove":
                library.remove(SJAELLAND)
            case _:
                nord = agreement(rate=state[NORD][1])
                library.ingest(write(Path(files), nord=nord, sj=agreement("Sjælland", "2023-24", "990 kr.")))
        tell(done=name)
        number += 1


def look(data: str, files: str, number: int) -> None:
    """Open what is there as any new process would, and say what it finds."""
    started = time.perf_counter()
    library = small_library(Path(data))
    faults = library.check() if library.store.generation() else []
    snapshot = library.ensure()
    state = state_of(library)
    hits = {hit.group for hit in snapshot.search("Hvor meget må taksten stige?")}
    kept = {passage.id for document in state for passage in snapshot.document_passages(document)}
    tell(
        faults=faults,
        state=state,
        found=sorted(hits),
        whole=kept == set(snapshot.generation.ids),
        healed=library.check(),
        seconds=time.perf_counter() - started,
    )
    library.close()


def main() -> None:
    is_word("takst")
    for line in sys.stdin:
        wish = json.loads(line)
        child = os.fork()
        if child == 0:
            {"change": change, "look": look}[wish.pop("do")](**wish)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        tell(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
