"""Processes that are meant to die, forked from one that has loaded what takes seconds.

`python -m eval.torture.nursery` opens no library itself, so each forked process opens everything anew. For each line
of JSON on stdin ({"run": "module:function", "with": {…}}) it forks a process that calls the function. All that is said
on stdout is one JSON a line: what the function tells, and last how its process ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent


class Nursery:
    """The process that forks the others, as its parent sees it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "eval.torture.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def wish(self, function: Callable[..., None], **arguments: object) -> None:
        """Have a function of a module called in a process of its own."""
        assert self._process.stdin is not None
        wanted = {"run": f"{function.__module__}:{function.__name__}", "with": arguments}
        print(json.dumps(wanted), file=self._process.stdin, flush=True)

    def said(self) -> dict[str, Any]:
        """The next thing said; {"ended": exit code} is the last of a wish."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "processen, der forgrener de andre, er selv død"
        said: dict[str, Any] = json.loads(line)
        return said

    def told(self, function: Callable[..., None], **arguments: object) -> tuple[list[dict[str, Any]], int]:
        """Everything a function tells, and how its process ended."""
        self.wish(function, **arguments)
        told = []
        while "ended" not in (said := self.said()):
            told.append(said)
        return told, int(said["ended"])

    def close(self) -> None:
        self._process.communicate()


@contextmanager
def nursery(known: Nursery | None = None) -> Iterator[Nursery]:
    """A nursery for as long as the block runs; or the known one, which takes seconds less."""
    started = known or Nursery()
    try:
        yield started
    finally:
        if known is None:
            started.close()


def tell(**said: object) -> None:
    """Say something to the parent, in one piece."""
    os.write(1, json.dumps(said).encode() + b"\n")


def main() -> None:
    from eval.torture import small_library  # noqa: F401  # loaded once, before the forks
    from ingest.lexicon import is_word

    is_word("takst")
    for line in sys.stdin:
        wish = json.loads(line)
        module, function = wish["run"].split(":")
        call = getattr(import_module(module), function)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                call(**wish["with"])
                code = 0
            except BaseException:
                traceback.print_exc()
                raise
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        tell(ended=os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
