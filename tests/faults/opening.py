"""A process that opens a library whose files may be damaged: python -m tests.faults.opening DATA QUESTION.

For each data folder on stdin it forks a process that heals and searches, so that a crash of native code costs
that process only. On stdout, one JSON a line: what was found, and how the process ended.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from eval.torture.small_library import small_library
from index.errors import BrokenView, IndexFault
from ingest.lexicon import is_word

QUESTION = "Hvor meget må taksten stige?"


def search(data: str) -> dict[str, object]:
    """Whether the views were broken, what is found after healing, and how long that took."""
    started = time.perf_counter()
    try:
        library = small_library(Path(data))
        try:
            library.snapshot()
            broken = ""
        except BrokenView as fault:
            broken = str(fault)
        hits = [[hit.passage_id, round(hit.score, 4)] for hit in library.ensure().search(QUESTION)]
        found: dict[str, object] = {"broken": broken, "hits": hits, "check": library.check()}
        library.close()
    except IndexFault as fault:
        found = {"fault": str(fault)}
    return {**found, "seconds": time.perf_counter() - started}


def main() -> None:
    is_word("takst")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.write(1, json.dumps(search(line.strip())).encode() + b"\n")
            os._exit(0)
        _, status = os.waitpid(child, 0)
        os.write(1, json.dumps({"ended": os.waitstatus_to_exitcode(status)}).encode() + b"\n")


if __name__ == "__main__":
    main()
